#include "data/xlsx_part.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { PIECE = 64 * 1024, DEEPEST = 64 };
/* What deflate makes of honest sheets is 5 to 30 times as large; bombs begin at hundreds. */
#define PART_MOST      ((uint64_t)2 << 30)
#define PART_UNCHECKED ((uint64_t)32 << 20)
enum { RATIO_MOST = 200 };

struct part {
    struct entry *entry;
    xmlParserCtxt *parser;
    const struct part_calls *calls;
    void *context;
    uint64_t read, packed;
    int depth;
    bool stopped, ended;
    enum part_fault fault;
    char piece[PIECE];
};

Str part_attribute(const struct part_attributes *attributes, const char *local)
{
    for (int i = 0; i < attributes->count; i++) {
        const unsigned char *const *one = attributes->values + 5 * (size_t)i;
        if (strcmp((const char *)one[0], local) == 0)
            return str_slice((const char *)one[3], (const char *)one[4]);
    }
    return STR_NONE;
}

static void fail(struct part *part, enum part_fault fault)
{
    if (part->fault == PART_SOUND) part->fault = fault;
    part_stop(part);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int spaces, const xmlChar **namespaces, int count, int defaulted, const xmlChar **values)
{
    struct part *part = context;
    (void)prefix, (void)uri, (void)spaces, (void)namespaces, (void)defaulted;
    if (part->stopped) return;
    if (++part->depth > DEEPEST) {
        fail(part, PART_NOT_XML);
        return;
    }
    struct part_attributes attributes = {count, values};
    part->calls->start(part->context, (const char *)name, &attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct part *part = context;
    (void)prefix, (void)uri;
    part->depth--;
    if (!part->stopped) part->calls->end(part->context, (const char *)name);
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct part *part = context;
    if (!part->stopped && part->calls->text)
        part->calls->text(part->context, (Str){(const char *)text, (size_t)len});
}

static void on_type(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    fail(context, PART_HAS_TYPE);
}

static void on_error(void *context, xmlError *error)
{
    if (error->level >= XML_ERR_ERROR && error->domain != XML_FROM_NAMESPACE) fail(context, PART_NOT_XML);
}

static bool open_parser(struct part *part)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .cdataBlock = on_text,
                             .ignorableWhitespace = on_text,
                             .internalSubset = on_type,
                             .serror = on_error};
    part->parser = xmlCreatePushParserCtxt(&handler, part, NULL, 0, NULL);
    if (!part->parser) arena_exhausted();
    xmlCtxtUseOptions(part->parser, XML_PARSE_NONET | XML_PARSE_NOENT |
                                        XML_PARSE_HUGE); /* no document type, and bounded here */
    return true;
}

struct part *part_open(const struct archive *archive, const char *name, const struct part_calls *calls,
                       void *context)
{
    struct entry *entry;
    uint64_t packed;
    if (!archive_entry(archive, name, &entry, &packed)) return NULL;
    struct part *part = calloc(1, sizeof *part);
    if (!part) arena_exhausted();
    part->calls = calls;
    part->context = context;
    part->packed = packed;
    part->entry = entry;
    if (entry)
        open_parser(part);
    else
        fail(part, PART_BROKEN);
    return part;
}

void part_stop(struct part *part)
{
    part->stopped = true;
    if (part->parser) xmlStopParser(part->parser);
}

bool part_step(struct part *part)
{
    if (part->stopped || part->ended || part->fault) return false;
    int64_t got = entry_read(part->entry, part->piece, PIECE);
    if (got < 0) {
        fail(part, PART_BROKEN);
        return false;
    }
    part->read += (uint64_t)got;
    if (part->read > PART_MOST || (part->read > PART_UNCHECKED && part->read / RATIO_MOST > part->packed)) {
        fail(part, PART_TOO_LARGE);
        return false;
    }
    part->ended = got == 0;
    int error = xmlParseChunk(part->parser, part->piece, (int)got, part->ended);
    if (error && !part->stopped && !part->parser->wellFormed) fail(part, PART_NOT_XML);
    return !part->ended && !part->fault;
}

enum part_fault part_fault(const struct part *part)
{
    return part->fault;
}

void part_close(struct part *part)
{
    if (!part) return;
    if (part->parser) {
        if (part->parser->myDoc) xmlFreeDoc(part->parser->myDoc);
        xmlFreeParserCtxt(part->parser);
    }
    entry_close(part->entry);
    free(part);
}
