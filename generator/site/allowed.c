#include "site/allowed.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "site/load.h"

enum { LONGEST_NUMBER = 20, LONGEST_HOST = 253 };

/* "instagram.com/bpjs.ketenagakerjaan": a domain with those below it, or one part of a site. */
struct place {
    Str host, path; /* lower case; path without '/' at its ends, empty: all of it */
};
struct allowed {
    struct place *places;
    size_t place_count;
    struct names phones, emails; /* digits; lower case */
};

/* ---- phone numbers ---- */

/* The digits in `room`, "+62", "62" and "0062" as "0". {NULL, 0}: too many, or what no phone number holds. */
static Str digits_of(Str number, char room[LONGEST_NUMBER + 1])
{
    size_t count = 1; /* room for the 0 */
    for (size_t i = 0; i < number.len; i++) {
        if (!char_is_digit(number.data[i])) continue;
        if (count > LONGEST_NUMBER - 1) return STR_NONE;
        room[count++] = number.data[i];
    }
    Str digits = {room + 1, count - 1};
    size_t country = str_starts(digits, S("0062"))                   ? 4
                     : str_starts(digits, S("62")) && digits.len > 9 ? 2
                                                                     : 0;
    if (!country) return digits;
    room[country] = '0';
    return (Str){room + country, count - country};
}

static bool has_phone(const struct allowed *allowed, Str number)
{
    char room[LONGEST_NUMBER + 1];
    Str digits = digits_of(number, room);
    bool code = str_find_char(number, '*') < number.len || str_find_char(number, '#') < number.len;
    return digits.len > 0 && !code && names_get(&allowed->phones, digits) != NULL;
}

bool allowed_phone(const struct site *site, Str number)
{
    return !site->allowed || has_phone(site->allowed, number);
}

/* ---- hosts ---- */

static Str lower(struct arena *arena, Str text)
{
    char *copy = arena_copy(arena, text.data ? text.data : "", text.len);
    for (size_t i = 0; i < text.len; i++) copy[i] = char_lower(copy[i]);
    return (Str){copy, text.len};
}

static size_t find_any(Str s, const char *characters)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] && strchr(characters, s.data[i])) return i;
    return s.len;
}

static bool is_plain_host(Str host)
{
    if (host.len == 0 || host.len > LONGEST_HOST) return false;
    for (size_t i = 0; i < host.len; i++)
        if (!char_is_alpha(host.data[i]) && !char_is_digit(host.data[i]) && host.data[i] != '-' &&
            host.data[i] != '.')
            return false;
    return true;
}

/* Takes "host:port/path?query" apart; false: it hides where it leads. */
static bool take_apart(struct arena *arena, Str address, struct place *place)
{
    size_t end = find_any(address, "/\\?#");
    Str host = str_from_to(address, 0, end), path = str_skip(address, end);
    *place = (struct place){host, path};
    for (size_t i = 0; i < address.len; i++)
        if ((unsigned char)address.data[i] <= ' ' || address.data[i] == 0x7f) return false;
    if (end < address.len && address.data[end] == '\\') return false;
    size_t colon = str_find_last_char(host, ':');
    Str port = colon < host.len ? str_skip(host, colon + 1) : STR_NONE;
    if (colon < host.len && (port.len == 0 || str_is(port, "443") || str_is(port, "80")))
        host = str_from_to(host, 0, colon);
    if (str_ends(host, S("."))) host.len--;
    place->host = lower(arena, host);
    return is_plain_host(host) && !str_starts(place->host, S("xn--")) &&
           str_find(place->host, S(".xn--")) == place->host.len;
}

/* Is `host` the domain, or does it lie below it? "evil-contoh.id" does not lie below "contoh.id". */
static bool lies_below(Str host, Str domain)
{
    if (str_equal(host, domain)) return true;
    return host.len > domain.len + 1 && str_ends(host, domain) && host.data[host.len - domain.len - 1] == '.';
}

static bool path_lies_below(Str path, Str part)
{
    if (part.len == 0) return true;
    if (path.len == 0 || str_find(path, S("..")) < path.len || str_find(path, S("//")) < path.len ||
        find_any(path, "\\%") < path.len)
        return false;
    path = str_skip(path, 1);
    path = str_from_to(path, 0, find_any(path, "?#"));
    return path.len >= part.len && str_equal_nocase(str_from_to(path, 0, part.len), part) &&
           (path.len == part.len || path.data[part.len] == '/');
}

static bool is_listed(const struct allowed *allowed, struct place place)
{
    for (size_t i = 0; i < allowed->place_count; i++) {
        const struct place *listed = &allowed->places[i];
        if (lies_below(place.host, listed->host) && path_lies_below(place.path, listed->path)) return true;
    }
    return false;
}

/* A listed domain that this one looks like: it holds its name, or a letter or two are different. */
static Str looks_like(const struct allowed *allowed, Str host)
{
    for (size_t i = 0; i < allowed->place_count; i++) {
        Str domain = allowed->places[i].host, name = str_from_to(domain, 0, str_find_char(domain, '.'));
        if (lies_below(host, domain)) continue; /* another part of the same site */
        if (str_starts(domain, S("www.")))
            name = str_from_to(domain, 4, 4 + str_find_char(str_skip(domain, 4), '.'));
        if ((name.len >= 6 && str_find(host, name) < host.len) ||
            (domain.len >= 8 && str_distance(host, domain, 2) <= 2))
            return domain;
    }
    return STR_NONE;
}

/* ---- chats ---- */

/* The number that a WhatsApp link leads to: wa.me/62812…, …/send?phone=62812…; {NULL, 0}: none. */
static Str chat_number(struct place place)
{
    static const char *const hosts[] = {"wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp.com",
                                        "www.whatsapp.com"};
    bool chat = false;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) chat = chat || str_is(place.host, hosts[i]);
    if (!chat) return STR_NONE;
    size_t query = str_find(place.path, S("phone="));
    Str number = query < place.path.len ? str_skip(place.path, query + 6) : str_skip(place.path, 1);
    if (str_starts(number, S("+"))) number = str_skip(number, 1);
    if (str_starts(number, S("%2B")) || str_starts(number, S("%2b"))) number = str_skip(number, 3);
    size_t end = 0;
    while (end < number.len && char_is_digit(number.data[end])) end++;
    return end >= 5 ? str_from_to(number, 0, end) : STR_NONE;
}

bool allowed_address(const struct site *site, struct arena *scratch, Str address, struct allowed_fault *fault)
{
    const struct allowed *allowed = site->allowed;
    struct place place;
    *fault = (struct allowed_fault){0};
    if (!allowed) return true;
    bool plain = take_apart(scratch, address, &place);
    Str number = plain ? chat_number(place) : STR_NONE;
    if (number.len) {
        if (has_phone(allowed, number)) return true;
        *fault = (struct allowed_fault){MSG_ALLOWED_PHONE, number, STR_NONE};
        return false;
    }
    if (is_listed(allowed, place)) {
        bool user = str_find_char(place.host, '@') < place.host.len;
        if (plain && !user) return true;
    }
    *fault = (struct allowed_fault){plain ? MSG_ALLOWED_DOMAIN : MSG_ALLOWED_DISGUISED,
                                    plain ? place.host : address, STR_NONE};
    if (plain) fault->near = looks_like(allowed, place.host);
    if (fault->near.len) fault->message = MSG_ALLOWED_LOOKALIKE;
    return false;
}

/* ---- e-mail ---- */

static bool has_email(const struct site *site, struct arena *scratch, Str address)
{
    size_t at = str_find_last_char(address, '@');
    Str plain = lower(scratch, address), host = str_skip(plain, at + 1);
    if (names_get(&site->allowed->emails, plain)) return true;
    for (size_t i = 0; i < site->allowed->place_count; i++) {
        const struct place *place = &site->allowed->places[i];
        if (!place->path.len && is_plain_host(host) && lies_below(host, place->host)) return true;
    }
    return false;
}

bool allowed_email(const struct site *site, Str address)
{
    if (!site->allowed) return true;
    struct arena *scratch = arena_new();
    bool listed = has_email(site, scratch, address);
    arena_free(scratch);
    return listed;
}

/* Every address of a mailto link: of its path and of to, cc and bcc. */
static bool check_mail(const struct site *site, struct arena *scratch, Str rest, struct allowed_fault *fault)
{
    Str text = str_percent_decode(scratch, rest);
    size_t found = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] != '@') continue;
        size_t from = at, to = at + 1;
        while (from > 0 && !strchr(",;?&= \t\r\n", text.data[from - 1])) from--;
        while (to < text.len && !strchr(",;?& \t\r\n", text.data[to])) to++;
        Str address = str_from_to(text, from, to);
        found++;
        if (has_email(site, scratch, address)) continue;
        *fault = (struct allowed_fault){MSG_ALLOWED_EMAIL, address, STR_NONE};
        return false;
    }
    if (found || str_starts(text, S("?"))) return true; /* without an address: it only opens the program */
    *fault = (struct allowed_fault){MSG_ALLOWED_EMAIL, text, STR_NONE};
    return false;
}

/* ---- links ---- */

bool allowed_link(const struct site *site, struct arena *scratch, Str url, struct allowed_fault *fault)
{
    *fault = (struct allowed_fault){0};
    if (!site->allowed) return true;
    size_t colon = str_find_char(url, ':');
    Str scheme = str_from_to(url, 0, colon), rest = str_skip(url, colon + 1);
    if (str_equal_nocase(scheme, S("mailto"))) return check_mail(site, scratch, rest, fault);
    if (str_equal_nocase(scheme, S("tel")) || str_equal_nocase(scheme, S("sms"))) {
        Str number = str_percent_decode(scratch, str_from_to(rest, 0, find_any(rest, ";?")));
        *fault = (struct allowed_fault){MSG_ALLOWED_PHONE, number, STR_NONE};
        return has_phone(site->allowed, number);
    }
    size_t slashes = 0;
    while (slashes < rest.len && (rest.data[slashes] == '/' || rest.data[slashes] == '\\')) slashes++;
    if (slashes == 2 && rest.data[0] == '/' && rest.data[1] == '/')
        return allowed_address(site, scratch, str_skip(rest, 2), fault);
    *fault = (struct allowed_fault){MSG_ALLOWED_DISGUISED, url, STR_NONE};
    return false;
}

/* ---- the list ---- */

/* "go.id", "com": all kinds of people have domains below them. */
static bool is_too_broad(Str host)
{
    static const char *const shared[] = {"co.id",        "go.id",     "or.id",  "ac.id",  "sch.id",
                                         "web.id",       "my.id",     "biz.id", "net.id", "mil.id",
                                         "desa.id",      "ponpes.id", "com.sg", "co.uk",  "wordpress.com",
                                         "blogspot.com", "github.io"};
    size_t dot = str_find_char(host, '.');
    if (dot == host.len) return true;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (str_is(host, shared[i])) return true;
    return false;
}

static void add_place(struct loader *loader, struct allowed *allowed, Str text, Loc loc, size_t *capacity)
{
    Str written = text;
    size_t scheme = str_find(text, S("://"));
    if (scheme < text.len) text = str_skip(text, scheme + 3);
    if (str_starts(text, S("*."))) text = str_skip(text, 2);
    struct place place;
    if (!take_apart(loader->arena, text, &place)) {
        diag_report(loader->diag, loc, MSG_ALLOWED_ENTRY, written);
        return;
    }
    if (is_too_broad(place.host)) {
        diag_report(loader->diag, loc, MSG_ALLOWED_BROAD, written);
        return;
    }
    while (str_starts(place.path, S("/"))) place.path = str_skip(place.path, 1);
    while (str_ends(place.path, S("/"))) place.path.len--;
    allowed->places = arena_grow(loader->arena, allowed->places, capacity, allowed->place_count + 1,
                                 sizeof *allowed->places);
    allowed->places[allowed->place_count++] = place;
}

static void add_phone(struct loader *loader, struct allowed *allowed, const struct value *value)
{
    char room[LONGEST_NUMBER + 1];
    Str digits = digits_of(value->text, room);
    if (digits.len < 3)
        diag_report(loader->diag, value->loc, MSG_ALLOWED_ENTRY, value->text);
    else
        names_put(loader->arena, &allowed->phones, str_copy(loader->arena, digits), allowed);
}

void load_allowed(struct loader *loader)
{
    struct site *site = loader->site;
    const struct value *list = value_get(site->config, S("allowed"));
    if (!list || list->kind != VALUE_MAP) return;
    struct allowed *allowed = arena_make(loader->arena, struct allowed);
    const struct value *domains = value_get(list, S("domains")), *phones = value_get(list, S("phones")),
                       *emails = value_get(list, S("emails"));
    size_t capacity = 0;
    for (size_t i = 0; domains && i < domains->count; i++)
        add_place(loader, allowed, domains->items[i]->text, domains->items[i]->loc, &capacity);
    for (size_t i = 0; phones && i < phones->count; i++) add_phone(loader, allowed, phones->items[i]);
    for (size_t i = 0; emails && i < emails->count; i++)
        names_put(loader->arena, &allowed->emails, lower(loader->arena, emails->items[i]->text), allowed);
    struct place own;
    Str base = str_skip(site->base_url, str_find(site->base_url, S("://")) + 3);
    if (site->base_url.len && take_apart(loader->arena, base, &own)) {
        own.path = STR_NONE;
        allowed->places = arena_grow(loader->arena, allowed->places, &capacity, allowed->place_count + 1,
                                     sizeof *allowed->places);
        allowed->places[allowed->place_count++] = own;
    }
    site->allowed = allowed;
}
