/* A ZIP archive and what is packed in it, through libzip.
 *
 * In: a descriptor. Out: bytes of one entry after the other. libzip is loaded when the first archive is opened and not with the program: it brings
 * libcrypto along, 2 ms at every start that only spreadsheets are worth. */
#ifndef DATA_ARCHIVE_H
#define DATA_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct entry;

enum archive_status { ARCHIVE_OPEN, ARCHIVE_UNSOUND, ARCHIVE_NO_LIBRARY };
/* The descriptor stays the caller's. *archive is NULL unless it is open. */
enum archive_status archive_open(int descriptor, struct archive **archive);
uint64_t archive_entries(const struct archive *archive);
/* The entry of that name, without regard to case. False: there is none. *entry is NULL when it is damaged; *packed 0: not known. */
bool archive_entry(const struct archive *archive, const char *name, struct entry **entry, uint64_t *packed);
/* How many bytes there were, 0 at the end, less than 0 on a fault. */
int64_t entry_read(struct entry *entry, void *bytes, size_t most);
void entry_close(struct entry *entry);
void archive_close(struct archive *archive);

#endif
