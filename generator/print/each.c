/* The work of printing in pieces, and what all pieces together leave: reports of rows, the register of editions.
 *
 * A product without rows is one job; so is a run in one file, whose copies are added to its documents one after another. A run in files is a job for every
 * few rows, so that threads share it. What goes wrong with copies is kept by each job: the same fault is told once, with the first row and the number of rows
 * that have it, in whatever order the jobs were done. */
#include "base/arena.h"
#include "base/names.h"
#include "draw/pdf.h"
#include "print/inside.h"

enum { COPIES_IN_A_JOB = 64 };

struct fault {
    enum message message;
    Str file;
    size_t offset, line;
    size_t first, count; /* the first copy that has it, how many have it */
};

struct job {
    const struct product *product;
    size_t from, to;     /* copies */
    struct arena *arena; /* of what follows; NULL: nothing to tell */
    struct diag *diag;   /* the first of each fault */
    struct fault *faults;
    size_t fault_count, fault_capacity;
    const Str *values; /* facts and figures that the text names */
    size_t value_count;
    bool failed;
};

struct each {
    struct job *jobs;
    size_t count;
};

void each_open(struct print *print, const struct product *const *products, size_t count)
{
    struct each *each = print->each = arena_make(print->arena, struct each);
    size_t capacity = 0;
    for (size_t i = 0; i < count; i++) {
        const struct product *product = products[i];
        size_t copies = product->faulty ? 0 : product->copy_count,
               step = product->in_files ? COPIES_IN_A_JOB : copies;
        for (size_t from = 0; from < copies; from += step) {
            each->jobs = arena_grow(print->arena, each->jobs, &capacity, each->count + 1, sizeof *each->jobs);
            size_t to = from + step < copies ? from + step : copies;
            each->jobs[each->count++] = (struct job){.product = product, .from = from, .to = to};
        }
    }
}

size_t print_jobs(const struct print *print)
{
    return print->each->count;
}

/* ---- faults of copies ---- */

struct noting {
    struct job *job;
    size_t copy;
};

static struct fault *fault_find(struct job *job, const struct diag_fault *fault)
{
    for (size_t i = 0; i < job->fault_count; i++) {
        struct fault *known = &job->faults[i];
        if (known->message == fault->message && known->offset == fault->offset &&
            str_equal(known->file, fault->file))
            return known;
    }
    return NULL;
}

static bool fault_note(void *context, const struct diag_fault *fault)
{
    struct noting *noting = context;
    struct job *job = noting->job;
    struct fault *known = fault_find(job, fault);
    if (known) {
        known->count++;
        return false;
    }
    job->faults =
        arena_grow(job->arena, job->faults, &job->fault_capacity, job->fault_count + 1, sizeof *job->faults);
    job->faults[job->fault_count++] = (struct fault){
        fault->message, str_copy(job->arena, fault->file), fault->offset, fault->line, noting->copy, 1};
    return true;
}

/* A copy's own reports, gathered while it is made. They are emptied only when there are some. */
static void note_faults(struct job *job, size_t copy, struct diag **own)
{
    if (!diag_count(*own, DIAG_ERROR) && !diag_count(*own, DIAG_WARNING) && !diag_count(*own, DIAG_NOTE))
        return;
    job->failed = job->failed || diag_count(*own, DIAG_ERROR);
    diag_pass_on(job->diag, *own, fault_note, &(struct noting){job, copy});
    diag_free(*own);
    *own = diag_new();
}

/* ---- making copies ---- */

static void note_values(struct job *job, const struct sheet *sheet)
{
    if (job->values) return;
    job->value_count = sheet->markdown->value_count;
    Str *values = arena_make_n(job->arena, Str, job->value_count + 1);
    for (size_t i = 0; i < job->value_count; i++)
        values[i] = str_copy(job->arena, sheet->markdown->values[i]);
    job->values = values;
}

/* What makes the copies of a job. */
struct maker {
    const struct print *print;
    struct job *job;
    struct arena *lasting, *scratch; /* of the model; of one copy */
    struct model *model;             /* NULL: each copy is prepared on its own */
    struct diag *diag;               /* of the copy at hand */
    struct pdf_kept *kept;           /* of files from one model */
    struct sheet own;
};

static struct sheet sheet_of(const struct maker *maker, size_t copy, struct arena *arena, struct diag *diag)
{
    const struct product *product = maker->job->product;
    return (struct sheet){.print = maker->print,
                          .product = product,
                          .copy = &product->copies[copy],
                          .arena = arena,
                          .diag = diag,
                          .one_of_many = product->each && !product->in_files};
}

/* A copy that can be prepared shows what the others are like; its faults are told when its turn comes. */
static void model_make(struct maker *maker)
{
    const struct job *job = maker->job;
    struct diag *diag = diag_new();
    struct sheet *first = arena_make(maker->lasting, struct sheet);
    *first = sheet_of(maker, job->from, maker->lasting, diag);
    if (job->to - job->from > 1 && sheet_prepare(first)) maker->model = model_open(maker->lasting, first);
    if (maker->model) /* so that what differs is known before anything is drawn */
        model_change(maker->model, job->product, &job->product->copies[job->from + 1], maker->scratch, diag);
    arena_reset(maker->scratch);
    diag_free(diag);
}

static void forget_reports(struct diag **diag)
{
    if (!diag_count(*diag, DIAG_ERROR) && !diag_count(*diag, DIAG_WARNING) && !diag_count(*diag, DIAG_NOTE))
        return;
    diag_free(*diag);
    *diag = diag_new();
}

/* The filled sheet of a copy; NULL after reports. */
static struct sheet *make_sheet(struct maker *maker, size_t copy)
{
    const struct product *product = maker->job->product;
    if (maker->model) {
        enum model_result result =
            model_change(maker->model, product, &product->copies[copy], maker->scratch, maker->diag);
        if (result != MODEL_OTHER) return result == MODEL_DONE ? model_sheet(maker->model) : NULL;
        forget_reports(&maker->diag);
        arena_reset(maker->scratch);
    }
    maker->own = sheet_of(maker, copy, maker->scratch, maker->diag);
    bool sound = sheet_prepare(&maker->own);
    if (maker->own.markdown)
        note_values(maker->job, &maker->own); /* also of what fails: its print is out there */
    return sound ? &maker->own : NULL;
}

static struct run run_of(const struct maker *maker, struct arena *arena, struct diag *diag,
                         const struct print_sink *sink)
{
    const struct product *product = maker->job->product;
    return (struct run){.print = maker->print,
                        .product = product,
                        .file = product->name,
                        .code = product->code,
                        .arena = arena,
                        .diag = diag,
                        .sink = sink,
                        .kept = maker->model ? maker->kept : NULL,
                        .copies = 1};
}

/* A product in one file, or one copy that is a file of its own. */
static void make_file(struct maker *maker, size_t copy, const struct print_sink *sink)
{
    struct sheet *sheet = make_sheet(maker, copy);
    if (!sheet) return;
    note_values(maker->job, sheet);
    struct run run = run_of(maker, maker->scratch, maker->diag, sink);
    run.product = sheet->product;
    run.file = sheet->copy->name;
    run.code = sheet->copy->code;
    editions_open(&run, sheet);
    editions_add(&run, sheet);
    editions_close(&run);
}

static void make_files(struct maker *maker, const struct print_sink *sink)
{
    struct job *job = maker->job;
    for (size_t copy = job->from; copy < job->to; copy++) {
        make_file(maker, copy, sink);
        arena_reset(maker->scratch);
        note_faults(job, copy, &maker->diag);
    }
}

/* After a fault the rest is still prepared, to find the other rows that have it, but no longer painted. */
static void make_together(struct maker *maker, struct arena *arena, const struct print_sink *sink)
{
    struct job *job = maker->job;
    struct run run = run_of(maker, arena, job->diag, sink);
    run.copies = job->to - job->from;
    for (size_t copy = job->from; copy < job->to; copy++) {
        struct sheet *sheet = make_sheet(maker, copy);
        if (sheet) {
            note_values(job, sheet);
            if (!run.opened && !job->failed) editions_open(&run, sheet);
            if (!job->failed) editions_add(&run, sheet);
        }
        note_faults(job, copy, &maker->diag);
        arena_reset(maker->scratch);
    }
    run.failed = run.failed || job->failed;
    editions_close(&run);
}

static void run_copies(struct maker *maker, struct arena *scratch, const struct print_sink *sink)
{
    maker->lasting = arena_new();
    maker->scratch = arena_new();
    maker->diag = diag_new();
    model_make(maker);
    if (maker->job->product->in_files) maker->kept = pdf_kept_open(maker->lasting);
    if (maker->job->product->in_files)
        make_files(maker, sink);
    else
        make_together(maker, scratch, sink);
    diag_free(maker->diag);
    arena_free(maker->scratch);
    arena_free(maker->lasting);
}

static void job_close(struct job *job)
{
    diag_free(job->diag);
    arena_free(job->arena);
    *job = (struct job){.product = job->product, .from = job->from, .to = job->to};
}

static void job_run(const struct print *print, struct job *job, struct arena *scratch, struct diag *diag,
                    const struct print_sink *sink)
{
    if (job->arena) job_close(job); /* recalled, and then done after all */
    job->arena = arena_new();
    job->diag = diag_new();
    struct maker maker = {.print = print, .job = job};
    if (job->product->each) {
        run_copies(&maker, scratch, sink);
        return;
    }
    maker.scratch = scratch;
    maker.diag = diag;
    make_file(&maker, 0, sink);
}

void print_job(const struct print *print, size_t index, struct arena *scratch, struct diag *diag,
               const struct print_sink *sink)
{
    job_run(print, &print->each->jobs[index], scratch, diag, sink);
}

const struct product *print_job_product(const struct print *print, size_t index, size_t *first)
{
    *first = print->each->jobs[index].from;
    return print->each->jobs[index].product;
}

/* The names of the values that the text uses, a line each. */
void print_job_note(const struct print *print, size_t index, struct buf *note)
{
    const struct job *job = &print->each->jobs[index];
    for (size_t i = 0; job->values && i < job->value_count; i++) {
        buf_str(note, job->values[i]);
        buf_char(note, '\n');
    }
}

void print_job_recall(const struct print *print, size_t index, Str note)
{
    struct job *job = &print->each->jobs[index];
    job->arena = arena_new();
    job->diag = diag_new();
    Str *values = arena_make_n(job->arena, Str, note.len);
    while (note.len) values[job->value_count++] = str_copy(job->arena, str_cut(&note, '\n'));
    job->values = values;
}

/* ---- after all jobs ---- */

/* The faults of a product's jobs together, in the order of the rows. */
static bool fault_add(void *context, const struct diag_fault *fault)
{
    return !fault_find(context, fault);
}

static void tell_rows(const struct product *product, const struct job *all, struct diag *diag)
{
    for (size_t i = 0; i < all->fault_count; i++) {
        const struct fault *fault = &all->faults[i];
        if (fault->count == product->copy_count) continue; /* no matter of rows */
        const struct copy *copy = &product->copies[fault->first];
        Str line = str_format(all->arena, "%.*s:%zu", (int)fault->file.len, fault->file.data, fault->line),
            count = str_format(all->arena, "%zu", fault->count);
        diag_report(diag, table_loc(all->arena, product->each, copy->row), MSG_PRINT_ROW, copy->key, line,
                    count);
    }
}

static void tell_faults(const struct job *jobs, size_t count, struct diag *diag)
{
    struct job all = {.arena = arena_new()};
    for (const struct job *job = jobs; job < jobs + count; job++) {
        if (!job->fault_count) continue;
        diag_pass_on(diag, job->diag, fault_add, &all);
        for (size_t k = 0; k < job->fault_count; k++) {
            const struct fault *fault = &job->faults[k];
            struct diag_fault as_told = {fault->message, fault->file, fault->offset, fault->line};
            struct fault *known = fault_find(&all, &as_told);
            if (known)
                known->count += fault->count;
            else if (fault_note(&(struct noting){&all, fault->first}, &as_told))
                all.faults[all.fault_count - 1].count = fault->count;
        }
    }
    tell_rows(jobs->product, &all, diag);
    arena_free(all.arena);
}

static void put_field(struct buf *out, Str text, const char *end)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') buf_char(out, '"');
        buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
    buf_c(out, end);
}

/* "fact.x stat.y": from the front matter, the layout and the text, each once. */
static Str values_of(const struct print *print, const struct job *job, struct arena *arena)
{
    const struct product *product = job->product;
    const struct layout *layout = layout_find(print, product->layout);
    const Str *lists[] = {product->values, layout ? layout->values : NULL, job->values};
    size_t counts[] = {product->value_count, layout ? layout->value_count : 0,
                       job->values ? job->value_count : 0};
    struct names known = {0};
    struct buf out = {0};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < counts[i]; k++) {
            Str name = lists[i][k];
            bool is_figure = str_starts(name, S("fact.")) || str_starts(name, S("stat."));
            if (!is_figure || !names_put(arena, &known, name, product)) continue;
            if (out.len) buf_char(&out, ' ');
            buf_str(&out, name);
        }
    Str values = buf_copy(&out, arena);
    buf_free(&out);
    return values;
}

/* One line for each edition that was made: what its code stands for, for the day when a fact changes. */
static bool put_register(const struct print *print, const struct print_sink *sink)
{
    const struct each *each = print->each;
    struct buf out = {0};
    bool put = true;
    buf_c(&out, "code,product,row,values\n");
    for (size_t i = 0; i < each->count; i++) {
        const struct job *job = &each->jobs[i];
        struct arena *arena = arena_new();
        Str values = values_of(print, job, arena);
        for (size_t copy = job->from; copy < job->to; copy++) {
            put_field(&out, job->product->copies[copy].code, ",");
            put_field(&out, job->product->name, ",");
            put_field(&out, job->product->copies[copy].key, ",");
            put_field(&out, values, "\n");
        }
        arena_free(arena);
    }
    if (each->count) put = sink->put(sink->context, S("print/editions.csv"), buf_view(&out));
    buf_free(&out);
    return put;
}

/* Editions that were printed with a fact that has expired, so that they can be taken down: told once for each fact. */
static void tell_expired(const struct print *print, const struct figure *fact, struct diag *diag)
{
    const struct each *each = print->each;
    struct arena *arena = arena_new();
    struct buf codes = {0};
    for (size_t i = 0; i < each->count; i++) {
        const struct job *job = &each->jobs[i];
        Str values = values_of(print, job, arena), name;
        bool uses = false;
        while (values.len && !uses) uses = str_equal(name = str_cut(&values, ' '), fact->id);
        if (!uses || job->from > 0) continue;
        if (codes.len) buf_c(&codes, ", ");
        buf_printf(&codes, "%.*s (%.*s)", (int)job->product->code.len, job->product->code.data,
                   (int)job->product->name.len, job->product->name.data);
    }
    if (codes.len) diag_report(diag, fact->loc, MSG_PRINT_EXPIRED, fact->id, buf_view(&codes));
    buf_free(&codes);
    arena_free(arena);
}

bool print_finish(const struct print *print, struct diag *diag, const struct print_sink *sink)
{
    const struct each *each = print->each;
    bool sound = true;
    for (size_t from = 0, to; from < each->count; from = to) {
        for (to = from; to < each->count && each->jobs[to].product == each->jobs[from].product; to++)
            sound = sound && !each->jobs[to].failed;
        tell_faults(each->jobs + from, to - from, diag);
    }
    for (size_t i = 0; i < print->site->fact_count; i++)
        if (print->site->facts[i].expired) tell_expired(print, &print->site->facts[i], diag);
    if (sound) sound = put_register(print, sink);
    for (size_t i = 0; i < each->count; i++) job_close(&each->jobs[i]);
    return sound;
}

/* With jobs of its own, so that any thread may do it. */
bool print_product(const struct print *print, const struct product *product, struct arena *scratch,
                   struct diag *diag, const struct print_sink *sink)
{
    struct arena *arena = arena_new();
    struct print one = *print;
    one.arena = arena;
    size_t errors = diag_count(diag, DIAG_ERROR);
    each_open(&one, &product, 1);
    for (size_t i = 0; i < one.each->count; i++) job_run(print, &one.each->jobs[i], scratch, diag, sink);
    if (one.each->count) tell_faults(one.each->jobs, one.each->count, diag);
    for (size_t i = 0; i < one.each->count; i++) job_close(&one.each->jobs[i]);
    arena_free(arena);
    return diag_count(diag, DIAG_ERROR) == errors;
}
