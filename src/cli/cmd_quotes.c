/* courant quotes: who said what. */
#include <courant/dates.h>
#include <courant/language.h>
#include <courant/quotes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/stage.h"

static const cr_option options[] = {
    {.name = "lang", .argument = "CODE", .help = "language of plain text, else it is detected (records carry their own \"lang\")", .example = "courant quotes --lang fr article.txt"},
    {0}};
static const char *const examples[] = {"courant quotes articles.jsonl", "reads {\"id\",\"lang\",\"text\"} a line, writes {\"id\",\"quotes\"} a line", NULL};

typedef struct settings {
    cr_quotes_tools *tools;
    cr_date_tools **dates; /* one a worker */
    cr_str lang;
} settings;

/* Code points before every 1024th byte: spans come in no order, and each may cost no more than that stretch. */
typedef struct point_table {
    cr_str text;
    size_t *before;
} point_table;
enum { STRETCH = 1024 };

static bool point_table_make(cr_arena *arena, cr_str text, point_table *out) {
    *out = (point_table){text, CR_NEW_ARRAY(arena, size_t, text.len / STRETCH + 1)};
    if (!out->before)
        return false;
    size_t points = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i % STRETCH == 0)
            out->before[i / STRETCH] = points;
        points += i < text.len && ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    }
    return true;
}

static long long points_at(const point_table *t, size_t byte) {
    size_t points = t->before[byte / STRETCH];
    for (size_t i = byte - byte % STRETCH; i < byte; i++)
        points += ((unsigned char)t->text.ptr[i] & 0xC0) != 0x80;
    return (long long)points;
}

static void write_span(cr_json *j, const point_table *t, cr_span s) {
    cr_json_array(j);
    cr_json_int(j, points_at(t, s.start));
    cr_json_int(j, points_at(t, s.end));
    cr_json_end(j);
}

static void write_spans(cr_json *j, const point_table *t, const char *key, const cr_span *spans, size_t count) {
    cr_json_key(j, key);
    cr_json_array(j);
    for (size_t i = 0; i < count; i++)
        if (spans[i].end > spans[i].start)
            write_span(j, t, spans[i]);
    cr_json_end(j);
}

static void write_statement(cr_json *j, const point_table *t, const cr_statement *s) {
    cr_json_object(j);
    cr_json_member(j, "quote", s->quote);
    write_spans(j, t, "quote_spans", s->quote_spans, s->quote_span_count);
    cr_json_member(j, "speaker", s->speaker);
    cr_json_member(j, "mention", s->mention);
    write_spans(j, t, "speaker_spans", &s->speaker_span, 1);
    cr_json_member(j, "role", s->role);
    cr_json_member(j, "verb", s->verb);
    write_spans(j, t, "verb_spans", &s->verb_span, 1);
    cr_json_member_z(j, "type", cr_speech_type_name(s->type));
    cr_json_member_z(j, "act", cr_speech_act_name(s->act));
    cr_json_member_bool(j, "negated", s->negated);
    cr_json_member_strs(j, "via", s->via);
    cr_json_member(j, "channel", s->channel);
    cr_json_member(j, "date", s->date);
    cr_json_end(j);
}

static cr_status one(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    const settings *set = context;
    cr_quotes_input in = {.text = record->bytes, .lang = set->lang};
    if (record->kind == CR_RECORD_JSON) {
        in = (cr_quotes_input){.text = cr_record_get(record, "text"), .lang = cr_record_get(record, "lang"), .date = cr_record_get(record, "date"), .title = cr_record_get(record, "title")};
        if (!in.lang.len)
            in.lang = set->lang;
    }
    in.text = cr_utf8_repair(arena, in.text);
    cr_language detected;
    if (!in.lang.len) {
        detected = cr_language_detect(in.text, CR_STR_NONE);
        in.lang = cr_str_of(detected.code);
    }
    in.dates = set->dates[worker];
    cr_statement *statements;
    size_t count;
    cr_status status = cr_quotes_find_with(set->tools, arena, &in, &statements, &count, err);
    if (status != CR_OK)
        return status;
    point_table table;
    if (!point_table_make(arena, in.text, &table))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a text of %zu bytes", in.text.len);
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_key(&j, "quotes");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        write_statement(&j, &table, &statements[i]);
    cr_json_end(&j);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static int run(cr_invocation *in) {
    settings set = {.tools = cr_quotes_tools_new(), .lang = cr_str_of(cr_value(in, "lang"))};
    cr_error err;
    if (!set.tools) {
        cr_fail(&err, CR_ERR_MEMORY, "out of memory for the lexicons");
        return cr_complain(&err);
    }
    cr_stage stage = CR_STAGE_INIT;
    stage.run = one;
    stage.context = &set;
    size_t workers = cr_stage_workers(in, &stage);
    set.dates = calloc(workers + 1, sizeof *set.dates);
    bool ok = set.dates != NULL;
    for (size_t i = 0; ok && i < workers; i++)
        ok = (set.dates[i] = cr_date_tools_new()) != NULL;
    if (!ok)
        cr_fail(&err, CR_ERR_MEMORY, "out of memory for the rules of dates");
    int status = ok ? cr_stage_run(in, &stage) : cr_complain(&err);
    for (size_t i = 0; set.dates && i < workers; i++)
        cr_date_tools_free(set.dates[i]);
    free(set.dates);
    cr_quotes_tools_free(set.tools);
    return status;
}

const cr_command cr_command_quotes = {
    .name = "quotes", .operands = "FILE…|-", .summary = "tell who said what",
    .description = "Finds the statements of articles: the words said, who said them, with which verb, through whom and how. "
                   "Reads JSON Lines {\"id\",\"lang\",\"text\",\"date\",\"title\"} or plain text, whose language is detected.\n\n"
                   "Offsets count Unicode code points. A speaker who cannot be told is null.",
    .options = options, .examples = examples, .run = run};
