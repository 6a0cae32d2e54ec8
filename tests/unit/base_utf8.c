/* UTF-8: every well-formed and ill-formed class of Unicode's table 3-7. */
#include <string.h>

#include "base/utf8.h"
#include "tap.h"

/* An independent reading of the table: rows of byte ranges. */
static const unsigned char table[][8] = {
    {0x00, 0x7F},
    {0xC2, 0xDF, 0x80, 0xBF},
    {0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
    {0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
    {0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
    {0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
    {0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
    {0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
    {0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF},
};

static bool table_allows(const unsigned char *bytes, size_t len)
{
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        size_t want = row == 0 ? 1 : row == 1 ? 2 : row < 6 ? 3 : 4, i = 0;
        if (want != len) continue;
        while (i < len && bytes[i] >= table[row][2 * i] && bytes[i] <= table[row][2 * i + 1]) i++;
        if (i == len) return true;
    }
    return false;
}

static void test_two_bytes(void)
{
    bool good = true;
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            unsigned char bytes[2] = {(unsigned char)a, (unsigned char)b};
            bool two = table_allows(bytes, 2) || (table_allows(bytes, 1) && table_allows(bytes + 1, 1));
            Str s = {(const char *)bytes, 2};
            good = good && (utf8_invalid_at(s) == 2) == two;
        }
    ok(good, "all pairs of bytes");
}

static void test_longer(void)
{
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                          0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xFF};
    bool three = true, four = true;
    for (unsigned a = 0xE0; a < 256; a++)
        for (size_t b = 0; b < sizeof edges; b++)
            for (size_t c = 0; c < sizeof edges; c++) {
                unsigned char bytes[4] = {(unsigned char)a, edges[b], edges[c]};
                three = three && (utf8_invalid_at((Str){(char *)bytes, 3}) == 3) == table_allows(bytes, 3);
                for (size_t d = 0; d < sizeof edges; d++) {
                    bytes[3] = edges[d];
                    bool allowed =
                        table_allows(bytes, 4) || (table_allows(bytes, 3) && table_allows(bytes + 3, 1));
                    four = four && (utf8_invalid_at((Str){(char *)bytes, 4}) == 4) == allowed;
                }
            }
    ok(three, "three bytes at all edges of the table");
    ok(four, "four bytes at all edges of the table");
}

static void test_code_points(void)
{
    bool good = true;
    for (uint32_t c = 0; c <= 0x110010; c++) {
        char bytes[4];
        size_t len = utf8_encode(c, bytes), at = 0;
        bool valid = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        uint32_t back = utf8_next((Str){bytes, len}, &at);
        good = good && at == len && back == (valid ? c : UTF8_REPLACEMENT);
        good = good && utf8_invalid_at((Str){bytes, len}) == len;
        good = good && table_allows((unsigned char *)bytes, len);
    }
    ok(good, "every code point goes there and back; what is none is replaced");
}

struct broken {
    const char *bytes, *what;
    size_t len, at,
        steps; /* where the fault is; how many U+FFFD the decoder gives (the maximal subpart, section 3.9) */
};

static const struct broken faults[] = {
    {"\x80", "a continuation alone", 1, 0, 1},
    {"\xC0\xAF", "overlong, two bytes", 2, 0, 2},
    {"\xC1\xBF", "overlong, two bytes, the last", 2, 0, 2},
    {"\xE0\x80\xAF", "overlong, three bytes", 3, 0, 3},
    {"\xE0\x9F\xBF", "overlong, three bytes, the last", 3, 0, 3},
    {"\xF0\x80\x80\xAF", "overlong, four bytes", 4, 0, 4},
    {"\xF0\x8F\xBF\xBF", "overlong, four bytes, the last", 4, 0, 4},
    {"\xED\xA0\x80", "a high surrogate", 3, 0, 3},
    {"\xED\xBF\xBF", "a low surrogate", 3, 0, 3},
    {"\xED\xA0\xBD\xED\xB2\xA9", "a surrogate pair (CESU-8)", 6, 0, 6},
    {"\xF4\x90\x80\x80", "above U+10FFFF", 4, 0, 4},
    {"\xF5\x80\x80\x80", "F5 leads nothing", 4, 0, 4},
    {"\xF8\x88\x80\x80\x80", "five bytes", 5, 0, 5},
    {"\xFC\x84\x80\x80\x80\x80", "six bytes", 6, 0, 6},
    {"\xFE", "FE", 1, 0, 1},
    {"\xFF", "FF", 1, 0, 1},
    {"\xC3", "cut after one of two", 1, 0, 1},
    {"\xE2\x82", "cut after two of three", 2, 0, 1},
    {"\xF0\x9F\x94", "cut after three of four", 3, 0, 1},
    {"ab\xE2\x82"
     "c",
     "cut in the middle of a text", 5, 2, 4},
    {"aaaaaaa\xC3", "cut at the end of eight bytes", 8, 7, 8},
    {"aaaaaaaa\xFF"
     "aaaaaaaa",
     "behind eight plain bytes", 17, 8, 17},
};

static void test_faults(void)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const struct broken *fault = &faults[i];
        Str s = {fault->bytes, fault->len};
        size_t steps = 0, replaced = 0;
        for (size_t at = 0; at < s.len; steps++) replaced += utf8_next(s, &at) == UTF8_REPLACEMENT;
        ok(utf8_invalid_at(s) == fault->at && steps == fault->steps && replaced > 0 &&
               utf8_length(s) == steps,
           fault->what);
    }
}

int main(void)
{
    test_two_bytes();
    test_longer();
    test_code_points();
    test_faults();
    ok(utf8_invalid_at(STR_NONE) == 0 && utf8_length(STR_NONE) == 0 && utf8_columns(STR_NONE) == 0,
       "nothing");
    ok(utf8_invalid_at(S("Pengkinian data \xE2\x80\x94 gratis")) == 26, "plain text with a dash");
    ok(utf8_length(S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\xA5x")) == 4, "the length is in code points");
    ok(utf8_columns(S("e\xCC\x81")) == 1, "a combining mark takes no column");
    ok(utf8_columns(S("\xE6\xBC\xA2\xE5\xAD\x97")) == 4 && utf8_columns(S("\xF0\x9F\x94\xA5")) == 2,
       "wide characters take two columns");
    return done();
}
