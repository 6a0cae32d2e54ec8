#include <libxml/parser.h>

#include "base/arena.h"
#include "base/file.h"
#include "template/program.h"

struct set_entry {
    Str path;
    struct template *template; /* NULL: it has faults, told already */
    bool linked, sound;
};

struct template_set {
    struct arena *arena;
    struct diag *diag;
    const char *folder; /* NULL: none, for a text that belongs to no folder */
    Str shown;
    struct names names;
    struct set_entry *entries;
    size_t count, capacity;
    bool places, dense;
    uint32_t alike, parts; /* see alike.c */
};

struct template_set *template_set_open(struct arena *arena, struct diag *diag, const char *folder, Str shown)
{
    xmlInitParser();
    struct template_set *set = arena_make(arena, struct template_set);
    set->arena = arena;
    set->diag = diag;
    set->folder = folder ? str_c(arena, str_from(folder)) : NULL;
    set->shown = str_copy(arena, shown);
    set->names.arena = arena;
    return set;
}

void template_set_places(struct template_set *set)
{
    set->places = true;
}

void template_set_dense(struct template_set *set)
{
    set->dense = true;
}

void template_set_alike(struct template_set *set, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) names_number(&set->names, str_from(names[i]));
    names_number(&set->names, S("nothing")); /* unless a template hides them */
    names_number(&set->names, S("default"));
    set->alike = (uint32_t)set->names.count;
}

struct template_cache *template_cache_open(struct arena *arena, const struct template_set *set)
{
    return alike_cache(arena, set->parts);
}

static void join(struct template_set *set, struct template *template)
{
    template->set = set;
    template->alike = set->alike;
    alike_find(set->arena, template, set->alike, &set->parts);
}

static size_t load(struct template_set *set, Str path, Loc loc)
{
    for (size_t i = 0; i < set->count; i++)
        if (str_equal(set->entries[i].path, path)) return i;
    struct set_entry entry = {.path = str_copy(set->arena, path)};
    Str shown = set->shown.len ? path_join(set->arena, set->shown, path) : entry.path;
    const struct source *source = file_source(set->arena, set->diag, loc, set->folder, path, shown);
    if (source)
        entry.template =
            template_compile_source(set->arena, set->diag, &set->names, source, set->places, set->dense);
    if (entry.template) join(set, entry.template);
    set->entries = arena_grow(set->arena, set->entries, &set->capacity, set->count + 1, sizeof *set->entries);
    set->entries[set->count] = entry;
    return set->count++;
}

/* ---- linking ---- */

static bool has_slot(const struct template *template, Str name)
{
    for (uint32_t i = 0; i < template->count; i++)
        if (template->ops[i].kind == OP_SLOT && str_equal(template->ops[i].text[0], name)) return true;
    return false;
}

static bool extends_another(const struct template *template)
{
    for (const struct macro_use *use = template->uses; use; use = use->next)
        if (use->extends) return true;
    return false;
}

/* A slot that is filled but never defined would vanish in silence. */
static void check_slots(struct template_set *set, const struct macro_use *use)
{
    for (size_t i = 0; i < use->filler_count; i++)
        if (!has_slot(use->target, use->fillers[i].slot) && !extends_another(use->target))
            diag_report(set->diag, use->fillers[i].loc, MSG_TEMPLATE_SLOT, use->name, use->fillers[i].slot);
}

static bool find_macro(struct template_set *set, struct macro_use *use)
{
    use->macro = use->name.len ? template_macro(use->target, use->name) : &use->target->whole;
    if (use->by_variable || use->macro) return true;
    Str file = path_name(use->target->source->name);
    Str near = template_nearest_macro(set->arena, use->target, use->name);
    if (near.len)
        diag_report(set->diag, use->loc, MSG_TEMPLATE_MACRO_NEAR, use->name, file, near);
    else
        diag_report(set->diag, use->loc, MSG_TEMPLATE_MACRO, use->name, file);
    return false;
}

static bool link_use(struct template_set *set, struct template *template, struct macro_use *use)
{
    use->target = template;
    if (use->path.len) {
        if (!set->folder) {
            diag_report(set->diag, use->loc, MSG_TEMPLATE_MACRO_FOLDER, use->path);
            return false;
        }
        Str path;
        if (!path_resolve(set->arena, STR_NONE, use->path, &path)) {
            diag_report(set->diag, use->loc, MSG_TEMPLATE_MACRO_PATH, use->path);
            return false;
        }
        size_t at = load(set, path, use->loc); /* may move the entries */
        use->target = set->entries[at].template;
        if (!use->target) return false;
    }
    if (!find_macro(set, use)) return false;
    check_slots(set, use);
    return true;
}

static bool link_template(struct template_set *set, struct template *template)
{
    bool sound = true;
    for (struct macro_use *use = template->uses; use; use = use->next) sound &= link_use(set, template, use);
    return sound;
}

/* Links what has been loaded, which may load more. A template is sound when all that it reaches is; to be simple and safe, a fault
 * in one of them spoils those that were loaded together with it. */
static bool link_from(struct template_set *set, size_t first)
{
    bool sound = true;
    for (size_t i = first; i < set->count; i++) {
        struct set_entry *entry = &set->entries[i];
        if (entry->linked) continue;
        entry->linked = true;
        struct template *template = entry->template;
        bool fine = template && link_template(set, template);
        sound &= fine;
    }
    for (size_t i = first; i < set->count; i++) set->entries[i].sound = sound;
    return sound;
}

/* A template that uses one with faults has them too. */
static bool uses_are_sound(const struct template_set *set, const struct template *template)
{
    for (const struct macro_use *use = template->uses; use; use = use->next)
        for (size_t i = 0; i < set->count; i++)
            if (set->entries[i].template == use->target && !set->entries[i].sound) return false;
    return true;
}

const struct template *template_get(struct template_set *set, Str path)
{
    size_t first = set->count, at = load(set, path, LOC_NONE);
    if (at >= first) {
        link_from(set, first);
        struct set_entry *entry = &set->entries[at];
        if (entry->sound && !uses_are_sound(set, entry->template)) entry->sound = false;
    }
    return set->entries[at].sound ? set->entries[at].template : NULL;
}

const struct template *template_compile(struct arena *arena, struct diag *diag, struct template_set *set,
                                        const struct source *source)
{
    if (!set) set = template_set_open(arena, diag, NULL, STR_NONE);
    struct template *template =
        template_compile_source(arena, diag, &set->names, source, set->places, set->dense);
    if (!template) return NULL;
    join(set, template);
    size_t first = set->count;
    bool sound = link_template(set, template);
    sound &= link_from(set, first);
    return sound && uses_are_sound(set, template) ? template : NULL;
}
