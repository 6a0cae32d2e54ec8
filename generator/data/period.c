/* What change() over periods compares: the newest period of the data and the one before, or two named ones. Where the data end within the newer
 * one, both are cut at the same place, so that January to June stands against January to June. */
#include "data/filter.h"
#include "data/indicator_work.h"

enum { LAST_DAY = 31 }; /* as a number; no month has a later one */

static int number_of(int year, int month, int day)
{
    return year * 10000 + month * 100 + day;
}

static int months_of(enum time_part kind)
{
    return kind == PART_YEAR ? 12 : kind == PART_QUARTER ? 3 : 1;
}

/* Up to where all of the aggregates have data; false after a report. */
static bool data_reach(struct evaluation *evaluation, const struct formula_step *step, const struct ops *body,
                       int *newest, int *end)
{
    struct diag *diag = evaluation->work->diag;
    bool any = false;
    for (size_t i = 0; i < body->count; i++) {
        const struct aggregate *aggregate = body->ops[i].aggregate;
        if (!aggregate) continue;
        const struct column *time = aggregate_time(aggregate);
        if (!time) {
            diag_report(diag, step->loc, MSG_FORMULA_NO_TIME, aggregate_table(aggregate)->name);
            return false;
        }
        if (column_is_year(time) && step->period->kind != PART_YEAR) {
            diag_report(diag, step->loc, MSG_FORMULA_ONLY_YEARS, time->name);
            return false;
        }
        int here_end, here = aggregate_newest(aggregate, &here_end);
        if (!any || here < *newest) *newest = here;
        if (!any || here_end < *end) *end = here_end;
        any = true;
    }
    if (!any) diag_report(diag, step->loc, MSG_FORMULA_CHANGE_CONSTANT);
    return any;
}

static Date period_start(enum time_part kind, int day)
{
    int month = day / 100 % 100, length = months_of(kind);
    return (Date){day / 10000, (month - 1) / length * length + 1, 1};
}

static Date period_before(enum time_part kind, Date first)
{
    int month = first.month - months_of(kind);
    return month > 0 ? (Date){first.year, month, 1} : (Date){first.year - 1, month + 12, 1};
}

static Date real_date(int number)
{
    Date date = date_from_number(number);
    int days = date_month_days(date);
    if (date.day > days) date.day = days;
    return date;
}

static struct period span_of(struct window window)
{
    return (struct period){date_from_number(window.first), real_date(window.last)};
}

bool period_windows(struct evaluation *evaluation, const struct formula_step *step, const struct ops *body,
                    struct window *older, struct window *newer)
{
    const struct formula_period *period = step->period;
    int newest = 0, end = 0;
    *older = *newer = (struct window){1, 0}; /* no row at all */
    if (!data_reach(evaluation, step, body, &newest, &end)) return false;
    if (!newest) return true;
    Date now = period->named ? period->newer : period_start(period->kind, newest);
    Date then = period->named ? period->older : period_before(period->kind, now);
    if (then.year < 1) return true;
    int length = months_of(period->kind) - 1;
    *newer =
        (struct window){number_of(now.year, now.month, 1), number_of(now.year, now.month + length, LAST_DAY)};
    *older = (struct window){number_of(then.year, then.month, 1),
                             number_of(then.year, then.month + length, LAST_DAY)};
    if (end >= newer->first && end < newer->last) {
        int day =
            date_compare(real_date(end), real_date(end / 100 * 100 + LAST_DAY)) == 0 ? LAST_DAY : end % 100;
        newer->last = end / 100 * 100 + day;
        older->last = number_of(then.year, then.month + end / 100 % 100 - now.month, day);
    }
    evaluation->newer = span_of(*newer);
    evaluation->older = span_of(*older);
    return true;
}
