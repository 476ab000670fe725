/* courant quotes: who said what. */
#include <courant/language.h>

#include "cli/language_tools.h"
#include "speech/statement_json.h"

static const cr_option options[] = {
    {.name = "lang", .argument = "CODE", .help = "language of plain text, else it is detected (records carry their own \"lang\")", .example = "courant quotes --lang fr article.txt"},
    {0}};
static const char *const examples[] = {"courant quotes articles.jsonl", "reads {\"id\",\"lang\",\"text\"} a line, writes {\"id\",\"quotes\"} a line", NULL};

typedef struct settings {
    cr_language_tools tools;
    cr_str lang;
} settings;

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
    in.dates = set->tools.dates[worker];
    cr_statement *statements;
    size_t count;
    cr_status status = cr_quotes_find_with(set->tools.quotes, arena, &in, &statements, &count, err);
    if (status != CR_OK)
        return status;
    cr_utf8_table points;
    if (!cr_utf8_table_make(arena, in.text, &points))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a text of %zu bytes", in.text.len);
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_key(&j, "quotes");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        cr_statement_write(&j, &points, &statements[i], NULL);
    cr_json_end(&j);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static int run(cr_invocation *in) {
    settings set = {.lang = cr_str_of(cr_value(in, "lang"))};
    cr_stage stage = CR_STAGE_INIT;
    cr_error err;
    stage.run = one;
    stage.context = &set;
    if (cr_language_tools_open(&set.tools, in, &stage, &err) != CR_OK)
        return cr_complain(&err);
    int status = cr_stage_run(in, &stage);
    cr_language_tools_free(&set.tools);
    return status;
}

const cr_command cr_command_quotes = {
    .name = "quotes", .operands = "FILE…|-", .summary = "tell who said what",
    .description = "Finds the statements of articles: the words said, who said them, with which verb, through whom and how. "
                   "Reads JSON Lines {\"id\",\"lang\",\"text\",\"date\",\"title\"} or plain text, whose language is detected.\n\n"
                   "Offsets count Unicode code points. A speaker who cannot be told is null.",
    .options = options, .examples = examples, .run = run};
