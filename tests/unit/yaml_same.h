/* Are two values the same to the last place? For comparing the two readers of YAML. */
#ifndef YAML_SAME_H
#define YAML_SAME_H

#include "data/value.h"

static bool yaml_same_loc(Loc a, Loc b)
{
    return a.source == b.source && a.offset == b.offset;
}

static bool yaml_same(const struct value *a, const struct value *b)
{
    bool same = a->kind == b->kind && str_equal(a->text, b->text) && a->count == b->count &&
                yaml_same_loc(a->loc, b->loc);
    if (a->kind == VALUE_NUMBER) same = same && decimal_compare(a->number, b->number) == 0;
    if (a->kind == VALUE_BOOL) same = same && a->boolean == b->boolean;
    if (a->kind != VALUE_LIST && a->kind != VALUE_MAP) return same;
    for (size_t i = 0; same && i < a->count; i++) {
        same = yaml_same(a->items[i], b->items[i]);
        if (a->kind == VALUE_MAP)
            same = same && str_equal(a->keys[i], b->keys[i]) && yaml_same_loc(a->key_locs[i], b->key_locs[i]);
    }
    return same;
}

#endif
