/* Flowcharts of troubleshooting trees: golden SVG and trace in both layouts; faults; at every width no box leaves the drawing or lies on another. */
#include "draw/flowchart.h"

#include <stdlib.h>

#include "draw/svg.h"
#include "draw/trace.h"
#include "draw_golden.h"

#define FOLDER "tests/golden/draw"

/* A graph by hand: title, then answers as text and target, ended by NULL. */
struct made {
    const char *title, *detail;
    struct {
        const char *text;
        size_t to;
    } answers[6];
};

static const struct decision *graph(struct arena *arena, const struct made *made, size_t count)
{
    struct decision *decision = arena_make(arena, struct decision);
    struct decision_node *nodes = arena_make_n(arena, struct decision_node, count);
    for (size_t i = 0; i < count; i++) {
        struct decision_answer *answers = arena_make_n(arena, struct decision_answer, 6);
        nodes[i].id = str_format(arena, "n%zu", i);
        nodes[i].title = str_from(made[i].title);
        nodes[i].detail = str_from(made[i].detail);
        nodes[i].answers = answers;
        for (; nodes[i].answer_count < 6 && made[i].answers[nodes[i].answer_count].text;
             nodes[i].answer_count++)
            answers[nodes[i].answer_count] =
                (struct decision_answer){str_from(made[i].answers[nodes[i].answer_count].text),
                                         made[i].answers[nodes[i].answer_count].to, LOC_NONE};
    }
    for (size_t i = 0; i < count; i++) /* targets stand behind */
        for (size_t k = 0; k < nodes[i].answer_count; k++) {
            struct decision_node *to = &nodes[nodes[i].answers[k].to];
            to->parents++;
            if (to->layer <= nodes[i].layer) to->layer = nodes[i].layer + 1;
            if (to->layer + 1 > decision->layers) decision->layers = to->layer + 1;
        }
    decision->nodes = nodes;
    decision->count = count;
    return decision;
}

static const struct made sample[] = {
    {"Apa yang Anda lihat?", NULL, {{"Kode tidak masuk", 1}, {"Foto ditolak", 2}, {"Hal lain", 5}}},
    {"Nomor masih aktif?", NULL, {{"Ya", 3}, {"Tidak", 5}}},
    {"Apakah fotonya terang, tegak, dan tanpa kacamata?", NULL, {{"Belum", 4}, {"Sudah, tetap ditolak", 5}}},
    {"Minta kode satu kali", "Cari sinyal yang baik. Pakai kode yang paling akhir datang.", {{0}}},
    {"Ulangi foto", "Hadap ke jendela.", {{0}}},
    {"Datang ke kantor", "Bawa e-KTP.", {{0}}},
};
enum { SAMPLE = sizeof sample / sizeof *sample };

static void trace(struct arena *arena, struct diag *diag, const struct font_set *fonts,
                  const struct flowchart *chart, struct buf *out)
{
    struct source source = {.name = S("flowchart"), .text = STR_NONE};
    struct svg_paint options = {.scratch = arena,
                                .diag = diag,
                                .source = &source,
                                .fonts = fonts,
                                .current_color = {0, 0, 0, 1},
                                .lang = S("id")};
    struct canvas *canvas = trace_open(arena, out);
    ok(svg_draw(canvas, chart->svg, (Rect){0, 0, chart->width, chart->height}, &options), "and traced");
}

static void golden(const char *name, double width, const char *lang, bool numbers)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct flowchart_wish wish = {.decision = graph(arena, sample, SAMPLE),
                                  .title = S("Klaim gagal"),
                                  .lang = str_from(lang),
                                  .fonts = fonts,
                                  .width = width,
                                  .details = true,
                                  .numbers = numbers};
    struct flowchart chart;
    struct buf out = {0};
    if (ok(flowchart_draw(arena, diag, &wish, &chart), name)) {
        svg_write(&out, chart.svg);
        buf_char(&out, '\n');
        golden_same(arena, str_format(arena, FOLDER "/flowchart-%s.svg", name), buf_view(&out));
        out.len = 0;
        trace(arena, diag, fonts, &chart, &out);
        golden_same(arena, str_format(arena, FOLDER "/flowchart-%s.trace", name), buf_view(&out));
    }
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
}

/* ---- boxes: inside, apart, wide enough for their words ---- */

static double number_of(xmlNode *node, const char *name)
{
    xmlChar *text = xmlGetProp(node, (const xmlChar *)name);
    double value = text ? strtod((const char *)text, NULL) : 0;
    xmlFree(text);
    return value;
}

static size_t boxes_of(xmlDoc *document, Rect *boxes, size_t most)
{
    size_t count = 0;
    for (xmlNode *node = xmlDocGetRootElement(document)->children; node; node = node->next)
        if (xmlStrEqual(node->name, (const xmlChar *)"rect") && count < most)
            boxes[count++] = (Rect){number_of(node, "x"), number_of(node, "y"), number_of(node, "width"),
                                    number_of(node, "height")};
    return count;
}

static bool are_apart(const Rect *boxes, size_t count, double width, double height)
{
    for (size_t i = 0; i < count; i++) {
        Rect a = boxes[i];
        if (a.x < 0 || a.y < -0.01 || a.x + a.width > width || a.y + a.height > height + 0.01) return false;
        for (size_t k = 0; k < i; k++) {
            Rect b = boxes[k];
            if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
                return false;
        }
    }
    return true;
}

static const char *const words[] = {"Apakah", "nomor", "ponsel", "dan",  "surel",
                                    "Anda",   "masih", "aktif",  "hari", "ini"};

static Str some_words(struct arena *arena, unsigned *seed, size_t most)
{
    Str parts[40];
    size_t count = 1 + (size_t)rand_r(seed) % most;
    for (size_t i = 0; i < count; i++) parts[i] = str_from(words[(size_t)rand_r(seed) % 10]);
    return str_join(arena, parts, count, S(" "));
}

/* A graph that nobody drew: each node leads to some of those behind it, all are led to. */
static const struct decision *random_graph(struct arena *arena, unsigned seed)
{
    size_t count = 2 + (size_t)rand_r(&seed) % 24;
    struct made *made = arena_make_n(arena, struct made, count);
    for (size_t i = 0; i < count; i++) {
        made[i].title = str_c(arena, some_words(arena, &seed, 12));
        made[i].detail = str_c(arena, some_words(arena, &seed, 20));
    }
    for (size_t i = 1; i < count; i++) {
        size_t from = (size_t)rand_r(&seed) % i, k = 0;
        while (k < 4 && made[from].answers[k].text) k++;
        if (k == 4) from = i - 1, k = 0;
        made[from].answers[k].text = str_c(arena, some_words(arena, &seed, 4));
        made[from].answers[k].to = i;
    }
    for (size_t i = 0; i + 2 < count; i++) /* shared ones */
        if (made[i].answers[0].text && !made[i].answers[4].text && rand_r(&seed) % 2) {
            size_t k = 0;
            while (made[i].answers[k].text) k++;
            made[i].answers[k].text = "Lainnya";
            made[i].answers[k].to = i + 1 + (size_t)rand_r(&seed) % (count - i - 1);
        }
    return graph(arena, made, count);
}

static void fits_everywhere(const struct font_set *fonts)
{
    size_t drawn = 0, faulty = 0;
    for (unsigned seed = 1; seed <= 60; seed++)
        for (double width = 280; width <= 1200; width += 115) {
            struct arena *arena = arena_new();
            struct diag *diag = diag_new();
            Rect boxes[100];
            struct flowchart chart;
            struct flowchart_wish wish = {.decision = random_graph(arena, seed),
                                          .title = S("Uji"),
                                          .lang = S("id"),
                                          .fonts = fonts,
                                          .width = width,
                                          .details = seed % 2};
            if (flowchart_draw(arena, diag, &wish, &chart)) {
                size_t count = boxes_of(chart.svg, boxes, 100);
                bool sound =
                    count == wish.decision->count && are_apart(boxes, count, chart.width, chart.height);
                if (!sound)
                    printf("# seed %u, width %g: %zu boxes of %zu\n", seed, width, count,
                           wish.decision->count);
                faulty += !sound;
                drawn++;
            } else {
                faulty += diag_count(diag, DIAG_ERROR) == 0;
            }
            diag_free(diag);
            arena_free(arena);
        }
    printf("# %zu drawn\n", drawn);
    ok(drawn > 400, "most graphs can be drawn");
    ok(faulty == 0, "all boxes are there, inside and apart");
}

/* ---- what cannot be drawn is told ---- */

static void refuse(const char *what, const struct made *made, size_t count, double width,
                   enum message message)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct flowchart chart;
    struct flowchart_wish wish = {
        .decision = graph(arena, made, count), .title = S("Uji"), .lang = S("id"), .width = width};
    char *text = NULL;
    size_t len = 0;
    ok(!flowchart_draw(arena, diag, &wish, &chart) && diag_count(diag, DIAG_ERROR) == 1, what);
    FILE *file = open_memstream(&text, &len);
    diag_print(diag, file, LANGUAGE_EN, 0);
    fclose(file);
    const char *begin = message_text(message)->text[LANGUAGE_EN];
    Str head = str_from_to(str_from(begin), 0, str_find_char(str_from(begin), '{'));
    ok(str_find((Str){text, len}, head) < len, "and told");
    free(text);
    diag_free(diag);
    arena_free(arena);
}

static void faults(void)
{
    static char lengthy[400];
    static struct made many[81], deep[12];
    memset(lengthy, 'a', sizeof lengthy - 1);
    const struct made long_title[] = {{"A?", NULL, {{"Ya", 1}}}, {lengthy, "Isi.", {{0}}}};
    const struct made long_answer[] = {{"A?", NULL, {{lengthy, 1}}}, {"B", "Isi.", {{0}}}};
    for (size_t i = 0; i < 81; i++) many[i] = (struct made){"Kotak", NULL, {{i < 80 ? "Ya" : NULL, i + 1}}};
    for (size_t i = 0; i < 12; i++)
        deep[i] = (struct made){
            "Kotak?", NULL, {{i + 2 < 12 ? "Ya" : NULL, i + 1}, {i + 2 < 12 ? "Tidak" : NULL, 11}}};
    refuse("a heading that is too long", long_title, 2, 400, MSG_FLOWCHART_TEXT);
    refuse("an answer that is too long", long_answer, 2, 400, MSG_FLOWCHART_TEXT);
    refuse("too many boxes", many, 81, 400, MSG_FLOWCHART_LARGE);
    refuse("too narrow", deep, 12, 200, MSG_FLOWCHART_NARROW);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    golden("panel", 320, "id", false);
    golden("a4", 720, "en", true);
    fits_everywhere(font_set_open(arena, diag, "templates/fonts", S("templates/fonts")));
    faults();
    diag_free(diag);
    arena_free(arena);
    return done();
}
