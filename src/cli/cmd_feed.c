/* courant feed: one feed of any kind as one neutral JSON object. */
#include <courant/feed.h>

#include "base/json.h"
#include "cli/fetch_url.h"
#include "cli/fetch_url.h"
#include "cli/stage.h"
#include "feed/tree.h"

/* clang-format off */
static const cr_option options[] = {
    {.name = "url", .argument = "URL", .help = "resolve relative addresses against this one", .example = "courant feed --url https://example.org/news/feed.xml feed.xml"},
    {.name = "header", .argument = "'NAME: VALUE'", .many = true, .help = "read the feed as if it came with this HTTP header: content-type, content-location and content-language count", .example = "courant feed --header 'content-type: text/xml; charset=koi8-r' feed.xml"},
    CR_OPTION_ALLOW_PRIVATE("feed"),
    {0}};
/* clang-format on */
static const char *const examples[] = {
    "courant feed feed.xml", "prints the feed as one JSON object",
    "courant feed --url https://example.org/ - < feed.xml | jq -r '.entries[].title'", "prints the titles", NULL};

static cr_status run_one(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out,
                         cr_error *err) {
    (void)worker;
    cr_feed_options o = *(const cr_feed_options *)context;
    if (!cr_str_none(record->url) && cr_str_none(o.url))
        o.url = record->url;
    if (!cr_str_none(record->content_type) && cr_str_none(o.content_type))
        o.content_type = record->content_type;
    cr_feed *feed;
    CR_TRY(cr_feed_parse(arena, record->bytes, &o, &feed, err));
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member_bool(&j, "well_formed", feed->well_formed);
    cr_json_member(&j, "encoding", feed->encoding);
    cr_json_member(&j, "version", feed->version);
    if (feed->truncated) {
        cr_json_member_bool(&j, "truncated", true);
        cr_json_member(&j, "reason", feed->reason);
    }
    for (const cr_feed_node *n = feed->tree->first; n; n = n->next) {
        cr_json_key_str(&j, n->name);
        cr_feed_tree_json(&j, n);
    }
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static bool header(cr_str line, const char *name, cr_str *value) {
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS || !cr_str_is_nocase(cr_str_trim(cr_str_slice(line, 0, colon)), name))
        return false;
    *value = cr_str_trim(cr_str_slice(line, colon + 1, line.len));
    return true;
}

static int run(cr_invocation *in) {
    cr_feed_options o = {.url = cr_str_of(cr_value(in, "url")), .limits = &in->limits};
    for (size_t i = 0; cr_value_at(in, "header", i); i++) {
        cr_str line = cr_str_of(cr_value_at(in, "header", i));
        if (cr_str_find_byte(line, ':', 0) == CR_STR_NPOS)
            return cr_usage(in, "a header is written 'Name: value', not \"%s\"", line.ptr);
        if (!header(line, "content-type", &o.content_type) && !header(line, "content-location", &o.content_location))
            header(line, "content-language", &o.content_language);
    }
    cr_stage stage = CR_STAGE_INIT;
    stage.run = run_one;
    stage.context = &o;
    stage.whole = true;
    stage.folders = true;
    cr_cli_fetch fetch;
    if (!cr_cli_fetch_set(in, &fetch, &stage))
        return 1;
    int status = cr_stage_run(in, &stage);
    cr_cli_fetch_free(&fetch);
    return status;
}

const cr_command cr_command_feed = {
    .name = "feed",
    .operands = "FILE…|DIR|URL|-",
    .summary = "read a feed of any kind into one JSON object",
    .description =
        "Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF and JSON Feed, well-formed or not, in any encoding, and "
        "prints "
        "one JSON object a feed: well_formed, encoding, version, feed and entries.\n\n"
        "HTML is sanitised, addresses are resolved, dates are RFC 3339 in UTC beside the text they were read from. A "
        "feed "
        "that breaks off keeps what stands before the break. Where a limit cut something, truncated and reason say so.",
    .options = options,
    .examples = examples,
    .run = run};
