#include "site/copy.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/names.h"
#include "base/utf8.h"
#include "site/load.h"
#include "site/sentence.h"

enum {
    ROWS_MOST = 20000,
    NAME_MOST = 60, /* bytes of a file's name */
    CODE_SYMBOLS = 9,
    CODE_LENGTH = 4 + CODE_SYMBOLS + 1,
    DEEPEST_VALUE = 64
};

/* ---- edition codes ---- */

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXY";
enum { SYMBOLS = sizeof symbols - 1 }; /* 31, a prime */

/* FNV-1a (Fowler, Noll, Vo), then the finaliser of MurmurHash3: codes stand on paper, so this never changes. */
static uint64_t hash(Str text)
{
    uint64_t h = 0xcbf29ce484222325;
    for (size_t i = 0; i < text.len; i++) h = (h ^ (unsigned char)text.data[i]) * 0x100000001b3;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
    return h ^ h >> 33;
}

static int symbol_value(char c)
{
    static const char read_as[][2] = {{'O', '0'}, {'I', '1'}, {'L', '1'}, {'Z', '2'}};
    if (c >= 'a' && c <= 'z') c = (char)(c - 32);
    for (size_t i = 0; i < sizeof read_as / sizeof *read_as; i++)
        if (c == read_as[i][0]) c = read_as[i][1];
    const char *found = c ? strchr(symbols, c) : NULL;
    return found ? (int)(found - symbols) : -1;
}

/* Sum of place × value over all symbols, the check symbol with place 1. */
static int weighted(const char *code, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) sum += (int)(CODE_LENGTH - i) * symbol_value(code[i]);
    return sum % SYMBOLS;
}

Str copy_code(struct arena *arena, Str product, Date date, Str key)
{
    char code[CODE_LENGTH];
    Str day = str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
    uint64_t h = hash(str_join(arena, (Str[]){product, day, key}, 3, (Str){"", 1}));
    Str month = str_format(arena, "%02d%02d", date.year % 100, date.month);
    memcpy(code, month.data, 4);
    for (int i = 0; i < CODE_SYMBOLS; i++, h /= SYMBOLS) code[4 + i] = symbols[h % SYMBOLS];
    code[CODE_LENGTH - 1] = symbols[(SYMBOLS - weighted(code, CODE_LENGTH - 1)) % SYMBOLS];
    return str_format(arena, "%.4s-%.5s-%.5s", code, code + 4, code + 9);
}

bool copy_code_right(Str code)
{
    char plain[CODE_LENGTH];
    size_t count = 0;
    for (size_t i = 0; i < code.len; i++) {
        if (code.data[i] == '-' || code.data[i] == ' ') continue;
        if (count == CODE_LENGTH || symbol_value(code.data[i]) < 0) return false;
        plain[count++] = code.data[i];
    }
    return count == CODE_LENGTH && weighted(plain, CODE_LENGTH) == 0;
}

/* ---- names of files ---- */

/* Windows keeps these for itself. */
static bool is_device(Str name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (str_is(name, devices[i])) return true;
    return name.len == 4 && char_is_digit(name.data[3]) &&
           (str_starts(name, S("com")) || str_starts(name, S("lpt")));
}

/* Small letter or digit that a character comes to; '-': none. Latin letters of Unicode's block Latin-1 lose their marks. */
static char plain_character(uint32_t c)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts";
    if (c < 0x80) return char_lower((char)c);
    return c >= 0xC0 && c <= 0xFF && c != 0xF7 ? latin[(c - 0xC0) % 32] : '-';
}

Str copy_file_name(struct arena *arena, Str name)
{
    char out[NAME_MOST];
    size_t len = 0;
    for (size_t at = 0; at < name.len && len < sizeof out;) {
        char c = plain_character(utf8_next(name, &at));
        if (char_is_digit(c) || (c >= 'a' && c <= 'z'))
            out[len++] = c;
        else if (len && out[len - 1] != '-')
            out[len++] = '-';
    }
    while (len && out[len - 1] == '-') len--;
    Str file = str_copy(arena, (Str){out, len});
    return is_device(file) ? str_join(arena, (Str[]){file, S("1")}, 2, S("-")) : file;
}

/* "-7k3mq9xapc": what makes a name the only one, and stays when rows are added. */
static Str name_with_code(struct arena *arena, Str name, Str code)
{
    char tail[CODE_SYMBOLS + 2] = "-";
    size_t len = 1;
    for (size_t i = 5; i < code.len && len < sizeof tail; i++)
        if (code.data[i] != '-') tail[len++] = char_lower(code.data[i]);
    return str_join(arena, (Str[]){str_from_to(name, 0, NAME_MOST - sizeof tail), {tail, len}}, 2, STR_NONE);
}

/* Rows whose names come to the same all get a part of their code, whichever comes first. */
static void name_copies(struct arena *arena, struct product *product)
{
    struct names known = {0};
    struct arena *scratch = arena_new();
    bool *shared = arena_make_n(scratch, bool, product->copy_count);
    for (size_t i = 0; i < product->copy_count; i++) {
        struct copy *copy = &product->copies[i], *other = names_get(&known, copy->name);
        if (!other)
            names_put(scratch, &known, copy->name, copy);
        else
            shared[i] = shared[other - product->copies] = true;
    }
    for (size_t i = 0; i < product->copy_count; i++)
        if (shared[i] || !product->copies[i].name.len)
            product->copies[i].name =
                name_with_code(arena, product->copies[i].name.len ? product->copies[i].name : S("salinan"),
                               product->copies[i].code);
    arena_free(scratch);
}

/* ---- loading ---- */

static Date edition_date(const struct product *product)
{
    const struct value *date = value_get(product->meta, S("date"));
    if (date && date->kind == VALUE_DATE) return date->date;
    return product->link ? product->link->date : (Date){0};
}

static bool has_key(const struct table *table)
{
    for (size_t i = 0; i < table->columns; i++)
        if (table->column[i].key) return true;
    return false;
}

/* The texts of the key columns. */
static Str row_key(struct arena *arena, const struct table *table, size_t row)
{
    struct buf key = {0};
    for (size_t i = 0; i < table->columns; i++) {
        if (!table->column[i].key) continue;
        struct cell cell = table_cell(table, row, i);
        if (key.len) buf_char(&key, ' ');
        buf_str(&key, table_cell_text(arena, &table->column[i], &cell, S("id")));
    }
    Str text = buf_copy(&key, arena);
    buf_free(&key);
    return text;
}

static bool fill_copies(struct loader *loader, struct product *product)
{
    const struct table *table = product->each;
    struct names codes = {0};
    Date date = edition_date(product);
    product->copies = arena_make_n(loader->arena, struct copy, table->rows);
    product->copy_count = table->rows;
    for (size_t row = 0; row < table->rows; row++) {
        struct copy *copy = &product->copies[row];
        Str key = row_key(loader->arena, table, row);
        *copy = (struct copy){.row = row,
                              .key = key,
                              .name = copy_file_name(loader->arena, key),
                              .code = copy_code(loader->arena, product->name, date, key)};
        if (names_put(loader->arena, &codes, copy->code, copy)) continue;
        const struct copy *other = names_get(&codes, copy->code);
        diag_report(loader->diag, table_loc(loader->arena, table, row), MSG_EACH_CODE, key, other->key);
        return false;
    }
    name_copies(loader->arena, product);
    return true;
}

/* "statistik/perusahaan.csv", "perusahaan" … */
static bool find_table(struct loader *loader, struct product *product, const struct value *each)
{
    const struct site *site = loader->site;
    Str path = each->text, folder = path_folder(path), stem = path_stem(path);
    bool named = folder.len == 0 || str_is(folder, "statistik");
    product->each = named ? site_table(site, stem) : NULL;
    if (product->each) return true;
    Str near = names_nearest(&site->index->tables, stem);
    if (near.len) near = str_join(loader->arena, (Str[]){S("statistik/"), near, S(".csv")}, 3, STR_NONE);
    if (!site->tables_faulty) diag_report(loader->diag, each->loc, MSG_EACH_UNKNOWN, path, near);
    return false;
}

void load_copies(struct loader *loader, struct product *product)
{
    const struct value *each = value_get(product->meta, S("each"));
    product->code = copy_code(loader->arena, product->name, edition_date(product), STR_NONE);
    product->in_files = str_is(value_get_text(product->meta, S("run")), "files");
    if (!each) {
        product->copies = arena_make(loader->arena, struct copy);
        *product->copies = (struct copy){.name = product->name, .code = product->code};
        product->copy_count = 1;
        product->in_files = false;
        return;
    }
    size_t rows = 0;
    bool found = each->kind == VALUE_TEXT && find_table(loader, product, each);
    if (found && (rows = product->each->rows) == 0)
        diag_report(loader->diag, each->loc, MSG_EACH_EMPTY, product->each->file);
    if (rows > ROWS_MOST)
        diag_report(loader->diag, each->loc, MSG_EACH_MANY, str_format(loader->arena, "%zu", rows),
                    str_format(loader->arena, "%d", ROWS_MOST));
    if (found && !has_key(product->each))
        diag_report(loader->diag, each->loc, MSG_EACH_KEY, product->each->name);
    bool sound = found && rows && rows <= ROWS_MOST && has_key(product->each) && fill_copies(loader, product);
    if (!sound) product->copy_count = 0;
    product->faulty |= !sound;
}

/* ---- values ---- */

bool copy_is_value(Str name)
{
    return str_starts(name, S("row.")) || str_starts(name, S("copy."));
}

static Str cell_text(const struct product *product, size_t row, size_t column, struct arena *arena)
{
    struct cell cell = table_cell(product->each, row, column);
    return table_cell_text(arena, &product->each->column[column], &cell, product->lang);
}

/* The figure of an indicator with `by` that belongs to the copy's row: both have a column of that name. */
static const struct figure *figure_of_row(const struct product *product, const struct copy *copy,
                                          struct arena *arena, const struct figure_family *family)
{
    size_t index;
    if (family->keys != 1 || !table_column(product->each, family->table->column[0].name, &index)) return NULL;
    Str key = cell_text(product, copy->row, index, arena);
    for (size_t i = 0; i < family->count; i++)
        if (str_equal(family->figures[i].group, key)) return &family->figures[i];
    return NULL;
}

/* "stat.ID", "sentence.ID", "phrase.ID" and "headline.ID" of the row's own figure; a row that the data do not speak of is unknown. Its
 * sentences need not name the row. */
static bool row_figure(const struct product *product, const struct copy *copy, struct arena *arena, Str name,
                       Str *text)
{
    static const struct figure unknown = {.is_number = true};
    const struct site *site = product->site;
    enum sentence_form form;
    Str id;
    bool sentence = sentence_is_value(name, &form, &id);
    if (!sentence) id = str_starts(name, S("stat.")) ? str_skip(name, 5) : STR_NONE;
    const struct figure_family *family = site && id.len ? site_family(site, id) : NULL;
    if (!family || !family->count) return false;
    const struct figure *figure = figure_of_row(product, copy, arena, family);
    if (!sentence) {
        *text = figure_text(arena, figure ? figure : &unknown, product->lang);
        return true;
    }
    if (!figure) return sentence_write_unknown(site, arena, family->figures, product->lang, form, text);
    if (!sentence_write(site, arena, figure->id, product->lang, STR_NONE, form, text)) return false;
    Str prefix = str_join(arena, (Str[]){figure->group, S(": ")}, 2, STR_NONE);
    if (str_starts(*text, prefix)) *text = sentence_finish(arena, str_skip(*text, prefix.len), form);
    return true;
}

bool copy_value(const struct product *product, const struct copy *copy, struct arena *arena, Str name,
                Str *text)
{
    const struct table *table = product->each;
    size_t index;
    if (str_is(name, "copy.code"))
        *text = copy->code;
    else if (str_is(name, "copy.number") || (table && str_is(name, "row.number")))
        *text = str_format(arena, "%zu", copy->row + 1);
    else if (str_is(name, "copy.count"))
        *text = str_format(arena, "%zu", product->copy_count);
    else if (table && str_starts(name, S("row.")) && table_column(table, str_skip(name, 4), &index))
        *text = cell_text(product, copy->row, index, arena);
    else if (!table || !str_starts(name, S("row.")) ||
             !row_figure(product, copy, arena, str_skip(name, 4), text))
        return false;
    if (!text->data) *text = S("");
    return true;
}

Str copy_nearest_value(const struct product *product, struct arena *arena, Str name)
{
    const struct table *table = product->each;
    size_t columns = table ? table->columns : 0, count = 0;
    Str *names = arena_make_n(arena, Str, columns + 4);
    for (; count < columns; count++)
        names[count] = str_join(arena, (Str[]){S("row."), table->column[count].name}, 2, STR_NONE);
    if (table) names[count++] = S("row.number");
    names[count++] = S("copy.code");
    names[count++] = S("copy.number");
    names[count++] = S("copy.count");
    return str_nearest(name, names, count);
}

/* The next "{{name}}" of a copy: *from … *to. */
static bool reference_next(Str text, size_t at, size_t *from, size_t *to, Str *name)
{
    for (;;) {
        *from = at + str_find(str_skip(text, at), S("{{"));
        if (*from >= text.len) return false;
        size_t close = str_find(str_skip(text, *from), S("}}"));
        *to = *from + close + 2;
        if (*to > text.len) return false;
        *name = str_trim(str_from_to(text, *from + 2, *to - 2));
        if (copy_is_value(*name)) return true;
        at = *from + 2;
    }
}

static bool has_values(const struct value *value, int depth)
{
    size_t from, to;
    Str name;
    if (value->kind == VALUE_TEXT) return reference_next(value->text, 0, &from, &to, &name);
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP) return false;
    for (size_t i = 0; depth < DEEPEST_VALUE && i < value->count; i++)
        if (has_values(value->items[i], depth + 1)) return true;
    return false;
}

struct expansion {
    const struct product *product;
    const struct copy *copy;
    struct arena *arena;
    struct diag *diag;
};

static Str expand_text(const struct expansion *e, const struct value *value)
{
    struct buf out = {0};
    size_t at = 0, from, to;
    Str name, text = value->text;
    while (reference_next(text, at, &from, &to, &name)) {
        Str own;
        buf_str(&out, str_from_to(text, at, from));
        bool known = copy_value(e->product, e->copy, e->arena, name, &own);
        if (!known)
            diag_report(e->diag, value->loc, MSG_VALUE_UNKNOWN, name,
                        copy_nearest_value(e->product, e->arena, name));
        buf_str(&out, known ? own : str_from_to(text, from, to));
        at = to;
    }
    buf_str(&out, str_skip(text, at));
    Str result = buf_copy(&out, e->arena);
    buf_free(&out);
    return result;
}

static const struct value *expand(const struct expansion *e, const struct value *value, int depth)
{
    if (!has_values(value, depth)) return value;
    struct value *changed;
    if (value->kind == VALUE_TEXT) {
        changed = value_text(e->arena, expand_text(e, value));
    } else {
        changed = value->kind == VALUE_LIST ? value_list(e->arena) : value_map(e->arena);
        for (size_t i = 0; i < value->count; i++) {
            const struct value *item = expand(e, value->items[i], depth + 1);
            if (value->kind == VALUE_LIST)
                value_append(e->arena, changed, item);
            else
                value_set_new(e->arena, changed, value->keys[i],
                              value->key_locs ? value->key_locs[i] : LOC_NONE, item);
        }
    }
    changed->loc = value->loc;
    return changed;
}

const struct value *copy_expand(const struct product *product, const struct copy *copy, struct arena *arena,
                                struct diag *diag, const struct value *value)
{
    return expand(&(struct expansion){product, copy, arena, diag}, value, 0);
}

static bool is_joint(char c)
{
    return c == ' ' || c == '-' || c == ',' || c == ':';
}

Str copy_common_text(struct arena *arena, Str text)
{
    struct buf out = {0};
    size_t at = 0, from, to;
    Str name;
    if (!reference_next(text, 0, &from, &to, &name)) return text;
    while (reference_next(text, at, &from, &to, &name)) {
        buf_str(&out, str_from_to(text, at, from));
        while (out.len && is_joint(out.data[out.len - 1])) out.len--;
        at = to;
    }
    buf_str(&out, str_skip(text, at));
    Str common = buf_copy(&out, arena);
    buf_free(&out);
    while (common.len && is_joint(common.data[0])) common = str_skip(common, 1);
    return common;
}
