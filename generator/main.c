/* suluh: the commands. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "build.h"
#include "data/yaml.h"
#include "markdown/markdown.h"
#include "template/template.h"

#define VERSION "0.1.0"

enum { MOST_JOBS = 64 };

/* What a command line comes to. */
struct call {
    const char *command;
    struct build_options build;
    const char *data; /* template: YAML file */
    bool xml, tree;
    const char *file;
};

struct option {
    const char *name, *value; /* value: what it stands for in the help; NULL: a switch */
    const char *id, *en;
    bool (*set)(struct call *call, const char *value);
};

struct command {
    const char *name, *arguments;
    const char *id, *en;
    const char *options; /* names of the options that it takes, separated by spaces */
    int (*run)(struct call *call);
};

/* ---- filters ---- */

static enum language call_language(const struct call *call)
{
    return call->build.lang && strcmp(call->build.lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ID;
}

/* A file, or a pipe that is named as one: `suluh markdown <(…)`, /dev/stdin. */
static enum file_status read_named(struct arena *arena, const char *file, Str *text, int *error)
{
    struct stat about;
    if (stat(file, &about) != 0 || !S_ISFIFO(about.st_mode))
        return file_read(arena, file, FILE_LIMIT_TEXT, text, error);
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    *error = errno;
    if (descriptor < 0) return FILE_UNREADABLE;
    enum file_status status = file_read_stream(arena, descriptor, FILE_LIMIT_TEXT, text, error);
    close(descriptor);
    return status;
}

static struct source *read_input(struct arena *arena, struct diag *diag, const char *file)
{
    struct source *source = arena_make(arena, struct source);
    bool standard_input = !file || strcmp(file, "-") == 0;
    int error;
    source->name = standard_input ? S("-") : str_from(file);
    enum file_status status =
        standard_input ? file_read_stream(arena, STDIN_FILENO, FILE_LIMIT_TEXT, &source->text, &error)
                       : read_named(arena, file, &source->text, &error);
    if (status != FILE_OK) {
        file_report(diag, LOC_NONE, status, source->name, error, FILE_LIMIT_TEXT);
        return NULL;
    }
    if (str_starts(source->text, S("\xEF\xBB\xBF"))) source->text = str_skip(source->text, 3);
    return file_check_text(diag, source) ? source : NULL;
}

/* Prints what a filter made and what it had to say; the exit status. */
static int finish(struct call *call, struct arena *arena, struct diag *diag, struct buf *out)
{
    int status = diag_count(diag, DIAG_ERROR) ? EXIT_ERRORS : EXIT_FINE;
    bool written = fwrite(out->data ? out->data : "", 1, out->len, stdout) == out->len && fflush(stdout) == 0;
    if (!written) diag_report(diag, LOC_NONE, MSG_OUTPUT_FAILED, S("-"), S("stdout"));
    diag_print(diag, stderr, call_language(call), call->build.verbose ? 0 : 100);
    buf_free(out);
    diag_free(diag);
    arena_free(arena);
    return written ? status : EXIT_ERRORS;
}

static int run_markdown(struct call *call)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf out = {0};
    const struct source *source = read_input(arena, diag, call->file);
    struct markdown_context context = {.lang = call->build.lang ? str_from(call->build.lang) : S("id")};
    if (source) {
        const struct markdown *markdown = markdown_parse(arena, diag, source, 0, &context);
        struct markdown_html options = {.conformant = true, .lang = context.lang};
        if (call->tree)
            markdown_write_tree(&out, markdown);
        else
            markdown_write_html(&out, arena, markdown, &options);
    }
    return finish(call, arena, diag, &out);
}

static const struct value *read_data(struct arena *arena, struct diag *diag, const char *file)
{
    struct source *source = file ? read_input(arena, diag, file) : NULL;
    const struct value *data = source ? yaml_read(arena, diag, source) : NULL;
    return data ? data : value_map(arena);
}

static int run_template(struct call *call)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf out = {0};
    if (!call->file) {
        diag_report(diag, LOC_NONE, MSG_USAGE_FILE_MISSING);
        return finish(call, arena, diag, &out);
    }
    Str folder = path_folder(str_from(call->file));
    const char *set_folder = folder.len ? str_c(arena, folder) : call->file[0] == '/' ? "/" : ".";
    const struct value *data = read_data(arena, diag, call->data);
    const struct source *source = read_input(arena, diag, call->file);
    struct template_set *set = template_set_open(arena, diag, set_folder, str_from(set_folder));
    const struct template *template = source ? template_compile(arena, diag, set, source) : NULL;
    struct template_run run = {.variables = data,
                               .lang = call->build.lang ? str_from(call->build.lang) : S("id"),
                               .form = call->xml ? TEMPLATE_XML : TEMPLATE_HTML,
                               .scratch = arena,
                               .diag = diag};
    if (template && diag_count(diag, DIAG_ERROR) == 0 && !template_render(template, &run, &out))
        buf_free(&out);
    return finish(call, arena, diag, &out);
}

/* ---- the pipeline ---- */

static int run_build(struct call *call)
{
    call->build.write = true;
    return build_run(&call->build);
}

static int run_check(struct call *call)
{
    return build_run(&call->build);
}

static int run_links(struct call *call)
{
    return build_list_links(&call->build);
}

/* ---- the command line ---- */

static bool set_site(struct call *call, const char *value)
{
    call->build.site = value;
    return *value != '\0';
}
static bool set_output(struct call *call, const char *value)
{
    call->build.output = value;
    return *value != '\0';
}
static bool set_lang(struct call *call, const char *value)
{
    call->build.lang = value;
    return strcmp(value, "id") == 0 || strcmp(value, "en") == 0;
}
static bool set_jobs(struct call *call, const char *value)
{
    int64_t jobs;
    if (!str_int64(str_from(value), &jobs) || jobs < 1 || jobs > MOST_JOBS) return false;
    call->build.jobs = (unsigned)jobs;
    return true;
}
static bool set_strict(struct call *call, const char *value)
{
    (void)value;
    return call->build.strict = true;
}
static bool set_drafts(struct call *call, const char *value)
{
    (void)value;
    return call->build.drafts = true;
}
static bool set_verbose(struct call *call, const char *value)
{
    (void)value;
    return call->build.verbose = true;
}
static bool set_data(struct call *call, const char *value)
{
    call->data = value;
    return *value != '\0';
}
static bool set_xml(struct call *call, const char *value)
{
    (void)value;
    return call->xml = true;
}
static bool set_tree(struct call *call, const char *value)
{
    (void)value;
    return call->tree = true;
}

static const struct option options[] = {
    {"--site", "DIR", "folder yang memuat content/ dan templates/ (bawaan: folder ini)",
     "folder with content/ and templates/ (default: this one)", set_site},
    {"--output", "DIR", "folder keluaran (bawaan: output/ di folder situs)",
     "output folder (default: output/ in the site's folder)", set_output},
    {"--strict", NULL, "peringatan dihitung sebagai kegagalan (status 1)",
     "warnings make the build fail (status 1)", set_strict},
    {"--lang", "id|en", "bahasa pesan (bawaan: bahasa situs)",
     "language of the messages (default: the site's)", set_lang},
    {"--jobs", "N", "jumlah utas, 1 sampai 64 (bawaan: sebanyak prosesor)",
     "threads, 1 to 64 (default: one a processor)", set_jobs},
    {"--drafts", NULL, "sertakan rancangan dan yang belum atau tidak lagi terbit",
     "include drafts and what is not yet or no longer published", set_drafts},
    {"--verbose", NULL, "tampilkan semua pesan", "show all messages", set_verbose},
    {"--data", "FILE.yaml", "nilai untuk templat", "values for the template", set_data},
    {"--xml", NULL, "tulis XML, bukan HTML", "write XML, not HTML", set_xml},
    {"--tree", NULL, "tulis pohon dokumen, bukan HTML", "write the document's tree, not HTML", set_tree},
};

static const struct command commands[] = {
    {"build", "", "ubah content/ menjadi output/", "turn content/ into output/",
     "--site --output --strict --lang --jobs --drafts --verbose", run_build},
    {"check", "", "periksa semuanya, tanpa menulis", "check everything, write nothing",
     "--site --output --strict --lang --jobs --drafts --verbose", run_check},
    {"links", "", "daftar tautan ke luar situs (CSV)", "list the links that leave the site (CSV)",
     "--site --lang --drafts --verbose", run_links},
    {"markdown", "[FILE]", "Markdown menjadi HTML", "Markdown to HTML", "--tree --lang --verbose",
     run_markdown},
    {"template", "FILE", "isi satu templat", "render one template", "--data --xml --lang --verbose",
     run_template},
};

static void print_help(FILE *out)
{
    fputs("suluh " VERSION ": situs, brosur, dan poster dari Markdown dan angka\n"
          "                 website, brochures and posters from Markdown and figures\n\n"
          "Cara pakai / usage: suluh PERINTAH [PILIHAN]\n\n",
          out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-10s%-8s%s / %s\n", commands[i].name, commands[i].arguments, commands[i].id,
                commands[i].en);
    fputs("\nPilihan / options:\n", out);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        fprintf(out, "  %-10s%-10s%s\n%22s%s\n", options[i].name, options[i].value ? options[i].value : "",
                options[i].id, "", options[i].en);
    fputs("  --help, --version\n\nStatus: 0 baik / fine, 1 peringatan dengan --strict / warnings under "
          "--strict, 2 kesalahan / errors\n",
          out);
}

static int usage_error(const struct call *call, enum message message, const char *first, const char *second)
{
    struct diag *diag = diag_new();
    diag_report(diag, LOC_NONE, message, str_from(first), str_from(second));
    diag_print(diag, stderr, call_language(call), 0);
    diag_free(diag);
    return EXIT_ERRORS;
}

static bool takes(const struct command *command, const char *option)
{
    Str rest = str_from(command->options);
    while (rest.len)
        if (str_is(str_cut(&rest, ' '), option)) return true;
    return false;
}

/* "--name VALUE" or "--name=VALUE"; advances *at. 0, or an exit status after a message. */
static int parse_option(const struct command *command, struct call *call, int count, char **arguments,
                        int *at)
{
    Str rest = str_from(arguments[*at]), name = str_cut(&rest, '=');
    const char *value = rest.data;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (!str_is(name, options[i].name) || !takes(command, options[i].name)) continue;
        if (options[i].value && !value) value = *at + 1 < count ? arguments[++*at] : NULL;
        if ((options[i].value != NULL) == (value != NULL) && options[i].set(call, value)) return 0;
        if (!options[i].value) break;
        return usage_error(call, MSG_USAGE_OPTION_VALUE, options[i].name, options[i].value);
    }
    return usage_error(call, MSG_USAGE_UNKNOWN_OPTION, arguments[*at], command->name);
}

static int run_command(const struct command *command, int count, char **arguments)
{
    struct call call = {.command = command->name, .build.site = "."};
    bool only_files = false;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i];
        int status = 0;
        if (!only_files && strcmp(argument, "--") == 0) {
            only_files = true;
        } else if (!only_files && strcmp(argument, "--help") == 0) {
            print_help(stdout);
            return EXIT_FINE;
        } else if (!only_files && argument[0] == '-' && argument[1] != '\0') {
            status = parse_option(command, &call, count, arguments, &i);
        } else if (command->arguments[0] && !call.file) {
            call.file = argument;
        } else {
            status = usage_error(&call, MSG_USAGE_TOO_MANY, argument, "");
        }
        if (status) return status;
    }
    return command->run(&call);
}

/* A file opened later must not take the number of a standard stream that the caller closed: a message would be written into it.
 * Reading from and writing to these fails as before. */
static void fill_standard_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) == -1)
            (void)!open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* What was printed may not have arrived: a full disk. */
static int checked(int status)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    return failed && errno != EBADF ? EXIT_ERRORS : status;
}

static int run(int count, char **arguments)
{
    struct call none = {0};
    if (count < 2) {
        print_help(stderr);
        return EXIT_ERRORS;
    }
    if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0 ||
        strcmp(arguments[1], "help") == 0) {
        print_help(stdout);
        return EXIT_FINE;
    }
    if (strcmp(arguments[1], "--version") == 0) {
        puts("suluh " VERSION);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(arguments[1], commands[i].name) == 0)
            return run_command(&commands[i], count - 2, arguments + 2);
    return usage_error(&none, MSG_USAGE_UNKNOWN_COMMAND, arguments[1], "");
}

int main(int count, char **arguments)
{
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is told as an error of writing */
    fill_standard_streams();
    return checked(run(count, arguments));
}
