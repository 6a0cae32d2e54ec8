/* Compiling a template: what compile.c (blocks), statement.c (attributes of TAL, METAL and i18n) and tag.c (the text of tags)
 * share. In: a markup tree. Out: a program. Called by compile.c only. */
#ifndef TEMPLATE_COMPILE_H
#define TEMPLATE_COMPILE_H

#include "base/buf.h"
#include "template/program.h"

enum statement {
    TAL_DEFINE,
    TAL_SWITCH,
    TAL_CONDITION,
    TAL_REPEAT,
    TAL_CASE,
    TAL_CONTENT,
    TAL_REPLACE,
    TAL_ATTRIBUTES,
    TAL_OMIT_TAG,
    TAL_ON_ERROR,
    METAL_DEFINE_MACRO,
    METAL_EXTEND_MACRO,
    METAL_USE_MACRO,
    METAL_DEFINE_SLOT,
    METAL_FILL_SLOT,
    I18N_TRANSLATE,
    I18N_NAME,
    I18N_ATTRIBUTES,
    I18N_IGNORED, /* domain, source, target, ignore … */
    STATEMENT_COUNT
};

struct element {
    const xmlNode *node;
    Loc loc;
    enum family family;
    Str name, local; /* as written, and without prefix */
    bool foreign;    /* SVG or MathML, as HTML sees it */
    bool raw;        /* script, style … */
    struct markup_attribute *attributes;
    size_t count;
    const struct markup_attribute *statement[STATEMENT_COUNT];
};

/* An attribute that tal:attributes or i18n:attributes changes. */
struct change {
    Str name;
    Loc loc;
    const struct expression *expression;
    bool translated, placed;
    Str id;
};
struct changes {
    struct change *list;
    size_t count, capacity;
};

struct compiler {
    struct arena *arena;
    struct diag *diag;
    struct names *names;
    const struct markup *markup;
    struct template *template;
    size_t op_capacity;
    struct buf pending[2];     /* text not yet an operation, by enum template_form */
    struct macro_use *filling; /* within this use-macro, outside of its slots */
    unsigned translations, switches;
    bool foreign;              /* within SVG or MathML */
    const struct element *raw; /* within script, style … */
    unsigned statements;       /* read so far, counting each part of tal:define and tal:attributes */
    bool places;               /* start tags say where they stand: data-at="OFFSET" */
    bool dense;                /* only one line break between elements */
    bool failed;
};

#define compile_report(c, loc, message, ...)                                                                 \
    ((c)->failed = true, diag_report((c)->diag, (loc), (message), ##__VA_ARGS__))

/* statement.c */
void statement_read(struct compiler *c, const xmlNode *node, struct element *element);
const struct value *statement_attrs(struct compiler *c, const struct element *element);
/* The next of the parts that ';' separates; false: there is none. `at` begins with 0. Blank parts are left out. */
bool statement_part(struct compiler *c, const struct markup_attribute *attribute, size_t *at,
                    struct place *part);
/* First word of a part, the rest in *rest. */
Str statement_word(Str text, Str *rest);
const struct expression *statement_expression(struct compiler *c, const struct element *element,
                                              enum statement statement);
const struct expression *statement_part_expression(struct compiler *c, const struct element *element,
                                                   const struct place *part, Str text);
/* [text | structure] expression */
const struct expression *statement_substitution(struct compiler *c, const struct element *element,
                                                enum statement statement, bool *structure);
/* The whole value as one name; empty after a report. */
Str statement_name(struct compiler *c, const struct element *element, enum statement statement);
Loc statement_loc(const struct compiler *c, const struct element *element, enum statement statement);
void statement_changes(struct compiler *c, const struct element *element, struct changes *changes);

/* tag.c */
void tag_text(struct compiler *c, Str text, bool cdata);
void tag_comment(struct compiler *c, Str text);
void tag_instruction(struct compiler *c, Str target, Str data);
void tag_prolog(struct compiler *c);
/* has_content: something may stand between the tags. */
void tag_start(struct compiler *c, const struct element *element, bool has_content, bool with_changes);
void tag_end(struct compiler *c, const struct element *element, bool has_content);

/* compile.c */
/* After the pending text. The pointer holds until the next operation is added. */
struct op *op_add(struct compiler *c, enum op_kind kind, Loc loc);
void compile_flush(struct compiler *c); /* pending text becomes an operation */

#endif
