/* courant extract: pages in, articles out. */
#include <courant/page.h>

#include "cli/fetch_url.h"
#include "cli/stage.h"
#include "net/headers.h"
#include "page/article_json.h"
#include "page/render.h"

enum format { JSON, TEXT, MARKDOWN, HTML };

typedef struct context {
    enum format format;
    cr_str url;
    cr_page_tools *tools;
    const cr_limits *limits;
    bool text; /* --type text: nothing is sniffed, not even UTF-16 */
} context;

static const cr_option options[] = {
    {.name = "url", .argument = "URL", .help = "the page's address, where the input does not know it: base of relative addresses", .example = "courant extract --url https://example.org/1 page.html"},
    {.name = "format", .argument = "json|text|markdown|html", .fallback = "json", .help = "what to write: one JSON object a line, plain text, Markdown or clean HTML", .example = "courant extract --format markdown page.html"},
    {.name = "type", .argument = "html|text|jsonl|warc", .help = "what the input is, instead of looking at its first bytes", .example = "courant extract --type text notes"},
    CR_OPTION_ALLOW_PRIVATE("extract"),
    {0}};
static const char *const examples[] = {
    "courant extract page.html", "prints the article of a page as one line of JSON",
    "courant extract --format text page.html", "prints its title, author, date and text",
    "courant extract --format markdown page.html > page.md", "writes it as Markdown, the metadata before it",
    "courant extract --format html page.html > clean.html", "writes it as a small HTML document without script or style",
    "courant extract pages/ > articles.jsonl", "reads a folder of pages, packed or not, one line each, on every core",
    "courant extract crawl.warc.gz > articles.jsonl", "reads every page of a web archive",
    "zcat documents.jsonl.gz | courant extract -", "reads {\"id\",\"url\",\"html\" or \"text\"} a line",
    "courant extract --type text notes | courant quotes -", "reads a plain text and finds who said what in it", NULL};

static void input_of_json(const cr_record *record, cr_page_input *in) {
    cr_str html = cr_record_get(record, "html"), text = cr_record_get(record, "text");
    in->id = record->id;
    in->url = cr_record_get(record, "url");
    in->title = cr_record_get(record, "title");
    in->published = cr_record_get(record, "published");
    in->language = cr_record_get(record, "language");
    in->type = cr_str_none(html) ? CR_PAGE_TEXT : CR_PAGE_HTML;
    in->bytes = cr_str_none(html) ? text : html;
    in->charset = CR_STR("utf-8"); /* JSON is */
}

/* An answer of status 404 is an error page, whatever it says of itself. */
static void judge_answer(cr_arena *arena, const cr_record *record, cr_article *a) {
    a->noai = a->noai || record->noai;
    a->fetched = cr_str_copy(arena, record->fetched);
    if (record->http < 400)
        return;
    a->outcome = CR_OUTCOME_ERROR_PAGE;
    a->reason = cr_str_format(arena, "the server answered with status %d", record->http);
}

static void write_article(const context *c, cr_stage_out *out, const cr_article *a) {
    cr_buf *b = &out->bytes;
    cr_json j = cr_json_on(b);
    if (c->format == TEXT || c->format == MARKDOWN) {
        cr_buf_add_z(b, "\f\n");
        out->next = b->len;
    }
    switch (c->format) {
    case JSON:
        cr_article_write(&j, a);
        cr_buf_add_byte(b, '\n');
        break;
    case TEXT: cr_render_text_to(b, a); break;
    case MARKDOWN: cr_render_markdown_to(b, a); break;
    case HTML:
        cr_render_html_head(b, a);
        out->first = b->len;
        cr_render_html_article(b, a);
        break;
    }
}

static cr_status run_record(void *with, size_t worker, cr_arena *arena, const cr_record *record, cr_stage_out *out, cr_error *err) {
    (void)worker;
    const context *c = with;
    bool archived = record->kind == CR_RECORD_ARCHIVED;
    cr_page_input in = {.tools = c->tools, .limits = c->limits, .bytes = record->bytes, .id = record->id, .url = record->url.len ? record->url : c->url,
                        .charset = cr_headers_charset(record->content_type),
                        .type = record->kind == CR_RECORD_HTML || (archived && !record->is_text) ? CR_PAGE_HTML : c->text || archived ? CR_PAGE_TEXT : CR_PAGE_SNIFF};
    if (record->kind == CR_RECORD_JSON) {
        input_of_json(record, &in);
        if (cr_str_none(in.bytes))
            return cr_fail(err, CR_ERR_SYNTAX, "the object has neither \"html\" nor \"text\"");
        if (in.url.len == 0)
            in.url = c->url;
    }
    cr_article *a;
    CR_TRY(cr_page_read(arena, &in, &a, err));
    if (archived)
        judge_answer(arena, record, a);
    write_article(c, out, a);
    return out->bytes.failed ? cr_fail(err, out->bytes.failed, "out of memory while writing") : CR_OK;
}

static int choice(const char *value, const char *const *names) {
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], value) == 0)
            return i;
    return -1;
}

static int run(cr_invocation *in) {
    static const char *const formats[] = {"json", "text", "markdown", "html", NULL};
    static const char *const types[] = {"jsonl", "html", "text", "warc", NULL}; /* in the order of cr_record_kind */
    context c = {.url = cr_str_of(cr_value(in, "url")), .limits = &in->limits};
    const char *type = cr_value(in, "type"), *format = cr_value(in, "format");
    cr_stage stage = CR_STAGE_INIT;
    int f = choice(format, formats), t = type ? choice(type, types) : -1;
    if (f < 0)
        return cr_usage(in, "there is no format \"%s\": json, text, markdown or html", format);
    if (type && t < 0)
        return cr_usage(in, "there is no type \"%s\": html, text, jsonl or warc", type);
    c.format = (enum format)f;
    c.text = t == CR_RECORD_TEXT;
    stage.run_parts = run_record;
    stage.tail = c.format == HTML ? CR_RENDER_HTML_TAIL : NULL;
    stage.context = &c;
    stage.folders = true;
    stage.pages = true;
    stage.force_kind = t;
    cr_cli_fetch fetch;
    if (!cr_cli_fetch_set(in, &fetch, &stage))
        return 1;
    cr_error err;
    c.tools = cr_page_tools_new();
    int status = c.tools ? cr_stage_run(in, &stage) : 1;
    if (!c.tools) {
        cr_fail(&err, CR_ERR_MEMORY, "out of memory for the lists of words");
        cr_complain(&err);
    }
    cr_page_tools_free(c.tools);
    cr_cli_fetch_free(&fetch);
    return status;
}

const cr_command cr_command_extract = {
    .name = "extract", .operands = "FILE…|DIR|URL|-", .summary = "read pages, keep their articles",
    .description = "Reads web pages and plain texts in any encoding and writes the article of each: title, authors, date, language, blocks of text, "
                   "notices and related links. Menus, share bars, advertisements, comments and the like are left out. A page that is no article says "
                   "so in \"outcome\".\n\n"
                   "JSON has, for each article: \"id\" (as given, else the name of the file without its ending; in folders of folders it may come twice), "
                   "\"url\" and \"canonical_url\", \"site\", \"title\", \"author\" (a list), \"date\" and \"modified\" as exact as the page tells them (a month, a day "
                   "or a time, never invented), \"lang\" (ISO 639-1; und when unsure), \"description\", \"image\" and \"section\" as the page says them; "
                   "\"text\", and the same in \"blocks\" of {\"kind\",\"text\"}: paragraph, heading (with \"level\"), quotation, list_item, caption, preformatted; "
                   "\"notice\", what the page says of machine translation and relaying; \"related\", read-also links; \"furniture\", what was taken out of a plain "
                   "text; \"noai\", whether the page reserves text mining; \"outcome\": article, no_article, index_page, consent_wall, paywall_stub, error_page "
                   "or blocked; \"reason\", why it is no article; \"extraction\" with its \"method\" and a \"score\" of 0 to 1. What is not known is null or empty.\n\n"
                   "Input is HTML, text, JSON Lines of {\"id\",\"url\",\"published\",\"language\",\"title\",\"html\" or \"text\"}, web archives "
                   "(WARC 0.9 to 1.1) or folders of them, packed with gzip or zstd or not. In a folder, pictures, styles and other files that are no page are passed over.\n\n"
                   "Of a web archive come the answers and resources that hold HTML or plain text, with \"id\" the name of the archive, # and the number of the "
                   "record in it, \"url\" its address and \"fetched\" when it was read. An answer of status 4xx or 5xx has the outcome error_page; redirects, "
                   "revisits and what is no page are passed over and counted on standard error. A broken record costs itself, an archive cut short gives what was whole.\n\n"
                   "Several articles follow one another in the order of the input: as text and Markdown with a line between them that holds a form feed alone, as HTML "
                   "in one document with an article element each. Markdown begins with the metadata as YAML between two lines of three hyphens.\n\n"
                   "The exit status is 0 when everything was read, also pages that are no article; 1 when a file, a line or a record could not be read, or when "
                   "writing failed: each has its line on standard error, and the others are read all the same. Ctrl-C finishes the pages in hand.",
    .options = options, .examples = examples, .run = run};
