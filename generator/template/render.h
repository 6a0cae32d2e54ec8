/* Running a compiled template: what render.c (operations), evaluate.c (expressions) and output.c (values as text) share.
 *
 * In: a program, variables. Out: text. Nothing of it outlives the run; nothing of the program changes. */
#ifndef TEMPLATE_RENDER_H
#define TEMPLATE_RENDER_H

#include "template/program.h"

struct loop {
    const struct loop *outer;
    uint32_t variable;
    const struct value *list;
    size_t index, count;
};

/* A macro being used: its slots are filled by `use`, as seen from the frame around it. */
struct frame {
    const struct frame *outer;
    const struct macro_use *use;
    const struct macro *macro;
    bool extends; /* the frame around it may fill slots too */
};

struct choice {
    struct choice *outer;
    const struct value *value;
    bool done;
};

/* Parts of a message being translated. */
struct capture {
    struct capture_part {
        Str name, text;
    } parts[16];
    size_t count;
};

struct undo {
    uint32_t variable;
    const struct value *old;
};

/* A fault that tal:on-error may catch. */
struct fault {
    Loc loc;
    enum message message;
    Str words[3];
    size_t count;
};

struct run {
    const struct template_run *call;
    const struct template *template; /* whose operations run */
    enum template_form form;
    Str lang;
    struct buf *out;
    struct template_marks *marks; /* of out; NULL: not wanted */
    struct template_cache *cache; /* NULL: none */
    const struct value **values;  /* by number; NULL: not looked up yet */
    struct undo *undo;
    size_t undo_count, undo_capacity;
    const struct loop *loops;
    const struct frame *frame;
    struct choice *choice;
    struct capture *capture;
    unsigned guards; /* tal:on-error around */
    unsigned quiet;  /* faults do not matter: exists:, alternatives */
    unsigned depth, macros;
    size_t steps;
    bool caught;  /* a fault is on its way to its tal:on-error */
    bool stopped; /* no use in going on at all */
    bool failed;
    struct fault fault;
};

/* evaluate.c: NULL when it failed. While a fault is on its way (caught, stopped) the caller gives up; otherwise it has been
 * reported and the caller goes on as if the value were nothing. */
const struct value *evaluate(struct run *run, const struct expression *expression);
bool evaluate_equal(const struct value *a, const struct value *b, unsigned depth);
void run_fault(struct run *run, Loc loc, enum message message, const Str *words, size_t count);
#define run_report(run, loc, message, ...)                                                                   \
    run_fault((run), (loc), (message), (const Str[]){STR_NONE, ##__VA_ARGS__} + 1,                           \
              sizeof((const Str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(Str) - 1)
bool run_gives_up(const struct run *run);
/* Counts text that a run makes against its limit; false when the run is over. */
bool run_charge(struct run *run, size_t bytes);
const struct value *run_variable(struct run *run, uint32_t number); /* NULL: there is none */

void run_mark(struct run *run, size_t at, const struct value *markup);

/* alike.c: writes the part that begins with the operation; false: it has not been rendered yet. */
bool alike_write(struct run *run, const struct op *op);
void alike_keep(struct run *run, const struct op *op, size_t from, size_t marks_from);

/* output.c */
/* The text of a scalar; false after a report when it is a list or a map. */
bool output_text(struct run *run, const struct expression *expression, const struct value *value, Str *text);
void output_attribute(struct run *run, const struct dynamic_attribute *attribute);
/* The translation of a message; {NULL, 0}: there is none (a warning tells so where there are messages). */
Str output_message(struct run *run, Loc loc, Str id);
/* The translation with its ${parts}. */
void output_translation(struct run *run, Str message, const struct capture *parts);
/* The id that a rendered message has: without references, white space as one space. */
Str output_message_id(struct run *run, Str rendered);

#endif
