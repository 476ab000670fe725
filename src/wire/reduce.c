#include "wire/reduce.h"

#include <courant/people.h>
#include <courant/story.h>
#include <stdlib.h>

#include "base/time.h"
#include "wire/address.h"

enum {
    BATCH = 64,
    BATCH_MS = 2000,
    SAVE_LEAST = 500,   /* articles between two savings; grows with the corpus, so that saving stays a small part of the work */
    SAVE_PART = 8,
    SAVE_MOST = 20000   /* that many are read again in some ten seconds after a crash; the state does not grow for ever */
};

struct cr_reducer {
    cr_store *store;
    cr_hub *hub; /* borrowed, or NULL */
    cr_stories *stories;
    cr_people *people;
    int64_t turn, saved; /* turns that the state has read, and that the saved state has read */
};

typedef struct answer {
    cr_grouping g;
    cr_str article;     /* its id */
    size_t statement_count;
    char story[CR_ID_ROOM], dossier[CR_ID_ROOM];
    cr_person *persons; /* records to be written */
    size_t person_count;
    cr_error failed;    /* status not CR_OK: set aside */
    cr_hub_head head;   /* as grouping saw it */
    bool needless;
} answer;

/* ---- one article ---- */

static cr_name_kind kind_of(const cr_knowledge *k, cr_str speaker) {
    for (size_t i = 0; i < k->name_count; i++)
        if (k->names[i].kind != CR_NAME_UNKNOWN && cr_str_eq(k->names[i].full, speaker))
            return k->names[i].kind;
    return CR_NAME_UNKNOWN;
}

/* Puts the record on the list of those to be written, or writes it anew there. */
static void note_person(cr_reducer *r, cr_arena *a, const char *id, answer *out) {
    if (!id[0])
        return;
    for (size_t p = 0; p < out->person_count; p++)
        if (strcmp(out->persons[p].id, id) == 0) {
            cr_people_get(r->people, id, a, &out->persons[p]);
            return;
        }
    if (cr_people_get(r->people, id, a, &out->persons[out->person_count]))
        out->person_count++;
}

enum { NAMED_PERSONS = 200 }; /* of one article, whose roles are kept though they say nothing in it */

/* Persons named in full with a role: who was what, as this article tells it. */
static cr_status resolve_named(cr_reducer *r, cr_arena *a, const cr_knowledge *k, cr_person_mention m, answer *out, cr_error *err) {
    size_t named = 0;
    for (size_t i = 0; i < k->name_count && named < NAMED_PERSONS; i++) {
        const cr_name *n = &k->names[i];
        if (n->kind != CR_NAME_PERSON || !n->role.len || n->end - n->start < n->full.len)
            continue;
        char id[CR_ID_ROOM];
        m.name = n->full;
        m.kind = n->kind;
        m.role = n->role;
        CR_TRY(cr_people_resolve_mention(r->people, &m, id, err));
        note_person(r, a, id, out);
        named++;
    }
    return CR_OK;
}

static cr_status resolve_speakers(cr_reducer *r, cr_arena *a, const cr_knowledge *k, answer *out, cr_error *err) {
    char(*ids)[CR_ID_ROOM] = cr_arena_array(a, k->statement_count + 1, CR_ID_ROOM);
    out->persons = CR_NEW_ARRAY(a, cr_person, k->statement_count + NAMED_PERSONS + 1);
    if (!ids || !out->persons)
        return cr_fail(err, CR_ERR_MEMORY, "people: out of memory");
    cr_person_mention m = {.lang = k->article->lang, .date = k->article->date, .article = k->article->id, .dossier = cr_str_of(out->dossier)};
    CR_TRY(resolve_named(r, a, k, m, out, err));
    for (size_t i = 0; i < k->statement_count; i++) {
        const cr_statement *s = &k->statements[i];
        if (cr_str_empty(s->speaker))
            continue;
        m.name = s->speaker;
        m.kind = kind_of(k, s->speaker);
        m.role = s->role;
        CR_TRY(cr_people_resolve_mention(r->people, &m, ids[i], err));
        note_person(r, a, ids[i], out);
    }
    out->g.persons = (const char(*)[CR_ID_ROOM])ids;
    return CR_OK;
}

/* "Borrowed until the next call": names are copied, because the batch is stored after its last answer. */
static cr_strs copy_list(cr_arena *a, cr_strs list) {
    cr_strs copy = {CR_NEW_ARRAY(a, cr_str, list.count + 1), 0};
    for (size_t i = 0; copy.items && i < list.count; i++)
        copy.items[copy.count++] = cr_str_none(list.items[i]) ? CR_STR_NONE : cr_str_copy(a, list.items[i]);
    return copy;
}

static void keep_persons(cr_arena *a, answer *out) {
    for (size_t i = 0; i < out->person_count; i++) {
        cr_person *p = &out->persons[i];
        p->name = cr_str_copy(a, p->name);
        p->aliases = copy_list(a, p->aliases);
        p->roles = copy_list(a, p->roles);
        cr_strs *const lists[] = {&p->role_dates, &p->alias_langs, &p->role_langs, &p->role_lasts, &p->role_articles};
        for (size_t n = 0; n < sizeof lists / sizeof *lists; n++)
            *lists[n] = copy_list(a, *lists[n]);
    }
}

static cr_status keep_corrections(cr_arena *a, const cr_story_answer *said, cr_grouping *g, cr_error *err) {
    cr_story_correction *c = CR_NEW_ARRAY(a, cr_story_correction, said->correction_count + 1);
    cr_story_redirect *r = CR_NEW_ARRAY(a, cr_story_redirect, said->redirect_count + 1);
    if (!c || !r)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < said->correction_count; i++) {
        c[i] = said->corrections[i];
        c[i].id = cr_str_copy(a, c[i].id);
    }
    for (size_t i = 0; i < said->redirect_count; i++)
        r[i] = said->redirects[i];
    g->corrections = c;
    g->correction_count = said->correction_count;
    g->redirects = r;
    g->redirect_count = said->redirect_count;
    return CR_OK;
}

/* Articles read again are seen as they were, not as they would be translated now. */
static cr_status see(cr_reducer *r, cr_arena *a, int64_t seq, bool again, const cr_knowledge *k, cr_story_input *in, cr_hub_head *head, cr_error *err) {
    if (again) {
        CR_TRY(cr_store_hub_get(r->store, a, seq, head, err));
        in->hub_lang = head->lang;
        in->hub_title = head->title;
        in->hub_lead = head->lead;
        return CR_OK;
    }
    CR_TRY(cr_hub_fill(r->hub, a, k, in, err));
    *head = (cr_hub_head){in->hub_lang, in->hub_title, in->hub_lead};
    return CR_OK;
}

static cr_status think(cr_reducer *r, cr_arena *a, int64_t seq, bool again, answer *out, cr_error *err) {
    cr_knowledge k;
    cr_story_answer said;
    CR_TRY(cr_store_knowledge_get(r->store, a, seq, &k, err));
    const cr_article *x = k.article;
    cr_story_input in = {.id = x->id, .lang = x->lang, .date = x->date, .title = x->title, .text = x->text,
                         .relay_of = x->notice ? x->notice->relay_of : CR_STR_NONE, .site = x->site};
    CR_TRY(see(r, a, seq, again, &k, &in, &out->head, err));
    CR_TRY(cr_stories_add(r->stories, &in, &said, err));
    memcpy(out->story, said.story, sizeof said.story);
    memcpy(out->dossier, said.dossier, sizeof said.dossier);
    out->g = (cr_grouping){.story = out->story, .dossier = out->dossier, .similarity = said.similarity,
                           .relay_of = cr_str_none(said.relay_of) ? CR_STR_NONE : cr_str_copy(a, said.relay_of)};
    CR_TRY(keep_corrections(a, &said, &out->g, err));
    CR_TRY(resolve_speakers(r, a, &k, out, err));
    keep_persons(a, out);
    out->article = cr_str_copy(a, x->id);
    out->statement_count = k.statement_count;
    return CR_OK;
}

/* ---- opening: the saved state, then what came after it ---- */

static cr_status replay(cr_reducer *r, cr_arena *a, cr_error *err) {
    for (;;) {
        int64_t *seqs, last;
        size_t count;
        cr_arena_reset(a);
        CR_TRY(cr_store_grouped_after(r->store, a, r->turn, BATCH, &seqs, &count, &last, err));
        if (count == 0) /* the last one may be forgotten since: its turn is over all the same */
            return cr_store_turn(r->store, &r->turn, err);
        for (size_t i = 0; i < count; i++) {
            answer ignored = {0};
            CR_TRY(think(r, a, seqs[i], true, &ignored, err));
        }
        r->turn = last;
    }
}

cr_status cr_reducer_open(cr_store *store, int window_days, cr_hub *hub, cr_reducer **out, cr_error *err) {
    cr_stories_options options = {.window_days = window_days};
    cr_str stories, people;
    int64_t stories_turn = 0, people_turn = 0;
    *out = NULL;
    cr_reducer *r = calloc(1, sizeof *r);
    cr_arena *a = cr_arena_new(SIZE_MAX);
    cr_status status = CR_OK;
    if (!r || !a) {
        status = cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
        goto done;
    }
    r->store = store;
    r->hub = hub;
    status = cr_store_checkpoint_get(store, a, "stories", &stories_turn, &stories, err);
    if (status == CR_OK)
        status = cr_store_checkpoint_get(store, a, "people", &people_turn, &people, err);
    if (status != CR_OK)
        goto done;
    /* both or none: they were saved in one transaction. After a state of another form of the program all is grouped anew: read again
     * without storing, this one's ids would be those of other stories and persons than the store's. */
    if (stories_turn > 0 && stories_turn == people_turn && cr_stories_load(stories, &options, &r->stories, NULL) == CR_OK &&
        cr_people_load(people, &r->people, NULL) == CR_OK)
        r->turn = r->saved = stories_turn;
    else {
        cr_stories_free(r->stories);
        cr_people_free(r->people);
        r->stories = cr_stories_new(&options);
        r->people = cr_people_new();
        size_t owed;
        if (stories_turn > 0)
            status = cr_store_group_anew(store, &owed, err);
    }
    if (status == CR_OK && (!r->stories || !r->people))
        status = cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    if (status == CR_OK)
        status = replay(r, a, err);
done:
    cr_arena_free(a);
    if (status == CR_OK)
        *out = r;
    else
        cr_reducer_free(r);
    return status;
}

void cr_reducer_free(cr_reducer *r) {
    if (!r)
        return;
    cr_stories_free(r->stories);
    cr_people_free(r->people);
    free(r);
}

/* ---- a batch ---- */

static cr_status store_one(cr_reducer *r, cr_arena *a, int64_t seq, answer *x, int64_t now, cr_error *err) {
    cr_work work;
    bool found;
    CR_TRY(cr_store_work_take(r->store, CR_WORK_GROUP, now, &work, &found, err));
    if (!found || work.seq != seq)
        return cr_fail(err, CR_ERR_STORE, "document %lld is no longer next to be grouped: another program works on this store", (long long)seq);
    if (x->failed.status != CR_OK)
        return cr_store_work_failed(r->store, &(cr_work){.id = work.id, .seq = seq, .lease = work.lease, .attempts = UINT32_MAX}, x->failed.line, now, err);
    if (!x->needless) {
        CR_TRY(cr_address_publish(r->store, a, x->article, x->statement_count, &x->g, x->persons, x->person_count, err));
        for (size_t i = 0; i < x->person_count; i++)
            CR_TRY(cr_store_person_put(r->store, &x->persons[i], err));
        CR_TRY(cr_store_group_put(r->store, seq, &x->g, err));
        if (!cr_str_none(x->head.lang))
            CR_TRY(cr_store_hub_put(r->store, seq, &x->head, err));
    }
    return cr_store_work_done(r->store, &work, err);
}

cr_status cr_reducer_step(cr_reducer *r, cr_arena *a, int64_t now, size_t *grouped, cr_error *err) {
    int64_t *seqs;
    size_t count;
    *grouped = 0;
    cr_arena_reset(a);
    cr_hub_begin(r->hub);
    CR_TRY(cr_store_group_ready(r->store, a, BATCH, &seqs, &count, err));
    answer *answers = CR_NEW_ARRAY(a, answer, count + 1);
    if (!answers)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    int64_t begun = cr_time_monotonic_ms();
    for (size_t i = 0; i < count; i++) {
        if (r->hub && cr_time_monotonic_ms() - begun > BATCH_MS)
            count = i + 1; /* what is answered is stored first: a stop does not wait for it, nor is it lost */
        CR_TRY(cr_store_group_needless(r->store, seqs[i], &answers[i].needless, err));
        if (answers[i].needless)
            continue;
        cr_status status = think(r, a, seqs[i], false, &answers[i], &answers[i].failed);
        answers[i].failed.status = status;
        if (status == CR_ERR_STORE || status == CR_ERR_MEMORY)
            return cr_fail(err, status, "%s", answers[i].failed.line);
    }
    CR_TRY(cr_store_begin(r->store, err));
    cr_status status = cr_hub_store(r->hub, err);
    for (size_t i = 0; status == CR_OK && i < count; i++)
        status = store_one(r, a, seqs[i], &answers[i], now, err);
    if (status == CR_OK)
        status = cr_store_commit(r->store, err);
    else
        cr_store_rollback(r->store);
    if (status == CR_OK)
        status = cr_store_turn(r->store, &r->turn, err);
    if (status == CR_OK)
        *grouped = count;
    return status;
}

cr_status cr_reducer_save(cr_reducer *r, cr_arena *a, bool force, cr_error *err) {
    int64_t since = r->turn - r->saved;
    cr_str stories, people;
    int64_t wait = SAVE_LEAST + r->turn / SAVE_PART;
    if (since == 0 || (!force && since < (wait < SAVE_MOST ? wait : SAVE_MOST)))
        return CR_OK;
    cr_arena_reset(a);
    CR_TRY(cr_stories_save(r->stories, a, &stories, err));
    CR_TRY(cr_people_save(r->people, a, &people, err));
    CR_TRY(cr_store_begin(r->store, err));
    cr_status status = cr_store_checkpoint_put(r->store, "stories", r->turn, stories, err);
    if (status == CR_OK)
        status = cr_store_checkpoint_put(r->store, "people", r->turn, people, err);
    if (status == CR_OK)
        status = cr_store_hub_clear(r->store, err);
    if (status == CR_OK)
        status = cr_store_commit(r->store, err);
    else
        cr_store_rollback(r->store);
    if (status == CR_OK)
        r->saved = r->turn;
    return status;
}
