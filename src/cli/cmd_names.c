/* courant names: persons, organisations and places, each mention with the fullest form that the text gives it. */
#include <courant/quotes.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/language_tools.h"
#include "speech/tools.h"

static const cr_option options[] = {
    {.name = "lang", .argument = "CODE", .help = "language of plain text, else it is detected (records carry their own \"lang\")", .example = "courant names --lang fr article.txt"},
    {0}};
static const char *const examples[] = {"courant names articles.jsonl", "reads {\"id\",\"lang\",\"text\"} a line, writes {\"id\",\"names\"} a line", NULL};

typedef struct settings {
    cr_language_tools tools; /* its lexicons know the verbs of saying as well */
    cr_str lang;
} settings;

static void write_name(cr_json *j, const cr_utf8_table *points, cr_str text, const cr_name *n) {
    cr_json_object(j);
    cr_json_member_int(j, "start", (long long)cr_utf8_table_at(points, n->start));
    cr_json_member_int(j, "end", (long long)cr_utf8_table_at(points, n->end));
    cr_json_member(j, "text", cr_str_slice(text, n->start, n->end));
    cr_json_member_z(j, "kind", cr_name_kind_name(n->kind));
    cr_json_member(j, "full", n->full);
    cr_json_member(j, "role", n->role.len ? n->role : CR_STR_NONE);
    cr_json_end(j);
}

static cr_status one(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err) {
    const settings *set = context;
    bool json = record->kind == CR_RECORD_JSON;
    cr_str text = cr_utf8_repair(arena, json ? cr_record_get(record, "text") : record->bytes);
    (void)worker;
    char code[8];
    cr_record_language(record, set->lang, text, code);
    cr_name *names;
    size_t count;
    cr_utf8_table points;
    CR_TRY(cr_names_find_with(cr_quotes_tools_lexicon(set->tools.quotes, cr_str_of(code)), arena, text, cr_str_of(code), &names, &count, err));
    if (!cr_utf8_table_make(arena, text, &points))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a text of %zu bytes", text.len);
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_member(&j, "id", record->id);
    cr_json_key(&j, "names");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        write_name(&j, &points, text, &names[i]);
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

const cr_command cr_command_names = {
    .name = "names", .operands = "FILE…|-", .summary = "find persons, organisations and places",
    .description = "Finds the names of articles: where each stands, what it names (person, organisation, place, or unknown), the fullest "
                   "form of it in the text and the role beside it. Reads JSON Lines {\"id\",\"lang\",\"text\"} or plain text, whose language is detected.\n\n"
                   "Offsets count Unicode code points.",
    .options = options, .examples = examples, .run = run};
