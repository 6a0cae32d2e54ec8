/* Large tables are read by two threads: one takes rows apart and copies their fields into a batch, the other turns the fields of full batches
 * into cells. Batches go round in a ring, so neither waits for long. The same cells as one thread would make, in the same order. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/pool.h"
#include "data/cells.h"
#include "data/table_reading.h"

enum { RING = 4, FIELDS_MOST = 16384, TEXT_FIRST = 256 * 1024, TEXT_MOST = 1 << 20 };
#define LARGE ((off_t)4 << 20) /* bytes of a file; smaller ones are read sooner than a thread has started */

struct kept {
    uint32_t from, len; /* in the batch's text, which one row of at most 16 MB may make longer than usual */
};
struct batch {
    size_t rows;
    struct kept *fields;
    char *text;
    size_t len, capacity;
};
struct ring {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct batch batches[RING];
    size_t filled, emptied; /* so far */
    bool ended, failed;
    struct reading *cells; /* of the thread that reads cells */
};

bool table_is_large(int descriptor)
{
    struct stat about;
    return fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_size >= LARGE &&
           pool_default_threads() > 1;
}

static void read_batch(struct reading *reading, const struct batch *batch)
{
    const struct table *table = reading->table;
    const struct kept *kept = batch->fields;
    for (size_t row = 0; row < batch->rows && !reading->faults; row++)
        for (size_t i = 0; i < table->columns; i++, kept++) {
            struct field field = {.text = {batch->text + kept->from, kept->len}};
            table_read_cell(reading, &table->column[i], &field);
        }
}

static void *read_batches(void *argument)
{
    struct ring *ring = argument;
    pthread_mutex_lock(&ring->mutex);
    for (;;) {
        while (ring->emptied == ring->filled && !ring->ended) pthread_cond_wait(&ring->changed, &ring->mutex);
        if (ring->emptied == ring->filled) break;
        pthread_mutex_unlock(&ring->mutex);
        read_batch(ring->cells, &ring->batches[ring->emptied % RING]);
        pthread_mutex_lock(&ring->mutex);
        ring->emptied++;
        ring->failed |= ring->cells->faults > 0;
        pthread_cond_signal(&ring->changed);
    }
    pthread_mutex_unlock(&ring->mutex);
    return NULL;
}

static inline void keep_text(struct batch *batch, struct kept *kept, Str text)
{
    if (batch->capacity - batch->len < text.len) {
        while (batch->capacity - batch->len < text.len) batch->capacity *= 2;
        batch->text = realloc(batch->text, batch->capacity);
        if (!batch->text) arena_exhausted();
    }
    *kept = (struct kept){(uint32_t)batch->len, (uint32_t)text.len};
    if (text.len) memcpy(batch->text + batch->len, text.data, text.len);
    batch->len += text.len;
}

/* False: there are no more rows. */
static bool fill_batch(struct reading *reading, struct batch *batch, struct field *fields)
{
    struct table *table = reading->table;
    size_t most = FIELDS_MOST / table->columns;
    batch->rows = batch->len = 0;
    while ((batch->rows < most && batch->len < TEXT_MOST) || !batch->rows) {
        if (table->rows == TABLE_ROWS_MOST || !reading->rows->calls->next(reading->rows, fields))
            return false;
        table_note_line(reading, table->rows++, reading->rows->calls->line(reading->rows));
        struct kept *kept = batch->fields + batch->rows * table->columns;
        for (size_t i = 0; i < table->columns; i++) keep_text(batch, &kept[i], fields[i].text);
        batch->rows++;
    }
    return true;
}

static void fill_batches(struct reading *reading, struct ring *ring)
{
    struct field *fields = arena_make_n(reading->arena, struct field, reading->table->columns);
    for (bool more = true; more;) {
        pthread_mutex_lock(&ring->mutex);
        while (ring->filled - ring->emptied == RING) pthread_cond_wait(&ring->changed, &ring->mutex);
        bool failed = ring->failed;
        pthread_mutex_unlock(&ring->mutex);
        if (failed) break;
        more = fill_batch(reading, &ring->batches[ring->filled % RING], fields);
        pthread_mutex_lock(&ring->mutex);
        ring->filled++;
        pthread_cond_signal(&ring->changed);
        pthread_mutex_unlock(&ring->mutex);
    }
    pthread_mutex_lock(&ring->mutex);
    ring->ended = true;
    pthread_cond_signal(&ring->changed);
    pthread_mutex_unlock(&ring->mutex);
}

static void free_cells_arena(void *arena)
{
    arena_free(arena);
}

void table_read_together(struct reading *reading)
{
    struct table *table = reading->table;
    struct arena *arena = arena_new(); /* of the other thread, until it has ended */
    struct reading cells = {
        .arena = arena, .diag = reading->diag, .table = table, .rows = reading->rows, .apart = true};
    struct ring ring = {.cells = &cells};
    arena_defer(reading->arena, free_cells_arena, arena);
    pthread_mutex_init(&ring.mutex, NULL);
    pthread_cond_init(&ring.changed, NULL);
    for (size_t i = 0; i < table->columns; i++) table->column[i].cells = cells_new(arena);
    size_t fields = table->columns > FIELDS_MOST ? table->columns : FIELDS_MOST;
    for (size_t i = 0; i < RING; i++) {
        struct batch *batch = &ring.batches[i];
        batch->capacity = TEXT_FIRST;
        batch->fields = calloc(fields, sizeof *batch->fields);
        batch->text = malloc(batch->capacity);
        if (!batch->fields || !batch->text) arena_exhausted();
    }
    pthread_t thread;
    if (pthread_create(&thread, NULL, read_batches, &ring) == 0) {
        fill_batches(reading, &ring);
        pthread_join(thread, NULL);
    } else {
        reading->faults++; /* one thread will do */
    }
    reading->faults += cells.faults + (table->rows == TABLE_ROWS_MOST);
    for (size_t i = 0; i < table->columns; i++) cells_end(table->column[i].cells);
    for (size_t i = 0; i < RING; i++) {
        free(ring.batches[i].fields);
        free(ring.batches[i].text);
    }
    pthread_cond_destroy(&ring.changed);
    pthread_mutex_destroy(&ring.mutex);
}
