#include "check/plain.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "check/inside.h"
#include "check/spelling.h"
#include "data/yaml.h"

enum {
    STANDARD_WORDS = 20,
    NEARBY = 240,
    PASSIVE_SENTENCES = 10,
    PASSIVE_PERCENT = 60,
    LONGEST_ABBREVIATION = 6,
    LONGEST_LINE = 200
};

/* ---- what is known of the language ---- */

static void read_rewrites(struct plain *plain, const struct value *map)
{
    struct plain_language *language = &plain->language;
    if (!map || map->kind != VALUE_MAP) return;
    language->rewrites = arena_make_n(plain->arena, struct plain_rewrite, map->count + 1);
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal(map->keys[i], map->items[i]->text)) continue;
        language->rewrites[language->rewrite_count++] =
            (struct plain_rewrite){map->keys[i], map->items[i]->text};
        if (language->spelling) spelling_add(language->spelling, map->keys[i]); /* told once, as what it is */
    }
}

static void read_names(struct plain *plain, struct names *names, const struct value *list)
{
    for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->count; i++)
        names_put(plain->arena, names, list->items[i]->text, plain);
}

static void read_language(struct plain *plain, const char *templates)
{
    struct plain_language *language = &plain->language;
    Str name = str_join(plain->arena, (Str[]){language->lang, S("yaml")}, 2, S("."));
    const char *folder = str_c(plain->arena, path_join(plain->arena, str_from(templates), S("language")));
    if (access(str_c(plain->arena, path_join(plain->arena, str_from(folder), name)), R_OK) != 0) return;
    const struct source *source = file_source(plain->arena, plain->diag, LOC_NONE, folder, name,
                                              path_join(plain->arena, S("templates/language"), name));
    const struct value *all = source ? yaml_read(plain->arena, plain->diag, source) : NULL;
    const struct value *most = value_get(all, S("sentence")), *words = value_get(all, S("words"));
    int64_t number;
    if (most && most->kind == VALUE_NUMBER && decimal_to_int64(most->number, &number) && number >= 5 &&
        number <= 100)
        language->words_most = (size_t)number;
    language->spelling = spelling_open(plain->arena, language->lang);
    read_rewrites(plain, value_get(all, S("rewrite")));
    read_names(plain, &language->known, value_get(all, S("known")));
    read_names(plain, &language->active, value_get(all, S("active")));
    for (size_t i = 0; words && words->kind == VALUE_LIST && i < words->count; i++)
        spelling_add(language->spelling, words->items[i]->text);
}

/* content/kosakata.txt: a word a line; with " = " behind it an abbreviation that the branch explains elsewhere. */
static void read_vocabulary(struct plain *plain)
{
    struct arena *arena = plain->arena;
    const char *folder = str_c(arena, path_join(arena, str_from(plain->site->root), S("content")));
    if (access(str_c(arena, path_join(arena, str_from(folder), S("kosakata.txt"))), R_OK) != 0) return;
    const struct source *source =
        file_source(arena, plain->diag, LOC_NONE, folder, S("kosakata.txt"), S("content/kosakata.txt"));
    for (Str rest = source ? source->text : STR_NONE; rest.len;) {
        Str line = str_cut(&rest, '\n'), word = str_trim(str_cut(&line, '='));
        if (!word.len || word.data[0] == '#' || word.len > LONGEST_LINE) continue;
        names_put(arena, &plain->language.known, word, plain);
        if (plain->language.spelling) spelling_add(plain->language.spelling, word);
    }
}

/* Names of the site are no misspellings. */
static void add_names_of(struct plain *plain, Str text)
{
    Str word;
    for (size_t at = 0; plain->language.spelling && plain_next_word(text, &at, text.len, &word);)
        spelling_add(plain->language.spelling, word);
}

struct plain *plain_open(struct arena *arena, struct diag *diag, const struct site *site)
{
    struct plain *plain = arena_make(arena, struct plain);
    *plain = (struct plain){.arena = arena,
                            .diag = diag,
                            .site = site,
                            .language = {.lang = site->lang, .words_most = STANDARD_WORDS}};
    read_language(plain, str_c(arena, path_join(arena, str_from(site->root), S("templates"))));
    read_vocabulary(plain);
    add_names_of(plain, site_text(site, S("title")));
    add_names_of(plain, site_text(site, S("branch")));
    for (size_t i = 0; i < site->page_count; i++)
        if (site->pages[i]->topic) add_names_of(plain, site->pages[i]->title);
    return plain;
}

/* ---- blocks and words ---- */

static size_t line_end(Str text, size_t at)
{
    return at + str_find_char(str_skip(text, at), '\n');
}

static size_t skip_quotes(Str text, size_t at, size_t end)
{
    while (at < end && (text.data[at] == ' ' || text.data[at] == '\t' || text.data[at] == '>')) at++;
    return at;
}

/* "- ", "3. ", "- [ ] ": the place behind it, or `at`. */
static size_t skip_marker(Str text, size_t at, size_t end)
{
    size_t from = at;
    if (at < end && strchr("-*+", text.data[at])) {
        at++;
    } else {
        while (at < end && char_is_digit(text.data[at])) at++;
        if (at == from || at == end || (text.data[at] != '.' && text.data[at] != ')')) return from;
        at++;
    }
    if (at >= end || text.data[at] != ' ') return from;
    while (at < end && text.data[at] == ' ') at++;
    if (at + 3 < end && text.data[at] == '[' && text.data[at + 2] == ']') at += 3;
    return at;
}

static bool begins_block(Str text, size_t at, size_t end)
{
    size_t content = skip_quotes(text, at, end);
    return content == end || text.data[content] == '#' || text.data[content] == '|' ||
           skip_marker(text, content, end) != content;
}

bool plain_next_block(const struct prose *prose, size_t *at, struct plain_block *block)
{
    Str text = prose->text;
    for (; *at < text.len; *at = line_end(text, *at) + 1) {
        size_t end = line_end(text, *at), content = skip_quotes(text, *at, end);
        if (content == end) continue;
        bool front = *at < prose->body;
        size_t behind = front ? content : skip_marker(text, content, end);
        *block = (struct plain_block){front ? PLAIN_FRONT : PLAIN_PARAGRAPH, behind, end};
        bool table = memchr(text.data + content, '|', end - content) != NULL,
             heading = text.data[content] == '#';
        if (!front && (table || heading)) block->kind = table ? PLAIN_CELL : PLAIN_HEADING;
        *at = end + 1;
        if (block->kind != PLAIN_PARAGRAPH) return true;
        while (*at < text.len && !begins_block(text, *at, line_end(text, *at))) {
            block->to = line_end(text, *at);
            *at = block->to + 1;
        }
        return true;
    }
    return false;
}

/* Letters beyond ASCII, but not quotation marks, dashes and the like. */
static bool is_letter(Str text, size_t at, size_t *behind)
{
    *behind = at + 1;
    if (!(text.data[at] & 0x80)) return char_is_alpha(text.data[at]) || text.data[at] == PROSE_VALUE;
    *behind = at;
    uint32_t c = utf8_next(text, behind);
    return c >= 0xC0 && !(c >= 0x2000 && c <= 0x2BFF) && c != 0xD7 && c != 0xF7;
}

bool plain_next_word(Str text, size_t *at, size_t to, Str *word)
{
    size_t behind, from;
    while (*at < to && !is_letter(text, *at, &behind) && !char_is_digit(text.data[*at])) *at = behind;
    from = *at;
    while (*at < to) {
        if (is_letter(text, *at, &behind) || char_is_digit(text.data[*at])) {
            *at = behind;
        } else if ((text.data[*at] == '-' || text.data[*at] == '.' || text.data[*at] == ',' ||
                    text.data[*at] == '/') &&
                   *at + 1 < to && *at > from &&
                   (text.data[*at] == '-'
                        ? is_letter(text, *at + 1, &behind)
                        : char_is_digit(text.data[*at + 1]) && char_is_digit(text.data[*at - 1]))) {
            ++*at;
        } else {
            break;
        }
    }
    *word = str_from_to(text, from, *at);
    return *at > from;
}

/* ---- sentences ---- */

struct check_run {
    const struct plain *plain;
    const struct prose *prose;
    size_t page, sentences, passives;
    bool print; /* a product has no room to explain; the page that it leads to does */
    Loc first_passive;
    struct arena *scratch;
    struct names explained; /* abbreviations that were met */
};

/* Written short, with a full stop that ends no sentence. */
static const char *const shortened[] = {"dll", "dsb",  "dst", "dkk",  "no",  "hlm", "jl",
                                        "tel", "telp", "bpk", "yth",  "tgl", "mis", "cf",
                                        "dr",  "drs",  "ir",  "prof", "pt",  "art", NULL};

static bool is_shortened(Str word)
{
    for (size_t i = 0; shortened[i]; i++)
        if (str_equal_nocase(word, str_from(shortened[i]))) return true;
    return false;
}

/* Does the sentence end behind the mark at `at`? Not within numbers and not behind "dll." or "No.". */
static bool ends_here(Str text, size_t from, size_t at, size_t to)
{
    char mark = text.data[at], next = at + 1 < to ? text.data[at + 1] : ' ';
    if (mark == ';') return true;
    if (mark != '.' && mark != '!' && mark != '?') return false;
    if (!char_is_space(next) && !strchr("*_)\"'>]", next) && !(next & 0x80)) return false;
    if (mark != '.') return true;
    Str before = word_before(text, at);
    if (before.len == 0) return true;
    if (before.len == 1 && (size_t)(before.data - text.data) >= from) return false;
    return !is_shortened(before);
}

static bool is_passive(const struct plain *plain, Str word)
{
    if (word.len < 6 || char_lower(word.data[0]) != 'd' || word.data[1] != 'i') return false;
    char room[64];
    if (word.len > sizeof room) return false;
    for (size_t i = 0; i < word.len; i++) room[i] = char_lower(word.data[i]);
    if (names_get(&plain->language.active, (Str){room, word.len})) return false;
    for (size_t i = 0; i < word.len; i++)
        if (!char_is_alpha(word.data[i])) return false;
    return plain->language.spelling && spelling_knows(plain->language.spelling, str_skip(word, 2));
}

static void end_sentence(struct check_run *run, size_t from, size_t words, bool passive)
{
    const struct plain *plain = run->plain;
    if (words == 0) return;
    run->sentences++;
    if (passive && !run->passives++) run->first_passive = prose_loc(run->prose, from);
    if (words > plain->language.words_most)
        diag_report(plain->diag, prose_loc(run->prose, from), MSG_CHECK_SENTENCE,
                    str_format(run->scratch, "%zu", words),
                    str_format(run->scratch, "%zu", plain->language.words_most));
}

static void check_sentences(struct check_run *run, const struct plain_block *block)
{
    Str text = run->prose->text, word;
    bool own = str_equal(run->prose->lang, run->plain->language.lang), passive = false;
    size_t at = block->from, first = text.len, words = 0;
    while (at < block->to) {
        size_t begin = at, behind;
        if (is_letter(text, at, &behind) || char_is_digit(text.data[at])) {
            if (!plain_next_word(text, &at, block->to, &word)) break;
            if (first == text.len) first = begin;
            words++;
            passive = passive || (own && is_passive(run->plain, word));
            continue;
        }
        if (ends_here(text, first, at, block->to)) {
            end_sentence(run, first, words, passive);
            first = text.len;
            words = 0;
            passive = false;
        }
        at = behind;
    }
    end_sentence(run, first, words, passive);
}

/* ---- abbreviations ---- */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_roman(Str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!strchr("IVXLCM", word.data[i])) return false;
    return true;
}

static bool is_abbreviation(const struct plain *plain, Str word)
{
    if (word.len < 2 || word.len > LONGEST_ABBREVIATION || is_roman(word)) return false;
    for (size_t i = 0; i < word.len; i++)
        if (!is_capital(word.data[i])) return false;
    if (names_get(&plain->language.known, word)) return false;
    /* GRATIS is a word set in capitals */
    return word.len < 4 || !spelling_knows(plain->language.spelling, word);
}

/* "JHT (Jaminan …)", "Jaminan Hari Tua (JHT)", "JHT adalah …", "JHT, yaitu …", "JHT: …". */
static bool is_explained_at(Str text, size_t at, size_t len)
{
    static const char *const sayings[] = {"adalah",    "ialah",     "yaitu",   "yakni", "artinya",
                                          "singkatan", "merupakan", "berarti", "atau",  NULL};
    size_t behind = at + len;
    while (behind < text.len && strchr("*_,\"] ", text.data[behind])) behind++;
    if (behind < text.len &&
        (text.data[behind] == '(' || text.data[behind] == ':' || text.data[behind] == '='))
        return true;
    if (at > 0 &&
        (text.data[at - 1] == '(' || (at > 1 && text.data[at - 1] == '*' && text.data[at - 2] == '(')))
        return true;
    Str word = word_at(text, behind);
    for (size_t i = 0; sayings[i]; i++)
        if (str_equal_nocase(word, str_from(sayings[i]))) return true;
    return false;
}

/* Anywhere before, or shortly behind the first use. */
static bool is_explained(Str text, Str word, size_t at)
{
    size_t limit = at + NEARBY < text.len ? at + NEARBY : text.len;
    for (size_t found = 0; (found += str_find(str_from_to(text, found, limit), word)) < limit;
         found += word.len) {
        bool whole = (found == 0 || !is_word_byte(text.data[found - 1])) &&
                     (found + word.len >= text.len || !is_word_byte(text.data[found + word.len]));
        if (whole && is_explained_at(text, found, word.len)) return true;
    }
    return false;
}

static bool is_shouted(Str text, size_t at)
{
    Str before = word_before(text, at);
    size_t capitals = 0;
    for (size_t i = 0; i < before.len; i++) capitals += is_capital(before.data[i]);
    return before.len >= 4 && capitals == before.len;
}

static void check_abbreviation(struct check_run *run, Str word)
{
    Str text = run->prose->text;
    size_t at = (size_t)(word.data - text.data);
    if (names_get(&run->explained, word)) return;
    names_put(run->scratch, &run->explained, word, run);
    bool marker = at > 1 && text.data[at - 1] == '!' && text.data[at - 2] == '[';
    if (marker || is_shouted(text, at) || is_explained(text, word, at)) return;
    diag_report(run->plain->diag, prose_loc(run->prose, at), MSG_CHECK_ABBREVIATION, word);
}

/* ---- words ---- */

static bool starts_sentence(Str text, size_t from, size_t at)
{
    while (at > from && strchr(" \n\t>*_\"([", text.data[at - 1])) at--;
    return at <= from || strchr(".!?:;", text.data[at - 1]) != NULL || (text.data[at - 1] & 0x80);
}

/* Italics, *kata* and _kata_, as words of other languages are set: on or off behind text[from … to). */
static bool slanted_behind(Str text, size_t from, size_t to, bool slanted)
{
    for (size_t at = from; at < to; at++) {
        char c = text.data[at];
        if (c != '*' && c != '_') continue;
        if (at + 1 < text.len && text.data[at + 1] == c)
            at++; /* strong */
        else
            slanted = !slanted;
    }
    return slanted;
}

static void check_word(struct check_run *run, const struct plain_block *block, Str word)
{
    const struct plain_language *language = &run->plain->language;
    Str text = run->prose->text;
    size_t at = (size_t)(word.data - text.data), capitals = 0;
    if (!language->spelling) return;
    if (is_abbreviation(run->plain, word)) {
        if (run->print) return;
        char before = at > 0 ? text.data[at - 1] : ' ',
             behind = at + word.len < text.len ? text.data[at + word.len] : ' ';
        if (before != '-' && before != '.' && before != '/' && behind != '-' && behind != '/')
            check_abbreviation(run, word);
        return;
    }
    for (size_t i = 0; i < word.len; i++) capitals += is_capital(word.data[i]);
    bool name = capitals > 0 && !starts_sentence(text, block->from, at);
    if (name || capitals > 1 || block->kind == PLAIN_CELL) return;
    if (at > 0 && strchr("@/.-_{", text.data[at - 1])) return;
    if (at + word.len + 1 < text.len && strchr("._@/", text.data[at + word.len]) &&
        is_word_byte(text.data[at + word.len + 1]))
        return;
    if (is_shortened(word)) return;
    spelling_look(language->spelling, word, run->page, prose_loc(run->prose, at), capitals > 0);
}

static bool phrase_at(Str text, size_t at, size_t to, Str phrase, size_t *end)
{
    size_t i = 0;
    for (; i < phrase.len && at < to; i++, at++) {
        if (phrase.data[i] == ' ') {
            if (!char_is_space(text.data[at])) return false;
            while (at + 1 < to && (char_is_space(text.data[at + 1]) || text.data[at + 1] == '>')) at++;
        } else if (char_lower(text.data[at]) != char_lower(phrase.data[i])) {
            return false;
        }
    }
    *end = at;
    return i == phrase.len && (at >= text.len || !is_word_byte(text.data[at]));
}

/* The longest phrase that begins with the word at `at`; NULL: none. */
static const struct plain_rewrite *find_rewrite(const struct plain_language *language, Str text, size_t at,
                                                size_t to, size_t *end)
{
    const struct plain_rewrite *best = NULL;
    size_t behind;
    for (size_t i = 0; i < language->rewrite_count; i++) {
        const struct plain_rewrite *rewrite = &language->rewrites[i];
        if (rewrite->say.len && char_lower(text.data[at]) == char_lower(rewrite->say.data[0]) &&
            phrase_at(text, at, to, rewrite->say, &behind) && (!best || rewrite->say.len > best->say.len)) {
            best = rewrite;
            *end = behind;
        }
    }
    return best;
}

static void check_words(struct check_run *run, const struct plain_block *block)
{
    const struct plain_language *language = &run->plain->language;
    Str text = run->prose->text, word;
    size_t seen = block->from;
    bool slanted = false;
    for (size_t at = block->from; plain_next_word(text, &at, block->to, &word);) {
        size_t from = (size_t)(word.data - text.data), end = at;
        slanted = slanted_behind(text, seen, from, slanted);
        seen = at;
        if (slanted) continue;
        const struct plain_rewrite *rewrite = find_rewrite(language, text, from, block->to, &end);
        if (rewrite) {
            diag_report(run->plain->diag, prose_loc(run->prose, from), MSG_CHECK_REWRITE, rewrite->say,
                        rewrite->instead);
            seen = at = end;
        } else {
            check_word(run, block, word);
        }
    }
}

/* ---- a text ---- */

/* Does a comment <!-- bahasa: … --> stand right before the block? Comments are blanked out of the prose, not out of the source. */
static bool is_silenced(const struct prose *prose, size_t at)
{
    Str source = prose->source->text;
    if (prose->offset || prose->body == 0 || at > source.len) return false;
    while (at > 0 && source.data[at - 1] != '\n') at--;
    Str before = str_trim_right(str_from_to(source, 0, at));
    if (!str_ends(before, S("-->"))) return false;
    size_t open = before.len;
    while (open > 0 && before.data[open - 1] != '<') open--;
    Str comment = str_trim_left(str_skip(before, open + 3 < before.len ? open + 3 : before.len));
    return str_starts(comment, S("bahasa:"));
}

void plain_check(const struct plain *plain, const struct prose *prose, size_t page, struct arena *scratch)
{
    struct check_run run = {.plain = plain,
                            .prose = prose,
                            .page = page,
                            .print = page >= plain->site->page_count,
                            .scratch = scratch};
    struct plain_block block;
    bool own = str_equal(prose->lang, plain->language.lang);
    for (size_t at = 0; plain_next_block(prose, &at, &block);) {
        if (is_silenced(prose, block.from)) continue;
        if (block.kind == PLAIN_PARAGRAPH || block.kind == PLAIN_FRONT) check_sentences(&run, &block);
        if (own) check_words(&run, &block);
    }
    if (run.sentences >= PASSIVE_SENTENCES && 100 * run.passives > PASSIVE_PERCENT * run.sentences)
        diag_report(plain->diag, run.first_passive, MSG_CHECK_PASSIVE,
                    str_format(scratch, "%zu", run.passives), str_format(scratch, "%zu", run.sentences));
}

void plain_finish(const struct plain *plain)
{
    if (plain->language.spelling) spelling_tell(plain->language.spelling, plain->diag);
}
