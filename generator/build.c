#include "build.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/staging.h"
#include "check/check.h"
#include "check/finished.h"
#include "check/links.h"
#include "kit/kit.h"
#include "print/print.h"
#include "reuse.h"
#include "site/site.h"
#include "web/web.h"

enum { MESSAGES_SHOWN = 100, PROGRESS_EVERY_MS = 100, PROGRESS_AFTER_MS = 400, MOST_THREADS = 64 };

struct build {
    const struct build_options *options;
    struct arena *arena;
    struct diag *diag;
    struct site *site;
    struct font_set *fonts;
    struct web *web;
    struct print *print;
    const struct check *check;
    bool compressed;         /* texts are written a second time, for web servers */
    struct staging *staging; /* NULL: nothing is written */
    struct reuse *reuse;     /* NULL: everything is done */
    struct arena *scratch[MOST_THREADS];
    unsigned threads;
    bool terminal; /* progress is shown */
    size_t jobs, printed_at;
    atomic_size_t ended, reused;
    struct timespec started;
    enum language language;
};

static int64_t milliseconds_since(struct timespec start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
}

static Str number(struct build *build, size_t value)
{
    return str_format(build->arena, "%zu", value);
}

/* ---- load ---- */

static enum language find_language(const struct build *build)
{
    const char *lang = build->options->lang;
    if (!lang) return build->site && str_is(build->site->lang, "en") ? LANGUAGE_EN : LANGUAGE_ID;
    return strcmp(lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ID;
}

/* Pages show the products' previews, which are drawn at the same time: their sizes are known before. */
static void tell_previews(struct build *build)
{
    size_t count = build->site->product_count;
    struct web_preview *previews = arena_make_n(build->arena, struct web_preview, count + 1);
    for (size_t i = 0; i < count; i++)
        print_preview_size(build->print, build->site->products[i], &previews[i].width, &previews[i].height);
    web_set_previews(build->web, previews);
}

static const char *templates_of(struct build *build)
{
    return str_c(build->arena, path_join(build->arena, str_from(build->options->site), S("templates")));
}

static bool load(struct build *build)
{
    const char *templates = templates_of(build);
    const char *fonts = str_c(build->arena, path_join(build->arena, str_from(templates), S("fonts")));
    build->site = (build->options->drafts ? site_load_drafts : site_load)(build->arena, build->diag,
                                                                          build->options->site);
    build->language = find_language(build);
    if (!build->site) return false;
    if (access(templates, F_OK) != 0) {
        diag_report(build->diag, LOC_NONE, MSG_TEMPLATES_MISSING, str_from(templates));
        return false;
    }
    build->fonts = font_set_open(build->arena, build->diag, fonts, S("templates/fonts"));
    build->web = web_open(build->arena, build->diag, build->site, templates, build->fonts);
    build->print = print_open(build->arena, build->diag, build->site, templates, build->fonts);
    if (build->web && build->print) tell_previews(build);
    return build->web && build->print;
}

/* ---- render ---- */

/* Where the files of one piece of work go. */
struct output {
    struct build *build;
    struct arena *arena; /* of the list; NULL: nobody wants to know */
    Str *paths;
    size_t count, capacity;
};

static void note_path(struct output *output, Str path)
{
    if (!output->arena) return;
    output->paths =
        arena_grow(output->arena, output->paths, &output->capacity, output->count + 1, sizeof *output->paths);
    output->paths[output->count++] = str_copy(output->arena, path);
}

static bool put_plain(void *context, Str path, Str bytes)
{
    struct output *output = context;
    note_path(output, path);
    return !output->build->staging || staging_put(output->build->staging, path, bytes);
}

static bool put_file(void *context, Str path, Str bytes)
{
    struct output *output = context;
    if (output->build->compressed) kit_compress(path, bytes, &(struct kit_sink){put_plain, output});
    return put_plain(output, path, bytes);
}

static bool put_pieces(void *context, Str path, pieces_make make, const void *what)
{
    struct output *output = context;
    note_path(output, path);
    return !output->build->staging || staging_put_pieces(output->build->staging, path, make, what);
}

/* How far long work is, on a terminal only; worker 0 tells. */
static void show_progress(struct build *build, unsigned worker)
{
    size_t ended = atomic_fetch_add(&build->ended, 1) + 1;
    if (worker != 0 || !build->terminal) return;
    int64_t now = milliseconds_since(build->started);
    if (now < PROGRESS_AFTER_MS || (size_t)now < build->printed_at + PROGRESS_EVERY_MS) return;
    build->printed_at = (size_t)now;
    struct arena *scratch = arena_new();
    Str words[] = {str_format(scratch, "%zu", ended), str_format(scratch, "%zu", build->jobs)};
    Str text = diag_text(scratch, build->language, MSG_BUILD_PROGRESS, words, 2);
    fprintf(stderr, "\r%.*s", (int)text.len, text.data);
    arena_free(scratch);
}

/* Pieces of work, one after the other by kind. Products come first: each takes far longer than a page, so that no thread is left with one at the end. */
enum work_kind { WORK_PRODUCT, WORK_PAGE, WORK_WEB, WORK_CHECK };

struct work {
    enum work_kind kind;
    size_t index;            /* among those of its kind; of a page: the same for web and check */
    struct reuse_work reuse; /* id empty: it is done each time */
};

static struct work work_at(const struct build *build, size_t index, struct arena *scratch)
{
    size_t products = print_jobs(build->print), pages = web_pages(build->web),
           others = web_jobs(build->web, WEB_FIRST) - pages;
    struct work work = {.kind = WORK_PRODUCT, .index = index};
    if (index < products) {
        size_t copy;
        const struct product *product = print_job_product(build->print, index, &copy);
        work.reuse.document = (struct reuse_document){product->path, &product->mentions};
        work.reuse.id =
            str_format(scratch, "print %zu %.*s", copy, (int)product->name.len, product->name.data);
    } else if ((index -= products) < pages) {
        const struct page *page = build->site->pages[index];
        work = (struct work){.kind = WORK_PAGE, .index = index};
        work.reuse.page = page;
        if (page->source) work.reuse.document = (struct reuse_document){page->path, &page->mentions};
        work.reuse.id = str_join(scratch, (Str[]){S("page"), page->url}, 2, S(" "));
    } else if ((index -= pages) < others) {
        work = (struct work){.kind = WORK_WEB, .index = index + pages};
        if (web_is_fixed(build->web, work.index)) work.reuse.id = str_format(scratch, "web %zu", index);
    } else {
        work = (struct work){.kind = WORK_CHECK, .index = index - others + pages};
    }
    return work;
}

static size_t work_count(const struct build *build)
{
    return print_jobs(build->print) + web_jobs(build->web, WEB_FIRST) + check_jobs(build->check) -
           web_pages(build->web);
}

static void write_web(struct build *build, const struct work *work, struct arena *scratch,
                      struct output *output)
{
    const struct page *page = work->kind == WORK_PAGE ? build->site->pages[work->index] : NULL;
    struct web_sink sink = {put_file, put_pieces, output, NULL};
    if (page && page->source) {
        sink.text = page_text(build->site, scratch, build->diag, page);
        if (!sink.text) return;
    }
    web_write(build->web, WEB_FIRST, work->index, scratch, &sink);
    if (page) check_run(build->check, work->index, sink.text, scratch);
}

static void do_work(struct build *build, const struct work *work, struct arena *scratch,
                    struct output *output)
{
    switch (work->kind) {
    case WORK_PRODUCT:
        print_job(build->print, work->index, scratch, build->diag, &(struct print_sink){put_file, output});
        break;
    case WORK_PAGE:
    case WORK_WEB: write_web(build, work, scratch, output); break;
    case WORK_CHECK: check_run(build->check, work->index, NULL, scratch); break;
    }
}

/* Does what the work would tell the rest of the build; false: its note is none. */
static bool recall(struct build *build, const struct work *work, Str note)
{
    if (work->kind == WORK_PRODUCT) print_job_recall(build->print, work->index, note);
    return work->kind != WORK_PAGE || web_page_recall(build->web, work->index, note);
}

static bool take_note(struct build *build, const struct work *work, struct buf *note)
{
    if (work->kind == WORK_PRODUCT) print_job_note(build->print, work->index, note);
    return work->kind != WORK_PAGE || web_page_note(build->web, work->index, note);
}

/* True: the files of the last build stay. */
static bool is_reused(struct build *build, struct work *work, struct arena *scratch)
{
    if (!build->reuse || !work->reuse.id.len) return false;
    const struct memo_record *record = reuse_find(build->reuse, scratch, &work->reuse);
    return record && recall(build, work, record->note) && reuse_keep(build->reuse, record);
}

static void remember(struct build *build, const struct work *work, const struct output *output)
{
    struct buf note = {0};
    if (take_note(build, work, &note))
        reuse_done(build->reuse, &work->reuse, output->paths, output->count, buf_view(&note));
    buf_free(&note);
}

static void render(void *context, size_t index, unsigned worker)
{
    struct build *build = context;
    struct arena *scratch = build->scratch[worker];
    struct work work = work_at(build, index, scratch);
    if (is_reused(build, &work, scratch)) {
        atomic_fetch_add(&build->reused, 1);
    } else {
        bool wanted = build->reuse && work.reuse.id.len;
        struct output output = {.build = build, .arena = wanted ? scratch : NULL};
        size_t told = diag_told_here();
        do_work(build, &work, scratch, &output);
        if (wanted && diag_told_here() == told) remember(build, &work, &output);
    }
    arena_reset(scratch);
    show_progress(build, worker);
}

/* What needs all pages. */
static void render_last(void *context, size_t index, unsigned worker)
{
    struct build *build = context;
    web_write(build->web, WEB_LAST, index, build->scratch[worker],
              &(struct web_sink){put_file, put_pieces, &(struct output){.build = build}, NULL});
    arena_reset(build->scratch[worker]);
    show_progress(build, worker);
}

/* Before and after the first stage; what has not changed is not remembered anew. */
static const struct memo_record *recall_shared(struct build *build, struct reuse_work *work)
{
    struct arena *scratch = build->scratch[0];
    const struct memo_record *record = build->reuse ? reuse_find(build->reuse, scratch, work) : NULL;
    return record && web_recall(build->web, record->note) ? record : NULL;
}

static void remember_shared(struct build *build, struct reuse_work *work, const struct memo_record *record)
{
    struct buf note = {0};
    if (!build->reuse) return;
    web_note(build->web, &note);
    if (!record || !str_equal(record->note, buf_view(&note)) || !reuse_keep(build->reuse, record))
        reuse_done(build->reuse, work, NULL, 0, buf_view(&note));
    buf_free(&note);
}

static bool failed(const struct build *build)
{
    return diag_count(build->diag, DIAG_ERROR) > 0 ||
           (build->options->strict && diag_count(build->diag, DIAG_WARNING) > 0);
}

static void render_all(struct build *build)
{
    struct reuse_work shared = {.id = S("shared")};
    build->check = check_open(build->arena, build->diag, build->site, !build->options->write);
    size_t first = work_count(build);
    build->jobs = first + web_jobs(build->web, WEB_LAST);
    if (build->reuse) web_set_staging(build->web, build->staging, reuse_memo(build->reuse));
    build->compressed = build->staging && web_extra(build->web, "compressed");
    for (unsigned i = 0; i < build->threads; i++) build->scratch[i] = arena_new();
    const struct memo_record *record = recall_shared(build, &shared);
    pool_run(build->threads, first, render, build);
    remember_shared(build, &shared, record);
    web_gathered(build->web);
    pool_run(build->threads, web_jobs(build->web, WEB_LAST), render_last, build);
    web_check(build->web);
    check_finish(build->check);
    print_finish(build->print, build->diag, &(struct print_sink){put_file, &(struct output){.build = build}});
    if (build->staging && !failed(build) && web_extra(build->web, "zip"))
        kit_zip(build->diag, build->staging, build->reuse ? reuse_memo(build->reuse) : NULL,
                &(struct kit_sink){put_plain, &(struct output){.build = build}});
    if (build->staging && !failed(build))
        finished_check(build->arena, build->diag, build->site, templates_of(build), build->staging);
    for (unsigned i = 0; i < build->threads; i++) arena_free(build->scratch[i]);
    if (build->printed_at) fputs("\r\033[K", stderr);
}

/* ---- write ---- */

static bool lies_in(const char *inner, const char *outer)
{
    size_t len = strlen(outer);
    return strncmp(inner, outer, len) == 0 && (inner[len] == '\0' || inner[len] == '/');
}

/* Where the path really lies; of one that does not exist yet, its nearest folder that does. */
static bool real_place(const char *path, char real[PATH_MAX])
{
    char shorter[PATH_MAX];
    if (strlen(path) >= sizeof shorter) return false;
    memcpy(shorter, path, strlen(path) + 1);
    while (!realpath(shorter, real)) {
        char *slash = strrchr(shorter, '/');
        if (!slash) return realpath(".", real) != NULL;
        slash[slash == shorter] = '\0';
        if (slash == shorter && !realpath("/", real)) return false;
    }
    return true;
}

/* The output must not hold what it is made from, nor lie within it: replacing it would remove the sources. */
static bool output_is_apart(struct build *build, const char *output)
{
    static const char *const parts[] = {"", "content", "templates"};
    char real_output[PATH_MAX], real_part[PATH_MAX];
    bool exists = access(output, F_OK) == 0, apart = true;
    if (!real_place(output, real_output)) return true; /* told when it is opened */
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *part =
            str_c(build->arena, path_join(build->arena, str_from(build->options->site), str_from(parts[i])));
        if (!realpath(part, real_part)) continue;
        bool holds = exists && lies_in(real_part, real_output),
             within = i > 0 && lies_in(real_output, real_part);
        apart = apart && !holds && !within;
    }
    if (!apart) diag_report(build->diag, LOC_NONE, MSG_OUTPUT_INSIDE, str_from(output));
    return apart;
}

static void print_summary(struct build *build, enum message message, const Str *words, size_t count)
{
    Str text = diag_text(build->arena, build->language, message, words, count);
    printf("%.*s\n", (int)text.len, text.data);
}

static Str seconds(struct build *build)
{
    int64_t ms = milliseconds_since(build->started);
    return str_format(build->arena, "%lld%c%02lld", (long long)(ms / 1000),
                      build->language == LANGUAGE_ID ? ',' : '.', (long long)(ms % 1000 / 10));
}

static void summarise(struct build *build, const char *output, struct staging_counts counts)
{
    Str errors = number(build, diag_count(build->diag, DIAG_ERROR)),
        warnings = number(build, diag_count(build->diag, DIAG_WARNING));
    Str pages = number(build, build->web ? web_pages(build->web) : 0),
        pdfs = number(build, build->site ? build->site->product_count : 0);
    if (!build->options->write) {
        print_summary(build, MSG_CHECK_SUMMARY, (Str[]){pages, pdfs, errors, warnings, seconds(build)}, 5);
        return;
    }
    if (failed(build)) {
        print_summary(build, MSG_BUILD_STOPPED, (Str[]){errors, warnings}, 2);
        return;
    }
    Str written = number(build, counts.written), files = number(build, counts.files);
    print_summary(build, MSG_BUILD_SUMMARY, (Str[]){pages, pdfs, warnings, seconds(build), written, files},
                  6);
    if (build->options->verbose)
        print_summary(build, MSG_BUILD_REUSED,
                      (Str[]){number(build, build->reused), number(build, build->jobs)}, 2);
    print_summary(build, MSG_BUILD_WHERE,
                  (Str[]){path_join(build->arena, str_from(output), S("site/index.html"))}, 1);
}

static int exit_status(const struct build *build)
{
    if (diag_count(build->diag, DIAG_ERROR)) return EXIT_ERRORS;
    return build->options->strict && diag_count(build->diag, DIAG_WARNING) ? EXIT_WARNINGS : EXIT_FINE;
}

static void write_output(struct build *build, const char *output, struct staging_counts *counts)
{
    bool open = !build->options->write || (output_is_apart(build, output) &&
                                           (build->staging = staging_open(build->diag, output)) != NULL);
    if (build->web && build->print && open) {
        if (build->staging) staging_share(build->staging, build->threads);
        if (build->staging)
            build->reuse = reuse_open(build->arena, build->site, templates_of(build), build->staging);
        render_all(build);
    }
    if (!build->staging) return;
    *counts = staging_count(build->staging);
    if (failed(build))
        staging_discard(build->staging);
    else if (staging_commit(build->staging) && build->reuse)
        reuse_save(build->reuse);
}

int build_run(const struct build_options *options)
{
    struct build build = {.options = options, .arena = arena_new(), .diag = diag_new()};
    struct staging_counts counts = {0};
    clock_gettime(CLOCK_MONOTONIC, &build.started);
    build.terminal = isatty(STDERR_FILENO);
    build.threads = options->jobs ? options->jobs : pool_default_threads();
    if (build.threads > MOST_THREADS) build.threads = MOST_THREADS;
    const char *output = options->output;
    bool here = strcmp(options->site, ".") == 0;
    if (!output)
        output = str_c(build.arena,
                       here ? S("output") : path_join(build.arena, str_from(options->site), S("output")));
    if (load(&build)) write_output(&build, output, &counts);
    fflush(stdout);
    diag_print(build.diag, stderr, build.language, options->verbose ? 0 : MESSAGES_SHOWN);
    summarise(&build, output, counts);
    int status = exit_status(&build);
    diag_free(build.diag);
    arena_free(build.arena);
    return status;
}

int build_list_links(const struct build_options *options)
{
    struct build build = {.options = options, .arena = arena_new(), .diag = diag_new()};
    struct buf out = {0};
    build.site = (options->drafts ? site_load_drafts : site_load)(build.arena, build.diag, options->site);
    build.language = find_language(&build);
    if (build.site) links_list(&out, build.diag, build.site);
    bool written = fwrite(out.data ? out.data : "", 1, out.len, stdout) == out.len && fflush(stdout) == 0;
    if (!written) diag_report(build.diag, LOC_NONE, MSG_OUTPUT_FAILED, S("-"), S("stdout"));
    diag_print(build.diag, stderr, build.language, options->verbose ? 0 : MESSAGES_SHOWN);
    int status = exit_status(&build);
    buf_free(&out);
    diag_free(build.diag);
    arena_free(build.arena);
    return status;
}
