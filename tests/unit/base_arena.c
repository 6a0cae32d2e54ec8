/* Arenas: zeroed and aligned memory, deferred closing, growth; out of memory ends the program with status 2. */
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "tap.h"

static char order[16];
static size_t closed;

static void note(void *handle)
{
    order[closed++] = *(const char *)handle;
}

static void test_memory(void)
{
    struct arena *arena = arena_new();
    bool zero = true, aligned = true;
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *memory = arena_alloc(arena, size);
        aligned = aligned && (uintptr_t)memory % _Alignof(max_align_t) == 0;
        for (size_t i = 0; i < size; i++) zero = zero && memory[i] == 0;
        memset(memory, 0xAA, size);
    }
    ok(zero, "memory is zeroed");
    ok(aligned, "memory is aligned for every type");
    ok(arena_alloc(arena, 0) != NULL, "an empty object has an address");
    unsigned char *large = arena_alloc(arena, (size_t)5 << 20);
    memset(large, 1, (size_t)5 << 20);
    ok(large[((size_t)5 << 20) - 1] == 1, "an object larger than a block");
    ok(arena_used(arena) >= (size_t)5 << 20, "what was handed out is counted");
    arena_reset(arena);
    ok(arena_used(arena) == 0, "a reset arena is empty");
    unsigned char *again = arena_alloc(arena, 4096);
    for (size_t i = 0; i < 4096; i++) zero = zero && again[i] == 0;
    ok(zero, "memory used again is zeroed again");
    ok(memcmp(arena_copy(arena, "abc", 4), "abc", 4) == 0, "a copy");
    ok(arena_copy(arena, NULL, 0) != NULL, "a copy of nothing");
    arena_free(arena);
    arena_free(NULL);
}

static void test_defer(void)
{
    struct arena *arena = arena_new();
    static char a[] = "a", b[] = "b", c[] = "c";
    closed = 0;
    arena_defer(arena, note, a);
    arena_alloc(arena, (size_t)2 << 20);
    arena_defer(arena, note, b);
    arena_reset(arena);
    ok(closed == 2 && memcmp(order, "ba", 2) == 0, "a reset closes handles, the last one first");
    arena_defer(arena, note, c);
    arena_free(arena);
    ok(closed == 3 && order[2] == 'c', "freeing closes each handle once");
}

static void test_grow(void)
{
    struct arena *arena = arena_new();
    int *numbers = NULL;
    size_t capacity = 0;
    bool kept = true;
    for (int i = 0; i < 1000; i++) {
        numbers = arena_grow(arena, numbers, &capacity, (size_t)i + 1, sizeof *numbers);
        numbers[i] = i;
    }
    for (int i = 0; i < 1000; i++) kept = kept && numbers[i] == i;
    ok(kept && capacity >= 1000, "a growing array keeps what it holds");
    int *same = arena_grow(arena, numbers, &capacity, 10, sizeof *numbers);
    ok(same == numbers, "an array that is large enough stays");
    arena_free(arena);
}

/* The exit status of a child that asks for too much. */
static int status_of(void (*ask)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(9);
        ask();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static volatile size_t huge = SIZE_MAX;
static struct arena *asked; /* reachable to the end: no leak */

static void ask_product(void)
{
    arena_array(asked, huge / 2, 3);
}
static void ask_all(void)
{
    arena_alloc(asked, huge);
}
static void ask_growth(void)
{
    size_t capacity = 0;
    arena_grow(asked, NULL, &capacity, huge, 1);
}

int main(void)
{
    test_memory();
    test_defer();
    test_grow();
    asked = arena_new();
    ok(status_of(ask_product) == 2, "an overflowing product ends the program with status 2");
    ok(status_of(ask_all) == 2, "asking for all memory ends the program with status 2");
    ok(status_of(ask_growth) == 2, "growth beyond the address space ends the program with status 2");
    arena_free(asked);
    return done();
}
