/* courant search: full text on the command line. */
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/wire_options.h"

static const cr_option options[] = {
    {.name = "limit", .argument = "N", .fallback = "20", .help = "at most so many answers", .example = "courant search --limit 5 budget"}, {0}};
static const char *const examples[] = {"courant search 'sommet lang:fr since:2022-01-01'", "French articles of 2022 or later",
                                       "courant search '\"central bank\" rates'", "a phrase and a word", NULL};

static void print_hit(const cr_search_hit *h) {
    const cr_article_row *a = &h->article;
    printf("%s  [%s] %s\n    %s\n    %s\n", cr_clean(cr_str_none(a->date) ? CR_STR("undated") : a->date).text, cr_clean(a->lang).text,
           cr_clean(cr_str_none(a->title) ? a->lead : a->title).text, cr_clean(a->url).text, cr_clean(h->snippet).text);
}

static void json_hit(const cr_search_hit *h) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&b);
    const cr_article_row *a = &h->article;
    cr_utf8_cursor c = cr_utf8_cursor_of(h->snippet);
    cr_json_object(&j);
    cr_json_member_z(&j, "id", a->id);
    cr_json_member(&j, "url", a->url);
    cr_json_member(&j, "title", a->title);
    cr_json_member(&j, "lang", a->lang);
    cr_json_member(&j, "date", a->date);
    cr_json_member(&j, "source", a->source_title);
    cr_json_member_z(&j, "story", a->story);
    cr_json_member(&j, "snippet", h->snippet);
    cr_json_key(&j, "marks");
    cr_json_array(&j);
    for (size_t i = 0; i < h->mark_count; i++) {
        cr_json_array(&j);
        cr_json_int(&j, (long long)cr_utf8_points_at(&c, h->marks[i].start));
        cr_json_int(&j, (long long)cr_utf8_points_at(&c, h->marks[i].end));
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_end(&j);
    printf("%.*s\n", CR_FMT(cr_buf_str(&b)));
    cr_buf_free(&b);
}

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    long limit;
    if (in->operand_count == 0)
        return cr_usage(in, "search for what?");
    if (!cr_value_number(in, "limit", 1, 10000, &limit))
        return 2;
    if (cr_cli_wire_open(in, true, &wire, &err) != CR_OK)
        return cr_complain(&err);
    cr_str text = CR_STR("");
    for (int i = 0; i < in->operand_count; i++)
        text = cr_str_format(wire->arena, "%.*s%s%s", CR_FMT(text), i ? " " : "", in->operands[i]);
    cr_search_query q = {.text = text, .limit = (size_t)limit};
    cr_status status = CR_OK;
    size_t shown = 0;
    do {
        cr_search_hit *hits;
        size_t count;
        status = cr_store_search(wire->store, wire->arena, &q, &hits, &count, &q.cursor, &err);
        for (size_t i = 0; status == CR_OK && i < count && shown < (size_t)limit; i++, shown++)
            (cr_given(in, "json") ? json_hit : print_hit)(&hits[i]);
    } while (status == CR_OK && shown < (size_t)limit && !cr_str_none(q.cursor));
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    if (status == CR_OK && !shown && !cr_given(in, "quiet"))
        fprintf(stderr, "courant: nothing found\n");
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_search = {
    .name = "search", .operands = "QUERY…", .summary = "find articles by their words",
    .description = "All words must be there, in any form that the language's stems tell to be the same; \"in quotes\" one after the other. lang:fr, source:NAME "
                   "(an id, a host, or a part of a source's title or address) and since:2022-01-01 narrow the answer, or ask by themselves: newest first. With words, "
                   "the closest of the 200 articles taken in last come first, then the 200 before them.",
    .options = options, .examples = examples, .wire = true, .run = run};
