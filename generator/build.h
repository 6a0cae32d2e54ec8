/* The pipeline: load, check, render, write. In: a site's folder. Out: its output folder, or diagnostics; the exit status. Called by main.c. */
#ifndef BUILD_H
#define BUILD_H

#include <stdbool.h>

struct build_options {
    const char *site;     /* folder with content/ and templates/ */
    const char *output;   /* NULL: output/ in it */
    const char *lang;     /* of the messages: "id", "en"; NULL: the site's */
    unsigned jobs;        /* threads; 0: one a processor */
    bool strict, verbose; /* strict: warnings fail */
    bool drafts;          /* with what is not published */
    bool write;           /* false: check only */
};

enum { EXIT_FINE = 0, EXIT_WARNINGS = 1, EXIT_ERRORS = 2 };

int build_run(const struct build_options *options);
/* Prints the links that leave the site. */
int build_list_links(const struct build_options *options);

#endif
