/* TALES expressions: the text of a statement, as a tree that render.c evaluates.
 *
 * In: text and where it stands. Out: expressions in the arena; NULL after a report. Reference: TALES 1.3 in the Zope Page
 * Templates Reference; the formatters number:, percent:, rupiah:, date: are ours. Called by compile.c. */
#ifndef TEMPLATE_EXPRESSION_H
#define TEMPLATE_EXPRESSION_H

#include "template/markup.h"
#include "template/template.h"

/* Names of variables, each with a number: at render time a variable is an array element. */
struct names {
    struct arena *arena;
    Str *list;
    size_t count, capacity;
    uint32_t *slots; /* open addressing: number + 1 */
    size_t slot_count;
};
uint32_t names_number(struct names *names, Str name);
bool name_valid(Str name); /* [A-Za-z_][-A-Za-z0-9_]* */

/* Names that every template has unless a variable hides them. */
enum builtin {
    BUILTIN_NONE,
    BUILTIN_NOTHING,
    BUILTIN_DEFAULT,
    BUILTIN_REPEAT,
    BUILTIN_ATTRS,
    BUILTIN_OPTIONS
};

enum expression_kind {
    EXPRESSION_PATH,
    EXPRESSION_CHOICE, /* a | b: the first that exists */
    EXPRESSION_STRING, /* parts one after another */
    EXPRESSION_TEXT,   /* itself */
    EXPRESSION_NOT,
    EXPRESSION_EXISTS,
    EXPRESSION_NUMBER,
    EXPRESSION_PERCENT,
    EXPRESSION_RUPIAH,
    EXPRESSION_DATE,
    EXPRESSION_NOTHING, /* an empty path */
};

struct segment {
    Str name;
    uint32_t variable; /* of ?name: its number */
    bool indirect;
    bool is_index; /* digits only */
    size_t index;
    Loc loc;
};

struct expression {
    enum expression_kind kind;
    Loc loc;
    Str text;                              /* PATH: as written; TEXT: what it says */
    uint32_t variable;                     /* PATH: the first name */
    enum builtin builtin;                  /* PATH: what the first name means when no variable has it */
    bool unhidden;                         /* PATH: CONTEXTS/name, the builtin whatever variables there are */
    const struct value *attributes;        /* PATH: what attrs is here */
    const struct segment *segments;        /* PATH: after the first name */
    size_t count;                          /* of segments or parts */
    const struct expression *const *parts; /* CHOICE, STRING */
    const struct expression *inner;        /* NOT, EXISTS and formatters */
    const struct value *value;             /* TEXT */
};

/* A piece of an attribute's value, as it is parsed. */
struct place {
    const struct markup *markup;
    const struct markup_attribute *attribute;
    Str text;      /* of the piece; a view of the value, or a copy with ";;" made ";" */
    size_t offset; /* where it begins in the value */
    bool doubled;  /* each ';' of the text is written ";;" */
};
Loc place_loc(const struct place *place, const char *at);

struct expression_reader {
    struct arena *arena;
    struct diag *diag;
    struct names *names;
    const struct value *attributes; /* attrs of the element */
};

/* `text` is a part of place->text. */
const struct expression *expression_read(const struct expression_reader *reader, const struct place *place,
                                         Str text);

#endif
