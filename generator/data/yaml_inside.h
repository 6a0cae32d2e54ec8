/* What the two readers of YAML share. Private to data/. */
#ifndef DATA_YAML_INSIDE_H
#define DATA_YAML_INSIDE_H

#include "data/value.h"

/* YAML 1.2.2, section 10.3.2 (core schema), and dates: the kind of a scalar without quotes. */
void yaml_resolve_plain(struct value *value);

/* yaml_plain.c: NULL without a report when the part holds anything that it does not read. Texts are those of the source. */
const struct value *yaml_plain_read(struct arena *arena, const struct source *source, size_t from, size_t to);
/* yaml.c: libyaml's reading of a part that begins behind the byte order mark. */
const struct value *yaml_read_all(struct arena *arena, struct diag *diag, const struct source *source,
                                  size_t from, size_t to);

#endif
