/* The lock against middlemen: the only domains, phone numbers and e-mail addresses that the site may show (site.yaml: allowed).
 *
 * In: site.yaml; then links and what looks like a contact in texts. Out: whether it is listed, and the message when it is not. Without
 * the key `allowed` nothing is locked. Called by markdown/ for links and by check/ for texts, from any thread.
 *
 * An address is read as browsers read it (WHATWG URL Standard, "host parsing"): `\` is `/`, the case and one dot at the end do not count.
 * What only hides where it leads is never allowed: a user name before `@`, letters beyond ASCII, `%`, control characters. */
#ifndef SITE_ALLOWED_H
#define SITE_ALLOWED_H

#include "base/diag.h"
#include "site/site.h"

struct allowed;

/* What was found, and why it may not stand there; message 0 with `what` {NULL, 0}: it may. */
struct allowed_fault {
    enum message message;
    Str what, near; /* near: a listed one that it resembles, or empty */
};

/* Both true when nothing is locked. */
bool allowed_link(const struct site *site, struct arena *scratch, Str url, struct allowed_fault *fault);
bool allowed_phone(const struct site *site, Str number); /* as written: "0812-3456-7890", "+62 812 …" */
bool allowed_email(const struct site *site, Str address);
/* "bit.ly/x", "www.contoh.id": an address without its scheme. */
bool allowed_address(const struct site *site, struct arena *scratch, Str address,
                     struct allowed_fault *fault);

#endif
