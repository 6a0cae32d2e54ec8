/* What a template is compiled to: a list of operations, where a block is followed by its body.
 *
 * In: compile.c writes it, set.c links macros to each other. Out: render.c runs it; nothing in it changes by then. All text that does
 * not depend on data is ready in both forms, and merged between two points that do. */
#ifndef TEMPLATE_PROGRAM_H
#define TEMPLATE_PROGRAM_H

#include "template/expression.h"
#include "template/html.h"

enum op_kind {
    OP_TEXT,      /* text[form] */
    OP_SCOPE,     /* … end: local variables defined within are undone */
    OP_DEFINE,    /* variable = expression; flag: global */
    OP_SWITCH,    /* … end: cases within compare with expression */
    OP_CONDITION, /* … end, when expression is true */
    OP_CASE,      /* … end, when expression equals that of the switch and no case did before */
    OP_REPEAT,    /* … end, for each item of expression; text between two of them */
    OP_CONTENT,   /* expression; … end: instead of it when that is default; flags: structure, translate */
    OP_OMIT, /* … middle … last … end: start tag, content, end tag; no tags when expression is true */
    OP_ATTRIBUTE, /* attribute */
    OP_GUARD,     /* … middle … end: the second part when the first one fails */
    OP_MACRO,     /* use; … end: what fills its slots (not run in passing) */
    OP_SLOT,      /* text[0] is its name; … end: when nothing fills it */
    OP_TRANSLATE, /* text[0] is the message's id (empty: what … end comes to) */
    OP_NAME,      /* … end is the part ${text[0]} of the message around it */
};

enum { OP_GLOBAL = 1, OP_STRUCTURE = 2, OP_TRANSLATED = 4 };

struct op {
    uint8_t kind, flags;
    uint32_t variable;
    uint32_t middle, last, end;
    uint32_t part, part_end; /* a part that is alike begins here, see alike.c; 0: none */
    Loc loc;
    const struct expression *expression;
    Str text[2]; /* by enum template_form */
    union {
        const struct dynamic_attribute *attribute;
        const struct macro_use *use;
    };
};

struct dynamic_attribute {
    Str name;
    enum html_context context;
    Loc loc;
    const struct expression *expression; /* NULL: the original value, translated */
    bool has_original;
    Str original;   /* decoded */
    Str literal[2]; /* ` name="value"`, in both forms; empty: there is none */
    bool translated;
    Str id; /* of the message; empty: the value */
};

struct macro {
    Str name;
    const struct template *template;
    uint32_t begin, end;
    const struct value *name_value; /* what macroname is within it */
    Loc loc;
};

struct filler {
    Str slot;
    uint32_t begin, end;
    Loc loc;
};

/* metal:use-macro or extend-macro. */
struct macro_use {
    const struct template *template; /* that uses it */
    Str path;                        /* file; empty: this template */
    Str name;                        /* empty: the whole template */
    bool by_variable;                /* ?name: the macro's name is in `variable` */
    uint32_t variable;
    bool extends;
    Str defines; /* extends: the macro that it defines */
    Loc loc;
    const struct template *target; /* linked by set.c */
    const struct macro *macro;     /* NULL when by_variable */
    struct filler *fillers;
    size_t filler_count, filler_capacity;
    struct macro_use *next; /* to be linked */
};

/* A fault in one form only: told when the template is rendered in it. */
struct form_fault {
    enum template_form form;
    enum message message;
    Str word;
    Loc loc;
    struct form_fault *next;
};

struct template
{
    const struct source *source;
    struct template_set *set;
    const struct names *names;
    struct op *ops;
    uint32_t count;
    struct macro *macros;
    size_t macro_count, macro_capacity;
    struct macro whole; /* the template itself as a macro */
    struct macro_use *uses;
    struct form_fault *faults;
    uint32_t macroname; /* number of that variable */
    uint32_t alike;     /* variables with a lower number are alike */
};

/* alike.c: sets the parts of a template; variables with a number below `alike` are alike. */
void alike_find(struct arena *arena, struct template *template, uint32_t alike, uint32_t *parts);
struct template_cache *alike_cache(struct arena *arena, size_t parts);

/* compile.c: NULL after reports; macros are not linked yet. */
struct template *template_compile_source(struct arena *arena, struct diag *diag, struct names *names,
                                         const struct source *source, bool places, bool dense);
const struct macro *template_macro(const struct template *template, Str name); /* NULL: there is none */
/* For the reports of a macro that is not there. */
Str template_nearest_macro(struct arena *arena, const struct template *template, Str name);

/* The value of the builtin `default`; compared by address. */
extern const struct value template_default;

#endif
