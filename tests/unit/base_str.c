/* String views: cutting, finding, numbers, nearest names. */
#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "tap.h"

static struct arena *arena;

static void test_views(void)
{
    Str s = S("  klaim-jht \n");
    ok(str_from(NULL).len == 0 && str_from("").len == 0, "no string and the empty one");
    same_text(str_trim(s), "klaim-jht", "trimmed");
    same_text(str_trim_left(s), "klaim-jht \n", "trimmed on the left");
    same_text(str_trim_right(s), "  klaim-jht", "trimmed on the right");
    ok(str_trim(S(" \t\r\n")).len == 0 && str_trim(STR_NONE).len == 0, "white space and nothing trimmed");
    same_text(str_from_to(S("abcdef"), 2, 4), "cd", "a part");
    same_text(str_from_to(S("abc"), 1, 99), "bc", "a part is clamped at its end");
    ok(str_from_to(S("abc"), 5, 2).len == 0 && str_from_to(S("abc"), 9, 12).len == 0,
       "parts outside are empty");
    same_text(str_skip(S("abc"), 1), "bc", "skipped");
    ok(str_skip(S("abc"), 4).len == 0, "skipping too much leaves nothing");
    const char *text = "abc";
    same_text(str_slice(text, text + 2), "ab", "a slice between two pointers");
    char *copy = str_c(arena, S("abc"));
    ok(strlen(copy) == 3, "a copy ends with NUL");
    ok(str_copy(arena, STR_NONE).len == 0 && str_copy(arena, STR_NONE).data, "the copy of nothing has data");
    same_text(str_format(arena, "%s-%d", "x", 7), "x-7", "formatted");
    same_text(str_join(arena, (Str[]){S("a"), STR_NONE, S("c")}, 3, S("/")), "a//c", "joined");
    ok(str_join(arena, NULL, 0, S("/")).len == 0, "nothing joined");
}

static void test_compare(void)
{
    ok(str_equal(STR_NONE, S("")) && !str_equal(S("a"), S("b")) && !str_equal(S("a"), S("ab")), "equality");
    ok(str_equal((Str){"a\0b", 3}, (Str){"a\0b", 3}) && !str_equal((Str){"a\0b", 3}, (Str){"a\0c", 3}),
       "NUL bytes are compared like others");
    ok(str_compare(S("a"), S("b")) < 0 && str_compare(S("b"), S("a")) > 0 && str_compare(S("a"), S("a")) == 0,
       "order");
    ok(str_compare(S("a"), S("aa")) < 0 && str_compare(STR_NONE, S("a")) < 0 &&
           str_compare(STR_NONE, STR_NONE) == 0,
       "a prefix comes first");
    ok(str_compare(S("\xC3\xA9"), S("z")) > 0, "bytes are compared as unsigned");
    ok(str_equal_nocase(S("Klaim"), S("kLAIM")) && !str_equal_nocase(S("\xC3\x89"), S("\xC3\xA9")),
       "only ASCII letters are folded");
    ok(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")) && str_starts(S("a"), STR_NONE),
       "begins with");
    ok(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")) && str_ends(STR_NONE, STR_NONE),
       "ends with");
    ok(str_hash(S("a")) == 0xaf63dc4c8601ec8cu && str_hash(STR_NONE) == 0xcbf29ce484222325u,
       "the hash is FNV-1a (the authors' test vectors)");
}

static void test_find(void)
{
    ok(str_find(S("abcabc"), S("ca")) == 2 && str_find(S("abc"), S("x")) == 3 &&
           str_find(S("abc"), STR_NONE) == 0 && str_find(STR_NONE, S("a")) == 0 &&
           str_find(S("a"), S("aa")) == 1,
       "a text is found");
    bool digits_found = true;
    for (size_t at = 0; at < 20; at++) {
        char text[20];
        for (int byte = 0; byte < 256; byte++) {
            memset(text, at % 2 ? '/' : ':', sizeof text);
            text[at] = (char)byte;
            size_t expected = byte >= '0' && byte <= '9' ? at : sizeof text;
            digits_found = digits_found && str_find_digit((Str){text, sizeof text}) == expected;
        }
    }
    ok(digits_found && str_find_digit(STR_NONE) == 0,
       "the first digit is found at any place, no other byte is taken for one");
    ok(str_find_char(S("abcb"), 'b') == 1 && str_find_char(S("abc"), 'x') == 3 &&
           str_find_char(STR_NONE, 'x') == 0,
       "the first of a character");
    ok(str_find_last_char(S("abcb"), 'b') == 3 && str_find_last_char(S("abc"), 'x') == 3,
       "the last of a character");
    Str rest = S("a,,b");
    same_text(str_cut(&rest, ','), "a", "cut: the first piece");
    same_text(str_cut(&rest, ','), "", "cut: an empty piece");
    same_text(str_cut(&rest, ','), "b", "cut: the last piece");
    ok(!rest.data && str_cut(&rest, ',').len == 0, "cut: nothing is left");
    rest = S("a,");
    str_cut(&rest, ',');
    ok(rest.len == 0 && rest.data, "an empty last piece is told from none");
}

static bool reads(const char *text, int64_t expected)
{
    int64_t value = 42;
    return str_int64(str_from(text), &value) && value == expected;
}

static bool refused(const char *text)
{
    int64_t value = 42;
    return !str_int64(str_from(text), &value) && value == 42;
}

static void test_integers(void)
{
    ok(reads("0", 0) && reads("-7", -7) && reads("+7", 7) && reads("007", 7), "integers");
    ok(reads("9223372036854775807", INT64_MAX) && reads("-9223372036854775808", INT64_MIN), "the extremes");
    ok(refused("9223372036854775808") && refused("-9223372036854775809") && refused("99999999999999999999"),
       "what is beyond them is refused");
    ok(refused("") && refused("-") && refused("+-1") && refused(" 1") && refused("1 ") && refused("1.0") &&
           refused("0x10") && refused("1e3"),
       "what is no integer is refused");
}

static void test_nearest(void)
{
    Str keys[] = {S("title"), S("description"), S("date"), S("draft")};
    ok(str_distance(S("kitten"), S("sitting"), 5) == 3, "distance: two replaced, one inserted");
    ok(str_distance(S("ab"), S("ba"), 3) == 1, "distance: neighbours swapped count once");
    ok(str_distance(S("Title"), S("tITLE"), 3) == 0, "distance: case does not count");
    ok(str_distance(S("abc"), S("xyz"), 1) == 2, "distance: never more than the limit and one");
    ok(str_distance(STR_NONE, S("ab"), 3) == 2 && str_distance(STR_NONE, STR_NONE, 3) == 0,
       "distance from nothing");
    char longer[70];
    memset(longer, 'a', sizeof longer);
    ok(str_distance((Str){longer, 65}, (Str){longer, 65}, 3) == 4 &&
           str_distance((Str){longer, 64}, (Str){longer, 64}, 3) == 0,
       "distance: names over 64 bytes are never near");
    same_text(str_nearest(S("titel"), keys, 4), "title", "the nearest name");
    same_text(str_nearest(S("descripton"), keys, 4), "description", "a letter was left out");
    same_text(str_nearest(S("DATE"), keys, 4), "date", "capitals");
    ok(!str_nearest(S("layout"), keys, 4).data, "nothing is near");
    ok(!str_nearest(S("xyz"), keys, 0).data, "no names at all");
}

int main(void)
{
    arena = arena_new();
    test_views();
    test_compare();
    test_find();
    test_integers();
    test_nearest();
    arena_free(arena);
    return done();
}
