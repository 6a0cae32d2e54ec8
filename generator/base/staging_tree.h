/* Folders as trees on disk: making, walking, removing. Symbolic links are never followed. Called by staging.c. */
#ifndef BASE_STAGING_TREE_H
#define BASE_STAGING_TREE_H

#include "base/str.h"

bool tree_make_folders(const char *path);            /* like mkdir -p; errno tells */
bool tree_make_folders_at(int folder, Str relative); /* below an open folder; "" is fine */
bool tree_is_empty(const char *path);                /* no entry but ones that begin with '.' */
void tree_remove(const char *path);                  /* with all that it holds; nothing there is fine */
/* Calls visit(context, path) for each entry that is not a folder, at any depth; stops and returns false when visit does or when a
 * folder cannot be read. */
bool tree_walk(const char *path, bool (*visit)(void *context, Str path), void *context);

#endif
