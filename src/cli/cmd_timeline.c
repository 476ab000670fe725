/* courant timeline: the dated happenings of a dossier. */
#include <courant/timeline.h>
#include <stdio.h>

#include "base/json.h"
#include "base/time.h"
#include "base/vec.h"
#include "cli/stage.h"

static const cr_option options[] = {
    {.name = "entity", .argument = "NAME", .help = "keep what this name takes part in", .example = "courant timeline --entity 'General Motors' articles.jsonl"},
    {.name = "entries", .argument = "N", .fallback = "0", .help = "number of dates, the weightiest; 0: as many as the articles carry",
     .example = "courant timeline --entries 20 articles.jsonl"},
    {.name = "sentences", .argument = "N", .fallback = "1", .help = "sentences a date, the best first", .example = "courant timeline --sentences 2 articles.jsonl"},
    {.name = "from", .argument = "DATE", .help = "first day told", .example = "courant timeline --from 2011-01-25 articles.jsonl"},
    {.name = "to", .argument = "DATE", .help = "last day told", .example = "courant timeline --to 2011-02-11 articles.jsonl"},
    {0}};
static const char *const examples[] = {"courant timeline --entries 10 dossier.jsonl", "tells the ten dates that a dossier's articles dwell on most", NULL};

typedef struct gathered {
    cr_arena *arena;
    cr_timeline_article *articles;
    size_t count, capacity;
} gathered;

static cr_status gather(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)worker;
    (void)arena;
    (void)out;
    gathered *g = context;
    CR_TRY(cr_record_is_article(record, err));
    cr_timeline_article *a = CR_PUSH(g->arena, g->articles, g->count, g->capacity);
    if (!a)
        return cr_fail(err, CR_ERR_LIMIT, "more text than the limit arena_bytes allows; raise it under [limits] in courant.conf");
    cr_str lang = cr_record_get(record, "lang"), date = cr_record_get(record, "date");
    *a = (cr_timeline_article){
        .id = cr_str_copy(g->arena, record->id), .lang = cr_str_copy(g->arena, cr_str_none(lang) ? cr_record_get(record, "language") : lang),
        .date = cr_str_copy(g->arena, cr_str_none(date) ? cr_record_get(record, "published") : date),
        .title = cr_str_copy(g->arena, cr_record_get(record, "title")), .text = cr_str_copy(g->arena, cr_record_get(record, "text"))};
    return CR_OK;
}

static void write_timeline(cr_buf *out, const cr_timeline_entry *entries, size_t count) {
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_key(&j, "entries");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++) {
        cr_json_object(&j);
        cr_json_member(&j, "date", entries[i].date);
        cr_json_member_strs(&j, "sentences", entries[i].sentences);
        cr_json_member_strs(&j, "articles", entries[i].articles);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
}

static bool date_option(const cr_invocation *in, const char *name, cr_str *out, int *status) {
    cr_civil c;
    *out = cr_str_of(cr_value(in, name));
    if (cr_str_none(*out) || (cr_time_parse(*out, &c) && out->len <= 10))
        return true;
    *status = cr_usage(in, "--%s wants a date as 2022-01-12, 2022-01 or 2022, not \"%.*s\"", name, CR_FMT(*out));
    return false;
}

static int tell(cr_invocation *in, gathered *g, const cr_timeline_options *o) {
    cr_stage stage = CR_STAGE_INIT;
    stage.run = gather;
    stage.context = g;
    stage.sequential = true;
    int status = cr_stage_run(in, &stage);
    cr_timeline_entry *entries;
    size_t count;
    cr_error err;
    if (cr_timeline_build(g->arena, g->articles, g->count, o, &entries, &count, &err) != CR_OK)
        return cr_complain(&err);
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    write_timeline(&out, entries, count);
    fwrite(out.bytes, 1, out.len, stdout);
    cr_buf_free(&out);
    return cr_finish(status);
}

static int run(cr_invocation *in) {
    long entries, sentences;
    int status = 2;
    cr_timeline_options o = {.entity = cr_str_of(cr_value(in, "entity")), .limits = &in->limits};
    if (!cr_value_number(in, "entries", 0, 1000000, &entries) ||
        !cr_value_number(in, "sentences", 1, (long)cr_limit(&in->limits, CR_LIMIT_TIMELINE_SENTENCES), &sentences) ||
        !date_option(in, "from", &o.from, &status) || !date_option(in, "to", &o.to, &status))
        return status;
    o.entries = (size_t)entries;
    o.sentences = (size_t)sentences;
    gathered g = {.arena = cr_arena_new(cr_limit(&in->limits, CR_LIMIT_ARENA_BYTES))};
    if (!g.arena) {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        return cr_complain(&err);
    }
    status = tell(in, &g, &o);
    cr_arena_free(g.arena);
    return status;
}

const cr_command cr_command_timeline = {
    .name = "timeline", .operands = "FILE…|-", .summary = "tell what happened when in a dossier's articles",
    .description = "Reads the articles of one dossier in one language as JSON Lines (id, lang, date, title, text) and writes one line with "
                   "the dates that they mention most and the best sentences of each. Dates are read from the sentences and from the days "
                   "on which the articles appeared; a date known only to the month or year stays so.",
    .options = options, .examples = examples, .run = run};
