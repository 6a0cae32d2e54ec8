/* The floor: what reading Markdown, parsing it by cmark, putting a frame of 4 KB around it and writing a file costs at least.
 *
 * floor THREADS OUTPUT FILE.md …: writes OUTPUT/NAME/index.html for each file, in a fresh folder. Nothing is checked, nothing is
 * templated: suluh is measured against it (tests/bench/bench.py). */
#include <cmark.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAME_HALF = 2048, MOST_THREADS = 64 };

struct work {
    atomic_size_t next;
    size_t count;
    char **files;
    int output;
    char frame[FRAME_HALF];
};

static char *read_file(const char *path, size_t *len)
{
    struct stat about;
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0 || fstat(handle, &about) != 0) exit(2);
    char *text = malloc((size_t)about.st_size + 1);
    ssize_t got = text ? read(handle, text, (size_t)about.st_size) : -1;
    if (got < 0) exit(2);
    *len = (size_t)got;
    close(handle);
    return text;
}

static void write_file(const struct work *work, const char *path, const char *html)
{
    char name[300];
    const char *slash = strrchr(path, '/');
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot) *dot = '\0';
    mkdirat(work->output, name, 0755);
    strncat(name, "/index.html", sizeof name - strlen(name) - 1);
    int handle = openat(work->output, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    size_t len = strlen(html);
    char *page = malloc(len + sizeof work->frame * 2);
    if (handle < 0 || !page) exit(2);
    memcpy(page, work->frame, FRAME_HALF);
    memcpy(page + FRAME_HALF, html, len);
    memcpy(page + FRAME_HALF + len, work->frame, FRAME_HALF);
    if (write(handle, page, len + (size_t)2 * FRAME_HALF) < 0) exit(2);
    close(handle);
    free(page);
}

static void *work_on(void *argument)
{
    struct work *work = argument;
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->count;) {
        size_t len;
        char *text = read_file(work->files[i], &len);
        char *html = cmark_markdown_to_html(text, len, CMARK_OPT_DEFAULT);
        write_file(work, work->files[i], html);
        free(html);
        free(text);
    }
    return NULL;
}

int main(int count, char **arguments)
{
    static struct work work;
    pthread_t handles[MOST_THREADS];
    if (count < 4) return 2;
    long threads = strtol(arguments[1], NULL, 10);
    if (threads < 1 || threads > MOST_THREADS || mkdir(arguments[2], 0755) != 0) return 2;
    memset(work.frame, 'x', sizeof work.frame);
    work.files = arguments + 3;
    work.count = (size_t)count - 3;
    work.output = open(arguments[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (long i = 1; i < threads; i++) pthread_create(&handles[i], NULL, work_on, &work);
    work_on(&work);
    for (long i = 1; i < threads; i++) pthread_join(handles[i], NULL);
    return 0;
}
