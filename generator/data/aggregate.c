#include "data/aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/cells.h"
#include "data/filter.h"
#include "data/values.h"

struct aggregate {
    enum aggregate_function function;
    const struct table *table;
    size_t column, time_column; /* SIZE_MAX: none */
    const struct filter *filter;
    Loc loc;
};

enum { MEAN_PLACES = 12 };

/* ---- binding ---- */

/* "jumlah" in the own table, "perusahaan.jumlah" in another. */
static const struct table *find_table(struct diag *diag, struct tables tables, const struct table *own,
                                      Str *name, Loc loc)
{
    size_t dot = str_find_char(*name, '.');
    bool alone = dot == name->len;
    if (alone && (!name->len || table_column(own, *name, NULL))) return own;
    Str table = str_from_to(*name, 0, dot);
    for (size_t i = 0; i < tables.count; i++) {
        const struct table *found = tables.tables[i];
        if (!str_equal(found->name, table) || (alone && !found->derived)) continue;
        if (!alone) *name = str_skip(*name, dot + 1);
        return found;
    }
    if (alone) return own;
    diag_report(diag, loc, MSG_FORMULA_TABLE, table);
    return NULL;
}

static bool counts(enum aggregate_function function)
{
    return function == AGGREGATE_COUNT || function == AGGREGATE_DISTINCT;
}

static bool in_time(enum aggregate_function function)
{
    return function == AGGREGATE_LATEST || function == AGGREGATE_PREVIOUS || function == AGGREGATE_FIRST;
}

static bool bind_column(struct arena *arena, struct diag *diag, struct aggregate *aggregate, Str name,
                        Loc loc)
{
    const struct table *table = aggregate->table;
    aggregate->column = aggregate->time_column = SIZE_MAX;
    if (name.len && !filter_find_column(arena, diag, table, name, loc, &aggregate->column)) return false;
    for (size_t i = table->columns; i-- > 0;)
        if (column_is_time(&table->column[i])) aggregate->time_column = i;
    if (counts(aggregate->function)) return true;
    enum column_type type = table->column[aggregate->column].type;
    if (type != COLUMN_INTEGER && type != COLUMN_DECIMAL) {
        diag_report(diag, loc, MSG_FORMULA_COLUMN_TYPE, name);
        return false;
    }
    if (in_time(aggregate->function) && aggregate->time_column == SIZE_MAX) {
        diag_report(diag, loc, MSG_FORMULA_NO_TIME, table->name);
        return false;
    }
    return true;
}

const struct aggregate *aggregate_bind(struct arena *arena, struct diag *diag, struct tables tables,
                                       const struct table *own, const struct formula_aggregate *aggregate,
                                       Loc loc)
{
    struct aggregate *bound = arena_make(arena, struct aggregate);
    Str name = aggregate->column;
    bound->function = aggregate->function;
    bound->loc = loc;
    bound->table = find_table(diag, tables, own, &name, aggregate->column_loc);
    if (!bound->table) return NULL;
    bool right = bind_column(arena, diag, bound, name, aggregate->column_loc);
    bound->filter = filter_bind(arena, diag, bound->table, aggregate->conditions, aggregate->count);
    return right && bound->filter ? bound : NULL;
}

const struct table *aggregate_table(const struct aggregate *aggregate)
{
    return aggregate->table;
}

const struct column *aggregate_time(const struct aggregate *aggregate)
{
    return aggregate->time_column == SIZE_MAX ? NULL : &aggregate->table->column[aggregate->time_column];
}

/* ---- one cell, one block ---- */

/* What a pass works with. */
struct pass {
    struct arena *arena;
    const struct aggregate *aggregate;
    const struct window *window;
    struct groups *groups;
    struct filter_room *room;
    struct tallies *tallies;
    size_t capacity;
    struct values *values; /* median, distinct */
    struct cells_block in, time;
    unsigned char answers[CELLS_BLOCK];
    uint32_t numbers[CELLS_BLOCK];
};

static int time_order(const struct aggregate *aggregate, Decimal a, Decimal b)
{
    int order = decimal_compare(a, b);
    return aggregate->function == AGGREGATE_FIRST ? -order : order;
}

/* The two newest times and their numbers. */
static void tally_time(const struct aggregate *aggregate, struct tally *tally, Decimal time, Decimal number)
{
    for (int i = 0; i < 2; i++) {
        int order = i < tally->times ? time_order(aggregate, time, tally->time[i]) : 1;
        if (order == 0) tally->tie[i] = true;
        if (order == 0) return;
        if (order < 0) continue;
        if (i == 0) {
            tally->time[1] = tally->time[0];
            tally->value[1] = tally->value[0];
            tally->tie[1] = tally->tie[0];
        }
        tally->time[i] = time;
        tally->value[i] = number;
        tally->tie[i] = false;
        if (tally->times < 2 && (i == tally->times || i == 0)) tally->times++;
        return;
    }
}

static void tally_doubt(const struct aggregate *aggregate, struct tally *tally, Decimal time)
{
    if (!tally->doubted || time_order(aggregate, time, tally->doubt) > 0) tally->doubt = time;
    tally->doubted = true;
}

static bool tally_number(struct pass *pass, struct tally *tally, size_t row, size_t group, Decimal number)
{
    const struct aggregate *aggregate = pass->aggregate;
    bool first = tally->known++ == 0;
    enum aggregate_function function = aggregate->function;
    if (function == AGGREGATE_MIN && (first || decimal_compare(number, tally->least) < 0))
        tally->least = number;
    if (function == AGGREGATE_MAX && (first || decimal_compare(number, tally->most) > 0))
        tally->most = number;
    tally->negative |= number.coefficient < 0;
    if (function == AGGREGATE_MIN || function == AGGREGATE_MAX) return true;
    if (pass->values) return values_add(pass->values, group, number);
    if (in_time(aggregate->function)) {
        const struct cells *times = aggregate->table->column[aggregate->time_column].cells;
        if (cells_known(times, row))
            tally_time(aggregate, tally, cells_number(times, row), number);
        else
            tally->left_out++;
        return true;
    }
    return decimal_add(tally->sum, number, &tally->sum);
}

static struct tally *tally_of(struct pass *pass, size_t number)
{
    struct tallies *tallies = pass->tallies;
    if (number >= tallies->count) {
        tallies->tally =
            arena_grow(pass->arena, tallies->tally, &pass->capacity, number + 1, sizeof *tallies->tally);
        memset(tallies->tally + tallies->count, 0, (number + 1 - tallies->count) * sizeof *tallies->tally);
        tallies->count = number + 1;
    }
    return &tallies->tally[number];
}

/* Row by row: groups, times, numbers of several scales. */
static bool tally_cells(struct pass *pass, size_t block, size_t count)
{
    const struct aggregate *aggregate = pass->aggregate;
    const struct column *column =
        aggregate->column == SIZE_MAX ? NULL : &aggregate->table->column[aggregate->column];
    for (size_t i = 0; i < count; i++) {
        size_t row = block * CELLS_BLOCK + i, group = pass->groups ? pass->numbers[i] : 0;
        if (pass->answers[i] == ANSWER_NO || group == GROUP_NONE) continue;
        struct tally *tally = tally_of(pass, group);
        bool yes = pass->answers[i] == ANSWER_YES, known = !column || pass->in.known[i];
        if (pass->window)
            tally->months |= 1u << (unsigned)((pass->time.values[i] - pass->window->first) / 100 & 15);
        tally->rows += yes;
        if (counts(aggregate->function)) {
            tally->known += yes && known;
            tally->left_out += !yes && known;
            if (pass->values && yes && known &&
                !values_add(pass->values, group, cells_number(column->cells, row)))
                return false;
            continue;
        }
        tally->left_out += !yes || !known;
        if (!known) continue;
        const struct cells *times =
            in_time(aggregate->function) ? aggregate->table->column[aggregate->time_column].cells : NULL;
        if (!yes && times && cells_known(times, row)) tally_doubt(aggregate, tally, cells_number(times, row));
        if (!yes) continue;
        if (column->bounds) {
            tally->at_least += column->bounds[row] == CELL_AT_LEAST;
            tally->at_most += column->bounds[row] == CELL_AT_MOST;
        }
        Decimal number = pass->in.one_scale ? (Decimal){pass->in.values[i], pass->in.scale}
                                            : cells_number(column->cells, row);
        if (!tally_number(pass, tally, row, group, number)) return false;
    }
    return true;
}

/* Sums of groups, numbers of one scale: the usual case, without a look at anything else. Fewer rows than 10^8 of 8 bytes each cannot overflow. */
static bool tally_sums(struct pass *pass, size_t count)
{
    const struct cells_block *in = &pass->in;
    size_t groups = groups_count(pass->groups);
    if (!groups) return true;
    struct tally *tallies = (tally_of(pass, groups - 1), pass->tallies->tally);
    for (size_t i = 0; i < groups; i++)
        if (tallies[i].known == 0) tallies[i].sum.scale = in->scale;
    for (size_t i = 0; i < count; i++) {
        if (pass->answers[i] == ANSWER_NO || pass->numbers[i] == GROUP_NONE) continue;
        struct tally *tally = &tallies[pass->numbers[i]];
        bool yes = pass->answers[i] == ANSWER_YES, taken = yes && in->known[i];
        tally->rows += yes;
        tally->left_out += !taken;
        if (!taken) continue;
        tally->known++;
        tally->negative |= in->values[i] < 0;
        if (tally->sum.scale == in->scale)
            tally->sum.coefficient += in->values[i];
        else if (!decimal_add(tally->sum, (Decimal){in->values[i], in->scale}, &tally->sum))
            return false;
    }
    return true;
}

/* Sum, least and most of a block of numbers of one scale, all in one group. */
static bool tally_block(struct pass *pass, struct tally *tally)
{
    const struct cells_block *in = &pass->in;
    const unsigned char *answers = pass->answers;
    __int128 sum = 0;
    int64_t least = INT64_MAX, most = INT64_MIN;
    size_t known = 0;
    for (size_t i = 0; i < in->count; i++) {
        tally->rows += answers[i] == ANSWER_YES;
        tally->left_out += answers[i] == ANSWER_MAYBE || (answers[i] == ANSWER_YES && !in->known[i]);
    }
    for (size_t i = 0; i < in->count; i++) {
        if (answers[i] != ANSWER_YES || !in->known[i]) continue;
        int64_t value = in->values[i];
        known++;
        sum += value;
        if (value < least) least = value;
        if (value > most) most = value;
    }
    if (!known) return true;
    Decimal low = {least, in->scale}, high = {most, in->scale}, total = {sum, in->scale};
    bool first = tally->known == 0;
    if (first || decimal_compare(low, tally->least) < 0) tally->least = low;
    if (first || decimal_compare(high, tally->most) > 0) tally->most = high;
    tally->negative |= least < 0;
    tally->known += known;
    return decimal_add(tally->sum, total, &tally->sum);
}

/* ---- the pass ---- */

/* Leaves the rows of the window; a row without its time may belong to it. */
static void ask_window(struct pass *pass, size_t block)
{
    const struct column *column = aggregate_time(pass->aggregate);
    struct cells_block *time = &pass->time;
    int64_t first = pass->window->first, last = pass->window->last;
    if (column_is_year(column)) first /= 10000, last /= 10000;
    cells_unpack(column->cells, block, time);
    for (size_t i = 0; i < time->count; i++) {
        unsigned char answer = time->values[i] >= first && time->values[i] <= last ? ANSWER_YES : ANSWER_NO;
        if (!time->known[i]) answer = ANSWER_MAYBE;
        if (!time->known[i]) time->values[i] = 0;
        if (answer < pass->answers[i]) pass->answers[i] = answer;
    }
}

/* A group is there when its own columns pass the conditions, even if no row of it meets them all. */
static bool ask_groups(struct pass *pass, size_t block, size_t count)
{
    const struct filter *filter = pass->aggregate->filter;
    const size_t *columns = groups_columns(pass->groups);
    size_t keys = groups_keys(pass->groups);
    unsigned char all[CELLS_BLOCK];
    const unsigned char *possible = all;
    if (filter_asks(filter, columns, keys))
        possible = filter_ask(filter, pass->room, block, columns, keys);
    else
        memset(all, ANSWER_YES, count);
    return groups_ask(pass->groups, block, possible, pass->numbers);
}

static enum message pass_block(struct pass *pass, size_t block, size_t count)
{
    const struct aggregate *aggregate = pass->aggregate;
    if (pass->groups && !ask_groups(pass, block, count)) return MSG_INDICATOR_GROUPS;
    memcpy(pass->answers, filter_ask(aggregate->filter, pass->room, block, NULL, 0), count);
    if (pass->window) ask_window(pass, block);
    const struct column *column =
        aggregate->column == SIZE_MAX ? NULL : &aggregate->table->column[aggregate->column];
    if (column) cells_unpack(column->cells, block, &pass->in);
    bool simple = !pass->groups && !pass->window && !pass->values && !counts(aggregate->function) &&
                  !in_time(aggregate->function) && pass->in.one_scale && !column->bounds;
    bool sums = pass->groups && !pass->window && aggregate->function == AGGREGATE_SUM && pass->in.one_scale &&
                !column->bounds;
    bool right = simple ? tally_block(pass, tally_of(pass, 0))
                 : sums ? tally_sums(pass, count)
                        : tally_cells(pass, block, count);
    return right ? 0 : MSG_FORMULA_OVERFLOW;
}

/* Rows whose group is not known in all columns may belong to any group that agrees in the others. */
static void share_partial(const struct aggregate *aggregate, const struct groups *groups,
                          const struct tally *from, struct tally *to)
{
    (void)groups;
    to->left_out += from->known + from->left_out;
    to->months |= from->months;
    if (from->times) tally_doubt(aggregate, to, from->time[0]);
    if (from->doubted) tally_doubt(aggregate, to, from->doubt);
}

static void join_partials(struct pass *pass)
{
    size_t keys = groups_keys(pass->groups), count = pass->tallies->count;
    for (size_t g = 0; g < count; g++) {
        const int64_t *key = groups_key(pass->groups, g);
        bool whole = true;
        for (size_t k = 0; k < keys; k++) whole &= key[k] != GROUP_UNKNOWN;
        if (!whole) continue;
        for (unsigned mask = 1; mask < 1u << keys; mask++) {
            int64_t partial[GROUP_KEYS_MOST];
            uint32_t number;
            for (size_t k = 0; k < keys; k++) partial[k] = mask >> k & 1 ? GROUP_UNKNOWN : key[k];
            if (groups_find(pass->groups, partial, &number) && number < count)
                share_partial(pass->aggregate, pass->groups, &pass->tallies->tally[number],
                              &pass->tallies->tally[g]);
        }
    }
}

/* Order statistics need all values at once. */
static void finish_values(struct pass *pass)
{
    for (size_t i = 0; i < pass->tallies->count; i++) {
        struct tally *tally = &pass->tallies->tally[i];
        if (pass->aggregate->function == AGGREGATE_MEDIAN)
            values_median(pass->values, i, &tally->middle);
        else
            tally->middle = decimal_from_int((int64_t)values_distinct(pass->values, i));
    }
}

static struct pass *pass_new(struct arena *arena, const struct aggregate *aggregate,
                             const struct window *window, struct groups *groups, struct tallies *tallies)
{
    struct pass *pass = calloc(1, sizeof *pass);
    if (!pass) arena_exhausted();
    pass->arena = arena;
    pass->aggregate = aggregate;
    pass->window = window;
    pass->groups = groups;
    pass->tallies = tallies;
    pass->room = filter_room_new(aggregate->filter);
    enum aggregate_function function = aggregate->function;
    if ((function == AGGREGATE_MEDIAN || function == AGGREGATE_DISTINCT) && aggregate->column != SIZE_MAX)
        pass->values = values_new(cells_scale_most(aggregate->table->column[aggregate->column].cells));
    return pass;
}

bool aggregate_pass(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                    const struct window *window, struct groups *groups, struct tallies *tallies)
{
    size_t rows = aggregate->table->rows;
    enum message fault = 0;
    *tallies = (struct tallies){0};
    struct pass *pass = pass_new(arena, aggregate, window, groups, tallies);
    tally_of(pass, 0);
    for (size_t from = 0; from < rows && !fault; from += CELLS_BLOCK)
        fault = pass_block(pass, from / CELLS_BLOCK, rows - from < CELLS_BLOCK ? rows - from : CELLS_BLOCK);
    if (groups && groups_count(groups)) tally_of(pass, groups_count(groups) - 1);
    if (!fault && pass->values) {
        values_end(pass->values);
        finish_values(pass);
    }
    if (!fault && groups && groups_count(groups)) join_partials(pass);
    if (pass->values) values_free(pass->values);
    filter_room_free(pass->room);
    free(pass);
    if (fault)
        diag_report(diag, aggregate->loc, fault, str_format(arena, "%d", (int)GROUPS_MOST),
                    aggregate->table->name);
    return !fault;
}

void aggregate_align(const struct aggregate *aggregate, struct tallies *older, struct tallies *newer)
{
    const struct column *time = aggregate_time(aggregate);
    if (!time || time->type != COLUMN_MONTH) return; /* days without an event are nothing special */
    for (size_t i = 0; i < older->count && i < newer->count; i++) {
        unsigned a = older->tally[i].months, b = newer->tally[i].months;
        if (b & ~a) older->tally[i].left_out++;
        if (a & ~b) newer->tally[i].left_out++;
    }
}

/* ---- from tally to amount ---- */

static void finish_sum(const struct aggregate *aggregate, const struct tally *tally, struct amount *amount)
{
    amount->number = tally->sum;
    if (tally->rows == 0 && tally->left_out == 0)
        amount->known = !filter_asks_time(aggregate->filter) && !aggregate->table->picked;
    if (tally->left_out && tally->negative) amount->known = false; /* what is missing may be negative */
    if (!tally->at_most) return;
    if (amount->bound == BOUND_AT_LEAST) amount->known = false;
    amount->bound = BOUND_AT_MOST;
}

/* A row that may count and is newer than the newest leaves nothing known. */
static void finish_time(const struct aggregate *aggregate, const struct tally *tally, struct amount *amount)
{
    int which = aggregate->function == AGGREGATE_PREVIOUS;
    amount->number = tally->value[which];
    amount->bound = BOUND_EXACT;
    amount->known = tally->times > which && !tally->at_least && !tally->at_most &&
                    !(tally->doubted && time_order(aggregate, tally->doubt, tally->time[which]) >= 0);
}

static void finish_average(const struct tally *tally, struct amount *amount)
{
    amount->divided = true;
    amount->known =
        tally->known && !tally->left_out && !tally->at_least && !tally->at_most &&
        decimal_divide(tally->sum, decimal_from_int((int64_t)tally->known), MEAN_PLACES, &amount->number);
    amount->number = amount_shortest(amount->number);
}

static void finish(const struct aggregate *aggregate, const struct tally *tally, struct amount *amount)
{
    amount->known = tally->known > 0;
    amount->bound = tally->left_out || tally->at_least ? BOUND_AT_LEAST : BOUND_EXACT;
    switch (aggregate->function) {
    case AGGREGATE_COUNT:
        amount->known = true;
        amount->number = decimal_from_int((int64_t)tally->known);
        break;
    case AGGREGATE_DISTINCT:
        amount->known = true;
        amount->number = tally->middle;
        break;
    case AGGREGATE_SUM: finish_sum(aggregate, tally, amount); break;
    case AGGREGATE_MAX:
        amount->number = tally->most;
        if (tally->at_most) amount->known = false;
        break;
    case AGGREGATE_MIN:
        amount->number = tally->least;
        if (tally->at_least) amount->known = false;
        if (tally->left_out || tally->at_most) amount->bound = BOUND_AT_MOST;
        break;
    case AGGREGATE_LATEST:
    case AGGREGATE_PREVIOUS:
    case AGGREGATE_FIRST: finish_time(aggregate, tally, amount); break;
    case AGGREGATE_AVERAGE: finish_average(tally, amount); break;
    case AGGREGATE_MEDIAN:
        amount->number = amount_shortest(tally->middle);
        amount->divided = true;
        if (amount->bound != BOUND_EXACT || tally->at_most) amount->known = false;
        break;
    }
}

static bool report_tie(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                       Decimal time)
{
    struct buf text = {0};
    if (column_is_year(aggregate_time(aggregate)))
        decimal_write_plain(&text, time, -1);
    else
        date_write_iso(&text, date_from_number((int)time.coefficient));
    diag_report(diag, aggregate->loc, MSG_FORMULA_LATEST_TIE, buf_copy(&text, arena));
    buf_free(&text);
    return false;
}

bool aggregate_amount(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                      const struct tallies *tallies, size_t number, struct amount *amount)
{
    static const struct tally none;
    const struct tally *tally = number < tallies->count ? &tallies->tally[number] : &none;
    int which = aggregate->function == AGGREGATE_PREVIOUS;
    if (in_time(aggregate->function) && tally->times > which && tally->tie[which])
        return report_tie(arena, diag, aggregate, tally->time[which]);
    Str unit = counts(aggregate->function) ? STR_NONE : aggregate->table->column[aggregate->column].unit;
    *amount = amount_of(decimal_from_int(0), unit);
    if (counts(aggregate->function)) amount->kind = UNIT_ROWS;
    finish(aggregate, tally, amount);
    return true;
}

/* ---- how far the data reach ---- */

static int64_t newest_in_block(struct pass *pass, size_t block)
{
    const struct aggregate *aggregate = pass->aggregate;
    const unsigned char *answers = filter_ask(aggregate->filter, pass->room, block, NULL, 0);
    int64_t newest = 0;
    cells_unpack(aggregate_time(aggregate)->cells, block, &pass->time);
    if (aggregate->column != SIZE_MAX)
        cells_unpack(aggregate->table->column[aggregate->column].cells, block, &pass->in);
    for (size_t i = 0; i < pass->time.count; i++) {
        bool known = pass->time.known[i] && (aggregate->column == SIZE_MAX || pass->in.known[i]);
        if (known && answers[i] == ANSWER_YES && pass->time.values[i] > newest) newest = pass->time.values[i];
    }
    return newest;
}

int aggregate_newest(const struct aggregate *aggregate, int *data_end)
{
    const struct column *time = aggregate_time(aggregate);
    struct pass *pass = pass_new(NULL, aggregate, NULL, NULL, NULL);
    int64_t newest = 0;
    for (size_t block = 0; block * CELLS_BLOCK < aggregate->table->rows; block++) {
        int64_t here = newest_in_block(pass, block);
        if (here > newest) newest = here;
    }
    if (pass->values) values_free(pass->values);
    filter_room_free(pass->room);
    free(pass);
    if (column_is_year(time)) newest = newest * 10000 + (newest ? 101 : 0);
    int table_end = date_number(aggregate->table->date);
    *data_end = (int)newest;
    if (newest && time->type == COLUMN_MONTH) *data_end = (int)newest + 30;
    if (newest && column_is_year(time)) *data_end = (int)newest - 101 + 1231;
    if (newest && time->type == COLUMN_DATE && table_end > newest) *data_end = table_end;
    return (int)newest;
}
