/* Answers and synonyms: content/pencarian.yaml, and the synonyms of the language in templates/search/synonyms.LANG.yaml. */
#include "base/json.h"
#include "data/yaml.h"
#include "site/site_schema.h"
#include "web/search_inside.h"

static const struct value *list_of(const struct search *search, const char *key)
{
    return value_get(site_language(search->web->site, search->lang)->search, str_from(key));
}

void search_answers_open(struct search *search)
{
    const struct value *answers = search->answers = list_of(search, "answers");
    for (size_t i = 0; answers && i < answers->count; i++) {
        const struct value *words = value_get(answers->items[i], S("words")),
                           *link = value_get(answers->items[i], S("link"));
        search->phrase_count += words ? words->count : 0;
        if (link && !site_page(search->web->site, link->text))
            diag_report(search->web->diag, link->loc, MSG_LINK_UNKNOWN_PAGE, link->text,
                        site_nearest_page(search->web->site, search->web->arena, link->text));
    }
    search->has_answers = search->phrase_count > 0;
}

static void index_phrases(struct search *search)
{
    const struct value *answers = search->answers;
    struct search_document *document = search->documents;
    for (size_t i = 0; answers && i < answers->count; i++) {
        const struct value *words = value_get(answers->items[i], S("words"));
        for (size_t j = 0; words && j < words->count; j++)
            search_add_phrase(search, document++, words->items[j]->text);
    }
}

/* ---- synonyms ---- */

/* A member of several words ("telepon genggam") stands for the pages that have them all. */
static struct search_word *member_of(struct search *search, Str text)
{
    char joined[2 * FOLD_WORD_MOST];
    size_t len = 0, count = 0;
    struct search_words words = {.text = text};
    uint64_t hash;
    for (Str word; search_next_word(&words, &word, &hash);) {
        struct fold_term terms[FOLD_TERMS_MOST];
        if (!fold_word(search->fold, word, terms) || len + terms[0].len + 1 > sizeof joined) continue;
        if (len) joined[len++] = ' ';
        memcpy(joined + len, terms[0].letters, terms[0].len);
        len += terms[0].len;
        count++;
    }
    return count && len <= FOLD_WORD_MOST ? search_term(&search->table, (Str){joined, len}) : NULL;
}

static void add_group(struct search *search, const struct value *group)
{
    struct search_synonyms *synonyms = &search->synonyms[search->synonym_count];
    synonyms->members = arena_make_n(search->web->arena, struct search_word *, group->count + 1);
    for (size_t i = 0; i < group->count; i++) {
        struct search_word *member = member_of(search, group->items[i]->text);
        bool twice = !member;
        for (size_t j = 0; j < synonyms->count; j++) twice |= synonyms->members[j] == member;
        if (!twice) synonyms->members[synonyms->count++] = member;
        if (!twice) member->has_synonyms = true;
    }
    if (synonyms->count > 1) search->synonym_count++;
}

static const struct value *read_general(const struct search *search)
{
    const struct web *web = search->web;
    Str name = str_format(web->arena, "synonyms.%.*s.yaml", (int)search->lang.len, search->lang.data);
    Str shown = path_join(web->arena, S("templates/search"), name),
        path = path_join(web->arena, S("search"), name);
    Str text;
    int error;
    if (file_read_below(web->arena, web->templates_folder, path, FILE_LIMIT_TEXT, &text, &error) ==
        FILE_MISSING)
        return NULL;
    const struct source *source =
        file_source(web->arena, web->diag, LOC_NONE, web->templates_folder, path, shown);
    const struct value *value = source ? yaml_read(web->arena, web->diag, source) : NULL;
    if (!value || !schema_check(web->arena, web->diag, &search_schema, value)) return NULL;
    return value_get(value, S("synonyms"));
}

void search_answers_index(struct search *search)
{
    const struct value *lists[] = {list_of(search, "synonyms"), read_general(search)};
    size_t count = 1;
    index_phrases(search);
    for (size_t i = 0; i < 2; i++) count += lists[i] ? lists[i]->count : 0;
    search->synonyms = arena_make_n(search->web->arena, struct search_synonyms, count);
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; lists[i] && j < lists[i]->count; j++) add_group(search, lists[i]->items[j]);
}

/* ---- a.js: the answer of each phrase, and the answers ---- */

static void put_answer(const struct search *search, struct arena *scratch, struct buf *out,
                       const struct value *answer)
{
    const struct web *web = search->web;
    const struct value *link = value_get(answer, S("link"));
    const struct page *page = link ? site_page(web->site, link->text) : NULL;
    if (page) page = site_version(web->site, page, search->lang);
    buf_char(out, '[');
    json_text_in_script(out, value_get_text(answer, S("title")));
    buf_char(out, ',');
    json_text_in_script(out, value_get_text(answer, S("text")));
    if (page) {
        buf_char(out, ',');
        json_text_in_script(
            out, site_relative(scratch, path_join(scratch, search->folder, S("index.html")), page->url));
        buf_char(out, ',');
        json_text_in_script(out, page->short_title);
    }
    buf_char(out, ']');
}

void search_answers_write(const struct search *search, struct arena *scratch, struct buf *out)
{
    const struct value *answers = search->answers;
    search_begin_part(search, out, 'a', 0);
    buf_char(out, '[');
    for (size_t i = 0, phrase = 0; i < answers->count; i++) {
        const struct value *words = value_get(answers->items[i], S("words"));
        for (size_t j = 0; words && j < words->count; j++) buf_printf(out, "%s%zu", phrase++ ? "," : "", i);
    }
    buf_c(out, "],[");
    for (size_t i = 0; i < answers->count; i++) {
        if (i) buf_c(out, ",\n");
        put_answer(search, scratch, out, answers->items[i]);
    }
    buf_c(out, "]])\n");
}
