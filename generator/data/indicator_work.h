/* What the parts that compute indicators share; nobody else includes it.
 *
 * indicator.c collects, looks names up, puts indicators in order · compute.c runs a formula, once or for each group · period.c what change()
 * compares · family.c groups become figures and a table. */
#ifndef DATA_INDICATOR_WORK_H
#define DATA_INDICATOR_WORK_H

#include "base/names.h"
#include "data/aggregate.h"
#include "data/amount.h"
#include "data/formula.h"
#include "data/group.h"
#include "data/table.h"

/* What the name or aggregate of a step stands for. */
struct meaning {
    size_t indicator; /* that must be computed first; SIZE_MAX: none */
    Str group;        /* of its family: "baros.2022"; empty: all of it */
    const struct figure *fact;
    const struct aggregate *aggregate;
};

enum state { STATE_NEW, STATE_WAITING, STATE_DONE };

/* A column that groups rows. */
struct by {
    Str column;
    enum time_part part;
    Loc loc;
    size_t index; /* in the own table */
};

struct indicator {
    const struct table *table;
    const struct value *description;
    const struct formula *formula; /* NULL after a report */
    struct meaning *meanings;      /* one per step */
    struct by by[GROUP_KEYS_MOST];
    size_t by_count;
    struct figure_family *family; /* with `by` */
    struct table *derived;
    const struct group *groups; /* of the family's figures */
    enum state state;
    bool failed;
    size_t next_step; /* while waiting: where the search for what it needs goes on */
};

struct work {
    struct arena *arena;
    struct diag *diag;
    struct tables tables; /* those of the site, then derived ones */
    size_t own_tables;
    struct figures facts;
    struct indicator *indicators;
    struct figure *figures; /* one per indicator; of families: what all have in common */
    struct figure_family *families;
    size_t family_count;
    Str *ids;
    size_t count;
    struct value *by_id;     /* map: id -> an element of `places` */
    struct value *positions; /* position of an indicator = position in this array */
    bool right;
};

struct evaluation;

/* What one group is: a text, a number or a time in each column. */
struct group_cell {
    Str text; /* as people read it: "Baros", "2022", "2022-11" */
    int64_t order;
    bool by_order; /* sorted by `order`, else by appearance */
};
struct group {
    struct group_cell cells[GROUP_KEYS_MOST];
    struct amount amount;
    enum figure_relation relation; /* of the last step's operands, for sentences about the figure */
    const struct figure *of, *to;
    size_t number; /* in the order of appearance */
};

/* ---- indicator.c ---- */

/* The figure with its number, bound and text (group NULL: unknown); false after a report about its unit. */
bool indicator_fill(struct work *work, const struct indicator *indicator, const struct evaluation *evaluation,
                    const struct group *group, struct figure *figure);

/* ---- compute.c ---- */

/* A step on its way: changes over periods have their steps twice. */
struct op {
    enum formula_step_kind kind; /* STEP_NAME with `of`: rounds as that indicator does */
    const struct formula_step *step;
    const struct meaning *meaning;
    const struct indicator *of;
    const struct aggregate *aggregate;
    const struct window *window;
    struct tallies tallies;
    size_t pair; /* the same aggregate in the newer window; 0: none */
    struct group_set *set;
};
struct ops {
    struct op *ops;
    size_t count, capacity;
};
/* Groups of one table, and which of them the groups of all tables are. */
struct group_set {
    const struct table *table;
    struct groups *groups;
    uint32_t *local; /* of the groups of all tables; GROUP_NONE: not there */
    struct group_set *next;
};
struct evaluation {
    struct work *work;
    const struct indicator *indicator;
    struct ops ops;
    struct group_set *sets;
    struct group *groups;
    size_t group_count, group_capacity;
    struct names numbers; /* key of a group -> itself */
    struct period older, newer;
    bool warned, warned_over;
    const struct figure_family *ranked; /* of which the edges below are, sorted */
    struct edge *least, *most;
};
/* All figures of an indicator; false after a report. */
bool compute_figures(struct evaluation *evaluation);
const struct aggregate *compute_aggregate(struct work *work, const struct indicator *of, size_t step);

/* ---- period.c ---- */

/* The windows that a change looks at; false after a report. */
bool period_windows(struct evaluation *evaluation, const struct formula_step *step, const struct ops *body,
                    struct window *older, struct window *newer);

/* ---- family.c ---- */
bool family_bind(struct work *work, struct indicator *indicator); /* its `by`, before anything is computed */
/* The groups of a table, by the columns of the indicator; NULL after a report. */
struct groups *family_groups(struct work *work, const struct indicator *indicator, const struct table *table,
                             Loc loc);
void family_collect(struct evaluation *evaluation); /* groups of all tables */
Str family_by_name(const struct by *by);            /* of the group's column in the derived table */
bool family_finish(struct evaluation *evaluation);  /* figures and table; false after a report */
Str family_key(struct arena *arena, const Str *texts, size_t count);
/* "Baros, 2022": how people read a group. */
Str family_group_text(struct arena *arena, const struct group *group, size_t keys);
Str family_nearest(struct arena *arena, const struct figure_family *family,
                   Str name); /* {NULL, 0}: none is near */
/* The figure of a group: by its short name ("baros.2022"), or for a group of another indicator. NULL: none. */
const struct figure *family_named(const struct figure_family *family, Str name);
const struct figure *family_of_group(struct work *work, const struct indicator *of,
                                     const struct evaluation *evaluation, const struct group *group);

#endif
