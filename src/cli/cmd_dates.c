/* courant dates: dates and times in text, resolved. */
#include <courant/dates.h>
#include <stdlib.h>

#include "base/time.h"
#include "cli/stage.h"
#include "text/date_json.h"

static const cr_option options[] = {
    {.name = "reference", .argument = "DATE", .help = "the date of the text, where a record names none (\"ref\" or \"date\")", .example = "courant dates --reference 2021-12-27 report.txt"},
    {.name = "lang", .argument = "LANG", .help = "the language of the text, where a record names none; else it is detected", .example = "courant dates --lang fr --reference 2021-12-27 report.txt"},
    {0}};
static const char *const examples[] = {
    "echo 'Fin 2021, Moscou a publié un projet.' | courant dates --reference 2022-01-29", "finds \"Fin 2021\", value 2021", NULL};

typedef struct settings {
    cr_str reference, lang;
    cr_date_tools **tools; /* one a worker */
} settings;

static cr_status one_text(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    const settings *s = context;
    bool json = record->kind == CR_RECORD_JSON;
    cr_str text = json ? cr_record_get(record, "text") : cr_utf8_repair(arena, record->bytes);
    cr_str reference = cr_record_get(record, "ref");
    if (cr_str_none(text))
        return cr_fail(err, CR_ERR_SYNTAX, "no \"text\" in the object");
    if (cr_str_none(reference))
        reference = cr_record_get(record, "date");
    if (cr_str_none(reference))
        reference = s->reference;
    char code[8];
    cr_record_language(record, s->lang, text, code);
    cr_date *dates;
    size_t count;
    CR_TRY(cr_dates_find_with(s->tools[worker], arena, text, cr_str_of(code), reference, &dates, &count, err));
    cr_utf8_table points;
    if (!cr_utf8_table_make(arena, text, &points))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a text of %zu bytes", text.len);
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_key(&j, "results");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        cr_date_write(&j, &points, &dates[i]);
    cr_json_end(&j);
    cr_json_end(&j);
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static int run(cr_invocation *in) {
    settings s = {.reference = cr_str_of(cr_value(in, "reference")), .lang = cr_str_of(cr_value(in, "lang"))};
    cr_civil civil;
    if (!cr_str_none(s.reference) && !cr_time_parse(s.reference, &civil))
        return cr_usage(in, "--reference wants a date as 2022-01-12 or 2022-01-12T10:00:00Z, not \"%.*s\"", CR_FMT(s.reference));
    cr_stage stage = CR_STAGE_INIT;
    stage.run = one_text;
    stage.context = &s;
    size_t workers = cr_stage_workers(in, &stage);
    s.tools = calloc(workers, sizeof *s.tools);
    cr_error err;
    int status;
    bool ready = s.tools != NULL;
    for (size_t i = 0; ready && i < workers; i++)
        ready = (s.tools[i] = cr_date_tools_new()) != NULL;
    if (ready)
        status = cr_stage_run(in, &stage);
    else {
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        status = cr_complain(&err);
    }
    for (size_t i = 0; s.tools && i < workers; i++)
        cr_date_tools_free(s.tools[i]);
    free(s.tools);
    return status;
}

const cr_command cr_command_dates = {
    .name = "dates", .operands = "[FILE…|-]", .summary = "find dates and times in text and resolve them",
    .description = "Reads text, or JSON Lines {\"id\",\"lang\",\"ref\",\"text\"}, and writes for each an object with the expressions found: "
                   "their place in code points, their type, their TIMEX3 value, and the calendar value or the two ends.\n\n"
                   "What is relative is resolved against the reference, in news to the past unless the tense says otherwise; "
                   "what is vague stays as vague as it was said.",
    .options = options, .examples = examples, .run = run};
