/* search_text.c and search_index.c: words of a text, numbers of the index. */
#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"
#include "web/search_inside.h"

static Str words_of(struct arena *arena, const char *text)
{
    struct search_words words = {.text = str_from(text)};
    uint64_t hash;
    struct buf out = {0};
    for (Str word; search_next_word(&words, &word, &hash);) {
        if (out.len) buf_char(&out, '|');
        buf_str(&out, word);
    }
    Str all = buf_copy(&out, arena);
    buf_free(&out);
    return all;
}

static Str number(struct arena *arena, size_t value)
{
    struct buf out = {0};
    search_write_number(&out, value);
    Str digits = buf_copy(&out, arena);
    buf_free(&out);
    return digits;
}

int main(void)
{
    static const char *const texts[][2] = {
        {"Klaim JHT, dari ponsel!", "klaim|jht|dari|ponsel"},
        {"e-KTP", "ektp|ktp"},
        {"kartu-kartu anak-anak", "kartu|kartu|anak|anak"},
        {"di-download non-aktif", "di|didownload|download|non|nonaktif|aktif"},
        {"Rp15.000.000 pukul 08.00\xe2\x80\x93"
         "16.00",
         "rp|15000000|pukul|08|00|16|00"},
        {"Jum'at jum\xe2\x80\x99"
         "at",
         "jumat|jumat"},
        {"caf\xc3\xa9 \xc3\x89lan", "cafe|elan"},
        {"\xd0\x9a\xd0\xbb\xd1\x8e\xd1\x87", "\xd0\xba\xd0\xbb\xd1\x8e\xd1\x87"},
        {"a b 1 kartu2", "kartu"},
        {"\xff\xfe kata\xff", "kata"},
        {"-", ""},
        {"ab-", "ab"},
        {"", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_text(words_of(arena, texts[i][0]), texts[i][1], texts[i][0]);
    same_text(number(arena, 0), "#", "0");
    same_text(number(arena, 59), "`", "59");
    ok(number(arena, 60).len == 2 && number(arena, 2579).len == 2 && number(arena, 2580).len == 3,
       "two digits from 60 on, three from 2,580");
    ok(number(arena, 10679).len == 3 && number(arena, 10680).len == 5, "five from 10,680");
    bool plain = true;
    for (size_t i = 0; i < 20000; i++) {
        Str digits = number(arena, i);
        for (size_t j = 0; j < digits.len; j++)
            plain = plain && digits.data[j] > '"' && digits.data[j] < 127 && digits.data[j] != '<' &&
                    digits.data[j] != '\\';
    }
    ok(plain, "no digit that a script would not take");
    arena_free(arena);
    return done();
}
