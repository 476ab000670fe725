/* courant extract: pages in, articles out. */
#include <courant/page.h>

#include "cli/fetch_url.h"
#include "cli/stage.h"
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
    {.name = "type", .argument = "html|text|jsonl", .help = "what the input is, instead of looking at its first byte", .example = "courant extract --type text notes"},
    CR_OPTION_ALLOW_PRIVATE("extract"),
    {0}};
static const char *const examples[] = {
    "courant extract page.html", "prints the article of a page as JSON",
    "courant extract --format text page.html", "prints its text",
    "courant extract pages/ > articles.jsonl", "reads a folder of pages, packed or not, one line each",
    "courant extract - < documents.jsonl", "reads {\"id\",\"url\",\"html\" or \"text\"} a line", NULL};

static cr_str charset_of(cr_str content_type) {
    size_t at = cr_str_find_nocase(content_type, CR_STR("charset="), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str s = cr_str_slice(content_type, at + 8, content_type.len);
    size_t end = cr_str_find_byte(s, ';', 0);
    s = cr_str_trim(end == CR_STR_NPOS ? s : cr_str_slice(s, 0, end));
    if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\''))
        s = cr_str_slice(s, 1, s.len - 1);
    return s;
}

static void input_of_json(const cr_record *record, cr_page_input *in) {
    cr_str html = cr_record_get(record, "html"), text = cr_record_get(record, "text");
    in->id = cr_record_get(record, "id");
    in->url = cr_record_get(record, "url");
    in->title = cr_record_get(record, "title");
    in->published = cr_record_get(record, "published");
    in->language = cr_record_get(record, "language");
    in->type = cr_str_none(html) ? CR_PAGE_TEXT : CR_PAGE_HTML;
    in->bytes = cr_str_none(html) ? text : html;
    in->charset = CR_STR("utf-8"); /* JSON is */
}

static cr_status run_record(void *with, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)worker;
    const context *c = with;
    cr_page_input in = {.tools = c->tools, .limits = c->limits, .bytes = record->bytes, .id = record->id, .url = record->url.len ? record->url : c->url, .charset = charset_of(record->content_type),
                        .type = record->kind == CR_RECORD_HTML ? CR_PAGE_HTML : c->text ? CR_PAGE_TEXT : CR_PAGE_SNIFF};
    if (record->kind == CR_RECORD_JSON) {
        input_of_json(record, &in);
        if (cr_str_none(in.bytes))
            return cr_fail(err, CR_ERR_SYNTAX, "the object has neither \"html\" nor \"text\"");
        if (in.url.len == 0)
            in.url = c->url;
    }
    cr_article *a;
    CR_TRY(cr_page_read(arena, &in, &a, err));
    cr_json j = cr_json_on(out);
    switch (c->format) {
    case JSON:
        cr_article_write(&j, a);
        cr_buf_add_byte(out, '\n');
        break;
    case TEXT: cr_render_text(out, a); break;
    case MARKDOWN: cr_render_markdown(out, a); break;
    case HTML: cr_render_html(out, a); break;
    }
    return out->failed ? cr_fail(err, out->failed, "out of memory while writing") : CR_OK;
}

static int choice(const char *value, const char *const *names) {
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], value) == 0)
            return i;
    return -1;
}

static int run(cr_invocation *in) {
    static const char *const formats[] = {"json", "text", "markdown", "html", NULL};
    static const char *const types[] = {"jsonl", "html", "text", NULL}; /* in the order of cr_record_kind */
    context c = {.url = cr_str_of(cr_value(in, "url")), .limits = &in->limits};
    const char *type = cr_value(in, "type"), *format = cr_value(in, "format");
    cr_stage stage = CR_STAGE_INIT;
    int f = choice(format, formats), t = type ? choice(type, types) : -1;
    if (f < 0)
        return cr_usage(in, "there is no format \"%s\": json, text, markdown or html", format);
    if (type && t < 0)
        return cr_usage(in, "there is no type \"%s\": html, text or jsonl", type);
    c.format = (enum format)f;
    c.text = t == CR_RECORD_TEXT;
    stage.run = run_record;
    stage.context = &c;
    stage.folders = true;
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
                   "so in \"outcome\".\n\nInput is HTML, text, JSON Lines of {\"id\",\"url\",\"published\",\"language\",\"title\",\"html\" or \"text\"} or folders of "
                   "them, packed with gzip or zstd or not.",
    .options = options, .examples = examples, .run = run};
