/* The list of messages: both languages say the same, with the same placeholders. */
#include <string.h>

#include "base/diag.h"
#include "base/messages.h"
#include "base/utf8.h"
#include "tap.h"

/* One bit for each of {1} … {9}; 1u << 31 when a brace stands for none. Literal braces ({{…}}, {#id}) are text. */
static unsigned placeholders(const char *text)
{
    unsigned set = 0;
    for (; *text; text++) {
        if (text[0] != '{' || text[1] < '0' || text[1] > '9') continue;
        set |= text[1] == '0' || text[2] != '}' ? 1u << 31 : 1u << (text[1] - '1');
    }
    return set;
}

static void check(const struct message_text *message)
{
    char what[200];
    bool both = true, complete = true, tidy = true;
    for (int language = 0; language < 2; language++) {
        const char *texts[] = {message->text[language], message->hint[language]};
        both = both && texts[0] && texts[1];
        for (size_t i = 0; both && i < 2; i++) {
            size_t len = strlen(texts[i]);
            tidy = tidy && utf8_invalid_at(str_from(texts[i])) == len && !strchr(texts[i], '\n') &&
                   !strstr(texts[i], "  ") && (len == 0 || (texts[i][0] != ' ' && texts[i][len - 1] != ' '));
        }
        complete = complete && both && texts[0][0] != '\0';
    }
    snprintf(what, sizeof what, "%s: both languages have a text", message->name);
    ok(both && complete, what);
    if (!both) return;
    unsigned id = placeholders(message->text[LANGUAGE_ID]), en = placeholders(message->text[LANGUAGE_EN]);
    snprintf(what, sizeof what, "%s: both texts have the same placeholders", message->name);
    ok(id == en && !(id >> 31), what);
    unsigned hint_id = placeholders(message->hint[LANGUAGE_ID]),
             hint_en = placeholders(message->hint[LANGUAGE_EN]);
    snprintf(what, sizeof what, "%s: both hints have the same placeholders", message->name);
    ok(hint_id == hint_en && !(hint_id >> 31), what);
    snprintf(what, sizeof what, "%s: both hints are there, or none", message->name);
    ok(!message->hint[LANGUAGE_ID][0] == !message->hint[LANGUAGE_EN][0], what);
    snprintf(what, sizeof what, "%s: no stray white space", message->name);
    ok(tidy, what);
}

int main(void)
{
    ok(placeholders("{1} {2}") == 3 && placeholders("{{x}} {#id}") == 0 && placeholders("{0}") >> 31,
       "the test sees placeholders");
    for (int i = 0; i < MESSAGE_COUNT; i++) check(message_text((enum message)i));
    return done();
}
