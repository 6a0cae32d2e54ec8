#include "web/search_inside.h"

#include "base/json.h"
#include "data/yaml.h"

/* How much a word counts by where it stands, in eighths of a word of the text. */
enum {
    WEIGHT_TEXT = 8,
    WEIGHT_NEED = 8,
    WEIGHT_DESCRIPTION = 20,
    WEIGHT_HEADING = 32,
    WEIGHT_KEYWORD = 48,
    WEIGHT_TITLE = 64
};

/* ---- opening ---- */

static Str read_optional(const struct web *web, const char *name, Str lang, const char *ending)
{
    Str path = str_format(web->arena, "search/%s%.*s%s", name, (int)lang.len, lang.data, ending), text;
    int error;
    enum file_status status =
        file_read_below(web->arena, web->templates_folder, path, FILE_LIMIT_TEXT, &text, &error);
    if (status == FILE_OK) return text;
    if (status != FILE_MISSING)
        file_report(web->diag, LOC_NONE, status, path_join(web->arena, S("templates"), path), error,
                    FILE_LIMIT_TEXT);
    return STR_NONE;
}

static struct fold *read_fold(const struct web *web, Str lang)
{
    size_t bad;
    struct fold *fold = fold_new(web->arena, read_optional(web, "", lang, ".txt"), &bad);
    if (bad)
        diag_report(web->diag, LOC_NONE, MSG_SEARCH_AFFIX,
                    str_format(web->arena, "templates/search/%.*s.txt", (int)lang.len, lang.data),
                    str_format(web->arena, "%zu", bad));
    if (str_is(lang, "id")) {
        Str text;
        int error;
        if (file_read_below(web->arena, web->templates_folder, S("hyphen/id.txt"), FILE_LIMIT_TEXT, &text,
                            &error) == FILE_OK)
            fold_add_roots(web->arena, fold, text);
    }
    fold_add_roots(web->arena, fold, read_optional(web, "roots.", lang, ".txt"));
    return fold;
}

/* Pages that are ways to others are not found themselves. */
static bool is_searched(const struct page *page)
{
    const struct value *search = value_get(page->meta, S("search"));
    return page->type != PAGE_MISSING && page->type != PAGE_SEARCH && page->type != PAGE_AZ &&
           page->type != PAGE_PROBLEMS && !(search && search->kind == VALUE_BOOL && !search->boolean);
}

static const struct page *search_page(const struct web *web, Str lang)
{
    for (size_t i = 0; i < web->site->page_count; i++)
        if (web->site->pages[i]->type == PAGE_SEARCH && str_equal(web->site->pages[i]->lang, lang))
            return web->site->pages[i];
    return NULL;
}

/* Of pages that say a word equally strongly, those that help come first. */
static int rank_of(const struct page *page)
{
    switch (page->type) {
    case PAGE_GUIDE:
    case PAGE_TROUBLE:
    case PAGE_TREE: return 0;
    case PAGE_HOME:
    case PAGE_REPORT: return 1;
    default: return 2;
    }
}

/* What is needed no more once pages are indexed. */
static void free_pages(void *handle)
{
    struct search *search = handle;
    search_counts_free(search);
    arena_free(search->terms);
    search->terms = NULL;
}

static struct search *open_language(struct web *web, Str lang)
{
    const struct page *page = search_page(web, lang);
    if (!page) return NULL;
    struct search *search = arena_make(web->arena, struct search);
    const struct site *site = web->site;
    search->web = web;
    search->lang = lang;
    search->folder = path_folder(page->url);
    search->fold = read_fold(web, lang);
    search_table_open(web->arena, &search->table, search->fold, site->page_count);
    search->arena = search->table.arena;
    search->terms = arena_new();
    arena_defer(web->arena, free_pages, search);
    search_answers_open(search);
    search->document_of = arena_make_n(web->arena, uint32_t, site->page_count);
    for (int rank = 0; rank < 3; rank++)
        for (size_t i = 0; i < site->page_count; i++) {
            const struct page *other = site->pages[i];
            bool searched = str_equal(other->lang, lang) && is_searched(other);
            if (rank == 0) search->document_of[i] = UINT32_MAX;
            if (searched && rank_of(other) == rank)
                search->document_of[i] = (uint32_t)(search->phrase_count + search->page_count++);
        }
    search->sizes = search_sizes_of(search->page_count);
    size_t count = search->phrase_count + search->page_count;
    search->documents = arena_make_n(web->arena, struct search_document, count + 1);
    search_answers_index(search);
    return search;
}

void search_open(struct web *web)
{
    web->searches = arena_make_n(web->arena, struct search *, web->site->language_count + 1);
    for (size_t i = 0; i < web->site->language_count; i++)
        web->searches[i] = open_language(web, web->site->languages[i].lang);
}

static struct search *search_of(const struct web *web, Str lang)
{
    for (size_t i = 0; i < web->site->language_count; i++)
        if (str_equal(web->site->languages[i].lang, lang)) return web->searches[i];
    return NULL;
}

/* ---- the terms of a page ---- */

static void count_list(struct search_counts *counts, const struct value *list, const char *key,
                       uint32_t weight)
{
    for (size_t i = 0; list && i < list->count; i++)
        search_count_text(counts, key ? value_get_text(list->items[i], str_from(key)) : list->items[i]->text,
                          weight);
}

static void count_page(struct search_counts *counts, const struct page *page, const struct search_text *text)
{
    search_count_begin(counts);
    search_count_text(counts, page->title, WEIGHT_TITLE);
    search_count_text(counts, page->description, WEIGHT_DESCRIPTION);
    count_list(counts, value_get(page->meta, S("keywords")), NULL, WEIGHT_KEYWORD);
    count_list(counts, value_get(page->meta, S("symptoms")), NULL, WEIGHT_KEYWORD);
    count_list(counts, value_get(page->meta, S("needs")), "text", WEIGHT_NEED);
    for (size_t i = 0; i < text->count; i++) {
        const struct search_section *section = &text->sections[i];
        search_count_text(counts, section->title, WEIGHT_HEADING);
        search_count_text(counts, str_from_to(buf_view(text->text), section->from, section->to), WEIGHT_TEXT);
        search_count_section(counts, (uint32_t)i);
    }
}

void search_add_phrase(struct search *search, struct search_document *document, Str phrase)
{
    struct search_counts *counts = search_counts_take(search);
    struct search_words words = {.text = phrase};
    uint32_t count = 0;
    uint64_t hash;
    for (Str word; search_next_word(&words, &word, &hash);)
        count += search_surface(&search->table, word, hash)->fold_count > 1;
    search_count_begin(counts);
    search_count_text(counts, phrase, WEIGHT_TITLE);
    search_count_section(counts, 0);
    search_count_keep(counts, document,
                      count > SEARCH_LEVELS ? SEARCH_LEVELS - 1
                      : count               ? count - 1
                                            : 0,
                      false);
    search_counts_give(search, counts);
}

/* ---- what is shown of a page ---- */

/* The beginning, up to the end of a word. */
static Str lead_of(Str text, size_t most)
{
    text = str_trim(text);
    if (text.len <= most) return text;
    size_t cut = most;
    while (cut > most / 2 && !char_is_space(text.data[cut])) cut--;
    while (cut > 0 && ((unsigned char)text.data[cut] & 0xC0) == 0x80) cut--;
    return str_from_to(text, 0, cut);
}

static void put_page(const struct search *search, const struct page *page, const struct search_text *text,
                     struct arena *scratch, struct buf *out)
{
    Str here = path_join(scratch, search->folder, S("index.html"));
    size_t left = search->sizes->text, most = search->sizes->section;
    buf_char(out, '[');
    json_text_in_script(out, page->title);
    buf_char(out, ',');
    json_text_in_script(out, site_relative(scratch, here, page->url));
    buf_char(out, ',');
    json_text_in_script(out, page->description);
    buf_c(out, ",[");
    for (size_t i = 0; i < text->count; i++) {
        const struct search_section *section = &text->sections[i];
        Str words = str_trim(str_from_to(buf_view(text->text), section->from, section->to));
        words = lead_of(words, left < most ? left : most);
        left -= words.len < left ? words.len : left;
        buf_c(out, i ? ",[" : "[");
        json_text_in_script(out, section->id);
        buf_char(out, ',');
        json_text_in_script(out, section->title);
        buf_char(out, ',');
        json_text_in_script(out, words);
        buf_char(out, ']');
    }
    buf_c(out, "]]");
}

void search_add(const struct web *web, const struct page *page, const struct markdown *markdown,
                struct arena *scratch)
{
    struct search *search = search_of(web, page->lang);
    if (!search || search->document_of[page->number] == UINT32_MAX) return;
    struct search_document *document = &search->documents[search->document_of[page->number]];
    struct search_text text;
    struct buf *shown = arena_make(scratch, struct buf);
    arena_defer(scratch, buf_free_handle, shown);
    search_text_of(markdown, scratch, &text);
    struct search_counts *counts = search_counts_take(search);
    count_page(counts, page, &text);
    put_page(search, page, &text, scratch, shown);
    *document = (struct search_document){0};
    search_count_keep(counts, document, SEARCH_LEVELS, rank_of(page) == 2);
    search_counts_give(search, counts);
    pthread_mutex_lock(&search->table.lock);
    document->shown = buf_copy(shown, search->arena);
    pthread_mutex_unlock(&search->table.lock);
}

/* ---- the files ---- */

void search_finish(const struct web *web)
{
    for (size_t i = 0; i < web->site->language_count; i++) {
        if (!web->searches[i]) continue;
        search_index(web->searches[i]);
        free_pages(web->searches[i]);
    }
}

static size_t files_of(const struct search *search)
{
    return search && search->shards ? search->shard_count + search->chunk_count + 1 + search->has_answers : 0;
}

size_t search_count(const struct web *web)
{
    size_t count = 0;
    for (size_t i = 0; i < web->site->language_count; i++) count += files_of(web->searches[i]);
    return count;
}

Str search_version(const struct web *web, Str lang)
{
    const struct search *search = search_of(web, lang);
    return search ? search->version : STR_NONE;
}

static void write_chunk(const struct search *search, size_t chunk, struct buf *out)
{
    size_t from = chunk * search->chunk_documents, to = from + search->chunk_documents;
    search_begin_part(search, out, 'd', chunk);
    for (size_t i = from; i < to && i < search->page_count; i++) {
        Str shown = search->documents[search->phrase_count + i].shown;
        if (i > from) buf_c(out, ",\n");
        buf_str(out, shown.len ? shown : S("0"));
    }
    buf_c(out, "])\n");
}

static void write_file(const struct search *search, size_t index, struct arena *scratch,
                       const struct web_sink *sink)
{
    struct buf out = {0};
    Str name = S("i.js");
    if (index < search->shard_count) {
        name = str_format(scratch, "s%zu.js", index);
        search_write_shard(search, index, &out);
    } else if ((index -= search->shard_count) < search->chunk_count) {
        name = str_format(scratch, "d%zu.js", index);
        write_chunk(search, index, &out);
    } else if (index == search->chunk_count) {
        search_write_directory(search, &out);
    } else {
        name = S("a.js");
        search_answers_write(search, scratch, &out);
    }
    output_put(sink, scratch, path_join(scratch, search->folder, name), buf_view(&out));
    buf_free(&out);
}

void search_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    for (size_t i = 0; i < web->site->language_count; i++) {
        size_t files = files_of(web->searches[i]);
        if (index < files) {
            write_file(web->searches[i], index, scratch, sink);
            return;
        }
        index -= files;
    }
}

/* ---- from one build to the next: the words under their numbers, and of each page its terms and what is shown ---- */

static void put_number(struct buf *out, uint64_t number)
{
    buf_bytes(out, (const char *)&number, sizeof number);
}

static bool take_number(Str *rest, uint64_t *number)
{
    if (rest->len < sizeof *number) return false;
    memcpy(number, rest->data, sizeof *number);
    *rest = str_skip(*rest, sizeof *number);
    return true;
}

void search_note_words(const struct web *web, struct buf *out)
{
    for (size_t i = 0; i < web->site->language_count; i++) {
        const struct search *search = web->searches[i];
        put_number(out, search ? search->table.count : 0);
        if (search) search_table_note(&search->table, out);
    }
}

bool search_recall_words(const struct web *web, Str note)
{
    for (size_t i = 0; i < web->site->language_count; i++) {
        struct search *search = web->searches[i];
        uint64_t count;
        if (!take_number(&note, &count) || (!search && count)) return false;
        if (!search) continue;
        search->recalled = search_table_recall(&search->table, &note, count);
        if (!search->recalled) return false;
    }
    return true;
}

void search_note(const struct web *web, const struct page *page, struct buf *out)
{
    const struct search *search = search_of(web, page->lang);
    if (!search || search->document_of[page->number] == UINT32_MAX) return;
    const struct search_document *document = &search->documents[search->document_of[page->number]];
    put_number(out, document->term_count);
    buf_bytes(out, document->terms, document->term_count * sizeof(uint32_t));
    buf_str(out, document->shown);
}

/* The bytes are those of the note, which lasts as long as the build. */
bool search_recall(const struct web *web, const struct page *page, Str note)
{
    const struct search *search = search_of(web, page->lang);
    if (!search || search->document_of[page->number] == UINT32_MAX) return note.len == 0;
    struct search_document document = {0};
    uint64_t count;
    if (!search->recalled || !take_number(&note, &count) || count > note.len / sizeof(uint32_t)) return false;
    document.terms = note.data;
    document.term_count = (size_t)count;
    for (size_t i = 0; i < document.term_count; i++)
        if (search_term_at(&document, i) >> 8 >= search->table.count) return false;
    document.shown = str_skip(note, document.term_count * sizeof(uint32_t));
    search->documents[search->document_of[page->number]] = document;
    return true;
}
