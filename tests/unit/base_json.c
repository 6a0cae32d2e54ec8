/* JSON strings: what must be escaped is, what need not be stays; within scripts nothing ends the element. */
#include "base/json.h"
#include "tap.h"

static void same(Str text, const char *plain, const char *script, const char *what)
{
    struct buf buf = {0};
    json_text(&buf, text);
    same_text(buf_view(&buf), plain, what);
    buf.len = 0;
    json_text_in_script(&buf, text);
    same_text(buf_view(&buf), script, what);
    buf_free(&buf);
}

int main(void)
{
    same(STR_NONE, "\"\"", "\"\"", "nothing");
    same(S("Gunung Puyuh é"), "\"Gunung Puyuh é\"", "\"Gunung Puyuh é\"", "letters");
    same(S("a\"b\\c\n\t\x01/"), "\"a\\\"b\\\\c\\n\\t\\u0001/\"", "\"a\\\"b\\\\c\\n\\t\\u0001/\"",
         "quotes, backslashes, controls");
    same(S("</script><!--<script>"), "\"</script><!--<script>\"",
         "\"\\u003c/script>\\u003c!--\\u003cscript>\"", "an element's end");
    same(S("x\xE2\x80\xA8y\xE2\x80\xA9"), "\"x\xE2\x80\xA8y\xE2\x80\xA9\"", "\"x\\u2028y\\u2029\"",
         "line separators");
    same(S("\xE2\x80\xA6\xE2\x80"), "\"\xE2\x80\xA6\xE2\x80\"", "\"\xE2\x80\xA6\xE2\x80\"",
         "an ellipsis, and half a character");
    return done();
}
