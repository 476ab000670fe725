/* courant stories: group articles as they come. */
#include <courant/story.h>
#include <courant/translate.h>

#include "base/json.h"
#include "cli/stage.h"
#include "cli/stories_engine.h"

typedef struct grouping {
    cr_stories *stories;
    cr_story_hub *hub; /* NULL: no engine */
} grouping;

static const cr_option options[] = {
    {.name = "window", .argument = "DAYS", .fallback = "7", .help = "days after which an article no longer joins a story",
     .example = "courant stories --window 3 articles.jsonl"},
    {.name = "pairs", .help = "read pairs {\"id\",\"a\",\"b\"} and tell whether both report the same event",
     .example = "courant stories --pairs pairs.jsonl"},
    {.name = "engine", .argument = "NAME", .fallback = "none", .help = "let articles of different languages meet by titles and leads as this engine translates them: marian, apertium, libretranslate or openai; none: names, numbers and cognates alone",
     .example = "courant stories --engine apertium articles.jsonl"},
    {0}};
static const char *const examples[] = {
    "courant extract *.html | courant stories -", "groups the articles of a folder of pages, in the order of their names", NULL};

static cr_str get(json_t *o, const char *key) {
    json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

static cr_story_input input_of(json_t *o) {
    cr_str lang = get(o, "lang"), date = get(o, "date");
    return (cr_story_input){.id = get(o, "id"), .lang = cr_str_none(lang) ? get(o, "language") : lang,
                            .date = cr_str_none(date) ? get(o, "published") : date, .title = get(o, "title"),
                            .text = get(o, "text"), .relay_of = get(json_object_get(o, "notice"), "relay_of"), .site = get(o, "site")};
}

static void write_redirects(cr_json *j, const cr_story_answer *answer) {
    if (!answer->redirect_count)
        return;
    cr_json_key(j, "redirects");
    cr_json_array(j);
    for (size_t i = 0; i < answer->redirect_count; i++) {
        cr_json_object(j);
        cr_json_member_z(j, "from", answer->redirects[i].from);
        cr_json_member_z(j, "to", answer->redirects[i].to);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void write_corrections(cr_buf *out, const cr_story_answer *answer) {
    for (size_t i = 0; i < answer->correction_count; i++) {
        const cr_story_correction *c = &answer->corrections[i];
        cr_json j = cr_json_on(out);
        cr_json_object(&j);
        cr_json_member(&j, "id", c->id);
        cr_json_member_z(&j, "story", c->story);
        cr_json_member_z(&j, "dossier", c->dossier);
        cr_json_key(&j, "corrects");
        cr_json_object(&j);
        cr_json_member_z(&j, "story", c->was_story);
        cr_json_member_z(&j, "dossier", c->was_dossier);
        cr_json_end(&j);
        cr_json_end(&j);
        cr_buf_add_byte(out, '\n');
    }
}

static cr_status run_article(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)worker;
    grouping *g = context;
    CR_TRY(cr_record_is_article(record, err));
    cr_story_input in = input_of(record->json);
    cr_story_answer answer;
    in.id = record->id;
    if (g->hub)
        CR_TRY(cr_story_hub_translate(g->hub, arena, &in, err));
    CR_TRY(cr_stories_add(g->stories, &in, &answer, err));
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_member_z(&j, "story", answer.story);
    cr_json_member_z(&j, "dossier", answer.dossier);
    cr_json_member(&j, "relay_of", answer.relay_of);
    cr_json_key(&j, "similarity");
    cr_json_number(&j, answer.similarity, 3);
    write_redirects(&j, &answer);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    write_corrections(out, &answer);
    return CR_OK;
}

static cr_status run_pair(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)context;
    (void)worker;
    (void)arena;
    json_t *a = json_object_get(record->json, "a"), *b = json_object_get(record->json, "b");
    if (!json_is_object(a) || !json_is_object(b))
        return cr_fail(err, CR_ERR_SYNTAX, "a pair has an article under \"a\" and one under \"b\"");
    cr_story_input x = input_of(a), y = input_of(b);
    cr_str lang = cr_record_get(record, "lang");
    x.lang = cr_str_none(x.lang) ? lang : x.lang;
    y.lang = cr_str_none(y.lang) ? lang : y.lang;
    bool same;
    double similarity;
    CR_TRY(cr_stories_same(&x, &y, &same, &similarity, err));
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_member_bool(&j, "same", same);
    cr_json_key(&j, "similarity");
    cr_json_number(&j, similarity, 3);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static int run(cr_invocation *in) {
    long days;
    if (!cr_value_number(in, "window", 1, 3650, &days))
        return 2;
    const char *engine = cr_value(in, "engine");
    if (strcmp(engine, "none") != 0 && !cr_translator_knows(cr_str_of(engine)))
        return cr_usage(in, "--engine: no engine is called \"%s\"; there are none, marian, apertium, libretranslate, openai", engine);
    cr_stage stage = CR_STAGE_INIT;
    if (cr_given(in, "pairs")) {
        stage.run = run_pair;
        return cr_stage_run(in, &stage);
    }
    cr_error err;
    grouping g = {.stories = cr_stories_new(&(cr_stories_options){.window_days = (int)days})};
    cr_status opened = g.stories ? CR_OK : cr_fail(&err, CR_ERR_MEMORY, "out of memory");
    if (opened == CR_OK && strcmp(engine, "none") != 0)
        opened = cr_story_hub_open(in, cr_str_of(engine), &g.hub, &err);
    stage.run = run_article;
    stage.context = &g;
    stage.sequential = true;
    int status = opened == CR_OK ? cr_stage_run(in, &stage) : cr_complain(&err);
    cr_story_hub_free(g.hub);
    cr_stories_free(g.stories);
    return status;
}

const cr_command cr_command_stories = {
    .name = "stories", .operands = "FILE…|-", .summary = "group articles into stories and dossiers as they come",
    .description = "Reads articles as JSON Lines (id, lang, date, title, text) in the order of their taking in and writes, for each, "
                   "its story (one event as it develops: days), its dossier (stories that follow from one another: months), whose "
                   "text it carries, and how similar it is to that article or to the nearest of its story. An answer depends only "
                   "on the articles read before.\n\nWhat a later article shows of earlier answers follows its own line as corrections: "
                   "{\"id\", \"story\", \"dossier\", \"corrects\": {\"story\", \"dossier\"}} for each article that has moved; the last line of an "
                   "article holds. Ids that nothing has any more are told as \"redirects\".\n\nArticles of several languages meet through names, numbers and international words.",
    .options = options, .examples = examples, .run = run};
