#include "template/render.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "template/escape.h"

enum {
    MOST_MACROS = 100,     /* macros within macros */
    MOST_DEPTH = 2000,     /* blocks within blocks, through all macros: bounds the stack */
    MOST_STEPS = 50000000, /* operations in one run: about a second */
    BYTES_A_STEP = 8,      /* of text, which strings can double again and again */
};

static void run_range(struct run *run, uint32_t from, uint32_t to);

/* ---- variables ---- */

static void set_local(struct run *run, uint32_t variable, const struct value *value)
{
    run->undo = arena_grow(run->call->scratch, run->undo, &run->undo_capacity, run->undo_count + 1,
                           sizeof *run->undo);
    run->undo[run->undo_count++] = (struct undo){variable, run->values[variable]};
    if (variable < run->template->alike) run->cache = NULL;
    run->values[variable] = value;
}

/* Also in all scopes around (as zope.tales does): a global definition outlives the local ones that it meets. */
static void set_global(struct run *run, uint32_t variable, const struct value *value)
{
    for (size_t i = 0; i < run->undo_count; i++)
        if (run->undo[i].variable == variable) run->undo[i].old = value;
    if (variable < run->template->alike) run->cache = NULL;
    run->values[variable] = value;
}

static void undo_to(struct run *run, size_t mark)
{
    while (run->undo_count > mark) {
        const struct undo *undo = &run->undo[--run->undo_count];
        run->values[undo->variable] = undo->old;
    }
}

/* The value, or nothing after a fault; the caller looks at run_gives_up. */
static const struct value *value_of(struct run *run, const struct expression *expression)
{
    const struct value *value = evaluate(run, expression);
    return value ? value : &value_nothing;
}

static bool is_true(const struct value *value)
{
    return value == &template_default || value_is_true(value);
}

/* Not to be caught: whatever goes on would meet the same limit again and again. */
static void stop(struct run *run, Loc loc, enum message message, Str first, Str second)
{
    diag_report(run->call->diag, loc, message, first, second);
    run->stopped = run->failed = true;
}

bool run_charge(struct run *run, size_t bytes)
{
    run->steps += bytes / BYTES_A_STEP;
    if (run->steps > MOST_STEPS && !run->stopped)
        stop(run, (Loc){run->template->source, 0}, MSG_TEMPLATE_LONG, S("50000000"), STR_NONE);
    return !run->stopped;
}

/* ---- blocks ---- */

static void run_define(struct run *run, const struct op *op)
{
    const struct value *value = value_of(run, op->expression);
    if (run_gives_up(run)) return;
    if (op->flags & OP_GLOBAL)
        set_global(run, op->variable, value);
    else
        set_local(run, op->variable, value);
}

static void run_scope(struct run *run, const struct op *op, uint32_t body)
{
    size_t mark = run->undo_count;
    run_range(run, body, op->end);
    undo_to(run, mark);
}

static void run_switch(struct run *run, const struct op *op, uint32_t body)
{
    struct choice choice = {run->choice, value_of(run, op->expression), false};
    if (run_gives_up(run)) return;
    run->choice = &choice;
    run_range(run, body, op->end);
    run->choice = choice.outer;
}

static void run_case(struct run *run, const struct op *op, uint32_t body)
{
    struct choice *choice = run->choice;
    if (!choice || choice->done) return;
    const struct value *value = value_of(run, op->expression);
    if (run_gives_up(run) || !(value == &template_default || evaluate_equal(value, choice->value, 0))) return;
    choice->done = true;
    run_range(run, body, op->end);
}

/* As in Zope, a text is a list of its characters. */
static struct value *characters_of(struct run *run, Str text)
{
    struct value *list = value_list(run->call->scratch);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        utf8_next(text, &at);
        value_append(run->call->scratch, list, value_text(run->call->scratch, str_from_to(text, from, at)));
    }
    return list;
}

/* The items of a list, the keys of a map, the characters of a text; NULL after a fault. */
static const struct value *items_of(struct run *run, const struct expression *expression,
                                    const struct value *value)
{
    static const struct value none = {.kind = VALUE_LIST};
    if (value->kind == VALUE_LIST) return value;
    if (value->kind == VALUE_NOTHING) return &none;
    if (value->kind == VALUE_TEXT) return characters_of(run, value->text);
    if (value->kind != VALUE_MAP) {
        run_report(run, expression->loc, MSG_TEMPLATE_NOT_LIST, expression->text);
        return NULL;
    }
    struct value *keys = value_list(run->call->scratch);
    for (size_t i = 0; i < value->count; i++)
        value_append(run->call->scratch, keys, value_text(run->call->scratch, value->keys[i]));
    return keys;
}

static void run_repeat(struct run *run, const struct op *op, uint32_t body)
{
    const struct value *value = value_of(run, op->expression);
    if (run_gives_up(run)) return;
    if (value == &template_default) {
        run_range(run, body, op->end);
        return;
    }
    const struct value *list = items_of(run, op->expression, value);
    if (!list) return;
    struct loop loop = {.outer = run->loops, .variable = op->variable, .list = list, .count = list->count};
    size_t mark = run->undo_count;
    run->loops = &loop;
    for (; loop.index < loop.count && !run_gives_up(run); loop.index++) {
        if (loop.index) buf_str(run->out, op->text[run->form]);
        set_local(run, op->variable, list->items[loop.index]);
        run_range(run, body, op->end);
        undo_to(run, mark);
    }
    run->loops = loop.outer;
}

static bool needs_escape(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '&' || text.data[i] == '<' || text.data[i] == '>') return true;
    return false;
}

void run_mark(struct run *run, size_t at, const struct value *markup)
{
    struct template_marks *marks = run->marks;
    if (!marks) return;
    marks->items = arena_grow(run->call->scratch, marks->items, &marks->capacity, marks->count + 1,
                              sizeof *marks->items);
    marks->items[marks->count++] = (struct template_mark){at, markup};
}

static void write_content(struct run *run, const struct op *op, const struct value *value)
{
    Str text;
    if (!output_text(run, op->expression, value, &text)) return;
    if (op->flags & OP_STRUCTURE) {
        if (value->kind == VALUE_MARKUP) {
            run_mark(run, run->out->len, value);
            buf_str(run->out, text);
            return;
        }
        if (needs_escape(text)) run_report(run, op->expression->loc, MSG_TEMPLATE_NOT_MARKUP, text);
    }
    Str message = op->flags & OP_TRANSLATED ? output_message(run, op->loc, text) : STR_NONE;
    escape_text(run->out, message.data ? message : text, run->form);
}

static void run_content(struct run *run, const struct op *op, uint32_t body)
{
    const struct value *value = value_of(run, op->expression);
    if (run_gives_up(run)) return;
    if (value == &template_default)
        run_range(run, body, op->end);
    else
        write_content(run, op, value);
}

static void run_omit(struct run *run, const struct op *op, uint32_t body)
{
    bool omit = is_true(value_of(run, op->expression));
    if (!omit) run_range(run, body, op->middle);
    run_range(run, op->middle, op->last);
    if (!omit) run_range(run, op->last, op->end);
}

static const struct value *fault_value(struct run *run)
{
    struct arena *scratch = run->call->scratch;
    const struct fault *fault = &run->fault;
    enum language language = str_is(run->lang, "en") ? LANGUAGE_EN : LANGUAGE_ID;
    struct line_column at = loc_line_column(fault->loc);
    struct value *error = value_map(scratch);
    value_set(scratch, error, S("type"), value_text(scratch, str_from(message_text(fault->message)->name)));
    value_set(scratch, error, S("value"),
              value_text(scratch, diag_text(scratch, language, fault->message, fault->words, fault->count)));
    value_set(scratch, error, S("lineno"), value_int(scratch, (int64_t)at.line));
    value_set(scratch, error, S("offset"), value_int(scratch, (int64_t)at.column - 1));
    return error;
}

static void run_guard(struct run *run, const struct op *op, uint32_t body)
{
    size_t mark = run->undo_count, written = run->out->len, marks = run->marks ? run->marks->count : 0;
    run->guards++;
    run_range(run, body, op->middle);
    run->guards--;
    if (!run->caught) return;
    run->caught = false;
    run->out->len = written;
    if (run->marks) run->marks->count = marks;
    undo_to(run, mark);
    set_local(run, op->variable, fault_value(run));
    run_range(run, op->middle, op->end);
    undo_to(run, mark);
}

/* ---- macros ---- */

static const struct macro *macro_of(struct run *run, const struct macro_use *use)
{
    if (!use->by_variable) return use->macro;
    const struct value *name = run_variable(run, use->variable);
    if (!name || name->kind != VALUE_TEXT) {
        run_report(run, use->loc, MSG_TEMPLATE_VARIABLE, use->name);
        return NULL;
    }
    const struct macro *macro = template_macro(use->target, name->text);
    if (!macro) run_report(run, use->loc, MSG_TEMPLATE_MACRO, name->text, use->target->source->name);
    return macro;
}

static void run_part(struct run *run, const struct template *template, const struct frame *frame,
                     uint32_t begin, uint32_t end)
{
    const struct template *outer_template = run->template;
    const struct frame *outer_frame = run->frame;
    run->template = template;
    run->frame = frame;
    run_range(run, begin, end);
    run->template = outer_template;
    run->frame = outer_frame;
}

static void run_macro(struct run *run, const struct op *op)
{
    const struct macro_use *use = op->use;
    const struct macro *macro = macro_of(run, use);
    if (!macro) return;
    if (run->macros == MOST_MACROS) {
        stop(run, use->loc, MSG_TEMPLATE_MACRO_DEEP, macro->name, S("100"));
        return;
    }
    struct frame frame = {run->frame, use, macro, false};
    frame.extends = use->extends && run->frame && run->frame->macro->template == use->template &&
                    str_equal(run->frame->macro->name, use->defines);
    size_t mark = run->undo_count;
    run->macros++;
    set_local(run, run->template->macroname, macro->name_value);
    run_part(run, macro->template, &frame, macro->begin, macro->end);
    undo_to(run, mark);
    run->macros--;
}

static const struct filler *filler_of(const struct macro_use *use, Str slot)
{
    for (size_t i = 0; i < use->filler_count; i++)
        if (str_equal(use->fillers[i].slot, slot)) return &use->fillers[i];
    return NULL;
}

/* What fills a slot sees the slots of the macro in which it is written: the frame around the use. */
static void run_slot(struct run *run, const struct op *op, uint32_t body)
{
    for (const struct frame *frame = run->frame; frame; frame = frame->outer) {
        const struct filler *filler = filler_of(frame->use, op->text[0]);
        if (filler) {
            run_part(run, frame->use->template, frame->outer, filler->begin, filler->end);
            return;
        }
        if (!frame->extends) break;
    }
    run_range(run, body, op->end);
}

/* ---- messages ---- */

/* Runs a block into a buffer of its own. */
static void run_aside(struct run *run, struct buf *aside, struct capture *capture, uint32_t begin,
                      uint32_t end)
{
    struct buf *out = run->out;
    struct template_marks *marks = run->marks;
    struct capture *outer = run->capture;
    run->out = aside;
    run->marks = NULL;
    run->capture = capture;
    run_range(run, begin, end);
    run->capture = outer;
    run->marks = marks;
    run->out = out;
}

static void run_inline(struct run *run, uint32_t begin, uint32_t end)
{
    struct capture *outer = run->capture;
    run->capture = NULL;
    run_range(run, begin, end);
    run->capture = outer;
}

static void run_translate(struct run *run, const struct op *op, uint32_t body)
{
    Str id = op->text[0], message = STR_NONE;
    if (run->call->messages && id.len) message = output_message(run, op->loc, id);
    if (!run->call->messages || (id.len && !message.data)) {
        run_inline(run, body, op->end);
        return;
    }
    struct buf aside = {0};
    struct capture capture = {.count = 0};
    run_aside(run, &aside, &capture, body, op->end);
    if (!id.len && !run_gives_up(run))
        message = output_message(run, op->loc, output_message_id(run, buf_view(&aside)));
    buf_free(&aside);
    if (run_gives_up(run)) return;
    if (message.data)
        output_translation(run, message, &capture);
    else
        run_inline(run, body, op->end);
}

static void run_name(struct run *run, const struct op *op, uint32_t body)
{
    struct capture *capture = run->capture;
    if (!capture || capture->count == sizeof capture->parts / sizeof *capture->parts) {
        run_range(run, body, op->end);
        return;
    }
    struct buf aside = {0};
    run_aside(run, &aside, NULL, body, op->end);
    capture->parts[capture->count++] =
        (struct capture_part){op->text[0], str_copy(run->call->scratch, str_trim(buf_view(&aside)))};
    buf_free(&aside);
    buf_c(run->out, "${");
    buf_str(run->out, op->text[0]);
    buf_char(run->out, '}');
}

/* ---- the program ---- */

static void run_op(struct run *run, const struct op *op, uint32_t body)
{
    switch ((enum op_kind)op->kind) {
    case OP_TEXT: buf_str(run->out, op->text[run->form]); break;
    case OP_SCOPE: run_scope(run, op, body); break;
    case OP_DEFINE: run_define(run, op); break;
    case OP_SWITCH: run_switch(run, op, body); break;
    case OP_CONDITION:
        if (is_true(value_of(run, op->expression)) && !run_gives_up(run)) run_range(run, body, op->end);
        break;
    case OP_CASE: run_case(run, op, body); break;
    case OP_REPEAT: run_repeat(run, op, body); break;
    case OP_CONTENT: run_content(run, op, body); break;
    case OP_OMIT: run_omit(run, op, body); break;
    case OP_ATTRIBUTE: output_attribute(run, op->attribute); break;
    case OP_GUARD: run_guard(run, op, body); break;
    case OP_MACRO: run_macro(run, op); break;
    case OP_SLOT: run_slot(run, op, body); break;
    case OP_TRANSLATE: run_translate(run, op, body); break;
    case OP_NAME: run_name(run, op, body); break;
    }
}

/* From the cache; else as ever, and then into the cache. */
static uint32_t run_part_alike(struct run *run, uint32_t at)
{
    const struct op *ops = run->template->ops;
    uint32_t end = ops[at].part_end;
    if (alike_write(run, &ops[at])) return end;
    size_t from = run->out->len, marks = run->marks ? run->marks->count : 0;
    for (uint32_t i = at; i < end && !run_gives_up(run); i = ops[i].end) run_op(run, &ops[i], i + 1);
    alike_keep(run, &ops[at], from, marks);
    return end;
}

static void run_range(struct run *run, uint32_t from, uint32_t to)
{
    if (run->depth == MOST_DEPTH && !run->stopped)
        stop(run, (Loc){run->template->source, 0}, MSG_TEMPLATE_NESTED, STR_NONE, STR_NONE);
    const struct op *ops = run->template->ops;
    run->depth++;
    for (uint32_t at = from; at < to && !run_gives_up(run);) {
        if (!run_charge(run, BYTES_A_STEP)) break;
        if (ops[at].part && ops[at].part_end <= to && run->cache && !run->capture && !run->guards)
            at = run_part_alike(run, at);
        else {
            run_op(run, &ops[at], at + 1);
            at = ops[at].end;
        }
    }
    run->depth--;
}

static bool report_form_faults(const struct template *template, const struct template_run *call)
{
    bool found = false;
    for (const struct form_fault *fault = template->faults; fault; fault = fault->next) {
        if (fault->form != call->form) continue;
        diag_report(call->diag, fault->loc, fault->message, fault->word);
        found = true;
    }
    return found;
}

bool template_render(const struct template *template, const struct template_run *call, struct buf *out)
{
    if (report_form_faults(template, call)) return false;
    struct run run = {
        .call = call,
        .template = template,
        .form = call->form,
        .lang = call->lang.len ? call->lang : S("id"),
        .out = out,
        .marks = call->marks,
        .cache = call->cache,
        .values = arena_array(call->scratch, template->names->count + 1, sizeof(const struct value *)),
    };
    run_range(&run, 0, template->count);
    return !run.failed;
}
