#include "typeset/block.h"

#include "base/arena.h"

struct block *block_new(struct arena *arena, struct block *parent, enum block_kind kind,
                        const struct block_style *style, Loc loc)
{
    struct block *block = arena_make(arena, struct block);
    block->kind = kind;
    block->style = style;
    block->loc = loc;
    if (!parent) return block;
    if (parent->last)
        parent->last->next = block;
    else
        parent->first = block;
    parent->last = block;
    return block;
}
