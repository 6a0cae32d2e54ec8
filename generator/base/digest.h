/* SHA-256 (FIPS 180-4) and base64 (RFC 4648, section 4): what a Content-Security-Policy names inline parts by, and what data: addresses hold.
 *
 * In: bytes. Out: 32 bytes; text. Called by web/. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/buf.h"

enum { SHA256_BYTES = 32 };

void sha256(Str bytes, unsigned char digest[SHA256_BYTES]);
void base64_write(struct buf *out, Str bytes);

#endif
