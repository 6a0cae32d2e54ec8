/* The lock against middlemen (site/allowed.h) over texts: domains, phone numbers and e-mail addresses that are typed, not linked; links are
 * looked at when Markdown is read. Code is not looked at: it holds examples.
 *
 * A phone number is what is written as one in Indonesia (Keputusan Menkominfo on the national numbering plan): 08… and +62 8… with 10 to 13
 * digits, an area code in brackets or set apart, 1500 and three digits, or three and more digits behind a word such as "telepon". */
#include "base/arena.h"
#include "base/utf8.h"
#include "check/inside.h"
#include "data/cells.h"
#include "site/allowed.h"

enum { DIGITS_MOST = 15, TEXTS_LOOKED_AT = 200000, LONGEST_TOKEN = 2000 };

struct scan {
    const struct check *check;
    const struct prose *prose;
    struct arena *scratch;
    Loc loc; /* when given, all faults are told there */
};

static void tell(const struct scan *scan, Str found, struct allowed_fault fault)
{
    Loc loc =
        scan->loc.source ? scan->loc : prose_loc(scan->prose, (size_t)(found.data - scan->prose->text.data));
    diag_report(scan->check->diag, loc, fault.message, fault.what, fault.near);
}

/* ---- domains ---- */

static bool is_top_level(Str label)
{
    static const char *const known[] = {
        "com",   "net",  "org",     "id",   "info",  "biz",  "me",    "ly",   "my",   "sg",     "us",
        "uk",    "au",   "jp",      "cn",   "ru",    "tk",   "ml",    "ga",   "cf",   "gq",     "cc",
        "tv",    "io",   "ai",      "gg",   "xyz",   "site", "store", "shop", "club", "top",    "link",
        "app",   "dev",  "page",    "live", "click", "fun",  "vip",   "pro",  "tech", "icu",    "buzz",
        "cloud", "work", "website", "bond", "sbs",   "cyou", "win",   "bet",  "mobi", "online", "space",
        "asia",  "eu",   "gl",      "do",   "wiki",  "edu",  "gov",   "int",  "name", "tel"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_equal_nocase(label, str_from(known[i]))) return true;
    return false;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* "selesai.Info lebih lanjut": a sentence that begins without a space, not a domain. */
static bool is_new_sentence(Str before, Str last)
{
    return before.len && is_upper(last.data[0]) && last.len > 1 && !is_upper(last.data[1]) &&
           !is_upper(before.data[before.len - 1]);
}

static bool is_domain(Str host)
{
    size_t dot = str_find_last_char(host, '.');
    if (dot == 0 || dot == host.len) return false;
    Str last = str_skip(host, dot + 1), before = str_from_to(host, 0, dot);
    bool letters = false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        if (!is_word_byte(c) && c != '-' && c != '.') return false;
        letters = letters || (i < dot && (char_is_alpha(c) || (c & 0x80)));
        if (c == '.' && i + 1 < host.len && host.data[i + 1] == '.') return false;
    }
    if (str_equal_nocase(str_from_to(host, 0, 4), S("www."))) return before.len > 4;
    return is_top_level(last) && letters && !is_new_sentence(before, last);
}

static size_t find_any_of(Str s, const char *characters)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] && strchr(characters, s.data[i])) return i;
    return s.len;
}

static void check_token(const struct scan *scan, Str token)
{
    struct allowed_fault fault;
    while (token.len && strchr(".:!?*_~'", token.data[token.len - 1])) token.len--;
    while (token.len && strchr("*_~'.", token.data[0])) token = str_skip(token, 1);
    size_t scheme = str_find(token, S("://"));
    if (token.len > LONGEST_TOKEN) return;
    if (scheme < token.len) {
        Str name = str_from_to(token, 0, scheme);
        bool web = str_ends_nocase(name, S("http")) || str_ends_nocase(name, S("https"));
        if (web && !allowed_address(scan->check->site, scan->scratch, str_skip(token, scheme + 3), &fault))
            tell(scan, token, fault);
        return;
    }
    Str host = str_from_to(token, 0, find_any_of(token, "/\\?#:"));
    if (str_find_char(token, '@') < token.len || !is_domain(host)) return;
    if (!allowed_address(scan->check->site, scan->scratch, token, &fault)) tell(scan, token, fault);
}

/* White space, brackets, quotation marks; of other letters those that are punctuation (U+0080 … U+00BF, U+2000 … U+206F, U+3000 …). */
static bool ends_token(uint32_t c)
{
    if (c < 0x80) return c <= ' ' || c == 0x7f || strchr("()<>[]{}\"|,;", (int)c) != NULL;
    return c < 0xC0 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3020 && c != 0x3002);
}

static void check_domains(const struct scan *scan, Str text)
{
    size_t from = 0;
    bool dotted = false;
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t c =
            (unsigned char)text.data[at] < 0x80 ? (unsigned char)text.data[at++] : utf8_next(text, &at);
        if (c == '.' || c == ':') dotted = true;
        if (!ends_token(c)) continue;
        if (dotted) check_token(scan, str_from_to(text, from, begin));
        from = at;
        dotted = false;
    }
    if (dotted) check_token(scan, str_skip(text, from));
}

/* ---- phone numbers ---- */

static bool is_any(Str word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (str_equal_nocase(word, str_from(words[i]))) return true;
    return false;
}

/* Does a word before `at` say that a number to call follows? "telepon", "call center:", "nomor WA". */
static bool is_called(Str text, size_t at)
{
    static const char *const callers[] = {"telepon", "telpon", "telp",     "tel",  "tlp",   "telefon",
                                          "hotline", "wa",     "whatsapp", "call", "phone", "hp",
                                          "ponsel",  "sms",    "dial",     NULL};
    static const char *const between[] = {"center", "centre", "nomor", "nomer",         "no",    "ke",
                                          "di",     "kami",   "at",    "ngalangkungan", "lewat", NULL};
    for (int words = 0; words < 3; words++) {
        while (at > 0 && strchr(" :.(*_", text.data[at - 1])) at--;
        Str word = word_before(text, at);
        if (word.len == 0) return false;
        if (is_any(word, callers)) return true;
        if (!is_any(word, between)) return false;
        at = (size_t)(word.data - text.data);
    }
    return false;
}

/* What is counted, and so is no number to call: "telepon 150 orang". */
static bool is_counted(Str text, size_t at)
{
    static const char *const units[] = {
        "kali", "orang",  "menit", "jam",  "hari",   "perusahaan", "peserta", "kantor",  "nomor", "unit",
        "buah", "rupiah", "ribu",  "juta", "persen", "people",     "times",   "minutes", NULL};
    while (at < text.len && text.data[at] == ' ') at++;
    return is_any(word_at(text, at), units);
}

struct number {
    char digits[DIGITS_MOST + 2];
    size_t count, first; /* digits; of the first group */
    size_t end;
    bool plus, bracket, apart; /* apart: in groups */
};

/* Reads digits with single spaces, hyphens and dots between; false: what stands around it makes it something else. */
static bool read_number(Str text, size_t at, struct number *number)
{
    *number = (struct number){.plus = text.data[at] == '+', .bracket = text.data[at] == '('};
    if (number->plus || number->bracket) at++;
    for (; at < text.len; at++) {
        char c = text.data[at], next = at + 1 < text.len ? text.data[at + 1] : 0;
        bool digit_follows = char_is_digit(next);
        if (char_is_digit(c)) {
            if (number->count == DIGITS_MOST) return false;
            number->digits[number->count++] = c;
            number->end = at + 1;
            continue;
        }
        if (!number->first) number->first = number->count;
        bool closes = c == ')' && number->bracket && number->first == number->count &&
                      (digit_follows || ((next == ' ' || next == '-') && at + 2 < text.len &&
                                         char_is_digit(text.data[at + 2])));
        if (closes && !digit_follows) at++;
        if (!closes && !((c == ' ' || c == '-' || c == '.') && digit_follows)) break;
        number->apart = true;
    }
    if (!number->first) number->first = number->count;
    if (number->count < 3) return false;
    char c = number->end < text.len ? text.data[number->end] : 0,
         next = number->end + 1 < text.len ? text.data[number->end + 1] : 0;
    return !is_word_byte(c) && c != '%' && !((c == '/' || c == ',' || c == ':') && char_is_digit(next));
}

static bool is_area(const char *digits, size_t count)
{
    return (count == 3 || count == 4) && digits[0] == '0' && digits[1] >= '2' && digits[1] <= '9';
}

static bool is_phone(const struct number *n, Str text, size_t at)
{
    Str digits = {n->digits, n->count};
    size_t rest = n->count - n->first;
    if (n->plus) return n->count >= 8;
    if (n->bracket) return is_area(n->digits, n->first) && rest >= 5 && rest <= 8;
    if (str_starts(digits, S("08"))) return n->count >= 10 && n->count <= 13 && n->first >= 3;
    if (str_starts(digits, S("628")))
        return n->count >= 11 && n->count <= 14 && (n->first == 2 || n->first >= 5);
    if (is_area(n->digits, n->first) && n->apart && rest >= 5 && rest <= 8) return true;
    if (str_starts(digits, S("1500")) && n->count == 7 && (n->first == 7 || n->first == 4)) return true;
    return n->count <= 13 && is_called(text, at) && !is_counted(text, n->end);
}

static void check_phones(const struct scan *scan, Str text)
{
    for (size_t at = str_find_digit(text); at < text.len;) {
        size_t from = at;
        if (from > 0 && (text.data[from - 1] == '+' || text.data[from - 1] == '(')) from--;
        char before = from > 0 ? text.data[from - 1] : ' ';
        struct number number;
        bool alone = !is_word_byte(before) && !strchr(".,/-:#=&%\1", before);
        if (alone && read_number(text, from, &number) && is_phone(&number, text, from)) {
            Str found = str_from_to(text, from, number.end);
            if (!allowed_phone(scan->check->site, found))
                tell(scan, found, (struct allowed_fault){MSG_ALLOWED_PHONE, found, STR_NONE});
            at = number.end;
        } else {
            while (at < text.len && char_is_digit(text.data[at])) at++;
        }
        at += str_find_digit(str_skip(text, at));
    }
}

/* ---- texts ---- */

static void check_text(const struct scan *scan, Str text)
{
    for (size_t at = str_find_char(text, '@'); at < text.len;
         at += 1 + str_find_char(str_skip(text, at + 1), '@')) {
        Str address = personal_email_at(text, at);
        if (address.len && !allowed_email(scan->check->site, address))
            tell(scan, address, (struct allowed_fault){MSG_ALLOWED_EMAIL, address, STR_NONE});
    }
    check_domains(scan, text);
    check_phones(scan, text);
}

void contacts_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    if (!check->site->allowed) return;
    struct scan scan = {check, prose, scratch, LOC_NONE};
    if (prose->body) { /* of a whole file: with its addresses */
        struct prose open = prose_of_contacts(scratch, prose->source, prose->body, prose->lang);
        scan.prose = &open;
        check_text(&scan, open.text);
    } else {
        check_text(&scan, prose->text);
    }
}

/* All texts of a value of site.yaml or fakta.yaml. */
static void check_value(const struct check *check, struct arena *scratch, const struct value *value,
                        int depth)
{
    static const char *const machine[] = {"allowed", "base_url", "edit",  "old",    "brand",
                                          "inks",    "since",    "until", "review", "source"};
    for (size_t i = 0; value && depth < 8 && i < value->count; i++) {
        bool skipped = false;
        for (size_t k = 0; value->kind == VALUE_MAP && k < sizeof machine / sizeof *machine; k++)
            skipped = skipped || str_is(value->keys[i], machine[k]);
        const struct value *item = value->items[i];
        if (skipped) continue;
        if (item->kind == VALUE_MAP || item->kind == VALUE_LIST) {
            check_value(check, scratch, item, depth + 1);
        } else if (item->text.len) {
            struct prose prose = prose_of_text(item->loc, item->text, check->site->lang);
            struct scan scan = {check, &prose, scratch, item->loc};
            check_text(&scan, item->text);
        }
    }
}

static bool is_call_number(const struct value *fact)
{
    return str_is(value_get_text(fact, S("unit")), "phone");
}

void contacts_check_site(const struct check *check, struct arena *scratch)
{
    const struct site *site = check->site;
    if (!site->allowed) return;
    for (size_t i = 0; i < site->language_count; i++)
        check_value(check, scratch, site->languages[i].config, 0);
    check_value(check, scratch, site->sources, 0);
    Str phone = site_text(site, S("contact.phone"));
    const struct value *contact = value_get(value_get(site->config, S("contact")), S("phone"));
    if (phone.len && contact && !allowed_phone(site, phone))
        diag_report(check->diag, contact->loc, MSG_ALLOWED_PHONE, phone, STR_NONE);
    for (size_t i = 0; i < site->fact_count; i++) {
        const struct figure *fact = &site->facts[i];
        check_value(check, scratch, fact->entry, 0);
        if (is_call_number(fact->entry) && !allowed_phone(site, fact->text))
            diag_report(check->diag, fact->loc, MSG_ALLOWED_PHONE, fact->text, STR_NONE);
    }
}

void contacts_check_table(const struct check *check, const struct table *table, struct arena *scratch)
{
    if (!check->site->allowed) return;
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        size_t texts = column->type == COLUMN_TEXT ? cells_texts(column->cells) : 0;
        if (texts > TEXTS_LOOKED_AT) texts = TEXTS_LOOKED_AT;
        struct prose prose = prose_of_text(column->loc, STR_NONE, check->site->lang);
        struct scan scan = {check, &prose, scratch, column->loc};
        for (size_t k = 0; k < texts; k++) check_text(&scan, cells_dictionary(column->cells, k));
    }
}
