#include "draw/canvas.h"

#include "base/arena.h"

/* The standard structure types of ISO 32000-1, 14.8.4. */
static const char *const role_names[ROLE_COUNT] = {
    [ROLE_DOCUMENT] = "Document",
    [ROLE_PART] = "Part",
    [ROLE_SECT] = "Sect",
    [ROLE_DIV] = "Div",
    [ROLE_H1] = "H1",
    [ROLE_H2] = "H2",
    [ROLE_H3] = "H3",
    [ROLE_H4] = "H4",
    [ROLE_P] = "P",
    [ROLE_LIST] = "L",
    [ROLE_ITEM] = "LI",
    [ROLE_LABEL] = "Lbl",
    [ROLE_BODY] = "LBody",
    [ROLE_TABLE] = "Table",
    [ROLE_ROW] = "TR",
    [ROLE_HEADER] = "TH",
    [ROLE_DATA] = "TD",
    [ROLE_FIGURE] = "Figure",
    [ROLE_CAPTION] = "Caption",
    [ROLE_LINK] = "Link",
    [ROLE_SPAN] = "Span",
    [ROLE_QUOTE] = "BlockQuote",
    [ROLE_CODE] = "Code",
    [ROLE_NOTE] = "Note",
    [ROLE_CONTENTS] = "TOC",
    [ROLE_ENTRY] = "TOCI",
};

const char *element_role_name(enum element_role role)
{
    return role_names[role];
}

struct element *element_new(struct arena *arena, struct element *parent, enum element_role role)
{
    struct element *element = arena_make(arena, struct element);
    element->role = role;
    element->parent = parent;
    if (parent) {
        if (parent->last)
            parent->last->next = element;
        else
            parent->first = element;
        parent->last = element;
    }
    return element;
}
