#include "draw/pdf_metadata.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "draw/ink.h"

static Str producer(struct arena *arena)
{
    return str_format(arena, "Suluh (libharu %s)", pdf_library_version());
}

/* "2026-11-22" as "D:20261122000000Z". */
static Str info_date(struct arena *arena, Str date)
{
    struct buf out = {0};
    buf_c(&out, "D:");
    for (size_t i = 0; i < date.len; i++)
        if (char_is_digit(date.data[i])) buf_char(&out, date.data[i]);
    buf_c(&out, "000000Z");
    Str copy = buf_copy(&out, arena);
    buf_free(&out);
    return copy;
}

void pdf_info_write(struct pdf_file *file, struct arena *arena, const struct canvas_document *document)
{
    struct buf info = {0};
    pdf_entry(&info, "Title", document->title);
    pdf_entry(&info, "Author", document->author);
    pdf_entry(&info, "Subject", document->subject);
    pdf_entry(&info, "Keywords", document->keywords);
    pdf_entry(&info, "Producer", producer(arena));
    if (document->colors == COLORS_PRESS) {
        pdf_entry(&info, "Creator", S("Suluh"));
        pdf_entry(&info, "CreationDate", info_date(arena, document->date));
        pdf_entry(&info, "ModDate", info_date(arena, document->date));
        buf_c(&info, "/Trapped/False/GTS_PDFXVersion(PDF/X-4)");
    }
    pdf_info_set(file, buf_copy(&info, arena));
    buf_free(&info);
}

/* XML 1.0 has no control characters but three. */
static void xml_text(struct buf *out, Str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && (unsigned char)text.data[i] >= 0x20) continue;
        buf_html_attribute(out, str_from_to(text, start, i));
        if (i < text.len) buf_char(out, ' ');
        start = i + 1;
    }
}

static void xmp_item(struct buf *out, const char *before, Str text, const char *after)
{
    if (!text.len) return;
    buf_c(out, before);
    xml_text(out, text);
    buf_c(out, after);
}

/* PDF/A knows no pdfuaid by itself: the schema must describe it (ISO 19005-2, 6.6.2.3). */
static const char schema_of_pdfuaid[] =
    "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA standard</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">"
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n";

/* ISO 19005-2, 6.6.4; ISO 14289-1, 5. */
static void claim_screen(struct buf *xmp, const struct canvas_document *document)
{
    buf_c(xmp, "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
               "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>");
    buf_char(xmp, document->root ? 'A' : 'U');
    buf_c(xmp, "</pdfaid:conformance></rdf:Description>\n");
    if (document->root) buf_c(xmp, schema_of_pdfuaid);
}

/* ISO 15930-7, 6.17: the version, dates as in the document information, an identifier of this file. */
static void claim_press(struct buf *xmp, struct pdf_file *file, struct arena *arena,
                        const struct canvas_document *document)
{
    PdfHash id = pdf_file_hash(file);
    Str date = str_format(arena, "%.*sT00:00:00Z", (int)document->date.len, document->date.data);
    buf_c(xmp, "<rdf:Description rdf:about=\"\" xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\" "
               "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">"
               "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>"
               "<xmp:CreatorTool>Suluh</xmp:CreatorTool>");
    xmp_item(xmp, "<xmp:CreateDate>", date, "</xmp:CreateDate>");
    xmp_item(xmp, "<xmp:ModifyDate>", date, "</xmp:ModifyDate>");
    xmp_item(xmp, "<xmp:MetadataDate>", date, "</xmp:MetadataDate>");
    buf_printf(xmp, "<xmpMM:DocumentID>uuid:%08x-%04x-%04x-%04x-%012llx</xmpMM:DocumentID>",
               (unsigned)(id.high >> 32), (unsigned)(id.high >> 16 & 0xFFFF), (unsigned)(id.high & 0xFFFF),
               (unsigned)(id.low >> 48), (unsigned long long)(id.low & 0xFFFFFFFFFFFF));
    buf_c(xmp, "<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>"
               "</rdf:Description>\n");
}

unsigned pdf_xmp_add(struct pdf_file *file, struct arena *arena, const struct canvas_document *document)
{
    struct buf xmp = {0};
    bool press = document->colors == COLORS_PRESS;
    buf_c(&xmp, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    if (press)
        claim_press(&xmp, file, arena, document);
    else
        claim_screen(&xmp, document);
    buf_c(&xmp, "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><dc:format>application/pdf</dc:format>");
    xmp_item(&xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", document->title,
             "</rdf:li></rdf:Alt></dc:title>");
    xmp_item(&xmp, "<dc:creator><rdf:Seq><rdf:li>", document->author, "</rdf:li></rdf:Seq></dc:creator>");
    xmp_item(&xmp, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", document->subject,
             "</rdf:li></rdf:Alt></dc:description>");
    xmp_item(&xmp, "<dc:language><rdf:Bag><rdf:li>", document->lang, "</rdf:li></rdf:Bag></dc:language>");
    xmp_item(&xmp, "<pdf:Keywords>", document->keywords, "</pdf:Keywords>");
    xmp_item(&xmp, "<pdf:Producer>", producer(arena), "</pdf:Producer>");
    if (press) buf_c(&xmp, "<pdf:Trapped>False</pdf:Trapped>");
    buf_c(&xmp, "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    unsigned number = pdf_stream_add(file, S("/Type/Metadata/Subtype/XML"), buf_copy(&xmp, arena), PDF_AS_IS);
    buf_free(&xmp);
    return number;
}

/* ---- the profile ---- */

static void u32(struct buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) buf_char(out, (char)(value >> shift & 0xFF));
}

static void u16(struct buf *out, uint32_t value)
{
    buf_char(out, (char)(value >> 8 & 0xFF));
    buf_char(out, (char)(value & 0xFF));
}

static void fixed(struct buf *out, double value)
{
    u32(out, (uint32_t)(int32_t)lround(value * 65536));
}

static void xyz(struct buf *out, double x, double y, double z)
{
    buf_c(out, "XYZ ");
    u32(out, 0);
    fixed(out, x);
    fixed(out, y);
    fixed(out, z);
}

/* IEC 61966-2-1, 5.2: from a component to light. 256 entries leave less than a 65,535th of error between them. */
static void transfer_curve(struct buf *out)
{
    enum { ENTRIES = 256 };
    buf_c(out, "curv");
    u32(out, 0);
    u32(out, ENTRIES);
    for (int i = 0; i < ENTRIES; i++) {
        double value = (double)i / (ENTRIES - 1);
        double light = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
        u16(out, (uint32_t)lround(light * 65535));
    }
}

static void description(struct buf *out, const char *text)
{
    enum { MACINTOSH_PART = 4 + 4 + 2 + 1 + 67 }; /* no Unicode, no Macintosh text */
    buf_c(out, "desc");
    u32(out, 0);
    u32(out, (uint32_t)strlen(text) + 1);
    buf_c(out, text);
    for (int i = 0; i <= MACINTOSH_PART; i++) buf_char(out, 0);
}

struct icc_tag {
    char name[5];
    uint32_t offset, size;
};

enum { ICC_HEADER = 128, ICC_TAGS = 9 };

static void tag_end(struct icc_tag *tag, const char *name, size_t from, struct buf *data)
{
    memcpy(tag->name, name, 5);
    tag->offset = (uint32_t)(ICC_HEADER + 4 + 12 * ICC_TAGS + from);
    tag->size = (uint32_t)(data->len - from);
    while (data->len % 4) buf_char(data, 0);
}

static void icc_header(struct buf *out, size_t size)
{
    u32(out, (uint32_t)size);
    u32(out, 0);
    u32(out, 0x02100000);
    buf_c(out, "mntrRGB XYZ ");
    const uint32_t date[] = {2025, 1, 1, 0, 0, 0};
    for (int i = 0; i < 6; i++) u16(out, date[i]);
    buf_c(out, "acsp");
    for (int i = 0; i < 7; i++) u32(out, 0); /* platform, flags, maker, model, attributes, intent */
    fixed(out, 0.9642);
    fixed(out, 1);
    fixed(out, 0.8249);
    while (out->len < ICC_HEADER) buf_char(out, 0);
}

/* The columns of the matrix are sRGB's primaries adapted from D65 to the profile's D50 by the Bradford method. */
Str pdf_srgb_profile(struct arena *arena)
{
    static const struct {
        const char *name;
        double x, y, z;
    } points[] = {{"wtpt", 0.9642, 1, 0.8249},
                  {"rXYZ", 0.43607, 0.22249, 0.01392},
                  {"gXYZ", 0.38515, 0.71687, 0.09708},
                  {"bXYZ", 0.14307, 0.06061, 0.71410}};
    struct icc_tag tags[ICC_TAGS];
    struct buf data = {0}, out = {0};
    size_t count = 0, from = 0;
    description(&data, "sRGB IEC61966-2.1");
    tag_end(&tags[count++], "desc", from, &data);
    from = data.len;
    static const char copyright[] = "text\0\0\0\0No copyright, use freely";
    buf_bytes(&data, copyright, sizeof copyright);
    tag_end(&tags[count++], "cprt", from, &data);
    for (size_t i = 0; i < 4; i++) {
        from = data.len;
        xyz(&data, points[i].x, points[i].y, points[i].z);
        tag_end(&tags[count++], points[i].name, from, &data);
    }
    from = data.len;
    transfer_curve(&data);
    tag_end(&tags[count++], "rTRC", from, &data);
    tags[count] = tags[count - 1];
    memcpy(tags[count++].name, "gTRC", 5);
    tags[count] = tags[count - 1];
    memcpy(tags[count++].name, "bTRC", 5);

    icc_header(&out, ICC_HEADER + 4 + 12 * ICC_TAGS + data.len);
    u32(&out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        buf_c(&out, tags[i].name);
        u32(&out, tags[i].offset);
        u32(&out, tags[i].size);
    }
    buf_str(&out, buf_view(&data));
    Str profile = buf_copy(&out, arena);
    buf_free(&data);
    buf_free(&out);
    return profile;
}

/* The profile goes in as it is: packing it takes longer than all the rest, for a fifth of its size. */
static void press_intent(struct buf *catalog, struct pdf_file *file, const struct canvas_document *document)
{
    unsigned profile = pdf_stream_add(file, S("/N 4"), ink_profile_bytes(document->inks->profile), PDF_AS_IS);
    buf_c(catalog, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier(FOGRA39)"
                   "/OutputCondition(Offset, coated paper, ISO 12647-2:2004)"
                   "/RegistryName(http://www.color.org)/Info(Coated FOGRA39 \\(ISO 12647-2:2004\\))");
    pdf_reference(catalog, "DestOutputProfile", profile);
    buf_c(catalog, ">>]");
}

void pdf_output_intent(struct buf *catalog, struct pdf_file *file, struct arena *arena,
                       const struct canvas_document *document)
{
    if (document->colors == COLORS_PRESS) {
        press_intent(catalog, file, document);
        return;
    }
    unsigned profile = pdf_stream_add(file, S("/N 3"), pdf_srgb_profile(arena), PDF_DEFLATE_ONCE);
    buf_c(catalog, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
                   "/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)");
    pdf_reference(catalog, "DestOutputProfile", profile);
    buf_c(catalog, ">>]");
}
