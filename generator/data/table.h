/* A table of figures with its description, and the indicators computed from it.
 *
 * In: NAME.csv and NAME.yaml (title, source, date, licence, note, columns, indicators, charts). Out: typed columns; indicators as exact
 * figures with unit and formatted text. Unknown cells (empty) stay unknown: a sum over them says so. Called by site/. */
#ifndef DATA_TABLE_H
#define DATA_TABLE_H

#include "data/value.h"

enum column_type { COLUMN_TEXT, COLUMN_INTEGER, COLUMN_DECIMAL, COLUMN_DATE, COLUMN_MONTH, COLUMN_BOOLEAN };

struct column {
    Str name, /* the key in NAME.yaml; the heading of the CSV is that or comes to it ("Jumlah Baru": jumlah_baru) */
        label, unit;
    enum column_type type;
    bool is_public; /* its contacts may be published */
    bool key;       /* the key columns together name a row: no two rows have the same */
    Loc loc;
    struct cells *
        cells; /* numbers of what the type says: see table_cell; DATE, MONTH: year × 10,000 + month × 100 + day */
    const unsigned char *bounds; /* of a derived table: enum cell_bound of each row; NULL: all are exact */
};
enum cell_bound { CELL_EXACT, CELL_AT_LEAST, CELL_AT_MOST };
struct cell {
    bool known; /* false: the cell is empty */
    enum cell_bound bound;
    Str text;       /* TEXT */
    Decimal number; /* INTEGER, DECIMAL; BOOLEAN: 1 or 0 */
    Date date;      /* DATE; MONTH: the first day */
};
struct table {
    Str name;
    Str file, sheet;                 /* as people know the data; sheet: of a spreadsheet */
    const struct value *description; /* the YAML, schema checked */
    Str title, source, licence, note;
    Str period; /* the column that says the period of a row: "tahun", "year(bulan)"; empty: none */
    Date date;
    size_t columns, rows;
    struct column *column;
    struct table_jump *jumps; /* private: see table_loc */
    const size_t *picked;     /* rows of a larger table that these are; NULL: all */
    size_t jump_count;
    bool derived; /* computed by an indicator with `by`, which stands at `loc` */
    Loc loc;
    size_t
        group_columns; /* of a derived table: its first ones; then the numbers, then, where some are bounds, "batas" */
};

/* The rows of a table: a text, or an open file, which the caller closes. */
struct table_data {
    const struct source *source; /* NULL: a file */
    int descriptor;
    Str name;
    bool spreadsheet; /* XLSX; its sheet is named by the description's `sheet` */
};
/* NULL after reports. */
struct table *table_read(struct arena *arena, struct diag *diag, Str name, struct table_data data,
                         const struct value *description);
const struct column *table_column(const struct table *table, Str name, size_t *index); /* NULL: none */
struct cell table_cell(const struct table *table, size_t row, size_t column);
/* The line where a row begins, as a place without an excerpt. */
Loc table_loc(struct arena *arena, const struct table *table, size_t row);
extern const struct schema table_schema; /* of NAME.yaml */
/* The same table with these rows only (ascending); the array is kept. SIZE_MAX is a row of which nothing is known. */
struct table *table_pick(struct arena *arena, const struct table *table, const size_t *rows, size_t count);

/* A cell as people read it, by its column's type and unit: "4.916", "22 November 2026"; {NULL, 0} when it is empty. */
Str table_cell_text(struct arena *arena, const struct column *column, const struct cell *cell, Str lang);

enum figure_relation {
    FIGURE_ALONE,
    FIGURE_SHARE,      /* `of` in `to`: the percentage of a part in the whole */
    FIGURE_DIFFERENCE, /* `of` less `to` */
    FIGURE_CHANGE,     /* from `to`, the older one, to `of` */
    FIGURE_TARGET,     /* `of` against its target, `to` */
};

/* Was a target reached? */
enum figure_verdict { VERDICT_NONE, VERDICT_UNKNOWN, VERDICT_NO, VERDICT_YES };

/* A period of the calendar, first and last day; year 0: none. */
struct period {
    Date first, last;
};

/* An indicator or a fact: a figure and where it comes from. */
struct figure {
    Str id, label, unit, note,
        source; /* id of one of a family: "kunjungan_kecamatan.baros"; source: id in fakta.yaml or free text */
    bool known;     /* false: the data do not tell */
    bool at_least;  /* a sum that left out unknown cells */
    bool at_most;   /* what is left when such a sum is taken away */
    bool is_number; /* otherwise `text` is all there is */
    bool expired;   /* a fact that may not be used any more, since `expires` */
    enum figure_verdict
        verdict; /* of reached(): the text says it; `number` is the percentage of the target, when is_number */
    Decimal number;
    Date date, expires;         /* of the data, or since; of a fact: its last day, year 0: none */
    struct period newer, older; /* of a change over time: what was compared */
    Str text; /* formatted in Indonesian: "4.916", "45,83%", "Rp15.000.000", "setidaknya 25", "tidak diketahui" */
    Loc loc;
    const struct value *entry;          /* of a fact: its entry in fakta.yaml */
    const struct figure_family *family; /* of an indicator with `by`; NULL: it stands alone */
    Str group;                          /* "Baros, 2022": its group in the family */
    /* Of an indicator whose formula ends by relating two figures: these; without id and label when they are computed
     * only there. `previous`: the same indicator of the period before, NULL: none. */
    enum figure_relation relation;
    const struct figure *of, *to;
    Str period; /* of the data: "2022", "2022-Q3", "2022-11"; empty: the table has none */
    const struct figure *previous;
};

/* The figures of an indicator with `by`: one for each group, in the order of the table's rows. */
struct figure_family {
    Str id, label, unit, note;
    const struct table
        *table; /* the columns of the groups, then a column named as the family; a row for each group */
    const struct figure *figures;
    size_t count;
    size_t keys;        /* columns of groups: 1 … 3 */
    struct names *rows; /* private */
};
struct indicators {
    struct figure *figures; /* in the order of the files; those of a family one after another */
    size_t count;
    struct figure_family *families;
    size_t family_count;
};

/* Figures of the formula language by name ("perusahaan_total", "fact.batas_saldo"); NULL: there is none. */
struct figures {
    const struct figure *(*find)(void *context, Str name);
    void *context;
};
/* Computes the indicators of all tables (they may refer to each other; a cycle is an error). *out in the order of the files, also with
 * faults; false after a report. Ids must be unique over all tables. */
bool indicator_compute(struct arena *arena, struct diag *diag, struct table *const *tables, size_t count,
                       struct figures facts, struct indicators *out);

/* Text of a number by unit and language: unit "%" or "percent" (45,83%: the places it has, at most two), "rupiah"
 * (Rp15.000.000, Rp1.500,50, -Rp200; IDR 15,000,000), others plain with groups (4.916; the unit's word is not appended). */
Str figure_format(struct arena *arena, Decimal number, Str unit, Str lang);
/* The whole text of a figure in a language: with "setidaknya"/"at least", "tidak diketahui"/"unknown". */
Str figure_text(struct arena *arena, const struct figure *figure, Str lang);
bool figure_unit_is_percent(Str unit); /* "%", "percent", "persen" */
bool figure_unit_is_rupiah(Str unit);  /* "rupiah", "Rp", "IDR" */
bool figure_unit_is_points(
    Str unit); /* "poin persen", "percentage points": what lies between two percentages */
bool figure_unit_is_year(Str unit); /* "tahun", "year": years of the calendar, without groups of thousands */
/* "Januari–Juni 2023": a span as people read it. */
Str figure_period_text(struct arena *arena, struct period span, Str lang);

#endif
