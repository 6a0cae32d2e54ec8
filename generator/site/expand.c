/* {{fact.x}}, {{stat.x}} and {{site.x}} in the texts of site.yaml and of front matter. */
#include "base/arena.h"
#include "base/buf.h"
#include "site/load.h"

enum { DEEPEST_REFERENCE = 8, DEEPEST_VALUE = 64 };

static bool put_expanded(struct loader *loader, struct buf *out, Str text, Loc loc, Str lang, int depth)
{
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
        if (!site_value_text(loader->site, loader->arena, name, lang, &value))
            diag_report(loader->diag, loc, MSG_VALUE_UNKNOWN, name,
                        site_nearest_value(loader->site, loader->arena, name));
        else if (depth >= DEEPEST_REFERENCE)
            diag_report(loader->diag, loc, MSG_VALUE_TOO_DEEP, name);
        else
            put_expanded(loader, out, value, loc, lang, depth + 1);
        changed = true;
        text = str_skip(text, close + 2);
    }
    return changed;
}

static Str expand_text(struct loader *loader, const struct value *value, Str lang)
{
    struct buf out = {0};
    put_expanded(loader, &out, value->text, value->loc, lang, 0);
    Str text = buf_copy(&out, loader->arena);
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

static const struct value *expand(struct loader *loader, const struct value *value, Str lang, int depth)
{
    if (!has_references(value, depth)) return value;
    struct value *changed;
    if (value->kind == VALUE_TEXT) {
        changed = value_text(loader->arena, expand_text(loader, value, lang));
    } else {
        changed = value->kind == VALUE_LIST ? value_list(loader->arena) : value_map(loader->arena);
        for (size_t i = 0; i < value->count; i++) {
            const struct value *item = expand(loader, value->items[i], lang, depth + 1);
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

const struct value *load_expand(struct loader *loader, const struct value *value, Str lang)
{
    return expand(loader, value, lang, 0);
}
