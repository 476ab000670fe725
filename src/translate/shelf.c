/* Open models, counted by who has them.
 *
 * DESIGN: one lock over a short list; models are opened and closed outside it, so that nobody waits for another's file. An entry that
 * is being opened stands in the list already: who asks for it meanwhile counts himself in and waits. One whose opening failed
 * leaves the list at once, so that the next asker tries again, and is freed by the last of those who waited for it. */
#include "translate/shelf.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct entry {
    struct entry *next;
    cr_model *model;
    size_t users;   /* who wait for it counted in */
    bool opening;
    cr_error why;   /* status CR_OK: it could be opened */
    int64_t used;   /* last, of those who gave it back */
    size_t key_len;
    char key[];
} entry;

struct cr_shelf {
    const cr_limits *limits;
    pthread_mutex_t lock;
    pthread_cond_t opened;
    /* under the lock */
    entry *entries;
    size_t count;
    unsigned long total;
};

cr_status cr_shelf_new(const cr_limits *limits, cr_shelf **out, cr_error *err) {
    *out = calloc(1, sizeof **out);
    if (!*out)
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    (*out)->limits = limits;
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_cond_init(&(*out)->opened, NULL);
    return CR_OK;
}

static void close_all(entry *list) {
    for (entry *next; list; list = next) {
        next = list->next;
        cr_model_close(list->model);
        free(list);
    }
}

void cr_shelf_free(cr_shelf *s) {
    if (!s)
        return;
    close_all(s->entries);
    pthread_cond_destroy(&s->opened);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* ---- under the lock ---- */

static size_t most_of(const cr_shelf *s) {
    size_t most = cr_limit(s->limits, CR_LIMIT_TRANSLATE_MODELS);
    return most ? most : 1;
}

static void take_out(cr_shelf *s, entry *e) {
    entry **at = &s->entries;
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    s->count--;
}

/* Takes what nobody has out of the list, longest unused first: what was used before then, and while more than `most` are there. */
static entry *unused(cr_shelf *s, int64_t before, size_t most) {
    entry *out = NULL;
    for (;;) {
        entry *oldest = NULL;
        for (entry *e = s->entries; e; e = e->next)
            if (!e->users && (!oldest || e->used < oldest->used))
                oldest = e;
        if (!oldest || (s->count <= most && oldest->used >= before))
            return out;
        take_out(s, oldest);
        oldest->next = out;
        out = oldest;
    }
}

static entry *find(cr_shelf *s, cr_str key) {
    entry *e = s->entries;
    while (e && !cr_str_eq((cr_str){e->key, e->key_len}, key))
        e = e->next;
    return e;
}

static entry *add(cr_shelf *s, cr_str key) {
    entry *e = calloc(1, sizeof *e + key.len + 1);
    if (!e)
        return NULL;
    memcpy(e->key, key.ptr, key.len);
    e->key_len = key.len;
    e->opening = true;
    e->next = s->entries;
    s->entries = e;
    s->count++;
    return e;
}

/* ---- taking and giving ---- */

static void open_entry(cr_shelf *s, entry *e, const cr_model_files *files) {
    cr_model *model = NULL;
    cr_error err = {0};
    cr_status status = cr_model_open(files, s->limits, &model, &err);
    pthread_mutex_lock(&s->lock);
    e->model = model;
    e->opening = false;
    if (status == CR_OK)
        s->total++;
    else {
        e->why = err;
        e->why.status = status;
        take_out(s, e);
    }
    pthread_cond_broadcast(&s->opened);
    pthread_mutex_unlock(&s->lock);
}

cr_status cr_shelf_take(cr_shelf *s, cr_str key, const cr_model_files *files, const cr_model **out, cr_error *err) {
    *out = NULL;
    pthread_mutex_lock(&s->lock);
    entry *e = find(s, key), *closing = NULL;
    bool mine = !e;
    if (mine)
        e = add(s, key);
    if (e)
        e->users++;
    if (mine) /* the old one's memory goes before the new one's comes */
        closing = unused(s, INT64_MIN, most_of(s));
    pthread_mutex_unlock(&s->lock);
    close_all(closing);
    if (!e)
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    if (mine)
        open_entry(s, e, files);
    pthread_mutex_lock(&s->lock);
    while (e->opening)
        pthread_cond_wait(&s->opened, &s->lock);
    cr_status status = e->why.status;
    if (status == CR_OK)
        *out = e->model;
    else {
        if (err)
            *err = e->why;
        if (--e->users == 0)
            free(e);
    }
    pthread_mutex_unlock(&s->lock);
    return status;
}

void cr_shelf_give(cr_shelf *s, const cr_model *model, int64_t used) {
    if (!model)
        return;
    pthread_mutex_lock(&s->lock);
    entry *e = s->entries;
    while (e && e->model != model)
        e = e->next;
    if (e) {
        e->users--;
        e->used = used > e->used ? used : e->used;
    }
    entry *closing = unused(s, INT64_MIN, most_of(s));
    pthread_mutex_unlock(&s->lock);
    close_all(closing);
}

void cr_shelf_rest(cr_shelf *s, int64_t before) {
    pthread_mutex_lock(&s->lock);
    entry *closing = unused(s, before, most_of(s));
    pthread_mutex_unlock(&s->lock);
    close_all(closing);
}

cr_shelf_numbers cr_shelf_count(cr_shelf *s) {
    pthread_mutex_lock(&s->lock);
    cr_shelf_numbers n = {.opened = s->total};
    for (const entry *e = s->entries; e; e = e->next) {
        n.open++;
        n.used += e->users != 0;
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

bool cr_shelf_crowded(cr_shelf *s) {
    pthread_mutex_lock(&s->lock);
    bool crowded = s->count > most_of(s);
    pthread_mutex_unlock(&s->lock);
    return crowded;
}
