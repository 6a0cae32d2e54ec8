/* The website in other wrappings: all of it as one ZIP, and its texts compressed beside themselves for web servers.
 *
 * In: files of the output. Out: site/unduh/situs.zip (APPNOTE 6.3.9: deflate, UTF-8 names, entries in the order of their paths, all dated
 * 1980-01-01), and FILE.gz (RFC 1952) and FILE.br (RFC 7932) beside each text of site/. The same files give the same bytes. Called by
 * build.c. */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "base/memo.h"

struct kit_sink {
    bool (*put)(void *context, Str path, Str bytes);
    void *context;
};

/* Puts FILE.gz and FILE.br when the file is a text that they make smaller; from any thread. */
void kit_compress(Str path, Str bytes, const struct kit_sink *sink);
/* When all files of the site are put. The ZIP of the last build stays when they are the same. */
void kit_zip(struct diag *diag, struct staging *staging, struct memo *memo, const struct kit_sink *sink);

#define KIT_ZIP "site/unduh/situs.zip"

#endif
