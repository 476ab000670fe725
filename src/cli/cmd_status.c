/* courant status: what the wire holds, owes and could not do. */
#include "base/json.h"
#include "base/time.h"
#include "cli/wire_options.h"

enum { SET_ASIDE_SHOWN = 100 };

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant status", "one line a source, then counts, then what was set aside", "courant status --json | jq .counts", "the same for programs", NULL};

static const char *const states[] = {"ok", "new", "failing", "refused", "gone"};
static const char *const kinds[] = {"feed", "page", "file"};
static const char *const works[] = {"", "understand", "group", "translate"};

typedef struct picture {
    cr_source *sources;
    size_t source_count;
    cr_store_counts counts;
    cr_set_aside *aside;
    size_t aside_count;
    cr_no_article *none;
    size_t none_count;
} picture;

static void when(int64_t epoch, char out[24]) {
    if (epoch)
        cr_time_format(epoch, out);
    else
        snprintf(out, 24, "never");
}

static void print_people(const picture *p) {
    for (size_t i = 0; i < p->source_count; i++) {
        const cr_source *s = &p->sources[i];
        char fetched[24];
        when(s->last_fetch, fetched);
        printf("%-8s %6zu  %s", states[s->state], s->articles, cr_clean(cr_str_empty(s->title) ? s->url : s->title).text);
        if (s->kind != CR_SOURCE_FILE)
            printf("  <%s>  fetched %s", cr_clean(s->url).text, fetched);
        if (s->rights != CR_RIGHTS_EXTRACT)
            printf("  rights %s", cr_rights_name(s->rights));
        if (s->sample)
            printf("  (sample)");
        if (!cr_str_empty(s->reason))
            printf(": %s", cr_clean(s->reason).text);
        printf("\n");
    }
    const cr_store_counts *c = &p->counts;
    if (c->sources_failing)
        printf("`courant retry` makes failing sources due now, `courant fetch` asks them\n");
    printf("%s%zu source%s, %zu of them failing\n%zu documents, %zu articles, %zu stories, %zu dossiers, %zu statements, %zu people, %zu sentences translated\n",
           p->source_count ? "\n" : "", c->sources, c->sources == 1 ? "" : "s", c->sources_failing, c->documents, c->articles, c->stories, c->dossiers, c->statements, c->people, c->translations);
    bool others = false;
    for (int o = CR_OUTCOME_ARTICLE + 1; o < CR_OUTCOME_COUNT; o++)
        if (c->outcomes[o]) {
            printf("%s%zu %s", others ? ", " : "no articles: ", c->outcomes[o], cr_outcome_name((cr_outcome)o));
            others = true;
        }
    printf("%s", others ? "\n" : "");
    for (size_t i = 0; i < p->none_count; i++)
        printf("no article: %s: %s\n", cr_clean(p->none[i].url).text,
               cr_clean(cr_str_empty(p->none[i].reason) ? cr_str_of(cr_outcome_name(p->none[i].outcome)) : p->none[i].reason).text);
    for (int k = CR_WORK_UNDERSTAND; k <= CR_WORK_TRANSLATE; k++)
        if (c->owed[k] + c->leased[k] + c->set_aside[k])
            printf("to %s: %zu owed, %zu in hand, %zu set aside\n", works[k], c->owed[k], c->leased[k], c->set_aside[k]);
    for (size_t i = 0; i < p->aside_count; i++)
        printf("set aside: %s (%s, %u tries): %s\n", cr_clean(p->aside[i].url).text, works[p->aside[i].kind], p->aside[i].attempts, cr_clean(p->aside[i].reason).text);
    if (p->aside_count)
        printf("`courant retry` tries them again\n");
}

static void json_time(cr_json *j, const char *key, int64_t epoch) {
    char text[24];
    when(epoch, text);
    cr_json_member_z(j, key, epoch ? text : NULL);
}

static void json_counts(cr_json *j, const cr_store_counts *c) {
    cr_json_object(j);
    cr_json_member_int(j, "sources", (long long)c->sources);
    cr_json_member_int(j, "sources_failing", (long long)c->sources_failing);
    cr_json_member_int(j, "documents", (long long)c->documents);
    cr_json_member_int(j, "articles", (long long)c->articles);
    cr_json_member_int(j, "stories", (long long)c->stories);
    cr_json_member_int(j, "dossiers", (long long)c->dossiers);
    cr_json_member_int(j, "statements", (long long)c->statements);
    cr_json_member_int(j, "people", (long long)c->people);
    cr_json_member_int(j, "translations", (long long)c->translations);
    cr_json_key(j, "outcomes");
    cr_json_object(j);
    for (int o = 0; o < CR_OUTCOME_COUNT; o++)
        cr_json_member_int(j, cr_outcome_name((cr_outcome)o), (long long)c->outcomes[o]);
    cr_json_end(j);
    cr_json_key(j, "work");
    cr_json_object(j);
    for (int k = CR_WORK_UNDERSTAND; k <= CR_WORK_TRANSLATE; k++) {
        cr_json_key(j, works[k]);
        cr_json_object(j);
        cr_json_member_int(j, "owed", (long long)c->owed[k]);
        cr_json_member_int(j, "in_hand", (long long)c->leased[k]);
        cr_json_member_int(j, "set_aside", (long long)c->set_aside[k]);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_end(j);
}

static void print_json(const picture *p) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&b);
    cr_json_object(&j);
    cr_json_key(&j, "sources");
    cr_json_array(&j);
    for (size_t i = 0; i < p->source_count; i++) {
        const cr_source *s = &p->sources[i];
        cr_json_object(&j);
        cr_json_member_z(&j, "id", s->id);
        cr_json_member_z(&j, "kind", kinds[s->kind]);
        cr_json_member(&j, "url", s->url);
        cr_json_member(&j, "title", s->title);
        cr_json_member_z(&j, "state", states[s->state]);
        cr_json_member(&j, "reason", s->reason);
        cr_json_member_z(&j, "rights", cr_rights_name(s->rights));
        cr_json_member_bool(&j, "sample", s->sample);
        cr_json_member_int(&j, "articles", (long long)s->articles);
        json_time(&j, "last_fetch", s->last_fetch);
        json_time(&j, "next_fetch", s->next_fetch);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_key(&j, "counts");
    json_counts(&j, &p->counts);
    cr_json_key(&j, "set_aside");
    cr_json_array(&j);
    for (size_t i = 0; i < p->aside_count; i++) {
        cr_json_object(&j);
        cr_json_member(&j, "url", p->aside[i].url);
        cr_json_member_z(&j, "work", works[p->aside[i].kind]);
        cr_json_member_int(&j, "attempts", p->aside[i].attempts);
        cr_json_member(&j, "reason", p->aside[i].reason);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_key(&j, "no_articles");
    cr_json_array(&j);
    for (size_t i = 0; i < p->none_count; i++) {
        cr_json_object(&j);
        cr_json_member(&j, "url", p->none[i].url);
        cr_json_member_z(&j, "outcome", cr_outcome_name(p->none[i].outcome));
        cr_json_member(&j, "reason", p->none[i].reason);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_end(&j);
    printf("%.*s\n", CR_FMT(cr_buf_str(&b)));
    cr_buf_free(&b);
}

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    picture p = {0};
    if (in->operand_count)
        return cr_usage(in, "takes no file");
    if (cr_cli_wire_open(in, true, &wire, &err) != CR_OK)
        return cr_complain(&err);
    cr_status status = cr_store_source_list(wire->store, wire->arena, &p.sources, &p.source_count, &err);
    if (status == CR_OK)
        status = cr_store_count(wire->store, &p.counts, &err);
    if (status == CR_OK)
        status = cr_store_set_aside_list(wire->store, wire->arena, SET_ASIDE_SHOWN, &p.aside, &p.aside_count, &err);
    if (status == CR_OK)
        status = cr_store_no_article_list(wire->store, wire->arena, SET_ASIDE_SHOWN, &p.none, &p.none_count, &err);
    if (status == CR_OK && cr_given(in, "json"))
        print_json(&p);
    else if (status == CR_OK)
        print_people(&p);
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_status = {
    .name = "status", .operands = "", .summary = "tell what the wire holds, owes and could not do",
    .description = "One line a source: its state, how many articles it has, and one plain reason where it fails. Then counts, then what was set aside after its last "
                   "try, with the reason.",
    .options = options, .examples = examples, .wire = true, .run = run};
