/* courant models list, available: for people in columns, for programs one JSON object a line. */
#include <stdlib.h>

#include "base/json.h"
#include "cli/models_options.h"
#include "translate/found.h"
#include "translate/trial.h"

enum { RECORD_BYTES = 64 << 10 };

static cr_str or_dash(cr_str s) { return cr_str_empty(s) ? CR_STR("-") : s; }

static bool first_of_pair(const cr_installed_model *all, size_t i) {
    return i == 0 || !cr_str_eq(all[i].from, all[i - 1].from) || !cr_str_eq(all[i].to, all[i - 1].to);
}

static void print_json(cr_buf *b) {
    fwrite(b->bytes, 1, b->len, stdout);
    putchar('\n');
    cr_buf_clear(b);
}

/* ---- list ---- */

/* `member`: "in_use" or, of what was added, "added". */
static void installed_json(const cr_installed_model *m, const char *member, bool is, cr_buf *b) {
    cr_json j = cr_json_on(b);
    cr_json_object(&j);
    cr_json_member(&j, "name", m->name);
    cr_json_member(&j, "from", m->from_tag);
    cr_json_member(&j, "to", m->to_tag);
    cr_json_member(&j, "architecture", m->architecture);
    cr_json_member(&j, "version", m->version);
    cr_json_member_int(&j, "bytes", (long long)m->bytes);
    cr_json_member_z(&j, "sha256", m->files[CR_MODEL_FILE_MODEL].sha256);
    cr_json_member(&j, "licence", m->licence);
    cr_json_member(&j, "origin", m->origin);
    cr_json_member(&j, "installed", m->installed);
    cr_json_member_bool(&j, member, is);
    cr_json_end(&j);
    print_json(b);
}

void cr_cli_models_say_added(const cr_cli_models *m, const cr_installed_model *model, bool already) {
    if (cr_given(m->in, "json")) {
        cr_buf b;
        cr_buf_init(&b, RECORD_BYTES);
        installed_json(model, "added", !already, &b);
        cr_buf_free(&b);
    } else if (!cr_given(m->in, "quiet"))
        printf("%s %s: %s on the disk\n", cr_clean(model->name).text, already ? "is there already" : "is installed", cr_cli_megabytes(model->bytes).text);
}

cr_status cr_cli_models_fetch(cr_cli_models *m, const cr_registry_model *model, cr_str url, cr_error *err) {
    cr_installed_model out = {0};
    bool already = false;
    snprintf(m->pair, sizeof m->pair, "%.20s-%.20s", model->from_tag.ptr, model->to_tag.ptr);
    m->began_ms = 0;
    cr_status status = cr_adding_registry(&m->adding, m->arena, model, url, &out, &already, err);
    cr_cli_models_clear(m);
    if (status != CR_OK)
        return status;
    cr_cli_models_say_added(m, &out, already);
    return CR_OK;
}

int cr_cli_models_no_registry(const cr_error *err) {
    cr_error longer;
    if (err->status != CR_ERR_NETWORK)
        return cr_complain(err);
    cr_fail(&longer, err->status, "%s; a folder, a .bin file or an archive of a model can be added instead: courant models add PATH", err->line);
    return cr_complain(&longer);
}

static int width_of(const cr_installed_model *all, size_t count) {
    size_t most = 4;
    for (size_t i = 0; i < count; i++)
        most = all[i].name.len > most ? all[i].name.len : most;
    return (int)(most < 60 ? most : 60);
}

static void list_people(const cr_cli_models *m, const cr_installed_model *all, size_t count) {
    uint64_t sum = 0;
    int width = width_of(all, count);
    cr_named_model *named;
    size_t n;
    cr_error ignored;
    if (count == 0)
        printf("no translation model is installed in %.*s\n", CR_FMT(m->adding.folder));
    for (size_t i = 0; i < count; i++) {
        sum += all[i].bytes;
        printf("%-*s %9s  %s%s\n", width, cr_clean(all[i].name).text, cr_cli_megabytes(all[i].bytes).text, cr_clean(or_dash(all[i].origin)).text,
               first_of_pair(all, i) ? "" : "  (not in use: the one above comes first)");
    }
    if (count)
        printf("%zu model%s, %s, in %.*s\n", count, count == 1 ? "" : "s", cr_cli_megabytes(sum).text, CR_FMT(m->adding.folder));
    if (cr_models_named(m->arena, m->adding.folder, CR_STR_NONE, &named, &n, &ignored) == CR_OK)
        for (size_t i = 0; i < n; i++)
            if (named[i].damaged)
                printf("damaged: %s; add the model again, or remove it\n", cr_clean(named[i].name).text);
}

static void list_unfinished(cr_cli_models *m) {
    cr_unfinished *begun;
    size_t count;
    cr_error ignored;
    if (cr_models_unfinished(m->arena, m->adding.folder, &begun, &count, &ignored) == CR_OK)
        for (size_t i = 0; i < count; i++)
            if (begun[i].bytes)
                printf("unfinished: %s, %s of it are there; the command that began it goes on from them\n", cr_clean(begun[i].name).text, cr_cli_megabytes(begun[i].bytes).text);
}

/* A model of another program, unless it is installed here already. */
static void offer(cr_cli_models *m, cr_str folder, const cr_installed_model *all, size_t count) {
    cr_found_model f;
    cr_error ignored;
    if (cr_found_read(m->arena, folder, CR_STR_NONE, CR_STR_NONE, m->adding.limits, &f, &ignored) != CR_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (cr_str_eq(all[i].origin, folder))
            return;
    cr_str from = !cr_str_none(f.from_tag) ? f.from_tag : f.from_tags.count ? f.from_tags.items[0] : CR_STR("?");
    printf("on this disk: %s-%s %s, %s: courant models add %s%s%s%s\n", cr_clean(from).text, cr_clean(or_dash(f.to_tag)).text, cr_clean(or_dash(f.architecture)).text,
           cr_cli_megabytes(f.bytes).text, cr_str_none(f.from_tag) ? "--from " : "", cr_clean(cr_str_none(f.from_tag) ? from : CR_STR("")).text, cr_str_none(f.from_tag) ? " " : "",
           cr_clean(folder).text);
}

int cr_cli_models_list(cr_cli_models *m) {
    cr_installed_model *all;
    size_t count;
    cr_strs elsewhere = {0};
    cr_error err = {0};
    const char *home = getenv("HOME");
    if (cr_models_list(m->arena, m->adding.folder, &all, &count, NULL, &err) != CR_OK)
        return cr_complain(&err);
    if (cr_given(m->in, "json")) {
        cr_buf b;
        cr_buf_init(&b, RECORD_BYTES);
        for (size_t i = 0; i < count; i++)
            installed_json(&all[i], "in_use", first_of_pair(all, i), &b);
        cr_buf_free(&b);
        return cr_finish(0);
    }
    list_people(m, all, count);
    list_unfinished(m);
    if (home && *home == '/' && cr_found_elsewhere(m->arena, cr_str_of(home), &elsewhere, &err) == CR_OK)
        for (size_t i = 0; i < elsewhere.count; i++)
            offer(m, elsewhere.items[i], all, count);
    if (count == 0 && !cr_str_empty(m->registry))
        printf("`courant models available` lists what could be; `courant models add --from LANG --to LANG` fetches it\n");
    return cr_finish(0);
}

/* ---- available ---- */

static const char *state_of(const cr_registry_model *r, const cr_installed_model *all, size_t count) {
    if (cr_adding_is_there(r, all, count))
        return "installed";
    for (size_t i = 0; i < count; i++)
        if (cr_str_eq(all[i].from_tag, r->from_tag) && cr_str_eq(all[i].to_tag, r->to_tag) && cr_str_eq(all[i].architecture, r->architecture) &&
            cr_model_version_compare(r->version, all[i].version) > 0)
            return "newer than installed";
    return "";
}

static void number_or_null(cr_json *j, const char *key, uint64_t n) {
    cr_json_key(j, key);
    n ? cr_json_int(j, (long long)n) : cr_json_null(j);
}

static void available_json(const cr_registry_model *r, bool there, cr_buf *b) {
    cr_json j = cr_json_on(b);
    cr_json_object(&j);
    cr_json_member(&j, "from", r->from_tag);
    cr_json_member(&j, "to", r->to_tag);
    cr_json_member(&j, "architecture", r->architecture);
    cr_json_member(&j, "version", r->version);
    number_or_null(&j, "download_bytes", r->packed);
    number_or_null(&j, "bytes", r->bytes);
    cr_json_member_bool(&j, "released", r->released);
    cr_json_member_bool(&j, "installed", there);
    cr_json_end(&j);
    print_json(b);
}

static void available_row(const cr_registry_model *r, const char *state) {
    char pair[48];
    snprintf(pair, sizeof pair, "%.20s-%.20s", r->from_tag.ptr, r->to_tag.ptr);
    printf("%-12s %-12s %-9s %8s %9s", cr_clean(cr_str_of(pair)).text, cr_clean(or_dash(r->architecture)).text, cr_clean(or_dash(r->version)).text, r->packed ? cr_cli_megabytes(r->packed).text : "-",
           r->bytes ? cr_cli_megabytes(r->bytes).text : "-");
    printf("%s%s\n", *state ? "  " : "", state);
}

static bool wanted(const cr_cli_models *m, const cr_registry_model *r) {
    cr_str from = cr_str_of(cr_value(m->in, "from")), to = cr_str_of(cr_value(m->in, "to")), architecture = cr_str_of(cr_value(m->in, "architecture"));
    return (cr_str_none(from) || cr_str_eq(from, r->from_tag) || cr_str_eq(from, r->from)) && (cr_str_none(to) || cr_str_eq(to, r->to_tag) || cr_str_eq(to, r->to)) &&
           (cr_str_none(architecture) || cr_str_eq(architecture, r->architecture));
}

int cr_cli_models_available(cr_cli_models *m, cr_str url) {
    cr_registry *r;
    cr_installed_model *all;
    size_t count, shown = 0;
    cr_error err = {0};
    cr_buf b;
    bool json = cr_given(m->in, "json");
    if (cr_adding_registry_read(&m->adding, m->arena, url, &r, &err) != CR_OK)
        return cr_cli_models_no_registry(&err);
    if (cr_models_list(m->arena, m->adding.folder, &all, &count, NULL, &err) != CR_OK)
        return cr_complain(&err);
    cr_buf_init(&b, RECORD_BYTES);
    if (!json)
        printf("%-12s %-12s %-9s %8s %9s\n", "PAIR", "ARCHITECTURE", "VERSION", "DOWNLOAD", "ON DISK");
    for (size_t i = 0; i < r->count; i++) {
        if (!wanted(m, &r->models[i]) || (!json && !r->models[i].released))
            continue;
        shown++;
        if (json)
            available_json(&r->models[i], cr_adding_is_there(&r->models[i], all, count) != NULL, &b);
        else
            available_row(&r->models[i], state_of(&r->models[i], all, count));
    }
    if (!json)
        printf("%zu model%s; fetch one with: courant models add --from LANG --to LANG\n", shown, shown == 1 ? "" : "s");
    cr_buf_free(&b);
    return cr_finish(0);
}

/* ---- check ---- */

static void trial_json(const cr_installed_model *m, const cr_trial *t, const char *wrong, cr_buf *b) {
    cr_json j = cr_json_on(b);
    cr_json_object(&j);
    cr_json_member(&j, "name", m->name);
    cr_json_member_bool(&j, "ok", wrong == NULL);
    cr_json_member_z(&j, "reason", wrong);
    cr_json_member_int(&j, "sentences", (long long)t->sentences);
    cr_json_member_int(&j, "words", (long long)t->words);
    cr_json_key(&j, "open_ms");
    cr_json_number(&j, t->open_ms, 0);
    cr_json_key(&j, "ms");
    cr_json_number(&j, t->ms, 0);
    cr_json_member(&j, "source", t->source);
    cr_json_member(&j, "target", t->target);
    cr_json_end(&j);
    print_json(b);
}

static void trial_people(const cr_installed_model *m, const cr_trial *t, const char *wrong, int width) {
    char rate[80] = "";
    if (wrong) {
        printf("%-*s WRONG  %s\n", width, cr_clean(m->name).text, cr_clean(cr_str_of(wrong)).text);
        return;
    }
    if (t->sentences)
        snprintf(rate, sizeof rate, ", %zu sentences in %.0f ms, %.0f words a second", t->sentences, t->ms, (double)t->words * 1000 / (t->ms > 1 ? t->ms : 1));
    else
        snprintf(rate, sizeof rate, "; there is no sentence of its language to try it with");
    printf("%-*s ok     hashes fit, opened in %.0f ms%s\n", width, cr_clean(m->name).text, t->open_ms, rate);
    if (!cr_str_empty(t->target))
        printf("%*s        %s\n%*s        %s\n", width, "", cr_clean(t->source).text, width, "", cr_clean(t->target).text);
}

static bool is_named(const cr_installed_model *m, char **which, int count) {
    char pair[2][24];
    snprintf(pair[0], sizeof pair[0], "%.*s-%.*s", CR_FMT(m->from), CR_FMT(m->to));
    snprintf(pair[1], sizeof pair[1], "%.10s-%.10s", m->from_tag.ptr, m->to_tag.ptr);
    for (int i = 0; i < count; i++)
        if (cr_str_is(m->name, which[i]) || strcmp(pair[0], which[i]) == 0 || strcmp(pair[1], which[i]) == 0)
            return true;
    return count == 0;
}

/* Damaged models of the pairs or names given; all where none is. */
static cr_status damaged(const cr_cli_models *m, char **which, int count, cr_named_model **out, size_t *n, cr_error *err) {
    cr_named_model *all;
    size_t found, kept = 0;
    for (int k = 0; k < count; k++)
        CR_TRY(cr_models_named(m->arena, m->adding.folder, cr_str_of(which[k]), &all, &found, err)); /* there is such a model */
    CR_TRY(cr_models_named(m->arena, m->adding.folder, CR_STR_NONE, &all, &found, err));
    for (size_t i = 0; i < found; i++) {
        bool asked = count == 0;
        for (int k = 0; k < count; k++)
            asked |= cr_model_is_named(m->arena, &all[i], cr_str_of(which[k]));
        if (all[i].damaged && asked)
            all[kept++] = all[i];
    }
    *out = all;
    *n = kept;
    return CR_OK;
}

static void say_damaged(const cr_cli_models *m, const cr_named_model *one, int width, cr_buf *b) {
    static const char reason[] = "damaged: its description cannot be read, or a file of it is missing or cut; add the model again, or remove it";
    cr_installed_model named = {.name = one->name};
    if (cr_given(m->in, "json"))
        trial_json(&named, &(cr_trial){0}, reason, b);
    else
        trial_people(&named, &(cr_trial){0}, reason, width);
}

int cr_cli_models_check(cr_cli_models *m, char **which, int count) {
    cr_installed_model *all;
    cr_named_model *spoilt;
    size_t n, spoilt_count;
    cr_error err = {0};
    cr_buf b;
    int failed = 0;
    if (cr_models_list(m->arena, m->adding.folder, &all, &n, NULL, &err) != CR_OK || damaged(m, which, count, &spoilt, &spoilt_count, &err) != CR_OK)
        return cr_complain(&err);
    if (n + spoilt_count == 0 && !cr_given(m->in, "quiet") && !cr_given(m->in, "json"))
        printf("no translation model is installed in %.*s\n", CR_FMT(m->adding.folder));
    cr_buf_init(&b, RECORD_BYTES);
    for (size_t i = 0; i < n && !atomic_load(m->stop); i++) {
        cr_trial t;
        if (!is_named(&all[i], which, count))
            continue;
        cr_status status = cr_trial_run(m->arena, &all[i], m->adding.limits, &t, &err);
        const char *wrong = status != CR_OK ? err.line : cr_str_none(t.doubt) ? NULL : t.doubt.ptr;
        failed |= wrong != NULL;
        if (cr_given(m->in, "json"))
            trial_json(&all[i], &t, wrong, &b);
        else if (wrong || !cr_given(m->in, "quiet"))
            trial_people(&all[i], &t, wrong, width_of(all, n));
    }
    for (size_t i = 0; i < spoilt_count; i++)
        say_damaged(m, &spoilt[i], width_of(all, n), &b);
    cr_buf_free(&b);
    return cr_finish(failed || spoilt_count);
}
