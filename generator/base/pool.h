/* Threads over independent pieces of work.
 *
 * In: a count and a function. Out: the function has been called once for each index. Who takes which index is not fixed: the
 * result of an index must depend on the index alone. `worker` (0 … threads-1) names the caller's scratch. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

void pool_run(unsigned threads, size_t count, void (*work)(void *context, size_t index, unsigned worker),
              void *context);
unsigned pool_default_threads(void); /* processors that this program may use, at most 64 */

#endif
