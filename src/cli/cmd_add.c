/* courant add: one more source, by its address. */
#include "base/json.h"
#include "base/time.h"
#include "cli/fetch_url.h"
#include "cli/wire_options.h"
#include "wire/fetching.h"

static const cr_option options[] = {
    {.name = "rights", .argument = "full|extract|internal", .help = "what may be shown of it: full text, a short extract (the default), or nothing outside of private mode", .example = "courant add --rights full https://example.org/feed.xml"},
    {.name = "language", .argument = "LANG", .help = "its language, where it does not say", .example = "courant add --language id https://example.org/"},
    {.name = "title", .argument = "TEXT", .help = "call it so", .example = "courant add --title 'The Example' https://example.org/"},
    {.name = "offline", .help = "take the address as a feed without asking it", .example = "courant add --offline https://example.org/feed.xml"},
    CR_OPTION_ALLOW_PRIVATE("add"),
    {0}};
static const char *const examples[] = {"courant add https://example.org/feed.xml", "adds a feed",
                                       "courant add example.org", "asks the page which feed it has and adds that; without one, the page itself", NULL};

static void print_found(const cr_fetching_found *f, bool json) {
    const cr_source *s = &f->source;
    const char *kind = s->kind == CR_SOURCE_FEED ? "feed" : "page";
    if (json) {
        cr_buf b;
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        cr_json j = cr_json_on(&b);
        cr_json_object(&j);
        cr_json_member_z(&j, "id", s->id);
        cr_json_member_z(&j, "kind", kind);
        cr_json_member(&j, "url", s->url);
        cr_json_member(&j, "title", s->title);
        cr_json_member(&j, "language", s->language);
        cr_json_member_int(&j, "entries", (long long)f->entries);
        cr_json_member_bool(&j, "new", f->fresh);
        cr_json_end(&j);
        printf("%.*s\n", CR_FMT(cr_buf_str(&b)));
        cr_buf_free(&b);
        return;
    }
    printf("%s %s %s", f->fresh ? "added the" : "known already: the", kind, cr_clean(s->url).text);
    if (!cr_str_empty(s->title))
        printf(" (%s)", cr_clean(s->title).text);
    if (cr_str_is(f->by, "named by the page"))
        printf(", named by the page");
    if (s->kind == CR_SOURCE_FEED && f->entries)
        printf(", %zu entries", f->entries);
    printf(s->kind == CR_SOURCE_PAGE ? "; it names no feed, so the page itself will be read\n" : "\n");
}

static cr_status add_one(cr_invocation *in, cr_wire *wire, cr_fetching *f, cr_arena *a, const char *url, cr_error *err) {
    cr_fetching_found found = {.by = CR_STR("feed")};
    const char *rights = cr_value(in, "rights");
    if (cr_given(in, "offline")) {
        found.source = (cr_source){.kind = CR_SOURCE_FEED, .url = cr_str_of(url), .state = CR_SOURCE_NEW, .added = cr_time_now()};
        if (!cr_str_starts(found.source.url, "http://") && !cr_str_starts(found.source.url, "https://"))
            return cr_fail(err, CR_ERR_USAGE, "%s: an address begins with http:// or https://", url);
        CR_TRY(cr_store_source_put(wire->store, &found.source, &found.fresh, err));
    } else
        CR_TRY(cr_fetching_add(f, a, cr_str_of(url), &found, err));
    if (rights || cr_given(in, "language") || cr_given(in, "title")) {
        bool again;
        if (rights && !cr_rights_parse(cr_str_of(rights), &found.source.rights))
            return cr_fail(err, CR_ERR_USAGE, "--rights %s: known are full, extract and internal", rights);
        if (cr_given(in, "language"))
            found.source.language = cr_str_of(cr_value(in, "language"));
        if (cr_given(in, "title"))
            found.source.title = cr_str_of(cr_value(in, "title"));
        CR_TRY(cr_store_source_put(wire->store, &found.source, &again, err));
    }
    print_found(&found, cr_given(in, "json"));
    return CR_OK;
}

static int run(cr_invocation *in) {
    cr_wire *wire = NULL;
    cr_fetching *f = NULL;
    cr_error err = {0};
    int failed = 0;
    if (in->operand_count == 0)
        return cr_usage(in, "which address?");
    const atomic_bool *stop = cr_cli_stop_flag();
    cr_status status = cr_cli_wire_open(in, false, &wire, &err);
    if (status == CR_OK) {
        cr_fetching_options o = {.store = wire->store, .config = &wire->config, .log = wire->log, .allow_private = cr_given(in, "allow-private"), .stop = stop};
        status = cr_fetching_new(&o, &f, &err);
    }
    if (status != CR_OK)
        failed = cr_complain(&err);
    for (int i = 0; status == CR_OK && i < in->operand_count && !atomic_load(stop); i++) {
        cr_arena *a = cr_arena_new(0);
        cr_status one = a ? add_one(in, wire, f, a, in->operands[i], &err) : cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        if (one != CR_OK)
            failed = cr_complain(&err);
        cr_arena_free(a);
    }
    cr_fetching_free(f);
    cr_wire_close(wire);
    return cr_finish(failed);
}

const cr_command cr_command_add = {
    .name = "add", .operands = "URL…", .summary = "add a source by its address",
    .description = "Asks the address what it is: a feed is added; a page that names a feed stands for that feed; a page without one is added itself and read "
                   "again now and then. Nothing is taken in yet: `courant fetch` or `courant run` does.",
    .options = options, .examples = examples, .wire = true, .run = run};
