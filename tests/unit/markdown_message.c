/* message.c: documents as WhatsApp messages. J stands for a word joiner. */
#include "markdown/markdown.h"
#include "markdown_site.h"
#include "tap.h"

static const char *const cases[][2] = {
    {"Satu *dua* **tiga**.", "Satu _dua_ *tiga*.\n"},
    {"# Judul **tebal** di sini\n\nIsi.", "*Judul tebal di sini*\n\nIsi.\n"},
    {"1. Satu\n2. Dua\n   - a\n   - b\n3. Tiga", "1. Satu\n2. Dua\n- a\n- b\n3. Tiga\n"},
    {"4. Empat\n5. Lima", "4. Empat\n5. Lima\n"},
    {"1. **Buka.** Lalu\n\n   > Macet?\n\n2. Tutup", "1. *Buka.* Lalu\n> Macet?\n\n2. Tutup\n"},
    {"- [ ] e-KTP\n- [x] KK", "☐ e-KTP\n☑ KK\n"},
    {"a\nb  \nc", "a b\nc\n"},
    {"**a\nb**", "*a b*\n"},
    {"> satu\n>\n> dua", "> satu\n> dua\n"},
    {"`kode` dan `a``b`", "`kode` dan a``b\n"},
    {"```\nx *y*\n```", "```x *y*```\n"},
    {"kata**tebal**kata", "katatebalkata\n"},
    {"**tebal**kata", "tebalkata\n"},
    {"\\*bukan tebal\\*", "*Jbukan tebal*J\n"},
    {"foto_yang_sama", "foto_yang_sama\n"},
    {"\\_a\\_ ~b~ \\`c\\`", "_Ja_J ~Jb~J `Jc`J\n"},
    {"***dua-duanya***", "_*dua-duanya*_\n"},
    {"[situs](https://contoh.id/a_b)", "situs (https://contoh.id/a_b)\n"},
    {"<https://contoh.id/>", "https://contoh.id/\n"},
    {"[telepon](tel:175)", "telepon\n"},
    {"| a | b |\n|---|---|\n| x | 1 |\n| y | |", "- x: 1\n- y\n"},
    {"| a | b | c |\n|---|---|---|\n| x | 1 | 2 |\n| y | | 3 |", "- *x*: b 1; c 2\n- *y*: c 3\n"},
    {"a\n\n---\n\nb", "a\n\nb\n"},
    {"a\n\n\n\n\nb", "a\n\nb\n"},
    {"> [!PENTING]\n> Gratis.", "> Gratis.\n"},
    {"", "\n"},
};

static Str message(struct arena *arena, const char *text)
{
    struct source *source = arena_make(arena, struct source);
    struct diag *diag = diag_new();
    struct buf out = {0}, shown = {0};
    *source = (struct source){.name = S("t.md"), .text = str_from(text)};
    const struct markdown_context context = {.lang = S("id")};
    const struct markdown *markdown = markdown_parse(arena, diag, source, 0, &context);
    markdown_write_message(&out, arena, markdown, &(struct markdown_message){NULL, NULL, NULL});
    for (size_t i = 0; i < out.len; i++) {
        bool joiner = i + 2 < out.len && memcmp(out.data + i, "\xE2\x81\xA0", 3) == 0;
        buf_char(&shown, joiner ? 'J' : out.data[i]);
        if (joiner) i += 2;
    }
    Str result = buf_copy(&shown, arena);
    buf_free(&out);
    buf_free(&shown);
    diag_free(diag);
    return result;
}

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(message(arena, cases[i][0]), cases[i][1], cases[i][0]);
    arena_free(arena);
    return done();
}
