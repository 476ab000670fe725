/* Articles made up for the tests of the store: what extraction and the reducers would have said. */
#ifndef TESTS_STORE_MADE_H
#define TESTS_STORE_MADE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"

#define ok(call)                                        \
    do {                                                \
        cr_error err_ = {0};                            \
        cr_status status_ = (call);                     \
        (void)err_;                                     \
        if (status_ != CR_OK)                           \
            fail_msg("%s: %s", #call, err.line);        \
    } while (0)
#define assert_str(s, z)                                \
    do {                                                \
        cr_str s_ = (s);                                \
        if (!cr_str_is(s_, (z)))                        \
            fail_msg("\"%.*s\" is not \"%s\"", CR_FMT(s_), (z)); \
    } while (0)

typedef struct made {
    const char *url, *lang, *date, *title, *text, *story, *dossier;
    const char *relay_of; /* id */
    const char *source;   /* id */
    const char *person;   /* of the one statement that every text with a quotation mark has */
    bool relayed, noai;
    const cr_story_correction *correction; /* what it shows of an earlier answer, or NULL */
    const cr_story_redirect *redirect;
} made;

static cr_store *open_at(const char *path) {
    cr_error err = {0};
    cr_store *s = NULL;
    if (cr_store_open(path, &(cr_store_options){.relaxed_sync = true}, &s, &err) != CR_OK)
        fail_msg("%s", err.line);
    return s;
}

static inline void take_in(cr_store *s, const made *m, cr_document *d, bool *fresh) {
    cr_error err = {0};
    *d = (cr_document){.url = cr_str_of(m->url), .is_text = true, .bytes = cr_str_of(m->text), .title = cr_str_of(m->title), .taken_in = 1700000000};
    snprintf(d->source, sizeof d->source, "%s", m->source ? m->source : "");
    ok(cr_store_document_put(s, d, fresh, &err));
}

/* One sentence a full stop; a statement for the first «…»; a date for each dddd-dd-dd in the text, a range for two with a "/". */
static inline cr_knowledge *know(cr_arena *a, const made *m, const cr_document *d) {
    cr_knowledge *k = CR_NEW(a, cr_knowledge);
    cr_article *x = k->article = CR_NEW(a, cr_article);
    x->id = cr_str_of(d->id);
    x->url = cr_str_of(m->url);
    x->title = cr_str_of(m->title);
    x->lang = cr_str_of(m->lang);
    x->date = cr_str_of(m->date);
    x->text = cr_str_of(m->text);
    x->noai = m->noai;
    x->blocks = CR_NEW(a, cr_block);
    x->blocks[0].end = x->text.len;
    x->block_count = x->text.len > 0;
    x->outcome = x->text.len ? CR_OUTCOME_ARTICLE : CR_OUTCOME_NO_ARTICLE;
    if (m->relayed) {
        x->notice = CR_NEW(a, cr_notice);
        x->notice->relayed_automatically = true;
    }
    k->sentences = CR_NEW_ARRAY(a, cr_span, x->text.len + 1);
    k->dates = CR_NEW_ARRAY(a, cr_date, x->text.len + 1);
    size_t start = 0;
    for (size_t i = 0; i < x->text.len; i++) {
        if (x->text.ptr[i] == '.' || i + 1 == x->text.len) {
            while (start < i && x->text.ptr[start] == ' ')
                start++;
            k->sentences[k->sentence_count++] = (cr_span){start, i + 1};
            start = i + 1;
        }
        if (i + 10 <= x->text.len && x->text.ptr[i] == '2' && x->text.ptr[i + 4] == '-' && x->text.ptr[i + 7] == '-') {
            cr_str day = cr_str_slice(x->text, i, i + 10);
            if (i + 21 <= x->text.len && x->text.ptr[i + 10] == '/') {
                cr_str last = cr_str_slice(x->text, i + 11, i + 21);
                k->dates[k->date_count++] = (cr_date){.start = i, .end = i + 21, .type = CR_DATE_RANGE, .from = day, .to = last,
                                                      .timex = cr_str_format(a, "(%.*s,%.*s,P3D)", CR_FMT(day), CR_FMT(last))};
                i += 20;
                continue;
            }
            k->dates[k->date_count++] = (cr_date){.start = i, .end = i + 10, .type = CR_DATE, .timex = day, .value = day};
        }
    }
    size_t open = cr_str_find(x->text, CR_STR("«"), 0), close = cr_str_find(x->text, CR_STR("»"), 0);
    if (open != CR_STR_NPOS && close != CR_STR_NPOS) {
        k->statements = CR_NEW(a, cr_statement);
        k->statement_count = 1;
        cr_statement *t = &k->statements[0];
        t->quote_spans = CR_NEW(a, cr_span);
        t->quote_spans[0] = (cr_span){open + 2, close};
        t->quote_span_count = 1;
        t->quote = cr_str_slice(x->text, open + 2, close);
        t->speaker = CR_STR("Ada Speaker");
        t->via.items = CR_NEW(a, cr_str);
        t->via.items[0] = CR_STR("An Agency");
        t->via.count = 1;
    }
    return k;
}

/* A whole article: taken in, understood, grouped. Gives back its id in `id`, its seq as the result. */
static inline int64_t whole(cr_store *s, const made *m, char id[CR_ID_ROOM]) {
    cr_error err = {0};
    cr_document d;
    cr_work w;
    bool fresh, found;
    cr_arena *a = cr_arena_new(0);
    take_in(s, m, &d, &fresh);
    assert_true(fresh);
    if (id)
        memcpy(id, d.id, CR_ID_ROOM);
    ok(cr_store_work_take(s, CR_WORK_UNDERSTAND, 1000, &w, &found, &err));
    assert_true(found);
    assert_int_equal(w.seq, d.seq);
    cr_knowledge *k = know(a, m, &d);
    ok(cr_store_begin(s, &err));
    ok(cr_store_knowledge_put(s, &d, k, &err));
    ok(cr_store_work_done(s, &w, &err));
    ok(cr_store_commit(s, &err));
    if (k->article->outcome == CR_OUTCOME_ARTICLE) {
        ok(cr_store_work_take(s, CR_WORK_GROUP, 1000, &w, &found, &err));
        assert_true(found);
        assert_int_equal(w.seq, d.seq);
        char persons[1][CR_ID_ROOM] = {""};
        snprintf(persons[0], CR_ID_ROOM, "%s", m->person ? m->person : "");
        cr_grouping g = {.story = m->story, .dossier = m->dossier, .relay_of = cr_str_of(m->relay_of), .similarity = 0.5,
                         .persons = (const char (*)[CR_ID_ROOM])persons, .corrections = m->correction, .correction_count = m->correction != NULL,
                         .redirects = m->redirect, .redirect_count = m->redirect != NULL};
        ok(cr_store_begin(s, &err));
        ok(cr_store_group_put(s, d.seq, &g, &err));
        ok(cr_store_work_done(s, &w, &err));
        ok(cr_store_commit(s, &err));
    }
    cr_arena_free(a);
    return d.seq;
}

typedef struct place { /* a folder for one test */
    char folder[64], path[96];
    cr_store *s;
    cr_arena *a;
} place;

static inline int place_open(void **state) {
    place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "store-test-XXXXXX");
    if (!p || !mkdtemp(p->folder))
        return -1;
    snprintf(p->path, sizeof p->path, "%s/store.db", p->folder);
    p->s = open_at(p->path);
    p->a = cr_arena_new(0);
    *state = p;
    return 0;
}

static inline int place_close(void **state) {
    place *p = *state;
    cr_store_close(p->s);
    cr_arena_free(p->a);
    static const char *const endings[] = {"", "-wal", "-shm", ".copy", ".copy-wal", ".copy-shm", ".copy-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s%s", p->path, endings[i]);
        unlink(file);
    }
    rmdir(p->folder);
    free(p);
    return 0;
}
#endif
