/* The kinds of files that the website is made of: one row each. A new kind is a row here and a file that writes it.
 *
 * Two stages. In the first are pages and what stands alone. The second begins when the first is complete: what needs all pages
 * (gather.h). Within a stage the files may be written in any order, by any thread. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/card.h"
#include "web/inside.h"
#include "web/search.h"

struct web_output {
    size_t (*count)(const struct web *web); /* of files, or of pieces of work that write some */
    void (*write)(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
    bool fixed; /* see web_is_fixed */
};

bool output_put(const struct web_sink *sink, struct arena *scratch, Str path, Str bytes)
{
    return sink->put(sink->context, path_join(scratch, S("site"), path), bytes);
}

/* ---- what machines read: small files, one each ---- */

static const struct {
    const char *path;
    void (*write)(const struct web *web, struct buf *out);
} machine_files[] = {
    {"robots.txt", feed_robots},
    {"manifest.webmanifest", favicon_manifest},
    {"_headers", hosting_headers},
    {"_redirects", redirect_lines},
    {"data/indikator.json", dataset_indicators_json},
    {"data/indikator.csv", dataset_indicators_csv},
    {"data/datapackage.json", dataset_package},
};

static size_t count_machine_files(const struct web *web)
{
    (void)web;
    return sizeof machine_files / sizeof *machine_files;
}

static void write_machine_file(const struct web *web, size_t index, struct arena *scratch,
                               const struct web_sink *sink)
{
    struct buf out = {0};
    machine_files[index].write(web, &out);
    if (out.len) output_put(sink, scratch, str_from(machine_files[index].path), buf_view(&out));
    buf_free(&out);
}

static size_t count_samples(const struct web *web)
{
    (void)web;
    return 1;
}

static void write_sample(const struct web *web, size_t index, struct arena *scratch,
                         const struct web_sink *sink)
{
    (void)index;
    hosting_write_sample(web, scratch, sink);
}

/* ---- tables ---- */

/* Two files each, so that two threads share a large table. */
static size_t count_tables(const struct web *web)
{
    return 2 * dataset_count(web);
}

static void write_table(const struct web *web, size_t index, struct arena *scratch,
                        const struct web_sink *sink)
{
    const struct table *table = dataset_table(web, index / 2);
    Str path = path_join(scratch, S("site/data"), table->name);
    sink->put_pieces(sink->context,
                     str_join(scratch, (Str[]){path, index % 2 ? S("csv") : S("json")}, 2, S(".")),
                     index % 2 ? dataset_table_csv : dataset_table_json, table);
}

/* ---- the table of outputs ---- */

static size_t count_static_files(const struct web *web)
{
    return web->static_files.count;
}

static size_t count_assets(const struct web *web)
{
    return web->site->asset_count;
}

static const struct web_output first_outputs[] = {
    {.count = web_pages, .write = page_write},
    {.count = count_static_files, .write = file_write_static},
    {.count = count_tables, .write = write_table, .fixed = true},
    {.count = count_machine_files, .write = write_machine_file},
    {.count = chart_count, .write = chart_write, .fixed = true},
    {.count = favicon_count, .write = favicon_write, .fixed = true},
    {.count = count_samples, .write = write_sample},
    {.count = feed_count, .write = feed_write, .fixed = true},
    {.count = sitemap_count, .write = sitemap_write, .fixed = true},
    {.count = redirect_count, .write = redirect_write},
    {.count = worker_count, .write = worker_write},
    {.count = card_count, .write = card_write, .fixed = true},
    {.count = parts_count, .write = parts_write, .fixed = true},
    {0},
};

static const struct web_output last_outputs[] = {
    {.count = ways_count, .write = ways_write},
    {.count = search_count, .write = search_write},
    {.count = count_assets, .write = file_write_asset},
    {0},
};

static const struct web_output *const stages[] = {[WEB_FIRST] = first_outputs, [WEB_LAST] = last_outputs};

size_t web_jobs(const struct web *web, enum web_stage stage)
{
    size_t count = 0;
    for (const struct web_output *output = stages[stage]; output->count; output++)
        count += output->count(web);
    return count;
}

void web_write(const struct web *web, enum web_stage stage, size_t job, struct arena *scratch,
               const struct web_sink *sink)
{
    for (const struct web_output *output = stages[stage]; output->count; output++) {
        size_t count = output->count(web);
        if (job < count) {
            output->write(web, job, scratch, sink);
            return;
        }
        job -= count;
    }
}

bool web_is_fixed(const struct web *web, size_t job)
{
    for (const struct web_output *output = first_outputs; output->count; output++) {
        size_t count = output->count(web);
        if (job < count) return output->fixed;
        job -= count;
    }
    return false;
}

/* Three parts: what pages want of each other, what is searched, what they say of troubles. */
bool web_page_note(const struct web *web, size_t index, struct buf *note)
{
    const struct page *page = web->site->pages[index];
    struct buf parts[3] = {0};
    bool good = gather_note(web->gathered, page, &parts[0]);
    if (good) search_note(web, page, &parts[1]);
    if (good) ways_note(web, page, &parts[2]);
    for (size_t i = 0; i < 3; i++) {
        uint64_t len = parts[i].len;
        buf_bytes(note, (const char *)&len, sizeof len);
        buf_str(note, buf_view(&parts[i]));
        buf_free(&parts[i]);
    }
    return good;
}

bool web_page_recall(const struct web *web, size_t index, Str note)
{
    const struct page *page = web->site->pages[index];
    Str parts[3];
    for (size_t i = 0; i < 3; i++) {
        uint64_t len;
        if (note.len < sizeof len) return false;
        memcpy(&len, note.data, sizeof len);
        note = str_skip(note, sizeof len);
        if (len > note.len) return false;
        parts[i] = str_from_to(note, 0, (size_t)len);
        note = str_skip(note, (size_t)len);
    }
    if (note.len || !search_recall(web, page, parts[1])) return false;
    ways_recall(web, page, parts[2]);
    return gather_recall(web->gathered, web->site, page, parts[0]);
}

void web_note(const struct web *web, struct buf *note)
{
    search_note_words(web, note);
}

bool web_recall(const struct web *web, Str note)
{
    return search_recall_words(web, note);
}

void web_check(const struct web *web)
{
    markdown_check_anchors(web->diag, web->site, gather_anchors(web->gathered), web->site->page_count);
}

/* ---- extras ---- */

enum { EXTRAS_UNASKED = 300 }; /* pages; a larger site has to ask */

bool web_extra(const struct web *web, const char *name)
{
    const struct value *asked = value_get(web->site->config, S("extras"));
    /* Two more files beside each page are of use to few web servers, and trouble to those who upload by hand. */
    if (!asked || asked->kind != VALUE_LIST)
        return web->site->page_count <= EXTRAS_UNASKED && strcmp(name, "compressed") != 0;
    for (size_t i = 0; i < asked->count; i++)
        if (str_is(asked->items[i]->text, name)) return true;
    return false;
}
