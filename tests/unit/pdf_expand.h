/* The objects that a PDF keeps packed in object streams, as text behind it: for tests that look for what stands in a dictionary. */
#ifndef PDF_EXPAND_H
#define PDF_EXPAND_H

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"

static inline void pdf_expand(struct buf *pdf)
{
    struct buf plain = {0};
    Str rest = buf_view(pdf);
    for (size_t at; (at = str_find(rest, S("/Type/ObjStm"))) < rest.len;) {
        rest = str_skip(rest, at);
        size_t begin = str_find(rest, S("stream\n")) + 7, end = str_find(rest, S("\nendstream"));
        if (end > rest.len || begin > end) break;
        Str head = str_from_to(rest, 0, begin), data = str_from_to(rest, begin, end);
        if (str_find(head, S("/FlateDecode")) < head.len) {
            uLongf size = 8 << 20;
            unsigned char *room = malloc(size);
            if (room && uncompress(room, &size, (const unsigned char *)data.data, data.len) == Z_OK)
                buf_bytes(&plain, room, size);
            free(room);
        } else {
            buf_str(&plain, data);
        }
        rest = str_skip(rest, end);
    }
    buf_str(pdf, buf_view(&plain));
    buf_free(&plain);
}

#endif
