/* The name of a content: equal bytes have equal fingerprints, so that a file whose name holds it may be kept by browsers for ever.
 *
 * In: bytes. Out: 10 hexadecimal digits (40 bits of XXH3): enough to tell versions of one file apart, no protection against forgery.
 * Called by web/ and kit/. */
#ifndef BASE_FINGERPRINT_H
#define BASE_FINGERPRINT_H

#include "base/str.h"

enum { FINGERPRINT_DIGITS = 10 };

Str fingerprint(struct arena *arena, Str bytes);
uint64_t fingerprint_number(Str bytes); /* all 64 bits */
/* "panduan/foto.jpg" -> "panduan/foto.0123456789.jpg" */
Str fingerprint_path(struct arena *arena, Str path, Str digits);

#endif
