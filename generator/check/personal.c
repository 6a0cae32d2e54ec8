/* Data of persons: identity numbers (NIK, KPJ), phone numbers and e-mail addresses that are not the branch's own.
 *
 * NIK: 16 digits, six of place (province 11–94), six of birth (day + 40 for women), four of order: Permendagri on population data. KPJ: 11 digits. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check/inside.h"
#include "data/cells.h"

enum { DIGITS_MOST = 20, TEXTS_LOOKED_AT = 200000 };
enum personal_kind { PERSONAL_NONE, PERSONAL_NIK, PERSONAL_KPJ, PERSONAL_PHONE, PERSONAL_EMAIL };

static const enum message text_messages[] = {[PERSONAL_NIK] = MSG_CHECK_NIK,
                                             [PERSONAL_KPJ] = MSG_CHECK_KPJ,
                                             [PERSONAL_PHONE] = MSG_CHECK_PHONE,
                                             [PERSONAL_EMAIL] = MSG_CHECK_EMAIL};

/* ---- what is public ---- */

/* Digits alone, "+62" and "62" as "0". */
static Str bare_number(struct arena *arena, Str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++)
        if (char_is_digit(text.data[i])) buf_char(&out, text.data[i]);
    Str digits = buf_copy(&out, arena);
    buf_free(&out);
    if (str_starts(digits, S("62")) && digits.len > 9)
        digits = str_join(arena, (Str[]){S("0"), str_skip(digits, 2)}, 2, STR_NONE);
    return digits;
}

static bool is_address_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

Str personal_email_at(Str text, size_t at)
{
    size_t from = at, to = at + 1;
    while (from > 0 && is_address_byte(text.data[from - 1])) from--;
    while (to < text.len && is_address_byte(text.data[to])) to++;
    while (to > at && (text.data[to - 1] == '.' || text.data[to - 1] == '-')) to--;
    Str domain = str_from_to(text, at + 1, to);
    size_t dot = str_find_last_char(domain, '.');
    return from == at || dot == 0 || dot >= domain.len - 1 || domain.len == 0 ? STR_NONE
                                                                              : str_from_to(text, from, to);
}

static Str lower(struct arena *arena, Str text)
{
    char *copy = arena_copy(arena, text.data, text.len);
    for (size_t i = 0; i < text.len; i++) copy[i] = char_lower(copy[i]);
    return (Str){copy, text.len};
}

static void allow(struct check *check, Str text)
{
    Str digits = bare_number(check->arena, text);
    if (digits.len >= 3) names_put(check->arena, &check->contacts, digits, check);
    for (size_t i = 0; i < text.len; i++) {
        Str email = text.data[i] == '@' ? personal_email_at(text, i) : STR_NONE;
        if (email.len) names_put(check->arena, &check->contacts, lower(check->arena, email), check);
    }
}

static void allow_all(struct check *check, const struct value *value, int depth)
{
    if (!value || depth > 6) return;
    if (value_is_scalar(value)) allow(check, value->text);
    if (value->kind != VALUE_MAP && value->kind != VALUE_LIST) return;
    for (size_t i = 0; i < value->count; i++) allow_all(check, value->items[i], depth + 1);
}

void personal_open(struct check *check)
{
    const struct site *site = check->site;
    allow_all(check, value_get(site->config, S("contact")), 0);
    for (size_t i = 0; i < site->fact_count; i++)
        if (!site->facts[i].is_number) allow(check, site->facts[i].text);
}

/* ---- what looks like it ---- */

static int two(const char *digits)
{
    return (digits[0] - '0') * 10 + digits[1] - '0';
}

static bool is_nik(Str digits)
{
    if (digits.len != 16) return false;
    int province = two(digits.data), day = two(digits.data + 6), month = two(digits.data + 8);
    if (day > 40) day -= 40;
    return province >= 11 && province <= 94 && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static bool is_mobile(Str digits)
{
    return digits.len >= 10 && digits.len <= 13 && str_starts(digits, S("08")) && digits.data[2] != '0';
}

static enum personal_kind kind_of(Str digits)
{
    return is_nik(digits)      ? PERSONAL_NIK
           : is_mobile(digits) ? PERSONAL_PHONE
           : digits.len == 11  ? PERSONAL_KPJ
                               : PERSONAL_NONE;
}

/* Digits from `at` on, single spaces, dots and hyphens between them left out; the place behind them. "12.345.678" is a number: dots between
 * groups of three make one. */
static size_t digits_at(Str text, size_t at, char digits[DIGITS_MOST + 1], size_t *count)
{
    size_t end = at;
    bool dots = false, other = false;
    for (*count = 0; at < text.len && *count < DIGITS_MOST; at++) {
        char c = text.data[at];
        if (char_is_digit(c)) {
            digits[(*count)++] = c;
            end = at + 1;
        } else if ((c != ' ' && c != '-' && c != '.') || at + 1 >= text.len ||
                   !char_is_digit(text.data[at + 1])) {
            break;
        } else {
            dots |= c == '.';
            other |= c != '.';
        }
    }
    if (dots && !other) *count = 0;
    return end;
}

static bool is_public(const struct check *check, Str found, struct arena *scratch)
{
    Str plain = str_find_char(found, '@') < found.len ? lower(scratch, found) : bare_number(scratch, found);
    return names_get(&check->contacts, plain) != NULL;
}

/* What begins at `at`: its kind and the place behind it. */
static enum personal_kind look(Str text, size_t at, size_t *end, struct arena *scratch)
{
    char room[DIGITS_MOST + 1];
    size_t count;
    *end = digits_at(text, at, room, &count);
    Str digits = bare_number(scratch, str_from_to(text, at, *end));
    bool plus = at > 0 && text.data[at - 1] == '+';
    if (count == 0) return PERSONAL_NONE;
    if (count >= 10 && str_starts(digits, S("0")) && (plus || text.data[at] == '0')) return kind_of(digits);
    return kind_of((Str){room, count});
}

void personal_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    Str text = prose->text;
    size_t digit = str_find_digit(text), sign = str_find_char(text, '@'); /* the next ones */
    for (size_t at = 0;; at++) {
        if (digit < at) digit = at + str_find_digit(str_skip(text, at));
        if (sign < at) sign = at + str_find_char(str_skip(text, at), '@');
        at = digit < sign ? digit : sign;
        if (at >= text.len) break;
        char c = text.data[at];
        enum personal_kind kind = PERSONAL_NONE;
        size_t end = at;
        Str found = STR_NONE;
        if (c == '@') {
            found = personal_email_at(text, at);
            kind = found.len ? PERSONAL_EMAIL : PERSONAL_NONE;
            end = at;
        } else if (at == 0 || !is_word_byte(text.data[at - 1])) {
            kind = look(text, at, &end, scratch);
            found = str_from_to(text, at, end);
        }
        bool contact = kind == PERSONAL_PHONE || kind == PERSONAL_EMAIL;
        if (contact && check->site->allowed) kind = PERSONAL_NONE; /* that is contacts.c's */
        if (kind != PERSONAL_NONE && !is_public(check, found, scratch))
            diag_report(check->diag, prose_loc(prose, (size_t)(found.data - text.data)), text_messages[kind],
                        found);
        if (end > at) at = end - 1;
    }
}

/* ---- tables ---- */

static bool name_says(Str name)
{
    static const char *const words[] = {
        "nik",      "kpj",          "ktp",      "no_ktp",       "no_kk",      "npwp",
        "no_hp",    "nomor_hp",     "hp",       "telepon",      "no_telepon", "no_telp",
        "telp",     "wa",           "whatsapp", "email",        "surel",      "no_rekening",
        "rekening", "alamat_rumah", "nama_ibu", "tanggal_lahir"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(name, str_from(words[i]))) return true;
    return false;
}

static enum personal_kind kind_of_text(const struct check *check, Str text, struct arena *scratch)
{
    size_t at = str_find_char(text, '@'), end;
    Str found = at < text.len ? personal_email_at(text, at) : STR_NONE;
    enum personal_kind kind = found.len ? PERSONAL_EMAIL : PERSONAL_NONE;
    for (size_t i = 0; i < text.len && kind == PERSONAL_NONE; i++) {
        if (!char_is_digit(text.data[i]) || (i > 0 && is_word_byte(text.data[i - 1]))) continue;
        kind = look(text, i, &end, scratch);
        found = str_from_to(text, i, end);
        i = end > i ? end - 1 : i;
    }
    return kind != PERSONAL_NONE && is_public(check, found, scratch) ? PERSONAL_NONE : kind;
}

/* Identity numbers that a spreadsheet took for numbers: 16 digits that are one. */
static enum personal_kind kind_of_number(Decimal number, struct arena *scratch)
{
    if (number.scale || number.coefficient < 1000000000000000) return PERSONAL_NONE;
    Str digits = str_format(scratch, "%lld", (long long)number.coefficient);
    return is_nik(digits) ? PERSONAL_NIK : PERSONAL_NONE;
}

static enum personal_kind kind_of_column(const struct check *check, const struct table *table,
                                         const struct column *column, struct arena *scratch, Str *example)
{
    size_t texts = cells_texts(column->cells), looked = texts < TEXTS_LOOKED_AT ? texts : TEXTS_LOOKED_AT;
    for (size_t i = 0; column->type == COLUMN_TEXT && i < looked; i++) {
        *example = cells_dictionary(column->cells, i);
        if (example->len < 8) continue;
        enum personal_kind kind = kind_of_text(check, *example, scratch);
        if (kind != PERSONAL_NONE) return kind;
    }
    size_t rows = table->rows < TEXTS_LOOKED_AT ? table->rows : TEXTS_LOOKED_AT;
    for (size_t row = 0; column->type == COLUMN_INTEGER && row < rows; row++) {
        enum personal_kind kind = kind_of_number(cells_number(column->cells, row), scratch);
        if (kind != PERSONAL_NONE) return kind;
    }
    return PERSONAL_NONE;
}

void personal_check_table(const struct check *check, const struct table *table, struct arena *scratch)
{
    static const char *const kinds[] = {[PERSONAL_NIK] = "NIK",
                                        [PERSONAL_KPJ] = "KPJ",
                                        [PERSONAL_PHONE] = "nomor ponsel",
                                        [PERSONAL_EMAIL] = "email"};
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        Str example = STR_NONE;
        if (column->is_public) continue;
        if (name_says(column->name)) {
            diag_report(check->diag, column->loc, MSG_CHECK_COLUMN_NAME, column->name);
            continue;
        }
        enum personal_kind kind = kind_of_column(check, table, column, scratch, &example);
        if (kind != PERSONAL_NONE)
            diag_report(check->diag, column->loc, MSG_CHECK_COLUMN, column->name, str_from(kinds[kind]));
    }
}
