/* What the rules of check/ share. Private to check/. */
#ifndef CHECK_INSIDE_H
#define CHECK_INSIDE_H

#include "base/names.h"
#include "check/check.h"
#include "check/prose.h"

/* A figure that a typed number may be meant for. */
struct known_figure {
    double number;
    const struct figure *figure;
};
struct plain;
struct check {
    const struct plain *plain; /* NULL: language is not looked at */
    struct arena *arena;
    struct diag *diag;
    const struct site *site;
    struct known_figure *figures; /* by number */
    size_t figure_count;
    struct old_value {
        Str text;
        const struct figure *fact;
    } * old;
    size_t old_count;
    struct names units; /* of figures that count things: perusahaan, orang … */
    struct names
        contacts; /* public phone numbers (digits only) and e-mail addresses of site.yaml and fakta.yaml */
};

/* figures.c: numbers typed by hand that are, or contradict, a computed figure; how numbers are written. */
void figures_open(struct check *check);
void figures_check(const struct check *check, const struct prose *prose, struct arena *scratch);

/* old.c: former values of facts (`old`), such as a phone number that is no longer served. */
void old_open(struct check *check);
void old_check(const struct check *check, const struct prose *prose, struct arena *scratch);

/* dates.c: days of the week that do not belong to their date; dates that never were. */
void dates_check(const struct check *check, const struct prose *prose, struct arena *scratch);

/* totals.c: sums and percentages in tables of Markdown. */
void totals_check(const struct check *check, const struct prose *prose, struct arena *scratch);

/* contacts.c: what site.yaml's list of contacts does not name, if it has one. */
void contacts_check(const struct check *check, const struct prose *prose, struct arena *scratch);
void contacts_check_site(const struct check *check, struct arena *scratch); /* site.yaml, fakta.yaml */
void contacts_check_table(const struct check *check, const struct table *table, struct arena *scratch);

/* personal.c: identity numbers, phone numbers and e-mail addresses of persons. */
/* The e-mail address around the '@' at `at`; {NULL, 0}: none. */
Str personal_email_at(Str text, size_t at);
void personal_open(struct check *check);
void personal_check(const struct check *check, const struct prose *prose, struct arena *scratch);
void personal_check_table(const struct check *check, const struct table *table, struct arena *scratch);

/* ---- words ---- */
static inline bool is_word_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || (c & 0x80);
}
/* The word that begins at `at`, letters only. */
Str word_at(Str text, size_t at);
/* The word that ends before `at`, spaces between left out. */
Str word_before(Str text, size_t at);

#endif
