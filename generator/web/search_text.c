/* What a page says: its words, and its text by section. */
#include <endian.h>

#include "base/utf8.h"
#include "web/search_inside.h"

/* ---- words ---- */

/* The letter without its diacritics: U+00C0 … U+017F. */
static char plain_letter(uint32_t c)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooo"
        "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    return c >= 0xC0 && c < 0xC0 + sizeof letters - 1 ? letters[c - 0xC0] : 0;
}

/* Letters of other scripts stay as they are, in lower case where that is simple (Greek, Cyrillic). */
static uint32_t other_letter(uint32_t c)
{
    if (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00) || (c >= 0x3000 && c < 0x3005) ||
        (c >= 0xE000 && c < 0xF900) || (c >= 0xFE00 && c < 0xFE70) || c >= 0xFF00)
        return 0;
    if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 32;
    return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

enum { CLASS_BREAK, CLASS_LETTER, CLASS_DIGIT, CLASS_NOTHING };

/* The next character as it counts in a word. */
static int next_class(Str text, size_t *at, char out[4], size_t *len)
{
    unsigned char c = (unsigned char)text.data[*at];
    *len = 1;
    if (c < 128) {
        ++*at;
        out[0] = char_lower((char)c);
        if (out[0] >= 'a' && out[0] <= 'z') return CLASS_LETTER;
        if (c >= '0' && c <= '9') return CLASS_DIGIT;
        return c == '\'' ? CLASS_NOTHING : CLASS_BREAK;
    }
    uint32_t point = utf8_next(text, at);
    if (point == 0x2019 || point == 0xAD || (point >= 0x300 && point < 0x370)) return CLASS_NOTHING;
    out[0] = plain_letter(point);
    if (char_is_alpha(out[0])) return CLASS_LETTER;
    point = other_letter(point);
    *len = point ? utf8_encode(point, out) : 0;
    return point ? CLASS_LETTER : CLASS_BREAK;
}

/* A dot between three digits and more of them: 15.000.000 is one number. */
static bool groups_digits(Str text, size_t at)
{
    for (size_t i = 0; i < 4; i++)
        if (at + i >= text.len || !char_is_digit(text.data[at + i])) return i == 3;
    return false;
}

/* Nearly all letters are these: in lower case, as many as follow each other. */
static bool take_plain_letters(struct search_words *words)
{
    size_t from = words->at;
    for (; words->at < words->text.len; words->at++) {
        char letter = (char)(words->text.data[words->at] | 0x20);
        if (letter < 'a' || letter > 'z') break;
        if (words->len < FOLD_WORD_MOST) words->letters[words->len++] = letter;
    }
    return words->at > from;
}

/* The high bit of each byte that is no letter a to z in lower or upper case; `lower` has bit 5 of all bytes set. */
static inline uint64_t no_letters(uint64_t lower)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t seven = lower & ~high;
    uint64_t from_a = seven + (128 - 'a') * ones, after_z = seven + (127 - 'z') * ones;
    return (~from_a | after_z | lower) & high;
}

static const bool ends_plain_word[256] = {
    [' '] = true, ['\n'] = true, ['.'] = true, [','] = true, [':'] = true, [';'] = true,
    ['?'] = true, ['!'] = true,  ['('] = true, [')'] = true, ['"'] = true, ['/'] = true,
    ['%'] = true, ['>'] = true,  ['+'] = true, ['='] = true};

/* As many plain letters as follow each other, eight at a time; SIZE_MAX: more than are looked at. */
static inline size_t plain_letters(const char *at, const char *end, uint64_t *hash)
{
    size_t len = 0;
    while (end - at > 8 && len < FOLD_WORD_MOST) {
        uint64_t part;
        memcpy(&part, at, sizeof part);
        part = le64toh(part) | 0x2020202020202020u;
        uint64_t stops = no_letters(part);
        if (stops) {
            size_t count = (size_t)__builtin_ctzll(stops) / 8;
            if (count) *hash = search_hash_more(*hash, part & (((uint64_t)1 << count * 8) - 1));
            return len + count;
        }
        *hash = search_hash_more(*hash, part);
        len += 8;
        at += 8;
    }
    return SIZE_MAX;
}

/* The same with digits; a dot after them may join them with others. */
static inline size_t plain_digits(const char *at, const char *end, uint64_t *hash)
{
    size_t len = 0;
    uint64_t part = 0;
    while (at + len < end && len < 8 && char_is_digit(at[len])) {
        part |= (uint64_t)(unsigned char)at[len] << len * 8;
        len++;
    }
    if (at + len == end || len == 8 || at[len] == '.') return SIZE_MAX;
    *hash = search_hash_more(*hash, part);
    return len;
}

size_t search_plain_words(struct search_words *words, struct search_plain_word *list, size_t most)
{
    if (words->joined || words->before_len) return 0;
    const char *at = words->text.data + words->at, *end = words->text.data + words->text.len;
    size_t count = 0;
    while (count < most) {
        while (at < end && ends_plain_word[(unsigned char)*at]) at++;
        uint64_t hash = search_hash_begin();
        size_t len =
            at < end && char_is_digit(*at) ? plain_digits(at, end, &hash) : plain_letters(at, end, &hash);
        if (len == 0 || len == SIZE_MAX || !ends_plain_word[(unsigned char)at[len]]) break;
        if (len > 1) list[count++] = (struct search_plain_word){hash, at, len};
        at += len + 1;
    }
    words->at = (size_t)(at - words->text.data);
    return count;
}

static bool read_word(struct search_words *words, bool *hyphen)
{
    Str text = words->text;
    int kind = CLASS_BREAK;
    words->len = 0;
    *hyphen = false;
    while (words->at < text.len) {
        if (kind != CLASS_DIGIT && take_plain_letters(words)) {
            kind = CLASS_LETTER;
            continue;
        }
        size_t before = words->at, len;
        char letter[4];
        int class = next_class(text, &words->at, letter, &len);
        if (class == CLASS_NOTHING) continue;
        bool dot = text.data[before] == '.' && kind == CLASS_DIGIT && groups_digits(text, words->at);
        if (dot) continue;
        if (class == CLASS_BREAK && kind == CLASS_BREAK) continue;
        if (class != kind && kind != CLASS_BREAK) {
            *hyphen = text.data[before] == '-' && kind == CLASS_LETTER && words->at < text.len &&
                      char_is_alpha(text.data[words->at]);
            if (class != CLASS_BREAK) words->at = before;
            return true;
        }
        kind = class;
        if (words->len + len <= FOLD_WORD_MOST) {
            memcpy(words->letters + words->len, letter, len);
            words->len += len;
        }
    }
    return words->len > 0;
}

enum { LONGEST_BEGINNING = 4 };

/* "e-KTP" is ektp and ktp, "kartu-kartu" is kartu twice; single letters and digits say nothing. */
static bool next_other_word(struct search_words *words, Str *word)
{
    bool hyphen;
    while (read_word(words, &hyphen)) {
        size_t before = words->before_len;
        bool again = before == words->len && memcmp(words->before, words->letters, before) == 0;
        words->before_len = 0;
        if (before && !again && before + words->len < sizeof words->before) {
            memcpy(words->before + before, words->letters, words->len);
            *word = (Str){words->before, before + words->len};
            words->joined = true;
            return true;
        }
        if (hyphen && words->len <= LONGEST_BEGINNING) {
            memcpy(words->before, words->letters, words->len);
            words->before_len = words->len;
        }
        if (words->len < 2) continue;
        *word = (Str){words->letters, words->len};
        return true;
    }
    return false;
}

bool search_next_word(struct search_words *words, Str *word, uint64_t *hash)
{
    bool alone = words->joined && words->len >= 2; /* what was joined comes again alone */
    if (words->joined) words->before_len = 0;
    words->joined = false;
    if (alone) *word = (Str){words->letters, words->len};
    if (!alone && !next_other_word(words, word)) return false;
    *hash = search_hash(*word);
    return true;
}

Str search_sort_text(struct arena *arena, Str text)
{
    struct buf out = {0};
    for (size_t at = 0; at < text.len;) {
        char letter[4];
        size_t len, before = at;
        int class = next_class(text, &at, letter, &len);
        if (class == CLASS_LETTER || class == CLASS_DIGIT)
            buf_bytes(&out, letter, len);
        else if (class == CLASS_BREAK && out.len && text.data[before] == ' ')
            buf_char(&out, ' ');
    }
    Str sorted = buf_copy(&out, arena);
    buf_free(&out);
    return sorted;
}

/* ---- sections ---- */

static void begin_section(struct search_text *text, Str id, Str title)
{
    struct search_section *section = &text->sections[text->count];
    if (text->count) section[-1].to = text->text->len;
    *section = (struct search_section){.id = id, .title = title, .from = text->text->len};
    text->count++;
}

static void put_break(struct buf *out)
{
    if (out->len && out->data[out->len - 1] != ' ') buf_char(out, ' ');
}

static bool is_block(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    return type >= CMARK_NODE_FIRST_BLOCK && type <= CMARK_NODE_LAST_BLOCK;
}

static void enter(struct search_text *text, cmark_node *node)
{
    const char *literal = NULL;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: put_break(text->text); return;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_CODE_BLOCK: literal = cmark_node_get_literal(node); break;
    default: return;
    }
    if (!literal) return;
    if (!text->text->len || text->text->data[text->text->len - 1] == ' ')
        literal += strspn(literal, " "); /* behind a pictogram, which is left out */
    buf_c(text->text, literal);
}

/* A heading that begins a section; its words stand in the section's title alone. */
static bool takes_heading(struct search_text *text, const struct markdown *markdown, size_t *heading,
                          cmark_node *node)
{
    size_t at = *heading;
    while (at < markdown->heading_count && markdown->headings[at].node != node) at++;
    if (at == markdown->heading_count || text->count > SEARCH_SECTIONS_MOST) return false;
    const struct markdown_heading *found = &markdown->headings[at];
    *heading = at + 1;
    if (!found->id.len || found->level > 3) return false;
    put_break(text->text);
    begin_section(text, found->id, found->title);
    return true;
}

void search_text_of(const struct markdown *markdown, struct arena *scratch, struct search_text *text)
{
    *text = (struct search_text){.text = arena_make(scratch, struct buf)};
    arena_defer(scratch, buf_free_handle, text->text);
    buf_reserve(text->text, 4096);
    text->sections = arena_make_n(scratch, struct search_section, SEARCH_SECTIONS_MOST + 2);
    begin_section(text, STR_NONE, STR_NONE);
    cmark_node *root = markdown ? markdown->root : NULL, *node = root;
    size_t heading = 0;
    while (node) {
        bool inside =
            cmark_node_get_type(node) != CMARK_NODE_HEADING || !takes_heading(text, markdown, &heading, node);
        if (inside) enter(text, node);
        cmark_node *next = inside ? cmark_node_first_child(node) : NULL;
        while (!next && node != root) {
            if (is_block(node)) put_break(text->text);
            next = cmark_node_next(node);
            if (!next) node = cmark_node_parent(node);
        }
        node = next;
    }
    text->sections[text->count - 1].to = text->text->len;
}
