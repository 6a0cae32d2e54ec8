#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 64 };

struct run {
    atomic_size_t next;
    size_t count;
    void (*work)(void *context, size_t index, unsigned worker);
    void *context;
};

struct worker {
    struct run *run;
    unsigned number;
};

static void *worker_main(void *argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;
    for (size_t index; (index = atomic_fetch_add(&run->next, 1)) < run->count;)
        run->work(run->context, index, worker->number);
    return NULL;
}

void pool_run(unsigned threads, size_t count, void (*work)(void *context, size_t index, unsigned worker),
              void *context)
{
    struct run run = {.count = count, .work = work, .context = context};
    struct worker workers[MOST_THREADS];
    pthread_t handles[MOST_THREADS];
    unsigned started = 1;
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    for (unsigned i = 0; i < MOST_THREADS; i++) workers[i] = (struct worker){&run, i};
    for (; started < threads && started < count; started++)
        if (pthread_create(&handles[started], NULL, worker_main, &workers[started]) != 0)
            break; /* fewer will do */
    worker_main(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(handles[i], NULL);
}

unsigned pool_default_threads(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : (unsigned)count;
}
