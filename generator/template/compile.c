#include "template/compile.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"

const struct value template_default = {.kind = VALUE_NOTHING};

static void compile_children(struct compiler *c, const xmlNode *parent);
static void compile_node(struct compiler *c, const xmlNode *node);

/* ---- operations and blocks ---- */

/* The pointer holds until the next operation is added. */
static struct op *append(struct compiler *c, enum op_kind kind, Loc loc)
{
    struct template *t = c->template;
    t->ops = arena_grow(c->arena, t->ops, &c->op_capacity, (size_t)t->count + 1, sizeof *t->ops);
    t->ops[t->count] = (struct op){.kind = (uint8_t)kind, .loc = loc, .end = t->count + 1};
    return &t->ops[t->count++];
}

void compile_flush(struct compiler *c)
{
    if (!c->pending[TEMPLATE_HTML].len && !c->pending[TEMPLATE_XML].len) return;
    struct op *op = append(c, OP_TEXT, LOC_NONE);
    for (int form = 0; form < 2; form++) {
        op->text[form] = buf_copy(&c->pending[form], c->arena);
        c->pending[form].len = 0;
    }
}

struct op *op_add(struct compiler *c, enum op_kind kind, Loc loc)
{
    compile_flush(c);
    return append(c, kind, loc);
}

/* The blocks that one element opens, innermost last. */
struct blocks {
    uint32_t list[12];
    size_t count;
};

static struct op *open_block(struct compiler *c, struct blocks *blocks, enum op_kind kind, Loc loc)
{
    struct op *op = op_add(c, kind, loc);
    blocks->list[blocks->count++] = c->template->count - 1;
    return op;
}

static void close_block(struct compiler *c, struct blocks *blocks)
{
    compile_flush(c);
    c->template->ops[blocks->list[--blocks->count]].end = c->template->count;
}

static void close_blocks(struct compiler *c, struct blocks *blocks)
{
    while (blocks->count) close_block(c, blocks);
}

static uint32_t here(struct compiler *c)
{
    compile_flush(c);
    return c->template->count;
}

/* ---- content ---- */

/* The id of a message that is only text, known already now; empty when it has parts. White space counts as one space, but
 * not in pre. */
static Str static_id(struct compiler *c, const struct element *e)
{
    struct buf all = {0}, id = {0};
    bool plain = true;
    for (const xmlNode *node = e->node->children; node && plain; node = node->next) {
        plain = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE ||
                node->type == XML_COMMENT_NODE;
        if (plain && node->type != XML_COMMENT_NODE) buf_c(&all, (const char *)node->content);
    }
    Str text = str_equal_nocase(e->local, S("pre")) ? buf_view(&all) : str_trim(buf_view(&all));
    for (size_t i = 0; i < text.len; i++) {
        bool space = char_is_space(text.data[i]) && !str_equal_nocase(e->local, S("pre"));
        if (!space)
            buf_char(&id, text.data[i]);
        else if (!char_is_space(text.data[i - 1]))
            buf_char(&id, ' ');
    }
    Str result = plain ? buf_copy(&id, c->arena) : STR_NONE;
    buf_free(&all);
    buf_free(&id);
    return result;
}

static bool has_content(const struct element *e)
{
    return e->node->children || e->statement[TAL_CONTENT];
}

static void compile_translation(struct compiler *c, const struct element *e)
{
    struct blocks blocks = {0};
    struct op *op = open_block(c, &blocks, OP_TRANSLATE, statement_loc(c, e, I18N_TRANSLATE));
    Str id = str_trim(e->statement[I18N_TRANSLATE]->value);
    if (!id.len) id = static_id(c, e);
    op->text[0] = id;
    c->translations++;
    compile_children(c, e->node);
    c->translations--;
    close_block(c, &blocks);
}

static void compile_substitution(struct compiler *c, const struct element *e, enum statement statement,
                                 struct blocks *blocks)
{
    bool structure;
    const struct expression *expression = statement_substitution(c, e, statement, &structure);
    struct op *op = open_block(c, blocks, OP_CONTENT, statement_loc(c, e, statement));
    op->expression = expression;
    op->flags =
        (uint8_t)((structure ? OP_STRUCTURE : 0) | (e->statement[I18N_TRANSLATE] ? OP_TRANSLATED : 0));
}

static void compile_content(struct compiler *c, const struct element *e)
{
    struct blocks blocks = {0};
    bool foreign = c->foreign;
    const struct element *raw = c->raw;
    c->foreign = e->foreign && !str_equal_nocase(e->local, S("foreignObject"));
    if (e->raw) {
        c->raw = e;
        if (e->statement[TAL_CONTENT] || e->statement[I18N_TRANSLATE])
            compile_report(c, e->loc, MSG_TEMPLATE_RAW, e->local);
    }
    if (e->statement[TAL_CONTENT]) compile_substitution(c, e, TAL_CONTENT, &blocks);
    if (e->statement[I18N_TRANSLATE] && !e->statement[TAL_CONTENT] && !e->statement[TAL_REPLACE])
        compile_translation(c, e);
    else
        compile_children(c, e->node);
    close_blocks(c, &blocks);
    c->foreign = foreign;
    c->raw = raw;
}

/* Start tag, content, end tag; tags may be left out. */
static void compile_tagged(struct compiler *c, const struct element *e)
{
    const struct markup_attribute *omit = e->statement[TAL_OMIT_TAG];
    if (e->family != FAMILY_PLAIN || (omit && !str_trim(omit->value).len)) {
        compile_content(c, e);
        return;
    }
    struct blocks blocks = {0};
    bool content = has_content(e);
    if (omit)
        open_block(c, &blocks, OP_OMIT, statement_loc(c, e, TAL_OMIT_TAG))->expression =
            statement_expression(c, e, TAL_OMIT_TAG);
    tag_start(c, e, content, true);
    uint32_t middle = omit ? here(c) : 0;
    compile_content(c, e);
    uint32_t last = omit ? here(c) : 0;
    tag_end(c, e, content);
    if (omit) {
        c->template->ops[blocks.list[0]].middle = middle;
        c->template->ops[blocks.list[0]].last = last;
    }
    close_blocks(c, &blocks);
}

/* ---- macros ---- */

/* "macros/NAME", "template/macros/NAME", "FILE/macros/NAME", "NAME", "FILE.xhtml" (the whole file). Zope's folder names before the
 * file (here, context, container) mean the folder of the set. */
static bool read_macro_path(struct compiler *c, Str path, struct macro_use *use)
{
    static const Str folders[] = {{"nocall:", 7},  {"path:", 5},       {"here/", 5},
                                  {"context/", 8}, {"container/", 10}, {"template/", 9}};
    path = str_trim(path);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (str_starts(path, folders[i])) path = str_skip(path, folders[i].len);
    size_t marker = str_starts(path, S("macros/")) ? 0 : str_find(path, S("/macros/"));
    Str name = path, file = STR_NONE;
    if (marker < path.len) {
        file = str_from_to(path, 0, marker);
        name = str_skip(path, marker + (marker ? 8 : 7));
    } else if (!name_valid(path)) {
        file = path;
        name = STR_NONE;
        return str_find_char(path, '.') < path.len && str_find_char(path, '|') == path.len
                   ? (use->path = file, true)
                   : false;
    }
    use->path = file;
    use->by_variable = name.len && name.data[0] == '?';
    use->name = str_skip(name, use->by_variable ? 1 : 0);
    if (!name_valid(use->name)) return false;
    if (use->by_variable) use->variable = names_number(c->names, use->name);
    return true;
}

static void add_filler(struct compiler *c, struct macro_use *use, struct filler filler)
{
    for (size_t i = 0; i < use->filler_count; i++)
        if (str_equal(use->fillers[i].slot, filler.slot)) {
            compile_report(c, filler.loc, MSG_TEMPLATE_SLOT_TWICE, filler.slot);
            return;
        }
    use->fillers = arena_grow(c->arena, use->fillers, &use->filler_capacity, use->filler_count + 1,
                              sizeof *use->fillers);
    use->fillers[use->filler_count++] = filler;
}

static void compile_element(struct compiler *c, const struct element *e);

static void compile_filler(struct compiler *c, const struct element *e)
{
    struct macro_use *use = c->filling;
    Str name = statement_name(c, e, METAL_FILL_SLOT);
    uint32_t begin = here(c);
    c->filling = NULL;
    compile_element(c, e);
    c->filling = use;
    add_filler(c, use, (struct filler){name, begin, here(c), statement_loc(c, e, METAL_FILL_SLOT)});
}

static void compile_use(struct compiler *c, const struct element *e)
{
    bool extends = e->statement[METAL_EXTEND_MACRO] != NULL;
    enum statement statement = extends ? METAL_EXTEND_MACRO : METAL_USE_MACRO;
    struct macro_use *use = arena_make(c->arena, struct macro_use), *outer = c->filling;
    use->template = c->template;
    use->extends = extends;
    if (extends && e->statement[METAL_DEFINE_MACRO])
        use->defines = str_trim(e->statement[METAL_DEFINE_MACRO]->value);
    use->loc = markup_value_loc(c->markup, e->statement[statement], 0);
    if (!read_macro_path(c, e->statement[statement]->value, use))
        compile_report(c, use->loc, MSG_TEMPLATE_MACRO_PATH, str_trim(e->statement[statement]->value));
    struct blocks blocks = {0};
    open_block(c, &blocks, OP_MACRO, use->loc)->use = use;
    c->filling = use;
    compile_children(c, e->node);
    c->filling = outer;
    close_block(c, &blocks);
    use->next = c->template->uses;
    c->template->uses = use;
}

static void add_macro(struct compiler *c, const struct element *e, uint32_t begin)
{
    struct template *t = c->template;
    Str name = statement_name(c, e, METAL_DEFINE_MACRO);
    if (!name.len) return;
    if (template_macro(t, name)) {
        compile_report(c, statement_loc(c, e, METAL_DEFINE_MACRO), MSG_TEMPLATE_MACRO_TWICE, name);
        return;
    }
    t->macros = arena_grow(c->arena, t->macros, &t->macro_capacity, t->macro_count + 1, sizeof *t->macros);
    t->macros[t->macro_count++] = (struct macro){
        .name = name,
        .begin = begin,
        .end = here(c),
        .template = t,
        .name_value = value_text(c->arena, name),
        .loc = statement_loc(c, e, METAL_DEFINE_MACRO),
    };
}

const struct macro *template_macro(const struct template *template, Str name)
{
    for (size_t i = 0; i < template->macro_count; i++)
        if (str_equal(template->macros[i].name, name)) return &template->macros[i];
    return NULL;
}

Str template_nearest_macro(struct arena *arena, const struct template *template, Str name)
{
    Str *names = arena_make_n(arena, Str, template->macro_count + 1);
    for (size_t i = 0; i < template->macro_count; i++) names[i] = template->macros[i].name;
    return str_nearest(name, names, template->macro_count);
}

/* ---- the order of operations ---- */

static void compile_defines(struct compiler *c, const struct element *e)
{
    struct place part;
    for (size_t at = 0; statement_part(c, e->statement[TAL_DEFINE], &at, &part);) {
        Str rest, name = statement_word(part.text, &rest);
        bool global = rest.len && str_is(name, "global");
        if (global || (rest.len && str_is(name, "local"))) {
            Str after, second = statement_word(rest, &after);
            if (after.len || global) name = second, rest = after;
        }
        if (!name_valid(name) || !rest.len) {
            compile_report(c, place_loc(&part, str_trim_left(part.text).data), MSG_TEMPLATE_DEFINE,
                           str_trim(part.text));
            continue;
        }
        const struct expression *expression = statement_part_expression(c, e, &part, rest);
        struct op *op = op_add(c, OP_DEFINE, place_loc(&part, name.data));
        op->variable = names_number(c->names, name);
        op->expression = expression;
        op->flags = global ? OP_GLOBAL : 0;
    }
}

/* The line end and indentation just before an element that is repeated come between two of it (as in Zope), so that each has its
 * line. */
static Str separator(struct compiler *c, const struct element *e)
{
    const xmlNode *before = e->node->prev;
    if (e->family != FAMILY_PLAIN || !before || before->type != XML_TEXT_NODE) return STR_NONE;
    Str text = str_from((const char *)before->content);
    size_t at = text.len;
    while (at && (text.data[at - 1] == ' ' || text.data[at - 1] == '\t')) at--;
    if (!at || text.data[at - 1] != '\n') return STR_NONE;
    return str_copy(c->arena, str_skip(text, at - 1));
}

static void compile_repeat(struct compiler *c, const struct element *e, struct blocks *blocks)
{
    const struct markup_attribute *attribute = e->statement[TAL_REPEAT];
    Str rest, name = statement_word(attribute->value, &rest);
    if (!name_valid(name) || !rest.len) {
        compile_report(c, markup_value_loc(c->markup, attribute, 0), MSG_TEMPLATE_REPEAT,
                       str_trim(attribute->value));
        return;
    }
    struct place place = {c->markup, attribute, rest, (size_t)(rest.data - attribute->value.data), false};
    const struct expression *expression = statement_part_expression(c, e, &place, rest);
    struct op *op = open_block(c, blocks, OP_REPEAT, statement_loc(c, e, TAL_REPEAT));
    op->variable = names_number(c->names, name);
    op->expression = expression;
    op->text[TEMPLATE_HTML] = op->text[TEMPLATE_XML] = separator(c, e);
}

static void open_test(struct compiler *c, const struct element *e, enum statement statement,
                      enum op_kind kind, struct blocks *blocks)
{
    if (!e->statement[statement]) return;
    const struct expression *expression = statement_expression(c, e, statement);
    open_block(c, blocks, kind, statement_loc(c, e, statement))->expression = expression;
}

/* define, switch, condition, repeat, case, then what becomes of the element itself. */
static void compile_flow(struct compiler *c, const struct element *e)
{
    struct blocks blocks = {0};
    if (e->statement[TAL_DEFINE]) {
        open_block(c, &blocks, OP_SCOPE, e->loc);
        compile_defines(c, e);
    }
    if (e->statement[TAL_CASE] && !c->switches)
        compile_report(c, statement_loc(c, e, TAL_CASE), MSG_TEMPLATE_CASE_OUTSIDE);
    unsigned switches = c->switches;
    open_test(c, e, TAL_SWITCH, OP_SWITCH, &blocks);
    open_test(c, e, TAL_CONDITION, OP_CONDITION, &blocks);
    if (e->statement[TAL_REPEAT]) compile_repeat(c, e, &blocks);
    open_test(c, e, TAL_CASE, OP_CASE, &blocks);
    c->switches += e->statement[TAL_SWITCH] != NULL;
    if (e->statement[I18N_NAME]) {
        if (!c->translations) compile_report(c, statement_loc(c, e, I18N_NAME), MSG_TEMPLATE_PART_OUTSIDE);
        open_block(c, &blocks, OP_NAME, statement_loc(c, e, I18N_NAME))->text[0] =
            statement_name(c, e, I18N_NAME);
    }
    if (e->statement[METAL_USE_MACRO] || e->statement[METAL_EXTEND_MACRO]) {
        compile_use(c, e);
    } else {
        if (e->statement[TAL_REPLACE]) compile_substitution(c, e, TAL_REPLACE, &blocks);
        compile_tagged(c, e);
    }
    close_blocks(c, &blocks);
    c->switches = switches;
}

/* tal:on-error: the element with its own attributes and another content. */
static void compile_guarded(struct compiler *c, const struct element *e)
{
    if (!e->statement[TAL_ON_ERROR]) {
        compile_flow(c, e);
        return;
    }
    struct blocks blocks = {0}, content = {0};
    open_block(c, &blocks, OP_GUARD, statement_loc(c, e, TAL_ON_ERROR))->variable =
        names_number(c->names, S("error"));
    compile_flow(c, e);
    uint32_t middle = here(c);
    c->template->ops[blocks.list[0]].middle = middle;
    if (e->family == FAMILY_PLAIN) tag_start(c, e, true, false);
    compile_substitution(c, e, TAL_ON_ERROR, &content);
    c->template->ops[content.list[0]].flags &= (uint8_t)~OP_TRANSLATED;
    close_blocks(c, &content);
    if (e->family == FAMILY_PLAIN) tag_end(c, e, true);
    close_blocks(c, &blocks);
}

static bool is_dynamic(const struct element *e)
{
    for (size_t i = 0; i < I18N_IGNORED; i++)
        if (e->statement[i]) return true;
    return false;
}

static void compile_element(struct compiler *c, const struct element *e)
{
    struct blocks blocks = {0};
    if (c->raw && is_dynamic(e)) compile_report(c, e->loc, MSG_TEMPLATE_RAW, c->raw->local);
    if (e->statement[METAL_DEFINE_SLOT])
        open_block(c, &blocks, OP_SLOT, statement_loc(c, e, METAL_DEFINE_SLOT))->text[0] =
            statement_name(c, e, METAL_DEFINE_SLOT);
    uint32_t begin = e->statement[METAL_DEFINE_MACRO] ? here(c) : 0;
    compile_guarded(c, e);
    if (e->statement[METAL_DEFINE_MACRO]) add_macro(c, e, begin);
    close_blocks(c, &blocks);
}

/* ---- the tree ---- */

static void compile_element_node(struct compiler *c, const xmlNode *node)
{
    struct element element;
    statement_read(c, node, &element);
    if (c->filling && element.statement[METAL_FILL_SLOT]) {
        compile_filler(c, &element);
    } else if (c->filling) {
        compile_children(c, node);
    } else {
        if (element.statement[METAL_FILL_SLOT])
            compile_report(c, statement_loc(c, &element, METAL_FILL_SLOT), MSG_TEMPLATE_FILL_OUTSIDE);
        compile_element(c, &element);
    }
}

static bool is_preformatted(const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
        if (strcmp((const char *)node->name, "pre") == 0 || strcmp((const char *)node->name, "textarea") == 0)
            return true;
    return false;
}

static bool is_layout(const struct compiler *c, const xmlNode *node, Str text)
{
    return c->dense && node->type == XML_TEXT_NODE && !c->raw && str_find_char(text, '\n') < text.len &&
           str_trim(text).len == 0 && !is_preformatted(node->parent);
}

static void compile_node(struct compiler *c, const xmlNode *node)
{
    Str text = str_from((const char *)node->content);
    if (is_layout(c, node, text)) text = S("\n");
    if (node->type == XML_ELEMENT_NODE)
        compile_element_node(c, node);
    else if (c->filling)
        return;
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        tag_text(c, text, node->type == XML_CDATA_SECTION_NODE);
    else if (node->type == XML_COMMENT_NODE)
        tag_comment(c, text);
    else if (node->type == XML_PI_NODE)
        tag_instruction(c, str_from((const char *)node->name), text);
}

/* Recursion is bounded: markup_read refuses more than MARKUP_DEPTH elements within each other. */
static void compile_children(struct compiler *c, const xmlNode *parent)
{
    for (const xmlNode *node = parent->children; node; node = node->next) compile_node(c, node);
}

static void finish(struct compiler *c)
{
    struct template *t = c->template;
    compile_flush(c);
    t->whole = (struct macro){.template = t, .end = t->count, .name_value = value_text(c->arena, S(""))};
    buf_free(&c->pending[0]);
    buf_free(&c->pending[1]);
}

struct template *template_compile_source(struct arena *arena, struct diag *diag, struct names *names,
                                         const struct source *source, bool places, bool dense)
{
    struct markup markup;
    if (!file_check_text(diag, source) || !markup_read(arena, diag, source, &markup)) return NULL;
    struct compiler compiler = {
        .arena = arena, .diag = diag, .names = names, .markup = &markup, .places = places, .dense = dense};
    compiler.template = arena_make(arena, struct template);
    compiler.template->source = source;
    compiler.template->names = names;
    compiler.template->macroname = names_number(names, S("macroname"));
    tag_prolog(&compiler);
    compile_children(&compiler, markup.root);
    finish(&compiler);
    markup_close(&markup);
    return compiler.failed ? NULL : compiler.template;
}
