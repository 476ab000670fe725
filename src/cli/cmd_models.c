/* courant models: translation models on this disk, and those that could be. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "cli/fetch_url.h"
#include "cli/models_options.h"
#include "translate/found.h"

enum { RECORD_BYTES = 64 << 10 };

static const cr_option options[] = {
    {.name = "from", .argument = "LANG", .help = "language that the model translates from", .example = "courant models add --from fr --to en"},
    {.name = "to", .argument = "LANG", .help = "language that the model translates to; zh-Hans and zh-Hant tell the two kinds of Chinese",
     .example = "courant models add --from en --to zh-Hant"},
    {.name = "architecture", .argument = "NAME", .help = "of several models of a pair take this one: tiny is faster, base-memory better",
     .example = "courant models add --from fr --to en --architecture tiny"},
    CR_OPTION_ALLOW_PRIVATE("models available"),
    {0}};
static const char *const examples[] = {
    "courant models available", "the pairs that the configured registry offers, with size and whether they are installed",
    "courant models add --from fr --to en", "fetches the newest released model for French to English, checks and installs it",
    "courant models add ~/.local/share/translateLocally/fr-en-tiny-1", "installs a model that another program keeps on this disk",
    "courant models add --from es --to en ./model.bin", "a model's file with its vocabulary and shortlist beside it",
    "courant models add --from fr --to en https://mirror.example.org/models.json", "from another registry",
    "courant models list", "what is installed, and what other programs have on this disk",
    "courant models check fr-en", "hashes the files again, opens them, translates a few sentences",
    "courant models remove fr-en", "removes all models of a pair and says what was freed", NULL};

/* ---- add ---- */

static bool is_address(const char *s) { return strstr(s, "://") != NULL; }

static bool names_archive(cr_str url) {
    size_t end = cr_str_find_byte(url, '?', 0);
    cr_str path = end == CR_STR_NPOS ? url : cr_str_slice(url, 0, end);
    return cr_str_ends(path, ".tar.gz") || cr_str_ends(path, ".tgz") || cr_str_ends(path, ".tar.zst") || cr_str_ends(path, ".tar");
}

static int added(cr_cli_models *m, cr_status status, const cr_installed_model *model, bool already, cr_error *err) {
    cr_cli_models_clear(m);
    if (status != CR_OK)
        return cr_complain(err);
    cr_cli_models_say_added(m, model, already);
    return cr_finish(0);
}

/* What stopped may go on: says so, with how much is there. */
static int complain_of_fetching(cr_cli_models *m, cr_status status, cr_error *err) {
    cr_unfinished *begun = NULL;
    size_t count = 0;
    cr_error ignored;
    uint64_t most = 0;
    cr_cli_models_clear(m);
    if ((status == CR_ERR_CANCELLED || status == CR_ERR_NETWORK) && cr_models_unfinished(m->arena, m->adding.folder, &begun, &count, &ignored) == CR_OK)
        for (size_t i = 0; i < count; i++)
            if (begun[i].bytes > most && (cr_str_starts(begun[i].name, m->pair) || cr_str_starts(begun[i].name, "archive-")))
                most = begun[i].bytes;
    if (most) {
        cr_error longer;
        cr_fail(&longer, err->status, "%s; %s are there, and the same command goes on from them", err->line, cr_cli_megabytes(most).text);
        return cr_complain(&longer);
    }
    return cr_complain(err);
}

static int list_choice(cr_cli_models *m, const cr_registry *r) {
    cr_str from = cr_str_of(cr_value(m->in, "from")), to = cr_str_of(cr_value(m->in, "to"));
    size_t shown = 0;
    for (size_t i = 0; i < r->count; i++) {
        const cr_registry_model *one = &r->models[i];
        bool repeated = i && cr_str_eq(one->from_tag, r->models[i - 1].from_tag) && cr_str_eq(one->to_tag, r->models[i - 1].to_tag);
        if (!one->released || repeated || (!cr_str_none(from) && !cr_str_eq(from, one->from_tag) && !cr_str_eq(from, one->from)) ||
            (!cr_str_none(to) && !cr_str_eq(to, one->to_tag) && !cr_str_eq(to, one->to)))
            continue;
        fprintf(stderr, "%s%s-%s", shown % 10 ? " " : shown ? "\n" : "", cr_clean(one->from_tag).text, cr_clean(one->to_tag).text);
        shown++;
    }
    fprintf(stderr, shown ? "\n" : "");
    return cr_usage(m->in, "add: choose a pair with --from LANG --to LANG");
}

static int add_from_registry(cr_cli_models *m, cr_str url) {
    cr_str from = cr_str_of(cr_value(m->in, "from")), to = cr_str_of(cr_value(m->in, "to"));
    cr_registry *r;
    cr_error err = {0};
    if (cr_adding_registry_read(&m->adding, m->arena, url, &r, &err) != CR_OK)
        return cr_cli_models_no_registry(&err);
    if (cr_str_empty(from) || cr_str_empty(to))
        return list_choice(m, r);
    const cr_registry_model *model = cr_registry_choose(r, from, to, cr_str_of(cr_value(m->in, "architecture")), &err);
    if (!model)
        return cr_complain(&err);
    cr_status status = cr_cli_models_fetch(m, model, url, &err);
    return status == CR_OK ? cr_finish(0) : complain_of_fetching(m, status, &err);
}

/* A slip of the pen is told before the network is asked. */
static int no_language(const cr_invocation *in, const char *verb) {
    static const char *const both[] = {"from", "to"};
    for (int i = 0; i < 2; i++) {
        const char *tag = cr_value(in, both[i]);
        if (tag && *tag && !cr_found_language(cr_str_of(tag)))
            return cr_usage(in, "%s: --%s %s: no language of that code; two or three letters, as in \"fr\" or \"zh-Hant\"", verb, both[i], tag);
    }
    return 0;
}

static int add(cr_cli_models *m) {
    const cr_invocation *in = m->in;
    cr_str from = cr_str_of(cr_value(in, "from")), to = cr_str_of(cr_value(in, "to"));
    cr_installed_model model = {0};
    bool already = false;
    cr_error err = {0};
    int wrong = in->operand_count > 2 ? cr_usage(in, "add: one model at a time") : no_language(in, "add");
    if (wrong)
        return wrong;
    if (in->operand_count < 2 && cr_str_empty(m->registry))
        return cr_usage(in, "add: name a folder, a file or a registry's address, or give `registry` under [translate] in courant.conf");
    cr_str what = in->operand_count < 2 ? m->registry : cr_str_of(in->operands[1]);
    if (in->operand_count == 2 && !is_address(in->operands[1])) {
        snprintf(m->pair, sizeof m->pair, "add");
        cr_status status = cr_adding_local(&m->adding, m->arena, what, from, to, &model, &already, &err);
        return added(m, status, &model, already, &err);
    }
    cr_cli_models_allow(m, what);
    if (!names_archive(what))
        return add_from_registry(m, what);
    snprintf(m->pair, sizeof m->pair, "add");
    cr_status status = cr_adding_address(&m->adding, m->arena, what, from, to, &model, &already, &err);
    return status == CR_OK ? added(m, status, &model, already, &err) : complain_of_fetching(m, status, &err);
}

/* ---- remove ---- */

static void say_removed(const cr_named_model *one) {
    cr_buf b;
    cr_buf_init(&b, RECORD_BYTES);
    cr_json j = cr_json_on(&b);
    cr_json_object(&j);
    cr_json_member(&j, "name", one->name);
    cr_json_member_int(&j, "bytes", (long long)one->bytes);
    cr_json_member_bool(&j, "damaged", one->damaged);
    cr_json_member_bool(&j, "removed", true);
    cr_json_end(&j);
    printf("%.*s\n", CR_FMT(cr_buf_str(&b)));
    cr_buf_free(&b);
}

static int take_away(cr_cli_models *m) {
    cr_error err = {0};
    int names = m->in->operand_count - 1;
    bool json = cr_given(m->in, "json"), quiet = cr_given(m->in, "quiet");
    cr_named_model *all;
    size_t n;
    if (names < 1)
        return cr_usage(m->in, "remove: name a pair (fr-en), or one model as `courant models list` shows it (fr-en/tiny-3.0)");
    for (int i = 1; i <= names; i++) /* all or nothing */
        if (cr_models_named(m->arena, m->adding.folder, cr_str_of(m->in->operands[i]), &all, &n, &err) != CR_OK)
            return cr_complain(&err);
    for (int i = 1; i <= names; i++) {
        uint64_t freed = 0;
        cr_status status = cr_models_named(m->arena, m->adding.folder, cr_str_of(m->in->operands[i]), &all, &n, &err);
        if (status == CR_ERR_NOT_FOUND) /* gone with an earlier one of these names */
            continue;
        for (size_t k = 0; status == CR_OK && k < n; k++) {
            status = cr_models_remove(m->arena, m->adding.folder, &all[k], &err);
            freed += all[k].bytes;
            if (status == CR_OK && json)
                say_removed(&all[k]);
        }
        if (status != CR_OK)
            return cr_complain(&err);
        if (!quiet && !json)
            printf("%s removed: %zu model%s, %s freed\n", m->in->operands[i], n, n == 1 ? "" : "s", cr_cli_megabytes(freed).text);
    }
    return cr_finish(0);
}

/* ---- which ---- */

static int available(cr_cli_models *m) {
    if (m->in->operand_count > 2)
        return cr_usage(m->in, "available: one registry at a time");
    if (no_language(m->in, "available"))
        return 2;
    cr_str url = m->in->operand_count == 2 ? cr_str_of(m->in->operands[1]) : m->registry;
    if (cr_str_empty(url))
        return cr_usage(m->in, "available: name a registry's address, or give `registry` under [translate] in courant.conf (examples/courant.conf has the public one)");
    cr_cli_models_allow(m, url);
    return cr_cli_models_available(m, url);
}

static int run(cr_invocation *in) {
    cr_cli_models m;
    cr_error err = {0};
    const char *verb = in->operand_count ? in->operands[0] : "list";
    if (cr_cli_models_open(in, &m, &err) != CR_OK) {
        cr_cli_models_free(&m);
        return cr_complain(&err);
    }
    int status;
    if (strcmp(verb, "add") == 0)
        status = add(&m);
    else if (strcmp(verb, "list") == 0)
        status = in->operand_count > 1 ? cr_usage(in, "list: takes nothing more") : cr_cli_models_list(&m);
    else if (strcmp(verb, "available") == 0)
        status = available(&m);
    else if (strcmp(verb, "check") == 0)
        status = cr_cli_models_check(&m, in->operands + 1, in->operand_count - 1);
    else if (strcmp(verb, "remove") == 0)
        status = take_away(&m);
    else
        status = cr_usage(in, "there is no \"%s\": add, list, available, check, remove", verb);
    cr_cli_models_free(&m);
    return status;
}

const cr_command cr_command_models = {
    .name = "models", .operands = "list|available [URL]|add [FILE|DIR|URL]|check [PAIR…]|remove PAIR…", .summary = "look after translation models: add, list, check, remove",
    .description = "The built-in engine translates with the models that Firefox and translateLocally use, one direction a model (other pairs go by way of a third "
                   "language). They lie under \"models\" in the data folder, or where `models` under [translate] in courant.conf says; nothing is fetched unless one of "
                   "these commands asks for it.\n\n"
                   "add takes a folder (as translateLocally keeps it, or any with a model's .bin, .spm and .s2t.bin), a model's .bin file, an archive (.tar.gz, .tar.zst), "
                   "packed or not, or fetches from a registry: the address given, else `registry` of the configuration. The languages are read from the folder's description "
                   "or the files' names, or given with --from and --to. What was interrupted goes on with the same command; SHA-256 and sizes are checked, and the model is "
                   "opened, before it is installed; a damaged model of the same name gives its place up. Without --from and --to a registry's pairs are listed. When no "
                   "configuration file is read, the registry's address is that of examples/courant.conf beside the program.\n\n"
                   "available lists a registry's models; list shows what is installed, the one in use first within a pair (the better architecture, then the newer version, then "
                   "what was installed last), and what other "
                   "programs keep on this disk. check hashes again, opens, and translates a few sentences; its exit status is 1 when something is wrong. remove takes pairs "
                   "or single models, damaged ones too, and removes nothing when one of the names is unknown. --json prints an object for each model.",
    .options = options, .examples = examples, .wire = true, .run = run};
