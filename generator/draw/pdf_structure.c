#include "draw/pdf_structure.h"

#include <assert.h>

#include "base/arena.h"

enum { PARENTS_IN_LEAF = 256, NOTES_LIMIT_DIGITS = 6 };

/* Something of an element's own: a mark of a stream, or a link annotation. */
struct kid {
    size_t time;
    const struct pdf_marked *marked; /* NULL: an annotation */
    size_t mark;
    unsigned page, annotation;
    struct kid *next;
};

/* What the element's `backend` points to. */
struct node {
    unsigned number;
    size_t first_time; /* of its own content and that of what is below it */
    bool has_content;
    const struct pdf_marked *place; /* the first stream that its content is in */
    struct kid *first, *last;
};

/* An entry of the ParentTree: the elements of a stream's marks, or the one of an annotation. */
struct pdf_parent {
    const struct pdf_marked *marked;
    const struct element *element;
    Str text; /* when its part is written */
};

static struct node *node_of(struct arena *arena, struct element *element)
{
    if (!element->backend) element->backend = arena_make(arena, struct node);
    return element->backend;
}

static struct kid *kid_add(struct pdf_structure *structure, struct element *element)
{
    struct node *node = node_of(structure->arena, element);
    struct kid *kid = arena_make(structure->arena, struct kid);
    kid->time = structure->time++;
    if (node->last)
        node->last->next = kid;
    else
        node->first = kid;
    node->last = kid;
    return kid;
}

static int parent_add(struct pdf_structure *structure, struct pdf_parent parent)
{
    if (structure->count == structure->capacity)
        structure->parents = arena_grow(structure->arena, structure->parents, &structure->capacity,
                                        structure->count + 1, sizeof *structure->parents);
    structure->parents[structure->count] = parent;
    return (int)structure->count++;
}

size_t pdf_structure_mark(struct pdf_structure *structure, struct pdf_marked *marked, struct element *element)
{
    struct kid *kid = kid_add(structure, element);
    kid->marked = marked;
    kid->page = marked->page;
    kid->mark = marked->count;
    if (marked->key < 0) marked->key = parent_add(structure, (struct pdf_parent){.marked = marked});
    if (marked->count == marked->capacity)
        marked->elements = arena_grow(structure->arena, marked->elements, &marked->capacity,
                                      marked->count + 1, sizeof *marked->elements);
    marked->elements[marked->count++] = element;
    return kid->mark;
}

int pdf_structure_link(struct pdf_structure *structure, unsigned page, unsigned annotation,
                       struct element *element)
{
    struct kid *kid = kid_add(structure, element);
    kid->page = page;
    kid->annotation = annotation;
    return parent_add(structure, (struct pdf_parent){.element = element});
}

/* ---- writing ---- */

struct writer {
    struct pdf_structure *structure;
    struct pdf_file *file;
    struct element **elements; /* in reading order, parents first */
    size_t count, capacity;
    struct buf out;
};

/* The element after this one in reading order, parents first. */
static struct element *element_after(struct element *element, const struct element *root)
{
    if (element->first) return element->first;
    while (element != root && !element->next) element = element->parent;
    return element == root ? NULL : element->next;
}

void pdf_structure_forget(const struct element *root)
{
    for (struct element *element = (struct element *)(uintptr_t)root; element;
         element = element_after(element, root))
        element->backend = NULL;
}

static void collect(struct writer *writer, const struct element *root)
{
    struct arena *arena = writer->structure->arena;
    for (struct element *element = (struct element *)(uintptr_t)root; element;
         element = element_after(element, root)) {
        if (writer->count == writer->capacity)
            writer->elements = arena_grow(arena, writer->elements, &writer->capacity, writer->count + 1,
                                          sizeof *writer->elements);
        writer->elements[writer->count++] = element;
        node_of(arena, element);
    }
}

/* From the last to the first, so that what is below comes before what is above. */
static void find_content(struct writer *writer)
{
    for (size_t i = writer->count; i-- > 0;) {
        struct element *element = writer->elements[i];
        struct node *node = element->backend;
        if (node->first && (!node->has_content || node->first->time < node->first_time)) {
            node->has_content = true;
            node->first_time = node->first->time;
        }
        for (struct kid *kid = node->first; kid && !node->place; kid = kid->next) node->place = kid->marked;
        struct node *parent = i > 0 ? element->parent->backend : NULL;
        if (!parent || !node->has_content) continue;
        if (!parent->has_content || node->first_time <= parent->first_time) {
            parent->first_time = node->first_time;
            if (node->place) parent->place = node->place;
        }
        parent->has_content = true;
        if (!parent->place) parent->place = node->place;
    }
}

/* A table stays regular: its empty cells are kept as long as their row is. */
static void keep_cells(struct writer *writer)
{
    for (size_t i = 1; i < writer->count; i++) {
        const struct element *element = writer->elements[i];
        struct node *node = element->backend;
        if (element->role != ROLE_HEADER && element->role != ROLE_DATA) continue;
        if (node->has_content || !((struct node *)element->parent->backend)->has_content) continue;
        node->has_content = true;
        node->first_time = SIZE_MAX;
    }
}

static void kid_write(struct buf *out, const struct kid *kid, unsigned page)
{
    if (kid->marked && !kid->marked->form && kid->page == page) {
        buf_number(out, (double)kid->mark, 0);
        return;
    }
    buf_c(out, kid->marked ? "<</Type/MCR" : "<</Type/OBJR");
    pdf_reference(out, "Pg", kid->page);
    if (kid->marked) {
        if (kid->marked->form) pdf_reference(out, "Stm", kid->marked->form);
        buf_printf(out, "/MCID %zu>>", kid->mark);
    } else {
        pdf_reference(out, "Obj", kid->annotation);
        buf_c(out, ">>");
    }
}

/* An element's own content and its children, in the order in which the content came. */
static void kids_write(struct buf *out, const struct element *element, unsigned page)
{
    const struct node *node = element->backend;
    const struct kid *kid = node->first;
    buf_c(out, "/K[");
    size_t start = out->len;
    for (const struct element *child = element->first;;) {
        while (child && !((const struct node *)child->backend)->has_content) child = child->next;
        if (!child && !kid) break;
        if (out->len > start) buf_char(out, ' ');
        const struct node *below = child ? child->backend : NULL;
        if (kid && (!below || kid->time < below->first_time)) {
            kid_write(out, kid, page);
            kid = kid->next;
        } else {
            pdf_reference(out, NULL, below->number);
            child = child->next;
        }
    }
    buf_char(out, ']');
}

static bool has_label(const struct element *list)
{
    for (const struct element *item = list->first; item; item = item->next)
        for (const struct element *part = item->first; part; part = part->next)
            if (part->role == ROLE_LABEL && ((const struct node *)part->backend)->has_content) return true;
    return false;
}

static void attributes_write(struct buf *out, const struct element *element)
{
    const struct node *node = element->backend;
    if (element->role == ROLE_LIST) {
        buf_c(out, "/A<</O/List/ListNumbering/");
        buf_c(out, !has_label(element) ? "None" : element->ordered ? "Decimal" : "Disc");
        buf_c(out, ">>");
    } else if (element->role == ROLE_HEADER || element->role == ROLE_DATA) {
        bool scope = element->role == ROLE_HEADER && (element->column_header || element->row_header);
        if (!scope && element->column_span <= 1 && element->row_span <= 1) return;
        buf_c(out, "/A<</O/Table");
        if (scope) {
            buf_c(out, "/Scope/");
            buf_c(out, !element->row_header ? "Column" : element->column_header ? "Both" : "Row");
        }
        if (element->column_span > 1) buf_printf(out, "/ColSpan %d", element->column_span);
        if (element->row_span > 1) buf_printf(out, "/RowSpan %d", element->row_span);
        buf_c(out, ">>");
    } else if (element->role == ROLE_FIGURE && element->box.width > 0 && element->box.height > 0 &&
               node->place) {
        Rect box = matrix_bounds(node->place->to_page, element->box);
        buf_c(out, "/A<</O/Layout/Placement/Block");
        pdf_array(out, "BBox", (double[]){box.x, box.y, box.x + box.width, box.y + box.height}, 4, 2);
        buf_c(out, ">>");
    }
}

/* PDF/UA-1, 7.9: every note has an identifier of its own. */
static void note_write(struct writer *writer, const struct node *node)
{
    struct buf id = {0}, *notes = &writer->structure->notes;
    buf_printf(&id, "(note%0*zu)", NOTES_LIMIT_DIGITS, ++writer->structure->note_count);
    buf_c(&writer->out, "/ID");
    buf_str(&writer->out, buf_view(&id));
    buf_str(notes, buf_view(&id));
    pdf_reference(notes, NULL, node->number);
    buf_char(notes, ' ');
    buf_free(&id);
}

static void element_write(struct writer *writer, const struct element *element, unsigned parent)
{
    struct buf *out = &writer->out;
    const struct node *node = element->backend;
    unsigned page = node->place ? node->place->page : 0;
    out->len = 0;
    buf_c(out, "/S/");
    buf_c(out, element_role_name(element->role));
    pdf_reference(out, "P", parent);
    if (page && node->first) pdf_reference(out, "Pg", page);
    if (element->role == ROLE_NOTE) note_write(writer, node);
    pdf_entry(out, "T", element->title);
    pdf_entry(out, "Lang", element->lang);
    pdf_entry(out, "Alt", element->alt);
    pdf_entry(out, "ActualText", element->actual_text);
    attributes_write(out, element);
    kids_write(out, element, page);
    pdf_object_set(writer->file, node->number, buf_copy(out, writer->structure->arena));
}

static void parent_write(struct buf *out, const struct pdf_parent *parent)
{
    if (parent->text.len) {
        buf_str(out, parent->text);
        return;
    }
    if (parent->element) {
        buf_char(out, ' ');
        pdf_reference(out, NULL, ((const struct node *)parent->element->backend)->number);
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < parent->marked->count; i++) {
        const struct node *node = parent->marked->elements[i]->backend;
        assert(node->number); /* marked, but not in the tree of the document */
        if (i > 0) buf_char(out, ' ');
        pdf_reference(out, NULL, node->number);
    }
    buf_char(out, ']');
}

/* A number tree with one level of leaves; a leaf holds 256 keys. */
static unsigned parent_tree_add(struct writer *writer)
{
    const struct pdf_structure *structure = writer->structure;
    struct arena *arena = structure->arena;
    struct buf kids = {0};
    buf_c(&kids, "/Kids[");
    for (size_t from = 0; from < structure->count; from += PARENTS_IN_LEAF) {
        size_t to = from + PARENTS_IN_LEAF < structure->count ? from + PARENTS_IN_LEAF : structure->count;
        writer->out.len = 0;
        buf_printf(&writer->out, "/Limits[%zu %zu]/Nums[", from, to - 1);
        for (size_t key = from; key < to; key++) {
            if (key > from) buf_char(&writer->out, ' ');
            buf_printf(&writer->out, "%zu", key);
            parent_write(&writer->out, &structure->parents[key]);
        }
        buf_char(&writer->out, ']');
        if (from > 0) buf_char(&kids, ' ');
        pdf_reference(&kids, NULL, pdf_object_add(writer->file, buf_copy(&writer->out, arena)));
    }
    buf_char(&kids, ']');
    unsigned number = pdf_object_add(writer->file, structure->count ? buf_copy(&kids, arena) : S("/Nums[]"));
    buf_free(&kids);
    return number;
}

static Str tree_entries(struct writer *writer, unsigned root)
{
    struct pdf_structure *structure = writer->structure;
    struct buf out = {0};
    buf_c(&out, "/Type/StructTreeRoot");
    if (root) pdf_reference(&out, "K", root);
    pdf_reference(&out, "ParentTree", parent_tree_add(writer));
    buf_printf(&out, "/ParentTreeNextKey %zu", structure->count);
    if (structure->note_count) {
        buf_c(&out, "/IDTree<</Names[");
        buf_str(&out, str_trim(buf_view(&structure->notes)));
        buf_c(&out, "]>>");
    }
    Str entries = buf_copy(&out, structure->arena);
    buf_free(&out);
    return entries;
}

/* The number of the topmost element; 0: it has no content. */
static unsigned elements_write(struct writer *writer, const struct element *root, unsigned parent)
{
    collect(writer, root);
    find_content(writer);
    keep_cells(writer);
    for (size_t i = 0; i < writer->count; i++) {
        struct node *node = writer->elements[i]->backend;
        if (node->has_content) node->number = pdf_object_reserve(writer->file);
    }
    for (size_t i = 0; i < writer->count; i++) {
        const struct element *element = writer->elements[i];
        if (!((struct node *)element->backend)->has_content) continue;
        element_write(writer, element, i > 0 ? ((struct node *)element->parent->backend)->number : parent);
    }
    return ((const struct node *)root->backend)->number;
}

static void reserve_top(struct pdf_structure *structure, struct pdf_file *file)
{
    if (structure->tree) return;
    structure->tree = pdf_object_reserve(file);
    structure->root = pdf_object_reserve(file);
    arena_defer(structure->arena, buf_free_handle, &structure->notes);
}

void pdf_structure_part(struct pdf_structure *structure, struct pdf_file *file, struct element *part)
{
    struct writer writer = {.structure = structure, .file = file};
    reserve_top(structure, file);
    unsigned number = elements_write(&writer, part, structure->root);
    if (structure->part_count == structure->part_capacity)
        structure->parts = arena_grow(structure->arena, structure->parts, &structure->part_capacity,
                                      structure->part_count + 1, sizeof *structure->parts);
    if (number) structure->parts[structure->part_count++] = number;
    for (; structure->parents_told < structure->count; structure->parents_told++) {
        writer.out.len = 0;
        parent_write(&writer.out, &structure->parents[structure->parents_told]);
        structure->parents[structure->parents_told].text = buf_copy(&writer.out, structure->arena);
    }
    buf_free(&writer.out);
    pdf_structure_forget(part);
}

/* A root that has parts. */
static void root_of_parts(struct writer *writer, const struct element *root)
{
    const struct pdf_structure *structure = writer->structure;
    struct buf out = {0};
    buf_c(&out, "/S/");
    buf_c(&out, element_role_name(root->role));
    pdf_reference(&out, "P", structure->tree);
    buf_c(&out, "/K[");
    for (size_t i = 0; i < structure->part_count; i++) {
        if (i > 0) buf_char(&out, ' ');
        pdf_reference(&out, NULL, structure->parts[i]);
    }
    buf_char(&out, ']');
    pdf_object_set(writer->file, structure->root, buf_copy(&out, structure->arena));
    buf_free(&out);
}

unsigned pdf_structure_write(struct pdf_structure *structure, struct pdf_file *file,
                             const struct element *root)
{
    struct writer writer = {.structure = structure, .file = file};
    bool parts = structure->tree != 0;
    if (!parts) {
        structure->tree = pdf_object_reserve(file);
        structure->root = elements_write(&writer, root, structure->tree);
        arena_defer(structure->arena, buf_free_handle, &structure->notes);
    } else {
        root_of_parts(&writer, root);
    }
    pdf_object_set(file, structure->tree, tree_entries(&writer, structure->root));
    buf_free(&writer.out);
    return structure->tree;
}
