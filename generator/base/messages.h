/* Every message that the program can give, in Indonesian and English, as one X-macro list; each folder has its part.
 *
 * MESSAGE(NAME, LEVEL, indonesian, english, hint_indonesian, hint_english): LEVEL is NOTE, WARNING or ERROR; {1} … {9} stand for
 * the words that diag_report is given; a hint may be "". A test proves that both languages use the same placeholders. */
#ifndef BASE_MESSAGES_H
#define BASE_MESSAGES_H

enum message {
#define MESSAGE(name, level, id, en, hint_id, hint_en) MSG_##name,
#include "base/messages_list.h"
#undef MESSAGE
    MESSAGE_COUNT
};

#endif
