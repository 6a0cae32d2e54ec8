/* What the files of sentences share. Private to site/. */
#ifndef SITE_SENTENCE_INSIDE_H
#define SITE_SENTENCE_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "site/load.h"
#include "site/sentence.h"

/* What stands in braces in a pattern. Key figures are strong in Markdown. */
#define BLANKS(X)                                                                                            \
    X(NOUN, "noun", false)                                                                                   \
    X(SHORT, "short", false)                                                                                 \
    X(THING, "thing", false)                                                                                 \
    X(PREDICATE, "predicate", false)                                                                         \
    X(BARE, "bare", false)                                                                                   \
    X(PART_NOUN, "part_noun", false)                                                                         \
    X(LABEL, "label", false)                                                                                 \
    X(LEAD, "lead", false)                                                                                   \
    X(PERIOD, "period", false)                                                                               \
    X(NUMBER, "number", true)                                                                                \
    X(UNIT, "unit", false)                                                                                   \
    X(PART, "part", true)                                                                                    \
    X(WHOLE, "whole", false)                                                                                 \
    X(WHOLE_UNIT, "whole_unit", false)                                                                       \
    X(PERCENT, "percent", true)                                                                              \
    X(DIFFERENCE, "difference", true)                                                                        \
    X(FROM, "from", false)                                                                                   \
    X(FROM_PERIOD, "from_period", false)                                                                     \
    X(TO, "to", true)                                                                                        \
    X(TO_PERIOD, "to_period", false)                                                                         \
    X(TARGET, "target", false)                                                                               \
    X(GAP, "gap", true)                                                                                      \
    X(NAME, "name", true)                                                                                    \
    X(BY, "by", false)                                                                                       \
    X(KNOWN, "known", false)                                                                                 \
    X(MISSING, "missing", true)                                                                              \
    X(ALL, "all", false)                                                                                     \
    X(A, "a", false)                                                                                         \
    X(B, "b", false)                                                                                         \
    X(COLUMN, "column", false)                                                                               \
    X(TEXT, "text", false) X(MOST, "most", false)
enum blank_name {
#define BLANK(id, name, strong) BLANK_##id,
    BLANKS(BLANK)
#undef BLANK
        BLANK_COUNT
};

/* What fills them; an empty text is a hole. */
struct blanks {
    Str text[BLANK_COUNT];
};

/* Sets the text of {name}; `name` is a key of BLANKS. */
Str pattern_nearest_blank(Str name);
bool pattern_is_blank(Str name, enum blank_name *blank);
/* Appends the pattern with its blanks filled; false when a blank outside of brackets is a hole: nothing is appended then. A word
 * that a blank would repeat is written once ("10 bulan" + "bulan yang …"). */
bool pattern_fill(struct buf *out, Str pattern, const struct blanks *blanks, bool markdown);
/* First unknown {name} of a pattern; false: all are known. *at: its place in the pattern. */
bool pattern_wrong_blank(Str pattern, Str *name, size_t *at);
/* Single spaces, a capital at the beginning and a full stop at the end. */
Str pattern_finish(struct arena *arena, Str text, bool capital, bool stop);

enum sentence_kind {
    KIND_NONE,
    KIND_SHARE,
    KIND_COUNT,
    KIND_MEASURE,
    KIND_CHANGE,
    KIND_TARGET,
    KIND_LARGEST,
    KIND_SMALLEST,
    KIND_GAP
};
extern const char *const sentence_kinds[]; /* their names in YAML, from KIND_SHARE on; ends with NULL */

struct sentence {
    Str name;
    enum sentence_kind kind;
    const struct value *words;          /* of the table's `sentences`; NULL: none */
    const struct figure *figure;        /* what it is about; NULL for groups */
    const struct figure *other;         /* CHANGE: before; TARGET: the target */
    const struct figure *whole;         /* that relates these two; NULL: they were named */
    const struct figure_family *family; /* LARGEST, SMALLEST, GAP: instead of a table */
    bool named_period;                  /* the figure is not that of the newest period */
    const struct table *table;          /* LARGEST, SMALLEST, GAP */
    const struct column *column, *by;
};

/* One sentence being written. */
struct writing {
    const struct site *site;
    struct arena *arena;
    Str lang;
    bool main_language; /* labels are words of this language */
    const struct value *wording;
    struct blanks blanks;
};

/* A text of the wording: wording_text(w, "share", "normal"). */
Str wording_text(const struct writing *writing, const char *kind, const char *variant);
bool wording_has_word(const struct writing *writing, const char *list, Str word);
const struct value *wording_find(const struct site *site, Str lang); /* NULL: there is none */
/* Behind the first of the list's words that the text begins with; the text itself when it begins with none. */
Str wording_without(const struct writing *writing, const char *list, Str text);
bool wording_begins(const struct writing *writing, const char *list,
                    Str text); /* also when it is all there is */
/* "company|companies": what stands behind one and behind others. */
Str wording_unit_for(Str unit, Str number);
/* The unit as the language calls it; rupiah and percent are part of the number: empty. */
Str wording_unit(const struct writing *writing, Str unit);
/* "Jumlah kunjungan" -> "kunjungan": what stands within a sentence. */
Str wording_noun(const struct writing *writing, Str label);

/* sentence_group.c: fills the blanks and gives the variant; NULL: nothing to say. */
const char *sentence_of_groups(struct writing *writing, const struct sentence *sentence);

#endif
