/* tests/golden/markdown/NAME.md against what is kept beside it: NAME.html, NAME.tree, and the messages in both languages, NAME.id.txt and
 * NAME.en.txt. Run from the repository's root; with UPDATE=1 in the environment the files are written anew. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "markdown/markdown.h"
#include "markdown_site.h"
#include "tap.h"

static const char *const names[] = {"halaman", "tabel", "sisipan", "pesan", "nilai", "centang", "pohon"};

static const char *const pages[] = {
    "index.md",
    "# Depan\n\nIsi.\n",
    "panduan/klaim-jht.md",
    "# Klaim JHT\n\n## Syarat {#syarat}\n\n- KTP, lihat [saldo](cek-saldo.md#cara)\n- Telepon "
    "{{fact.telepon}}\n\n### Rinci {#rinci}\n\n"
    "Lihat [langkah](#langkah).\n\n## Langkah\n\n1. Buka.\n",
    "panduan/cek-saldo.md",
    "## Cara {#cara}\n\nTekan. {{fact.hilang}} <b>tebal</b>\n",
    "panduan/lingkar-a.md",
    "{{include panduan/lingkar-b.md}}\n",
    "panduan/lingkar-b.md",
    "{{include lingkar-a.md}}\n",
    "d/0.md",
    "{{include d/1.md}}\n",
    "d/1.md",
    "{{include d/2.md}}\n",
    "d/2.md",
    "{{include d/3.md}}\n",
    "d/3.md",
    "{{include d/4.md}}\n",
    "d/4.md",
    "{{include d/5.md}}\n",
    "d/5.md",
    "{{include d/6.md}}\n",
    "d/6.md",
    "{{include d/7.md}}\n",
    "d/7.md",
    "{{include d/8.md}}\n",
    "pohon/gagal.md",
    "Pembuka, lihat [langsung](#kantor).\n\n## Apa *itu*? {#mulai}\n\nPilih.\n\n- [Kode](#kode)\n- "
    "[Lain](#kantor)\n\n"
    "## Kode {#kode}\n\nTunggu {{fact.telepon}}. Lihat [saldo](../panduan/cek-saldo.md#cara) atau "
    "[kantor](#kantor).\n\n- satu\n- dua\n\n"
    "## Kantor {#kantor}\n\n> [!TIPS]\n> Bawa KTP.\n\n{{script pohon/gagal.md}}\n",
    "pohon/rusak.md",
    "## Apa? {#mulai}\n\n- [Ya](#mulai)\n",
    "d/8.md",
    "dasar\n",
    NULL};

static void put_figure(void *context, struct buf *out, const struct markdown_node *node, Str alt)
{
    (void)context;
    buf_printf(out, "<svg data-name=\"%.*s\"><title>", (int)node->target.len, node->target.data);
    buf_html(out, alt);
    buf_c(out, "</title></svg>");
}

static void compare(struct arena *arena, const char *name, const char *ending, Str got)
{
    char path[200];
    Str expected;
    int error;
    snprintf(path, sizeof path, "tests/golden/markdown/%s.%s", name, ending);
    if (getenv("UPDATE")) {
        FILE *file = fopen(path, "w");
        if (file) fwrite(got.data, 1, got.len, file), fclose(file);
    }
    if (!ok(file_read(arena, path, FILE_LIMIT_TEXT, &expected, &error) == FILE_OK, path)) return;
    same_text(got, str_c(arena, expected), path);
}

static Str messages(struct arena *arena, struct diag *diag, enum language language)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    diag_print(diag, file, language, 0);
    fclose(file);
    Str copy = str_copy(arena, (Str){text, len});
    free(text);
    return copy;
}

static void run(const char *name)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source source = {.name = str_format(arena, "content/panduan/%s.md", name)};
    struct markdown_context context = {
        .site = fake_site(arena, pages), .folder = S("panduan"), .lang = S("id"), .heading_ids = true};
    struct markdown_html options = {
        .from = S("panduan/uji/index.html"), .lang = S("id"), .figure = put_figure};
    struct buf out = {0};
    int error;
    Str path = str_format(arena, "tests/golden/markdown/%s.md", name);
    if (!ok(file_read(arena, str_c(arena, path), FILE_LIMIT_TEXT, &source.text, &error) == FILE_OK, name))
        return;
    struct markdown *markdown = markdown_parse(arena, diag, &source, 0, &context);
    markdown_write_html(&out, arena, markdown, &options);
    compare(arena, name, "html", buf_view(&out));
    out.len = 0;
    markdown_write_tree(&out, markdown);
    compare(arena, name, "tree", buf_view(&out));
    compare(arena, name, "id.txt", messages(arena, diag, LANGUAGE_ID));
    compare(arena, name, "en.txt", messages(arena, diag, LANGUAGE_EN));
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
}

int main(void)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) run(names[i]);
    return done();
}
