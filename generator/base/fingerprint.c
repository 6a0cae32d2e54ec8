#include "base/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"

uint64_t fingerprint_number(Str bytes)
{
    return XXH3_64bits(bytes.data ? bytes.data : "", bytes.len);
}

Str fingerprint(struct arena *arena, Str bytes)
{
    return str_format(
        arena, "%0*llx", FINGERPRINT_DIGITS,
        (unsigned long long)(fingerprint_number(bytes) & ((1ULL << 4 * FINGERPRINT_DIGITS) - 1)));
}

Str fingerprint_path(struct arena *arena, Str path, Str digits)
{
    size_t dot = str_find_last_char(path, '.'), slash = str_find_last_char(path, '/');
    if (dot == path.len || (slash < path.len && dot < slash)) dot = path.len;
    Str parts[] = {str_from_to(path, 0, dot), S("."), digits, str_skip(path, dot)};
    return str_join(arena, parts, 4, STR_NONE);
}
