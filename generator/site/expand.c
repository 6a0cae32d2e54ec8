/* {{fact.x}}, {{stat.x}} and {{site.x}} in the texts of site.yaml and of front matter. */
#include "base/arena.h"
#include "base/buf.h"
#include "site/copy.h"
#include "site/load.h"

enum { DEEPEST_REFERENCE = 8, DEEPEST_VALUE = 64 };

struct expansion {
    struct loader *loader;
    Str lang;
    Str period;  /* that a page is about */
    bool copies; /* values of copies stay */
};

static bool put_expanded(const struct expansion *e, struct buf *out, Str text, Loc loc, int depth)
{
    struct loader *loader = e->loader;
    bool changed = false;
    while (text.len) {
        size_t open = str_find(text, S("{{"));
        buf_str(out, str_from_to(text, 0, open));
        text = str_skip(text, open);
        if (text.len == 0) break;
        size_t close = str_find(text, S("}}"));
        if (close == text.len) {
            buf_str(out, text);
            break;
        }
        Str name = str_trim(str_from_to(text, 2, close)), value;
        if (e->copies && copy_is_value(name))
            buf_str(out, str_from_to(text, 0, close + 2));
        else if (!site_value_text_at(loader->site, loader->arena, name, e->lang, e->period, &value))
            diag_report(loader->diag, loc, MSG_VALUE_UNKNOWN, name,
                        site_nearest_value(loader->site, loader->arena, name));
        else if (site_value_expired(loader->site, name))
            diag_report(loader->diag, loc, MSG_FACT_EXPIRED, name,
                        site_expiry(loader->site, loader->arena, name));
        else if (depth >= DEEPEST_REFERENCE)
            diag_report(loader->diag, loc, MSG_VALUE_TOO_DEEP, name);
        else
            put_expanded(e, out, value, loc, depth + 1);
        changed = true;
        text = str_skip(text, close + 2);
    }
    return changed;
}

static Str expand_text(const struct expansion *e, const struct value *value)
{
    struct buf out = {0};
    put_expanded(e, &out, value->text, value->loc, 0);
    Str text = buf_copy(&out, e->loader->arena);
    buf_free(&out);
    return text;
}

static bool has_references(const struct value *value, int depth)
{
    if (value->kind == VALUE_TEXT) {
        Str rest = str_skip(value->text, str_find_char(value->text, '{'));
        return str_find(rest, S("{{")) < rest.len;
    }
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP) return false;
    for (size_t i = 0; depth < DEEPEST_VALUE && i < value->count; i++)
        if (has_references(value->items[i], depth + 1)) return true;
    return false;
}

static const struct value *expand(const struct expansion *e, const struct value *value, int depth)
{
    struct loader *loader = e->loader;
    if (!has_references(value, depth)) return value;
    struct value *changed;
    if (value->kind == VALUE_TEXT) {
        changed = value_text(loader->arena, expand_text(e, value));
    } else {
        changed = value->kind == VALUE_LIST ? value_list(loader->arena) : value_map(loader->arena);
        for (size_t i = 0; i < value->count; i++) {
            const struct value *item = expand(e, value->items[i], depth + 1);
            if (value->kind == VALUE_LIST)
                value_append(loader->arena, changed, item);
            else
                value_set_new(loader->arena, changed, value->keys[i],
                              value->key_locs ? value->key_locs[i] : LOC_NONE, item);
        }
    }
    changed->loc = value->loc;
    return changed;
}

const struct value *load_expand(struct loader *loader, const struct value *value, Str lang, bool copies)
{
    return expand(&(struct expansion){loader, lang, value_get_text(value, S("period")), copies}, value, 0);
}

static void add_values(struct loader *loader, Str text, struct product *product, size_t *capacity)
{
    for (size_t open; (open = str_find(text, S("{{"))) < text.len;) {
        text = str_skip(text, open + 2);
        size_t close = str_find(text, S("}}"));
        product->values = arena_grow(loader->arena, product->values, capacity, product->value_count + 1,
                                     sizeof *product->values);
        product->values[product->value_count++] = str_trim(str_from_to(text, 0, close));
        text = str_skip(text, close);
    }
}

void load_values(struct loader *loader, const struct value *meta, struct product *product)
{
    size_t capacity = product->value_count;
    for (size_t i = 0; meta && i < meta->count; i++)
        if (meta->items[i]->kind == VALUE_TEXT) add_values(loader, meta->items[i]->text, product, &capacity);
}

const struct value *site_words(const struct site *site, struct arena *arena, const struct value *value,
                               Str lang, Str period)
{
    struct diag *silent = diag_new(); /* told when the site was loaded */
    struct loader loader = {.arena = arena, .diag = silent, .site = (struct site *)(uintptr_t)site};
    const struct value *words = expand(&(struct expansion){&loader, lang, period, false}, value, 0);
    diag_free(silent);
    return words;
}
