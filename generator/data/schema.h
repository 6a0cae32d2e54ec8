/* What keys a map may have: tables that check values and serve as their documentation.
 *
 * In: a value from a file and a schema. Out: reports of unknown keys (with the nearest valid one), wrong types, values out of
 * bounds, missing keys; true when there was none. A key without a value (null) counts as not there. Called by whoever
 * loads YAML. */
#ifndef DATA_SCHEMA_H
#define DATA_SCHEMA_H

#include "data/value.h"

enum schema_type {
    SCHEMA_ANY,
    SCHEMA_TEXT, /* any scalar, taken as written; one line unless SCHEMA_MULTILINE */
    SCHEMA_BOOL,
    SCHEMA_INTEGER, /* least … most */
    SCHEMA_NUMBER,
    SCHEMA_DATE,
    SCHEMA_NAME,   /* one safe path segment: letters, digits, '-', '_' */
    SCHEMA_PATH,   /* relative path that stays below its root */
    SCHEMA_URL,    /* http(s)://… */
    SCHEMA_LIST,   /* of values of `item` */
    SCHEMA_MAP,    /* with the keys of `keys` */
    SCHEMA_MAP_OF, /* any key that is a name, values of `item` */
    SCHEMA_CHOICE, /* one of `choices` */
};

enum schema_flag {
    SCHEMA_REQUIRED = 1,
    SCHEMA_MULTILINE = 2,
    SCHEMA_OPEN = 4,  /* MAP: unknown keys are allowed */
    SCHEMA_OR_ONE = 8 /* LIST: a scalar is a list of one */
};

struct schema {
    const char *key; /* NULL ends a table of keys */
    enum schema_type type;
    int flags;
    int64_t least, most;           /* INTEGER; TEXT: length in code points; both 0: no bound */
    const char *const *choices;    /* CHOICE: ends with NULL */
    const struct schema *keys;     /* MAP: table of the keys */
    const struct schema *item;     /* LIST, MAP_OF: one entry */
    const char *standard;          /* text of the default, for the documentation; NULL: none */
    const char *help_id, *help_en; /* one line each */
};

#define SCHEMA_NAME_MAX 100 /* bytes of a SCHEMA_NAME */

bool schema_is_name(Str s); /* may it stand as SCHEMA_NAME or as a key of SCHEMA_MAP_OF? */

/* `whole` describes the value itself (usually a MAP). */
bool schema_check(struct arena *arena, struct diag *diag, const struct schema *whole,
                  const struct value *value);

#endif
