/* courant digest: what the reports of one story say together. */
#include <stdio.h>

#include "base/vec.h"
#include "cli/stage.h"
#include "story/credit.h"
#include "story/digest_json.h"

static const cr_option options[] = {
    {.name = "lang", .argument = "CODE", .help = "language of the reader: sentences of reports in it come first", .example = "courant digest --lang fr story.jsonl"},
    {0}};
static const char *const examples[] = {"courant digest story.jsonl", "tells the gist of a story's articles, what happened when, and where they disagree", NULL};

typedef struct gathered {
    cr_arena *arena;
    cr_digest_article *articles;
    size_t count, capacity;
    cr_digest_options options;
    bool stories; /* a line was a whole story */
} gathered;

static cr_str get(json_t *o, const char *key, const char *other) {
    json_t *v = json_object_get(o, key);
    if (!json_is_string(v) && other)
        v = json_object_get(o, other);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

static cr_str text_of(cr_str s) { return cr_str_none(s) ? CR_STR("") : s; }

/* "author": "AFP" or ["Jane Doe", "AFP"]: the agency among them. */
static cr_str agency_of(json_t *author) {
    cr_str names[16];
    size_t n = 0, i;
    json_t *name;
    if (json_is_string(author))
        names[n++] = (cr_str){json_string_value(author), json_string_length(author)};
    json_array_foreach(author, i, name)
        if (json_is_string(name) && n < sizeof names / sizeof *names)
            names[n++] = (cr_str){json_string_value(name), json_string_length(name)};
    return cr_story_credit(CR_STR_NONE, (cr_strs){names, n});
}

static cr_digest_article article_of(json_t *o) {
    json_t *notice = json_object_get(o, "notice");
    return (cr_digest_article){.id = text_of(get(o, "id", NULL)), .lang = get(o, "lang", "language"), .date = get(o, "date", "published"),
                               .title = get(o, "title", NULL), .text = text_of(get(o, "text", NULL)), .outlet = get(o, "outlet", "site"),
                               .copy = json_is_string(json_object_get(o, "relay_of")), .relay_of = get(o, "relay_of", NULL),
                               .credit = cr_str_none(get(notice, "relay_of", NULL)) ? agency_of(json_object_get(o, "author")) : get(notice, "relay_of", NULL),
                               .site = get(o, "canonical_url", "url"), .relayed = json_is_true(json_object_get(notice, "relayed_automatically")),
                               .machine_translated = json_is_true(json_object_get(notice, "machine_translated"))};
}

static cr_status write_digest(cr_arena *arena, cr_str id, cr_digest_article *articles, size_t count, const cr_digest_options *o, cr_buf *out, cr_error *err) {
    cr_digest d;
    size_t most = cr_limit(NULL, CR_LIMIT_DIGEST_ARTICLES);
    count = count < most ? count : most;
    for (size_t i = 0; i < count; i++)
        if (cr_str_none(articles[i].credit))
            articles[i].credit = cr_story_credit(articles[i].text, (cr_strs){NULL, 0});
    CR_TRY(cr_digest_make(arena, articles, count, o, &d, err));
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    if (!cr_str_none(id))
        cr_json_member(&j, "id", id);
    cr_digest_json(&j, arena, &d, articles, count);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static cr_status whole_story(gathered *g, cr_arena *arena, const cr_record *record, json_t *list, cr_buf *out, cr_error *err) {
    size_t n = json_array_size(list), i;
    cr_digest_article *articles = CR_NEW_ARRAY(arena, cr_digest_article, n + 1);
    json_t *o;
    if (!articles)
        return cr_fail(err, CR_ERR_MEMORY, "digest: out of memory");
    json_array_foreach(list, i, o) articles[i] = article_of(o);
    g->stories = true;
    return write_digest(arena, record->id, articles, n, &g->options, out, err);
}

static cr_status gather(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)worker;
    gathered *g = context;
    CR_TRY(cr_record_is_article(record, err));
    json_t *list = json_object_get(record->json, "articles");
    if (json_is_array(list))
        return whole_story(g, arena, record, list, out, err);
    cr_digest_article *a = CR_PUSH(g->arena, g->articles, g->count, g->capacity);
    if (!a)
        return cr_fail(err, CR_ERR_LIMIT, "more text than the limit arena_bytes allows; raise it under [limits] in courant.conf");
    *a = article_of(record->json);
    a->id = record->id;
    cr_str *kept[] = {&a->id, &a->lang, &a->date, &a->title, &a->text, &a->outlet, &a->relay_of, &a->credit};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        *kept[i] = cr_str_none(*kept[i]) ? CR_STR_NONE : cr_str_copy(g->arena, *kept[i]);
    return CR_OK;
}

static int tell(cr_invocation *in, gathered *g) {
    cr_stage stage = CR_STAGE_INIT;
    stage.run = gather;
    stage.context = g;
    stage.sequential = true;
    int status = cr_stage_run(in, &stage);
    if (!g->count && g->stories)
        return status;
    cr_buf out;
    cr_error err;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_status made = write_digest(g->arena, CR_STR_NONE, g->articles, g->count, &g->options, &out, &err);
    if (made == CR_OK)
        fwrite(out.bytes, 1, out.len, stdout);
    cr_buf_free(&out);
    return made == CR_OK ? cr_finish(status) : cr_complain(&err);
}

static int run(cr_invocation *in) {
    gathered g = {.arena = cr_arena_new(cr_limit(&in->limits, CR_LIMIT_ARENA_BYTES)), .options = {.lang = cr_str_of(cr_value(in, "lang")), .limits = &in->limits}};
    if (!g.arena) {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        return cr_complain(&err);
    }
    int status = tell(in, &g);
    cr_arena_free(g.arena);
    return status;
}

const cr_command cr_command_digest = {
    .name = "digest", .operands = "FILE…|-", .summary = "tell what the reports of one story say together",
    .description = "Reads the articles of one story as JSON Lines (id, lang, date, title, text, outlet; relay_of marks a copy), or whole stories, one a "
                   "line ({\"id\", \"articles\": [...]}), and writes one line a story: the central report, three sentences that tell the gist, what "
                   "happened when, and the numbers, dates, places and names on which the reports disagree, each with its sentences.",
    .options = options, .examples = examples, .run = run};
