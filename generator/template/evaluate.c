#include <string.h>

#include "base/arena.h"
#include "data/table.h"
#include "template/render.h"

static const struct value value_yes = {.kind = VALUE_BOOL, .boolean = true, .text = {"true", 4}};
static const struct value value_no = {.kind = VALUE_BOOL, .boolean = false, .text = {"false", 5}};
static const struct value value_absent = {.kind = VALUE_NOTHING};

static const struct value *yes_or_no(bool yes)
{
    return yes ? &value_yes : &value_no;
}

/* ---- faults ---- */

void run_fault(struct run *run, Loc loc, enum message message, const Str *words, size_t count)
{
    if (run->quiet) return;
    if (!run->guards) {
        run->failed = true;
        diag_add(run->call->diag, loc, message, words, count);
        return;
    }
    run->caught = true;
    run->fault = (struct fault){.loc = loc, .message = message, .count = count};
    for (size_t i = 0; i < count && i < 3; i++) run->fault.words[i] = words[i];
}

bool run_gives_up(const struct run *run)
{
    return run->caught || run->stopped;
}

/* ---- variables ---- */

const struct value *run_variable(struct run *run, uint32_t number)
{
    const struct value *value = run->values[number];
    if (!value) {
        value = value_get(run->call->variables, run->template->names->list[number]);
        run->values[number] = value = value ? value : &value_absent;
    }
    return value == &value_absent ? NULL : value;
}

static const struct value *builtin(struct run *run, const struct expression *path)
{
    switch (path->builtin) {
    case BUILTIN_NOTHING: return &value_nothing;
    case BUILTIN_DEFAULT: return &template_default;
    case BUILTIN_ATTRS: return path->attributes;
    case BUILTIN_OPTIONS: return run->call->variables;
    case BUILTIN_REPEAT:
    case BUILTIN_NONE: return NULL;
    }
    return NULL;
}

/* All names that exist here, for "did you mean". */
static Str nearest_variable(struct run *run, Str wanted)
{
    const struct names *names = run->template->names;
    const struct value *given = run->call->variables;
    size_t count = 0, most = names->count + (given ? given->count : 0);
    Str *list = arena_make_n(run->call->scratch, Str, most + 1);
    for (size_t i = 0; i < names->count; i++)
        if (run->values[i] && run->values[i] != &value_absent) list[count++] = names->list[i];
    for (size_t i = 0; given && given->kind == VALUE_MAP && i < given->count; i++)
        list[count++] = given->keys[i];
    return str_nearest(wanted, list, count);
}

static void report_variable(struct run *run, const struct expression *path)
{
    if (run->quiet) return;
    Str name = run->template->names->list[path->variable];
    Str near = nearest_variable(run, name);
    if (near.len)
        run_report(run, path->loc, MSG_TEMPLATE_VARIABLE_NEAR, name, near);
    else
        run_report(run, path->loc, MSG_TEMPLATE_VARIABLE, name);
}

/* ---- repeat/NAME/… ---- */

/* 1 a, 26 z, 27 aa … */
static const struct value *letter(struct run *run, size_t number, char first)
{
    char text[16];
    size_t at = sizeof text;
    for (; number && at; number = (number - 1) / 26) text[--at] = (char)(first + (int)((number - 1) % 26));
    return value_text(run->call->scratch, str_copy(run->call->scratch, (Str){text + at, sizeof text - at}));
}

static const struct value *roman(struct run *run, size_t number, bool upper)
{
    static const struct {
        unsigned value;
        const char *digits;
    } list[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
    if (number > 9999) return value_int(run->call->scratch, (int64_t)number);
    struct buf text = {0};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (; number >= list[i].value; number -= list[i].value) buf_c(&text, list[i].digits);
    for (size_t i = 0; upper && i < text.len; i++) text.data[i] = (char)(text.data[i] - 32);
    const struct value *value = value_text(run->call->scratch, buf_copy(&text, run->call->scratch));
    buf_free(&text);
    return value;
}

static const struct value *item_at(const struct value *list, size_t index)
{
    return list->items[index];
}

static const struct value *follow(struct run *run, const struct value *value, const struct expression *path,
                                  size_t from);

/* first and last of a group: items of equal value, or equal in what the rest of the path leads to. */
static const struct value *group_edge(struct run *run, const struct loop *loop, const struct expression *path,
                                      bool first)
{
    if (first ? loop->index == 0 : loop->index + 1 == loop->count) return &value_yes;
    const struct value *here = item_at(loop->list, loop->index);
    const struct value *there = item_at(loop->list, first ? loop->index - 1 : loop->index + 1);
    here = follow(run, here, path, 2);
    there = here ? follow(run, there, path, 2) : NULL;
    return here && there ? yes_or_no(!evaluate_equal(here, there, 0)) : NULL;
}

static const struct value *loop_property(struct run *run, const struct loop *loop,
                                         const struct expression *path)
{
    struct arena *scratch = run->call->scratch;
    Str name = path->segments[1].name;
    size_t index = loop->index;
    if (str_is(name, "index")) return value_int(scratch, (int64_t)index);
    if (str_is(name, "number")) return value_int(scratch, (int64_t)index + 1);
    if (str_is(name, "even")) return yes_or_no(index % 2 == 0);
    if (str_is(name, "odd")) return yes_or_no(index % 2 == 1);
    if (str_is(name, "parity")) return value_text(scratch, index % 2 ? S("odd") : S("even"));
    if (str_is(name, "start")) return yes_or_no(index == 0);
    if (str_is(name, "end")) return yes_or_no(index + 1 == loop->count);
    if (str_is(name, "length")) return value_int(scratch, (int64_t)loop->count);
    if (str_is(name, "letter")) return letter(run, index + 1, 'a');
    if (str_is(name, "Letter")) return letter(run, index + 1, 'A');
    if (str_is(name, "roman")) return roman(run, index + 1, false);
    if (str_is(name, "Roman")) return roman(run, index + 1, true);
    if (str_is(name, "first")) return group_edge(run, loop, path, true);
    if (str_is(name, "last")) return group_edge(run, loop, path, false);
    return NULL;
}

static void report_key(struct run *run, Loc loc, Str inside, Str name, const Str *known, size_t count)
{
    Str near = str_nearest(name, known, count);
    if (near.len)
        run_report(run, loc, MSG_TEMPLATE_KEY_NEAR, inside, name, near);
    else
        run_report(run, loc, MSG_TEMPLATE_KEY, inside, name);
}

static const struct value *repeat_value(struct run *run, const struct expression *path)
{
    static const Str known[] = {{"index", 5},  {"number", 6}, {"even", 4}, {"odd", 3},    {"start", 5},
                                {"end", 3},    {"first", 5},  {"last", 4}, {"length", 6}, {"letter", 6},
                                {"Letter", 6}, {"roman", 5},  {"Roman", 5}};
    const struct loop *loop = run->loops;
    const struct names *names = run->template->names;
    if (!path->count) return &value_yes;
    while (loop && !str_equal(names->list[loop->variable], path->segments[0].name)) loop = loop->outer;
    if (!loop) {
        if (!run->quiet)
            run_report(run, path->segments[0].loc, MSG_TEMPLATE_KEY, S("repeat"), path->segments[0].name);
        return NULL;
    }
    if (path->count == 1) return &value_yes;
    const struct value *value = loop_property(run, loop, path);
    if (!value && !run->quiet && !run->caught)
        report_key(run, path->segments[1].loc, S("repeat"), path->segments[1].name, known,
                   sizeof known / sizeof *known);
    return value;
}

/* ---- paths ---- */

static void report_segment(struct run *run, const struct expression *path, size_t at,
                           const struct value *value, Str name)
{
    if (run->quiet) return;
    Str inside = at ? path->segments[at - 1].name : run->template->names->list[path->variable];
    Loc loc = path->segments[at].loc;
    if (value->kind == VALUE_MAP)
        report_key(run, loc, inside, name, value->keys, value->count);
    else if (value->kind == VALUE_LIST)
        run_report(run, loc, MSG_TEMPLATE_KEY, inside, name);
    else
        run_report(run, loc, MSG_TEMPLATE_NO_PARTS, inside, name);
}

/* The part of a path that ?name stands for. */
static bool indirect_name(struct run *run, const struct segment *segment, Str *name)
{
    const struct value *value = run_variable(run, segment->variable);
    if (value && value->kind != VALUE_LIST && value->kind != VALUE_MAP && value->text.len) {
        *name = value->text;
        return true;
    }
    run_report(run, segment->loc, MSG_TEMPLATE_VARIABLE, str_skip(segment->name, 1));
    return false;
}

static const struct value *follow(struct run *run, const struct value *value, const struct expression *path,
                                  size_t from)
{
    for (size_t i = from; i < path->count; i++) {
        const struct segment *segment = &path->segments[i];
        Str name = segment->name;
        bool is_index = segment->is_index;
        size_t index = segment->index;
        if (segment->indirect) {
            int64_t number = -1;
            if (!indirect_name(run, segment, &name)) return NULL;
            is_index = str_int64(name, &number) && number >= 0;
            index = (size_t)number;
        }
        const struct value *next = NULL;
        if (value->kind == VALUE_MAP)
            next = value_get(value, name);
        else if (is_index)
            next = value_at(value, index);
        if (!next) {
            report_segment(run, path, i, value, name);
            return NULL;
        }
        value = next;
    }
    return value;
}

static const struct value *evaluate_path(struct run *run, const struct expression *path)
{
    const struct value *value = path->unhidden ? NULL : run_variable(run, path->variable);
    if (!value && path->builtin == BUILTIN_REPEAT) return repeat_value(run, path);
    if (!value) value = builtin(run, path);
    if (!value) {
        report_variable(run, path);
        return NULL;
    }
    return path->count ? follow(run, value, path, 0) : value;
}

/* ---- the other kinds ---- */

static const struct value *evaluate_choice(struct run *run, const struct expression *choice)
{
    for (size_t i = 0; i + 1 < choice->count; i++) {
        run->quiet++;
        const struct value *value = evaluate(run, choice->parts[i]);
        run->quiet--;
        if (value) return value;
    }
    return evaluate(run, choice->parts[choice->count - 1]);
}

static const struct value *evaluate_string(struct run *run, const struct expression *string)
{
    struct buf text = {0};
    const struct value *result = NULL;
    size_t i = 0;
    for (; i < string->count; i++) {
        const struct value *value = evaluate(run, string->parts[i]);
        Str part;
        if (!value || !output_text(run, string->parts[i], value, &part)) break;
        buf_str(&text, part);
    }
    if (i == string->count) result = value_text(run->call->scratch, buf_copy(&text, run->call->scratch));
    buf_free(&text);
    return result;
}

static bool as_number(const struct value *value, Decimal *number)
{
    if (value->kind == VALUE_NUMBER) {
        *number = value->number;
        return true;
    }
    return value->kind == VALUE_TEXT && decimal_parse(value->text, number);
}

static Str shown(const struct value *value, const struct expression *expression)
{
    return value->text.len ? value->text : expression->text;
}

static const struct value *format_number(struct run *run, const struct expression *e,
                                         const struct value *value)
{
    Decimal number;
    if (!as_number(value, &number)) {
        run_report(run, e->inner->loc, MSG_TEMPLATE_NOT_NUMBER, shown(value, e->inner));
        return NULL;
    }
    Str unit = e->kind == EXPRESSION_PERCENT  ? S("percent")
               : e->kind == EXPRESSION_RUPIAH ? S("rupiah")
                                              : S("");
    return value_text(run->call->scratch, figure_format(run->call->scratch, number, unit, run->lang));
}

static const struct value *format_date(struct run *run, const struct expression *e, const struct value *value)
{
    Date date = value->date;
    bool month = value->kind == VALUE_TEXT && date_parse_month(value->text, &date);
    if (!month && value->kind != VALUE_DATE &&
        (value->kind != VALUE_TEXT || !date_parse(value->text, &date))) {
        run_report(run, e->inner->loc, MSG_TEMPLATE_NOT_DATE, shown(value, e->inner));
        return NULL;
    }
    struct buf text = {0};
    if (month)
        date_write_month(&text, date, run->lang);
    else
        date_write_long(&text, date, run->lang, false);
    const struct value *result = value_text(run->call->scratch, buf_copy(&text, run->call->scratch));
    buf_free(&text);
    return result;
}

static const struct value *evaluate_format(struct run *run, const struct expression *e)
{
    const struct value *value = evaluate(run, e->inner);
    if (!value || value->kind == VALUE_NOTHING) return value; /* also `default` */
    return e->kind == EXPRESSION_DATE ? format_date(run, e, value) : format_number(run, e, value);
}

static const struct value *evaluate_exists(struct run *run, const struct expression *e)
{
    run->quiet++;
    const struct value *value = evaluate(run, e->inner);
    run->quiet--;
    return yes_or_no(value != NULL);
}

const struct value *evaluate(struct run *run, const struct expression *e)
{
    switch (e->kind) {
    case EXPRESSION_PATH: return evaluate_path(run, e);
    case EXPRESSION_CHOICE: return evaluate_choice(run, e);
    case EXPRESSION_STRING: return evaluate_string(run, e);
    case EXPRESSION_TEXT: return e->value;
    case EXPRESSION_NOTHING: return &value_nothing;
    case EXPRESSION_EXISTS: return evaluate_exists(run, e);
    case EXPRESSION_NOT: {
        const struct value *value = evaluate(run, e->inner);
        return value ? yes_or_no(value != &template_default && !value_is_true(value)) : NULL;
    }
    case EXPRESSION_NUMBER:
    case EXPRESSION_PERCENT:
    case EXPRESSION_RUPIAH:
    case EXPRESSION_DATE: return evaluate_format(run, e);
    }
    return NULL;
}

bool evaluate_equal(const struct value *a, const struct value *b, unsigned depth)
{
    if (a == b) return true;
    if (a->kind != b->kind || depth > 16) return false;
    switch (a->kind) {
    case VALUE_NOTHING: return a != &template_default && b != &template_default;
    case VALUE_BOOL: return a->boolean == b->boolean;
    case VALUE_NUMBER: return decimal_compare(a->number, b->number) == 0;
    case VALUE_DATE: return date_compare(a->date, b->date) == 0;
    case VALUE_TEXT:
    case VALUE_MARKUP: return str_equal(a->text, b->text);
    case VALUE_LIST:
    case VALUE_MAP: break;
    }
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct value *other = a->kind == VALUE_MAP ? value_get(b, a->keys[i]) : b->items[i];
        if (!other || !evaluate_equal(a->items[i], other, depth + 1)) return false;
    }
    return true;
}
