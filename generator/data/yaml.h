/* YAML 1.1 as libyaml reads it, into values with positions; scalars typed by the YAML 1.2 core schema
 * plus dates (YYYY-MM-DD): null, true/false, numbers, dates; quoted scalars are text. "yes", "no", "on" stay text.
 *
 * In: a source, or a part of one (front matter). Out: a value; NULL after a report (syntax, duplicate key, alias bomb, nesting
 * beyond 64, several documents, tags, merge keys, over 1,000 anchors or aliases). An alias gives the same value again. Called by the site's loader and the commands. */
#ifndef DATA_YAML_H
#define DATA_YAML_H

#include "data/value.h"

const struct value *yaml_read(struct arena *arena, struct diag *diag, const struct source *source);
/* Only the bytes from..to of the source; positions are those of the whole source. An empty part gives an empty map. */
const struct value *yaml_read_part(struct arena *arena, struct diag *diag, const struct source *source,
                                   size_t from, size_t to);

#endif
