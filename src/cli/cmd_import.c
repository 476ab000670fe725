/* courant import: files and folders into the store. */
#include <stdlib.h>

#include "cli/wire_options.h"

static const cr_option options[] = {
    {.name = "later", .help = "take in only; understanding waits for the next `courant run` or `courant import`", .example = "courant import --later archive/"},
    {.name = "translate", .help = "also translate what the editions need before ending, and put reports together across languages by it", .example = "courant import --translate pages/"},
    {0}};
static const char *const examples[] = {"courant import pages/", "takes in every file of the folder and understands it",
                                       "courant import feeds.opml", "adds the sources of an OPML file",
                                       "courant import crawl.warc.gz", "takes in the pages of a web archive, each under its own address",
                                       "zcat articles.jsonl.gz | courant import -", "takes in JSON Lines from standard input", NULL};

typedef struct talk {
    cr_bar bar;
    size_t total; /* of the work */
} talk;

static void report(void *context, const char *line, size_t taken, size_t total) {
    talk *t = context;
    if (line) {
        cr_bar_clear(&t->bar);
        fprintf(stderr, "courant: %s\n", cr_clean(cr_str_of(line)).text);
    } else
        cr_bar_show(&t->bar, "taking in", taken, total);
}

static void progress(void *context, const cr_wire_progress *p) {
    talk *t = context;
    cr_bar_show(&t->bar, "understanding", p->done, p->done + p->left);
}

static size_t no_articles(const cr_store_counts *s) {
    size_t n = 0;
    for (int o = CR_OUTCOME_ARTICLE + 1; o < CR_OUTCOME_COUNT; o++)
        n += s->outcomes[o];
    return n;
}

static void print_counts(cr_wire *wire, const cr_import_counts *c, size_t none_before, bool json) {
    cr_store_counts s;
    cr_error err;
    if (cr_store_count(wire->store, &s, &err) != CR_OK)
        s = (cr_store_counts){0};
    size_t none = no_articles(&s);
    none = none > none_before + c->unread ? none - none_before - c->unread : 0;
    size_t aside = s.set_aside[CR_WORK_UNDERSTAND] + s.set_aside[CR_WORK_GROUP];
    if (json)
        printf("{\"documents\": %zu, \"known\": %zu, \"kept_out\": %zu, \"sources\": %zu, \"passed_over\": %zu, \"refused\": %zu, \"broken_lines\": %zu, \"no_article\": %zu, \"articles\": %zu, \"stories\": %zu, \"dossiers\": %zu, \"set_aside\": %zu}\n",
               c->documents, c->known, c->kept_out, c->sources, c->passed_over, c->refused, c->broken_lines, none, s.articles, s.stories, s.dossiers, aside);
    else {
        printf("%zu document%s new, %zu known already", c->documents, c->documents == 1 ? "" : "s", c->known);
        if (c->kept_out)
            printf(", %zu kept out (`courant forget`)", c->kept_out);
        if (c->sources)
            printf(", %zu source%s new", c->sources, c->sources == 1 ? "" : "s");
        if (c->refused > c->broken_lines)
            printf(", %zu could not be read", c->refused - c->broken_lines);
        if (c->broken_lines)
            printf(", %zu broken line%s left out", c->broken_lines, c->broken_lines == 1 ? "" : "s");
        if (c->passed_over)
            printf(", %zu passed over", c->passed_over);
        if (none)
            printf(", %zu gave no article", none);
        if (none || c->unread)
            printf(" (`courant status` names them)");
        printf("; the store holds %zu article%s in %zu stor%s and %zu dossier%s", s.articles, s.articles == 1 ? "" : "s", s.stories, s.stories == 1 ? "y" : "ies",
               s.dossiers, s.dossiers == 1 ? "" : "s");
        printf(aside ? "; %zu set aside, see courant status\n" : "\n", aside);
    }
}

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    cr_import_counts counts = {0};
    if (in->operand_count == 0)
        return cr_usage(in, "which files or folders? (- for standard input)");
    const atomic_bool *stop = cr_cli_stop_flag();
    if (cr_cli_wire_open(in, false, &wire, &err) != CR_OK)
        return cr_complain(&err);
    talk t = {.bar = cr_bar_of(in)};
    cr_import_options o = {.stop = stop, .report = report, .context = &t};
    bool later = cr_given(in, "later");
    cr_status status = later ? CR_OK : cr_wire_start(wire, cr_given(in, "translate") ? CR_WIRE_TRANSLATE : CR_WIRE_NO_TRANSLATION, &err);
    int failed = 0, found = 0;
    cr_store_counts before = {0};
    if (status == CR_OK)
        status = cr_store_count(wire->store, &before, &err);
    for (int i = 0; i < in->operand_count && status == CR_OK; i++) {
        status = cr_wire_import(wire, in->operands[i], &o, &counts, &err);
        if (status == CR_ERR_NOT_FOUND) { /* the other operands are good */
            cr_bar_clear(&t.bar);
            failed = cr_complain(&err);
            status = CR_OK;
        } else
            found++;
    }
    if (status == CR_OK && !later)
        status = cr_wire_wait(wire, stop, progress, &t, &err);
    cr_wire_stop(wire);
    cr_bar_clear(&t.bar);
    if (status != CR_OK)
        failed = cr_complain(&err);
    if (counts.unreadable || counts.broken_lines) /* nothing of them is in the store: another try, or a mended file, may bring them */
        failed = failed ? failed : 1;
    if (found && !cr_given(in, "quiet"))
        print_counts(wire, &counts, no_articles(&before), cr_given(in, "json"));
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_import = {
    .name = "import", .operands = "FILE…|DIR…|-", .summary = "take in files: pages, texts, JSON Lines, web archives, OPML",
    .description = "Takes in HTML, plain text, JSON Lines of {\"id\",\"url\",\"published\",\"language\",\"title\",\"html\" or \"text\"}, web archives (WARC) and OPML, plain or packed with "
                   "gzip or zstd; folders in byte order of path, hidden files left out. Then understands and groups what is new, with --jobs workers.\n\n"
                   "A document is known by its address (for files the path below the argument) and its content: importing the same again changes nothing; a changed "
                   "file replaces its earlier form, but never a file of the same name from another folder. "
                   "Of a web archive the pages answered with status 2xx are taken in, each under its own address; pictures, redirects and errors are passed over. "
                   "An import that was interrupted goes on where it stopped. A file that cannot be read is recorded with its reason; the others follow. "
                   "Of JSON Lines with broken lines the others are taken in, the first broken one is named with its reason, and the exit status is 1. "
                   "An address of another scheme than http and https is left out, and the record known by its place in the file.",
    .options = options, .examples = examples, .wire = true, .run = run};
