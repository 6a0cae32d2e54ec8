/* Former values of facts, typed: they are wrong by now. */
#include "base/arena.h"
#include "check/inside.h"

void old_open(struct check *check)
{
    const struct site *site = check->site;
    size_t capacity = 0;
    for (size_t i = 0; i < site->fact_count; i++) {
        const struct value *list = value_get(site->facts[i].entry, S("old"));
        for (size_t k = 0; list && list->kind == VALUE_LIST && k < list->count; k++) {
            check->old =
                arena_grow(check->arena, check->old, &capacity, check->old_count + 1, sizeof *check->old);
            check->old[check->old_count++] = (struct old_value){list->items[k]->text, &site->facts[i]};
        }
    }
}

void old_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    (void)scratch;
    for (size_t i = 0; i < check->old_count; i++) {
        const struct old_value *old = &check->old[i];
        for (size_t at = 0; (at += str_find(str_skip(prose->text, at), old->text)) < prose->text.len;) {
            size_t end = at + old->text.len;
            bool whole = (at == 0 || !is_word_byte(prose->text.data[at - 1])) &&
                         (end >= prose->text.len || !is_word_byte(prose->text.data[end]));
            if (whole && old->text.len)
                diag_report(check->diag, prose_loc(prose, at), MSG_CHECK_OLD, old->text, old->fact->text,
                            old->fact->id);
            at = end;
        }
    }
}
