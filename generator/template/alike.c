/* What many pages have alike: head, menu and foot of a frame rest on nothing but the site, the language and the folder. Such parts of a
 * template are found once it is compiled; of all runs with one cache the first renders them and the others copy.
 *
 * A part is a sequence of operations side by side. It rests on alike variables only when all paths in it begin with one of those, or with
 * what a tal:repeat within it defines. What looks at its surroundings is none: macros, slots, definitions, on-error, `repeat`, `options`. A run
 * in which a template defines a variable of such a name goes on without the cache. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "template/render.h"

enum { DEEPEST = 100 };

/* ---- which parts they are ---- */

struct finder {
    struct template *template;
    uint32_t alike;      /* variables with a lower number are */
    uint32_t *parts;     /* how many there are in all templates */
    const bool *borders; /* by operation: a macro begins or ends there */
    uint32_t bound[DEEPEST];
    size_t bound_count, depth;
    bool in_switch, in_message;
};

static bool variable_is_alike(const struct finder *finder, uint32_t variable)
{
    if (variable < finder->alike) return true;
    for (size_t i = 0; i < finder->bound_count; i++)
        if (finder->bound[i] == variable) return true;
    return false;
}

static bool expression_is_alike(const struct finder *finder, const struct expression *e)
{
    switch (e->kind) {
    case EXPRESSION_TEXT:
    case EXPRESSION_NOTHING: return true;
    case EXPRESSION_PATH: break;
    case EXPRESSION_CHOICE:
    case EXPRESSION_STRING:
        for (size_t i = 0; i < e->count; i++)
            if (!expression_is_alike(finder, e->parts[i])) return false;
        return true;
    case EXPRESSION_NOT:
    case EXPRESSION_EXISTS:
    case EXPRESSION_NUMBER:
    case EXPRESSION_PERCENT:
    case EXPRESSION_RUPIAH:
    case EXPRESSION_DATE: return expression_is_alike(finder, e->inner);
    }
    for (size_t i = 0; i < e->count; i++)
        if (e->segments[i].indirect && !variable_is_alike(finder, e->segments[i].variable)) return false;
    if (!e->unhidden && variable_is_alike(finder, e->variable)) return true;
    return e->unhidden && (e->builtin == BUILTIN_NOTHING || e->builtin == BUILTIN_DEFAULT);
}

static bool op_is_alike(struct finder *finder, uint32_t at);

static bool range_is_alike(struct finder *finder, uint32_t from, uint32_t to)
{
    if (finder->depth == DEEPEST) return false;
    bool alike = true;
    finder->depth++;
    for (uint32_t at = from; alike && at < to; at = finder->template->ops[at].end)
        alike = op_is_alike(finder, at);
    finder->depth--;
    return alike;
}

/* The same with *flag set within. */
static bool block_is_alike(struct finder *finder, uint32_t at, bool *flag)
{
    bool outer = *flag;
    *flag = true;
    bool alike = range_is_alike(finder, at + 1, finder->template->ops[at].end);
    *flag = outer;
    return alike;
}

static bool repeat_is_alike(struct finder *finder, uint32_t at)
{
    const struct op *op = &finder->template->ops[at];
    if (op->variable < finder->alike || finder->bound_count == DEEPEST) return false;
    finder->bound[finder->bound_count++] = op->variable;
    bool alike = range_is_alike(finder, at + 1, op->end);
    finder->bound_count--;
    return alike;
}

static bool op_is_alike(struct finder *finder, uint32_t at)
{
    const struct op *op = &finder->template->ops[at];
    if (op->expression && !expression_is_alike(finder, op->expression)) return false;
    switch ((enum op_kind)op->kind) {
    case OP_TEXT: return true;
    case OP_ATTRIBUTE:
        return !op->attribute->expression || expression_is_alike(finder, op->attribute->expression);
    case OP_SCOPE:
    case OP_CONDITION:
    case OP_CONTENT:
    case OP_OMIT: return range_is_alike(finder, at + 1, op->end);
    case OP_REPEAT: return repeat_is_alike(finder, at);
    case OP_SWITCH: return block_is_alike(finder, at, &finder->in_switch);
    case OP_CASE: return finder->in_switch && range_is_alike(finder, at + 1, op->end);
    case OP_TRANSLATE: return block_is_alike(finder, at, &finder->in_message);
    case OP_NAME: return finder->in_message && range_is_alike(finder, at + 1, op->end);
    case OP_DEFINE:
    case OP_GUARD:
    case OP_MACRO:
    case OP_SLOT: return false;
    }
    return false;
}

static void find_parts(struct finder *finder, uint32_t from, uint32_t to, size_t depth);

/* Those within an operation that is none itself. */
static void find_within(struct finder *finder, uint32_t at, size_t depth)
{
    const struct op *op = &finder->template->ops[at];
    switch ((enum op_kind)op->kind) {
    case OP_MACRO:
        for (size_t i = 0; i < op->use->filler_count; i++)
            find_parts(finder, op->use->fillers[i].begin, op->use->fillers[i].end, depth);
        break;
    case OP_OMIT:
        find_parts(finder, at + 1, op->middle, depth);
        find_parts(finder, op->middle, op->last, depth);
        find_parts(finder, op->last, op->end, depth);
        break;
    case OP_GUARD: break;
    default: find_parts(finder, at + 1, op->end, depth);
    }
}

static void find_parts(struct finder *finder, uint32_t from, uint32_t to, size_t depth)
{
    struct op *ops = finder->template->ops;
    if (depth == DEEPEST) return;
    for (uint32_t at = from, end; at < to; at = end) {
        bool plain = true; /* text alone needs no keeping */
        for (end = at; end < to && (end == at || !finder->borders[end]) && op_is_alike(finder, end);
             end = ops[end].end)
            plain = plain && ops[end].kind == OP_TEXT;
        if (end == at) {
            find_within(finder, at, depth + 1);
            end = ops[at].end;
        } else if (!plain) {
            ops[at].part = ++*finder->parts;
            ops[at].part_end = end;
        }
    }
}

void alike_find(struct arena *arena, struct template *template, uint32_t alike, uint32_t *parts)
{
    bool *borders = arena_make_n(arena, bool, template->count + 1);
    struct finder finder = {.template = template, .alike = alike, .parts = parts, .borders = borders};
    for (size_t i = 0; i < template->macro_count; i++)
        borders[template->macros[i].begin] = borders[template->macros[i].end] = true;
    if (alike) find_parts(&finder, 0, template->count, 0);
}

/* ---- keeping them ---- */

struct kept {
    Str text;
    const struct template_mark *marks; /* from its beginning */
    size_t mark_count;
};
struct template_cache {
    pthread_mutex_t lock; /* for the arena */
    struct arena *arena;
    size_t count;
    _Atomic(const struct kept *) *parts; /* by number; NULL: not rendered yet */
};

static void close_cache(void *handle)
{
    struct template_cache *cache = handle;
    pthread_mutex_destroy(&cache->lock);
    arena_free(cache->arena);
}

struct template_cache *alike_cache(struct arena *arena, size_t parts)
{
    struct template_cache *cache = arena_make(arena, struct template_cache);
    pthread_mutex_init(&cache->lock, NULL);
    cache->arena = arena_new();
    cache->count = parts + 1;
    cache->parts = arena_array(arena, cache->count, sizeof *cache->parts);
    arena_defer(arena, close_cache, cache);
    return cache;
}

static bool write_kept(struct run *run, const struct kept *kept)
{
    size_t at = run->out->len;
    buf_str(run->out, kept->text);
    for (size_t i = 0; run->marks && i < kept->mark_count; i++)
        run_mark(run, at + kept->marks[i].at, kept->marks[i].markup);
    return true;
}

bool alike_write(struct run *run, const struct op *op)
{
    const struct template_cache *cache = run->cache;
    const struct kept *kept = op->part < cache->count ? atomic_load(&cache->parts[op->part]) : NULL;
    return kept && write_kept(run, kept);
}

/* What the run has just written, for the others. */
void alike_keep(struct run *run, const struct op *op, size_t from, size_t marks_from)
{
    struct template_cache *cache = run->cache;
    if (!cache || op->part >= cache->count || run->failed || run_gives_up(run)) return;
    pthread_mutex_lock(&cache->lock);
    if (!atomic_load(&cache->parts[op->part])) {
        struct kept *kept = arena_make(cache->arena, struct kept);
        size_t count = run->marks ? run->marks->count - marks_from : 0;
        struct template_mark *marks = arena_make_n(cache->arena, struct template_mark, count + 1);
        for (size_t i = 0; i < count; i++) {
            marks[i] = run->marks->items[marks_from + i];
            marks[i].at -= from;
        }
        *kept = (struct kept){str_copy(cache->arena, str_skip(buf_view(run->out), from)), marks, count};
        atomic_store(&cache->parts[op->part], kept);
    }
    pthread_mutex_unlock(&cache->lock);
}
