/* What a web server is told: the Content-Security-Policy, _headers (as Netlify and Cloudflare Pages read it), and a sample for nginx.
 *
 * The policy stands in every page too (templates/web/layout.xhtml, `site/csp`), where it holds from disk and on hosts that send no headers. Source: CSP
 * Level 3; a page cannot say frame-ancestors of itself, so only the headers do. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

Str hosting_policy(void)
{
    return S("default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; "
             "img-src 'self' data:; manifest-src 'self'; script-src 'self'; style-src 'self'");
}

static const struct {
    const char *name, *value;
} security[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "strict-origin-when-cross-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
};
#define FOR_EVER "public, max-age=31536000, immutable"

static bool is_renamed(const struct web *web, size_t index)
{
    return !str_equal(web->static_paths[index], web->static_files.entries[index].path);
}

void hosting_headers(const struct web *web, struct buf *out)
{
    Str policy = hosting_policy();
    buf_c(out, "/*\n");
    buf_printf(out, "  Content-Security-Policy: %.*s; frame-ancestors 'self'\n", (int)policy.len,
               policy.data);
    for (size_t i = 0; i < sizeof security / sizeof *security; i++)
        buf_printf(out, "  %s: %s\n", security[i].name, security[i].value);
    for (size_t i = 0; i < web->static_files.count; i++) {
        if (!is_renamed(web, i)) continue;
        buf_c(out, "/");
        buf_str(out, web->static_paths[i]);
        buf_c(out, "\n  Cache-Control: " FOR_EVER "\n");
    }
    buf_c(out, "/img/*\n  Cache-Control: " FOR_EVER "\n/sw.js\n  Cache-Control: no-cache\n"
               "/manifest.webmanifest\n  Content-Type: application/manifest+json\n");
}

/* The name and the folder of base_url, for the sample. */
static void put_place(const struct web *web, struct buf *out)
{
    Str rest = str_skip(web->site->base_url, str_find(web->site->base_url, S("://")) + 3);
    Str host = str_cut(&rest, '/');
    host = str_cut(&host, ':');
    buf_str(out, host.len ? host : S("situs.contoh.id"));
}

static void put_nginx(const struct web *web, struct buf *out)
{
    Str policy = hosting_policy();
    buf_c(out, "# Contoh untuk nginx 1.18 ke atas. Salin ke /etc/nginx/conf.d/, ganti yang bertanda GANTI, "
               "lalu jalankan: nginx -t\n"
               "# A sample for nginx 1.18 or later.\n\n"
               "map $sent_http_content_type $suluh_policy {\n"
               "    default \"\";\n");
    buf_printf(out, "    ~*^text/html \"%.*s; frame-ancestors 'self'\";\n}\n", (int)policy.len, policy.data);
    redirect_nginx(web, out);
    buf_c(
        out,
        "map $uri $suluh_cache {\n"
        "    # alamat yang memuat sidik isi tidak pernah berubah / addresses that hold a fingerprint never "
        "change\n"
        "    \"~\\.[0-9a-f]{10}(-[0-9]+)?\\.(css|js|webp|jpg|png)$\" \"" FOR_EVER "\";\n"
        "    \"~/sw\\.js$\" \"no-cache\";\n"
        "    \"~\\.html$\" \"public, max-age=300\";\n"
        "    \"~/$\" \"public, max-age=300\";\n"
        "    default \"public, max-age=3600\";\n}\n\n"
        "server {\n    listen 80; # GANTI: listen 443 ssl; beserta ssl_certificate dan ssl_certificate_key\n"
        "    server_name ");
    put_place(web, out);
    buf_c(out, "; # GANTI\n    root /var/www/suluh/site; # GANTI: tempat isi output/site\n"
               "    index index.html;\n    error_page 404 /404.html;\n    charset utf-8;\n"
               "    charset_types text/html text/css text/plain text/csv application/json "
               "application/javascript;\n\n"
               "    types {\n        application/manifest+json webmanifest;\n        text/csv csv;\n    }\n"
               "    include /etc/nginx/mime.types;\n\n"
               "    # berkas .gz dan .br sudah dibuat di samping berkasnya (extras: compressed) / made "
               "beside the files already\n"
               "    gzip_static on;\n"
               "    # brotli_static on; # perlu modul ngx_brotli / needs the module ngx_brotli\n"
               "    gzip on; # untuk yang belum / for the rest\n"
               "    gzip_types text/css text/plain text/csv application/json application/javascript "
               "application/manifest+json application/xml image/svg+xml;\n"
               "    gzip_vary on;\n\n"
               "");
    if (web->site->alias_count) buf_c(out, "    if ($suluh_moved) { return 301 $suluh_moved; }\n");
    buf_c(out, "    location ~ /\\. { deny all; }\n"
               "    location = /_headers { return 404; }\n"
               "    location = /_redirects { return 404; }\n\n"
               "    add_header Cache-Control $suluh_cache;\n"
               "    add_header Content-Security-Policy $suluh_policy always;\n");
    for (size_t i = 0; i < sizeof security / sizeof *security; i++)
        buf_printf(out, "    add_header %s \"%s\" always;\n", security[i].name, security[i].value);
    buf_c(out, "    # setelah https berjalan / once https works:\n"
               "    # add_header Strict-Transport-Security \"max-age=31536000\" always;\n}\n");
}

void hosting_write_sample(const struct web *web, struct arena *scratch, const struct web_sink *sink)
{
    struct buf out = {0};
    (void)scratch;
    put_nginx(web, &out);
    sink->put(sink->context, S("server/nginx.conf"), buf_view(&out));
    buf_free(&out);
}
