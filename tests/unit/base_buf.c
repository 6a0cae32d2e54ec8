/* Buffers: growth, numbers as PDF and SVG want them, escaping for HTML. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"

static void test_growth(void)
{
    struct buf buf = {0};
    ok(buf_view(&buf).len == 0, "a zeroed struct is an empty buffer");
    for (int i = 0; i < 10000; i++) buf_char(&buf, (char)('a' + i % 26));
    bool kept = buf.len == 10000 && buf.data[buf.len] == '\0';
    for (size_t i = 0; i < buf.len; i++) kept = kept && buf.data[i] == (char)('a' + i % 26);
    ok(kept, "a growing buffer keeps its bytes and ends with NUL");
    buf_free(&buf);
    ok(!buf.data && buf.len == 0, "a freed buffer is empty");
    buf_bytes(&buf, NULL, 0);
    ok(buf.len == 0 && buf.data[0] == '\0', "appending nothing");
    buf_c(&buf, "a");
    buf_c(&buf, NULL);
    buf_bytes(&buf, "\0b", 2);
    ok(buf.len == 3 && memcmp(buf.data, "a\0b", 3) == 0, "NUL bytes are bytes");
    buf_free(&buf);
    buf_codepoint(&buf, 0x20AC);
    buf_codepoint(&buf, 0x1F525);
    buf_codepoint(&buf, 0xD800);
    same_text(buf_view(&buf), "\xE2\x82\xAC\xF0\x9F\x94\xA5\xEF\xBF\xBD", "code points as UTF-8");
    buf_free(&buf);
    char longer[1000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    buf_printf(&buf, "%s|%d", longer, 5);
    ok(buf.len == 1001 && buf.data[1000] == '5', "printf grows the buffer");
    buf_free_handle(&buf);
}

static void number(double value, int decimals, const char *expected)
{
    struct buf buf = {0};
    char what[80];
    buf_number(&buf, value, decimals);
    snprintf(what, sizeof what, "the number %g with %d decimals", value, decimals);
    same_text(buf_view(&buf), expected, what);
    buf_free(&buf);
}

static void test_numbers(void)
{
    number(0, 3, "0");
    number(1, 3, "1");
    number(-1.5, 2, "-1.5");
    number(0.125, 2, "0.13");
    number(1.10, 4, "1.1");
    number(-0.0001, 2, "0");
    number(-0.0, 2, "0");
    number(0.05, 1, "0.1");
    number(1000000, 9, "1000000");
    number(0.000000001, 9, "0.000000001");
    number(123.456, 0, "123");
    number(99.999, 2, "100");
    number(NAN, 2, "0");
    number(INFINITY, 2, "0");
    number(-INFINITY, 2, "0");
    number(1e300, 0, "1000000000000000");
    number(-1e300, 0, "-1000000000000000");
    number(1, -5, "1");
    number(0.5, 99, "0.5");
}

static void escaped(void (*write)(struct buf *, Str), Str input, const char *expected, const char *what)
{
    struct buf buf = {0};
    write(&buf, input);
    same_text(buf_view(&buf), expected, what);
    buf_free(&buf);
}

int main(void)
{
    test_growth();
    test_numbers();
    escaped(buf_html, S("<a href=\"x\">&amp;</a>"), "&lt;a href=\"x\"&gt;&amp;amp;&lt;/a&gt;",
            "text for HTML");
    escaped(buf_html, S("biasa"), "biasa", "text without anything to escape");
    escaped(buf_html_attribute, S("\"a\"<&>'"), "&quot;a&quot;&lt;&amp;&gt;'", "an attribute");
    escaped(buf_html_url, S("a b?x=1&y=2#z"), "a%20b?x=1&amp;y=2#z", "a URL");
    escaped(buf_html_url, S("\xC3\xA9\"<>\\'`{}|^"), "%C3%A9%22%3C%3E%5C&#x27;%60%7B%7D%7C%5E",
            "what RFC 3986 does not allow is percent-encoded");
    escaped(buf_html_url, S("100%/%41/%4/%zz/%"), "100%25/%41/%254/%25zz/%25",
            "%XX stays, a lone % does not");
    escaped(buf_html_url, (Str){"a\0b\n", 4}, "a%00b%0A", "control characters in a URL");
    escaped(buf_html_url, STR_NONE, "", "an empty URL");
    struct arena *arena = arena_new();
    struct buf buf = {0};
    buf_c(&buf, "x");
    Str copy = buf_copy(&buf, arena);
    buf_free(&buf);
    same_text(copy, "x", "a copy outlives its buffer");
    arena_free(arena);
    return done();
}
