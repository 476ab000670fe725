/* courant fetch: one round over the sources that are due. */
#include "cli/fetch_url.h"
#include "cli/wire_options.h"
#include "wire/fetching.h"

static const cr_option options[] = {
    {.name = "all", .help = "ask every source, due or not", .example = "courant fetch --all"},
    {.name = "later", .help = "take in only; understanding waits for the next `courant run` or `courant import`", .example = "courant fetch --later"},
    {.name = "translate", .help = "also translate what the editions need before ending, and put reports together across languages by it", .example = "courant fetch --translate"},
    CR_OPTION_ALLOW_PRIVATE("fetch"),
    {0}};
static const char *const examples[] = {"courant fetch", "asks the sources that are due and takes in what is new",
                                       "courant fetch --all --quiet", "asks all of them, for a timer", NULL};

typedef struct talk {
    cr_wire *wire;
    cr_bar bar;
    bool lines;
    size_t documents;
} talk;

static void report(void *context, const cr_source *source, const char *line) {
    talk *t = context;
    (void)source;
    if (!line) {
        t->documents++;
        cr_wire_wake(t->wire);
        cr_bar_show(&t->bar, "taking in", t->documents, 0);
    } else if (t->lines) {
        cr_bar_clear(&t->bar);
        fprintf(stderr, "%s\n", cr_clean(cr_str_of(line)).text);
    }
}

static void progress(void *context, const cr_wire_progress *p) {
    talk *t = context;
    cr_bar_show(&t->bar, "understanding", p->done, p->done + p->left);
}

static int run(cr_invocation *in) {
    cr_wire *wire = NULL;
    cr_fetching *f = NULL;
    cr_error err = {0};
    if (in->operand_count)
        return cr_usage(in, "takes no address; `courant add` does");
    const atomic_bool *stop = cr_cli_stop_flag();
    if (cr_cli_wire_open(in, false, &wire, &err) != CR_OK)
        return cr_complain(&err);
    talk t = {.wire = wire, .bar = cr_bar_of(in), .lines = !cr_given(in, "quiet")};
    bool later = cr_given(in, "later");
    cr_fetching_options o = {.store = wire->store, .config = &wire->config, .allow_private = cr_given(in, "allow-private"), .stop = stop, .report = report, .context = &t};
    cr_fetching_counts counts = {0};
    cr_status status = cr_fetching_new(&o, &f, &err);
    if (status == CR_OK && !later)
        status = cr_wire_start(wire, cr_given(in, "translate") ? CR_WIRE_TRANSLATE : CR_WIRE_NO_TRANSLATION, &err);
    if (status == CR_OK)
        status = cr_fetching_run(f, cr_given(in, "all"), false, &err);
    if (f)
        counts = *cr_fetching_counted(f);
    cr_fetching_free(f);
    cr_wire_wake(wire);
    if (status == CR_OK && !later)
        status = cr_wire_wait(wire, stop, progress, &t, &err);
    cr_wire_stop(wire);
    cr_bar_clear(&t.bar);
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    if (cr_given(in, "json"))
        printf("{\"sources\": %zu, \"unchanged\": %zu, \"failed\": %zu, \"documents\": %zu, \"own_text\": %zu}\n", counts.sources, counts.unchanged,
               counts.failed, counts.documents, counts.own_text);
    else if (!cr_given(in, "quiet"))
        printf("%zu sources asked, %zu unchanged, %zu failed; %zu documents new, %zu of them with the feed's own text alone\n", counts.sources,
               counts.unchanged, counts.failed, counts.documents, counts.own_text);
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_fetch = {
    .name = "fetch", .operands = "", .summary = "ask the sources that are due, once",
    .description = "Asks every source that is due, takes in what is new, then understands and groups it. A feed is asked whether it has changed; the pages of its "
                   "new entries are read where robots.txt allows it; one that refuses leaves the feed's own text, and the source's line in `courant status` "
                   "says why. Between two requests to one host there is a pause.",
    .options = options, .examples = examples, .wire = true, .run = run};
