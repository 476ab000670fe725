/* courant language: which language each line is in. */
#include <courant/language.h>

#include "base/json.h"
#include "cli/stage.h"

static const cr_option options[] = {
    {.name = "codes", .help = "print the code alone, a line for a line", .example = "courant language --codes headlines.txt | sort | uniq -c"},
    {.name = "hint", .argument = "LANG", .help = "the language that the source declares; weighs only where the text is doubtful", .example = "courant language --hint id titles.txt"},
    {0}};
static const char *const examples[] = {
    "echo 'Le Conseil se réunit mercredi.' | courant language", "prints {\"language\": \"fr\", \"confidence\": 0.96, \"script\": \"Latn\"}", NULL};

typedef struct settings {
    bool codes;
    cr_str hint;
} settings;

static cr_status one_line(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    (void)worker, (void)arena, (void)err;
    const settings *s = context;
    cr_language l = cr_language_detect(record->bytes, s->hint);
    if (s->codes) {
        cr_buf_add_z(out, l.code);
    } else {
        cr_json j = cr_json_on(out);
        cr_json_object(&j);
        cr_json_member_z(&j, "language", l.code);
        cr_json_key(&j, "confidence");
        cr_json_number(&j, l.confidence, 2);
        cr_json_member_z(&j, "script", l.script);
        cr_json_end(&j);
    }
    cr_buf_add_byte(out, '\n');
    return CR_OK;
}

static int run(cr_invocation *in) {
    settings s = {.codes = cr_given(in, "codes"), .hint = cr_str_of(cr_value(in, "hint"))};
    cr_stage stage = CR_STAGE_INIT;
    stage.run = one_line;
    stage.context = &s;
    stage.lines = true;
    return cr_stage_run(in, &stage);
}

const cr_command cr_command_language = {
    .name = "language", .operands = "[FILE…|-]", .summary = "tell the language of each line",
    .description = "Reads text and writes for each line an object with the language (ISO 639-1 where there is a code, "
                   "\"und\" where it cannot tell), the confidence from 0 to 1, and the script (ISO 15924).",
    .options = options, .examples = examples, .run = run};
