/* Makes a store of many articles through the store's own interface, and measures reading it.
 *
 *     build/bench/store FOLDER [ARTICLES]     FOLDER/courant.db is made when it is not there; default 100,000 articles
 *
 * The articles are made up: words with the frequencies of a language (Zipf), stories of one to a few dozen reports in several
 * languages over two years, dossiers of some stories, statements by persons, dates. Then prints the median, 95th percentile and
 * worst time of what a front page, a story page, an article page and a search read. `wrk` measures the same through the site. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "store/store.h"

enum { WORDS = 20000, BATCH = 500, SOURCES = 300, PEOPLE = 4000, ROUNDS = 300 };

static uint64_t dice_state = 88172645463325252u;
static uint64_t dice(void) { /* xorshift64 (Marsaglia 2003): the same store on every machine */
    dice_state ^= dice_state << 13;
    dice_state ^= dice_state >> 7;
    dice_state ^= dice_state << 17;
    return dice_state;
}
static size_t below(size_t n) { return (size_t)(dice() % n); }

static const char *const langs[] = {"en", "fr", "es", "id", "ar", "ru", "zh", "pt"};
static const char *const syllables[] = {"ka", "lo", "mi", "ran", "te", "su", "vor", "den", "pa", "li", "gro", "ne", "sta", "bu", "cor", "ti"};

static void die(const cr_error *err) {
    fprintf(stderr, "store: %s\n", err->line);
    exit(1);
}

static void word(size_t n, cr_buf *out) { /* the n-th word of our language: small numbers are common and short */
    do {
        cr_buf_add_z(out, syllables[n % 16]);
        n /= 16;
    } while (n);
}

static size_t zipf(void) { /* about 1/rank */
    double u = (double)(dice() >> 11) / 9007199254740992.0, x = 1;
    for (double at = u * 14.3; at > 1; at--) /* 2^14.3 = 20,000 */
        x *= 2;
    size_t n = (size_t)(x * (1 + u));
    return n < WORDS ? n : below(WORDS);
}

/* ---- one article ---- */

typedef struct made {
    cr_document d;
    cr_knowledge k;
    char story[CR_ID_ROOM], dossier[CR_ID_ROOM], persons[2][CR_ID_ROOM];
} made;

static void sentence(cr_arena *a, cr_buf *text, cr_knowledge *k, size_t *sentences, size_t room) {
    size_t start = text->len, n = 8 + below(18);
    for (size_t i = 0; i < n; i++) {
        if (i)
            cr_buf_add_byte(text, ' ');
        word(zipf(), text);
    }
    cr_buf_add_byte(text, '.');
    if (*sentences < room)
        k->sentences[(*sentences)++] = (cr_span){start, text->len};
    (void)a;
}

static void make_statements(cr_arena *a, made *m) {
    static const cr_str names[] = {{"Mira Holt", 9}, {"Jonas Ferrer", 12}, {"Ines Quintal", 12}};
    m->k.statements = CR_NEW_ARRAY(a, cr_statement, 2);
    m->k.statement_count = 2;
    for (size_t i = 0; i < 2; i++) {
        cr_statement *s = &m->k.statements[i];
        s->quote_spans = CR_NEW(a, cr_span);
        s->quote_spans[0] = m->k.sentences[2 + i];
        s->quote_span_count = 1;
        s->quote = cr_str_slice(m->k.article->text, s->quote_spans[0].start, s->quote_spans[0].end);
        s->speaker = names[below(3)];
        s->verb = CR_STR("said");
        snprintf(m->persons[i], CR_ID_ROOM, "p%zu", below(PEOPLE));
    }
}

static void make(cr_arena *a, size_t i, size_t count, const cr_source *sources, made *m) {
    enum { ROOM = 60 };
    cr_buf text, title;
    size_t sentences = 0, story = i - (i % 64 < 8 ? i % 64 : 0) - below(1 + i % 7); /* some of many reports, many of few */
    cr_article *x = CR_NEW(a, cr_article);
    *m = (made){0};
    m->k.article = x;
    m->k.sentences = CR_NEW_ARRAY(a, cr_span, ROOM);
    x->blocks = CR_NEW_ARRAY(a, cr_block, 12);
    cr_buf_init(&text, 1 << 20);
    cr_buf_init(&title, 1 << 12);
    size_t paragraphs = 4 + below(6);
    for (size_t p = 0; p < paragraphs; p++) {
        if (p)
            cr_buf_add_z(&text, "\n\n");
        size_t start = text.len, n = 2 + below(3);
        for (size_t s = 0; s < n; s++) {
            if (s)
                cr_buf_add_byte(&text, ' ');
            sentence(a, &text, &m->k, &sentences, ROOM);
        }
        x->blocks[x->block_count++] = (cr_block){.kind = CR_BLOCK_PARAGRAPH, .start = start, .end = text.len};
    }
    for (size_t w = 0; w < 8; w++) {
        word(w < 3 ? 200 + story % 5000 + w : zipf(), &title);
        if (w < 7)
            cr_buf_add_byte(&title, ' ');
    }
    m->k.sentence_count = sentences;
    x->text = cr_buf_copy(&text, a);
    x->title = cr_buf_copy(&title, a);
    x->lang = cr_str_of(langs[below(8) * below(8) / 7]);
    int year, month, day;
    cr_civil_from_days(cr_days_from_civil(2024, 1, 1) + (int64_t)(730 * i / count), &year, &month, &day);
    x->date = cr_str_format(a, "%04d-%02d-%02dT%02zu:%02zu:00Z", year, month, day, below(24), below(60));
    x->outcome = CR_OUTCOME_ARTICLE;
    x->method = CR_STR("made");
    m->k.dates = CR_NEW_ARRAY(a, cr_date, 2);
    for (size_t d = 0; d < 2; d++) {
        cr_span s = m->k.sentences[d * 3];
        cr_str value = cr_str_slice(x->date, 0, d ? 7 : 10);
        m->k.dates[m->k.date_count++] = (cr_date){.start = s.start, .end = s.start + 2, .type = CR_DATE, .timex = value, .value = value};
    }
    make_statements(a, m);
    const cr_source *source = &sources[below(SOURCES) * below(SOURCES) / SOURCES];
    m->d = (cr_document){.url = cr_str_format(a, "https://made.example/%zu", i), .bytes = x->text, .is_text = true, .taken_in = 1700000000 + (int64_t)i};
    memcpy(m->d.source, source->id, sizeof m->d.source);
    x->url = m->d.url;
    snprintf(m->story, sizeof m->story, "s%zu", story);
    snprintf(m->dossier, sizeof m->dossier, "d%zu", story / 20);
    cr_buf_free(&text);
    cr_buf_free(&title);
}

static cr_status put(cr_store *s, cr_arena *a, made *m, cr_error *err) {
    cr_work work;
    bool fresh, found;
    CR_TRY(cr_store_document_put(s, &m->d, &fresh, err));
    m->k.article->id = cr_str_copy_z(a, m->d.id);
    CR_TRY(cr_store_knowledge_put(s, &m->d, &m->k, err));
    CR_TRY(cr_store_work_take(s, CR_WORK_UNDERSTAND, 1, &work, &found, err));
    CR_TRY(cr_store_work_done(s, &work, err));
    cr_grouping g = {.story = m->story, .dossier = m->dossier, .similarity = 0.5, .persons = (const char(*)[CR_ID_ROOM])m->persons};
    CR_TRY(cr_store_group_put(s, m->d.seq, &g, err));
    CR_TRY(cr_store_work_take(s, CR_WORK_GROUP, 1, &work, &found, err));
    return cr_store_work_done(s, &work, err);
}

static void fill(cr_store *s, size_t count) {
    cr_error err = {0};
    cr_arena *a = cr_arena_new(0);
    static cr_source sources[SOURCES];
    int64_t begun = cr_time_monotonic_ms();
    for (size_t i = 0; i < SOURCES; i++) {
        char url[64], title[32];
        snprintf(url, sizeof url, "https://source-%zu.example/feed", i);
        snprintf(title, sizeof title, "Source %zu", i);
        sources[i] = (cr_source){.kind = CR_SOURCE_FEED, .url = cr_str_of(url), .title = cr_str_of(title), .rights = i % 10 == 0 ? CR_RIGHTS_INTERNAL : CR_RIGHTS_EXTRACT,
                                 .next_fetch = INT64_MAX};
        if (cr_store_source_put(s, &sources[i], NULL, &err) != CR_OK)
            die(&err);
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        cr_person p = {.kind = CR_NAME_PERSON};
        char name[40];
        snprintf(p.id, sizeof p.id, "p%zu", i);
        snprintf(name, sizeof name, "Person %zu", i);
        p.name = cr_str_of(name);
        if (cr_store_person_put(s, &p, &err) != CR_OK)
            die(&err);
    }
    for (size_t i = 0; i < count;) {
        if (cr_store_begin(s, &err) != CR_OK)
            die(&err);
        for (size_t k = 0; k < BATCH && i < count; k++, i++) {
            made m;
            cr_arena_reset(a);
            make(a, i + 1, count, sources, &m);
            if (put(s, a, &m, &err) != CR_OK)
                die(&err);
        }
        if (cr_store_commit(s, &err) != CR_OK)
            die(&err);
        fprintf(stderr, "\r%zu of %zu", i, count);
    }
    double seconds = (double)(cr_time_monotonic_ms() - begun) / 1000;
    fprintf(stderr, "\r");
    printf("%zu articles stored in %.0f s, %.0f a second\n", count, seconds, (double)count / seconds);
    cr_arena_free(a);
}

/* ---- reading ---- */

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *x, const void *y) { return (*(const double *)x > *(const double *)y) - (*(const double *)x < *(const double *)y); }

static cr_status front(cr_store *s, cr_arena *a, size_t round, cr_error *err) {
    cr_story_row *stories;
    cr_article_row *articles;
    cr_tally *tally;
    size_t n;
    cr_str next;
    cr_str since = CR_STR("2025-12-25");
    bool public = round % 2;
    CR_TRY(cr_store_stories(s, a, &(cr_story_query){.by_importance = true, .since = since, .limit = 30, .publishable = public}, &stories, &n, &next, err));
    CR_TRY(cr_store_stories(s, a, &(cr_story_query){.lang = cr_str_of(langs[round % 8]), .limit = 10, .publishable = public}, &stories, &n, &next, err));
    CR_TRY(cr_store_articles(s, a, &(cr_article_query){.limit = 20, .publishable = public}, &articles, &n, &next, err));
    return cr_store_languages(s, a, public, &tally, &n, err);
}

static cr_status story(cr_store *s, cr_arena *a, size_t round, cr_error *err) {
    cr_story_row *stories, row;
    cr_article_row *articles;
    cr_statement_row *statements;
    cr_happening *happenings;
    size_t n;
    cr_str next;
    CR_TRY(cr_store_stories(s, a, &(cr_story_query){.limit = 1, .cursor = cr_str_format(a, "%lld~s", 1704067200LL + (long long)(round * 200000))}, &stories, &n, &next, err));
    if (n == 0)
        return CR_OK;
    CR_TRY(cr_store_story(s, a, stories[0].id, &row, err));
    cr_str id = cr_str_of(row.id);
    CR_TRY(cr_store_articles(s, a, &(cr_article_query){.story = id}, &articles, &n, &next, err));
    CR_TRY(cr_store_statements(s, a, &(cr_statement_query){.story = id}, &statements, &n, &next, err));
    return cr_store_timeline(s, a, &(cr_happening_query){.story = id}, &happenings, &n, &next, err);
}

static cr_status article(cr_store *s, cr_arena *a, size_t round, cr_error *err) {
    cr_article_row *rows, row;
    cr_knowledge k;
    cr_revision *revisions;
    size_t n;
    cr_str next;
    CR_TRY(cr_store_articles(s, a, &(cr_article_query){.limit = 1, .cursor = cr_str_format(a, "%lld~9", 1704067200LL + (long long)(round * 200000))}, &rows, &n, &next, err));
    if (n == 0)
        return CR_OK;
    CR_TRY(cr_store_article(s, a, rows[0].id, &row, &k, err));
    CR_TRY(cr_store_relays(s, a, row.id, &rows, &n, err));
    CR_TRY(cr_store_articles(s, a, &(cr_article_query){.story = cr_str_of(row.story), .limit = 10}, &rows, &n, &next, err));
    return cr_store_revisions(s, a, row.id, &revisions, &n, err);
}

static cr_status search(cr_store *s, cr_arena *a, size_t round, cr_error *err) {
    cr_search_hit *hits;
    size_t n;
    cr_str next;
    cr_buf q; /* a common word, a rare one, two */
    cr_buf_init(&q, 200);
    word(round % 3 == 0 ? 1 + round % 50 : round % 3 == 1 ? 2000 + round : 300 + round, &q);
    if (round % 3 == 2) {
        cr_buf_add_byte(&q, ' ');
        word(20 + round, &q);
    }
    cr_status status = cr_store_search(s, a, &(cr_search_query){.text = cr_buf_str(&q), .limit = 20, .publishable = round % 2}, &hits, &n, &next, err);
    cr_buf_free(&q);
    return status;
}

static void measure(cr_store *s, const char *name, cr_status (*read)(cr_store *, cr_arena *, size_t, cr_error *)) {
    static double took[ROUNDS];
    cr_error err = {0};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < ROUNDS; i++) {
        cr_arena_reset(a);
        double begun = now_ms();
        if (read(s, a, i, &err) != CR_OK)
            die(&err);
        took[i] = now_ms() - begun;
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    printf("%-8s median %6.2f ms, 95 %% %6.2f ms, worst %6.2f ms\n", name, took[ROUNDS / 2], took[ROUNDS * 95 / 100], took[ROUNDS - 1]);
    cr_arena_free(a);
}

int main(int argc, char **argv) {
    cr_error err = {0};
    cr_store *s;
    char path[4096];
    if (argc < 2) {
        fprintf(stderr, "usage: store FOLDER [ARTICLES]\n");
        return 2;
    }
    size_t count = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
    mkdir(argv[1], 0700);
    snprintf(path, sizeof path, "%s/courant.db", argv[1]);
    bool there = access(path, F_OK) == 0;
    if (cr_store_open(path, &(cr_store_options){.relaxed_sync = !there, .read_only = there}, &s, &err) != CR_OK)
        die(&err);
    if (!there)
        fill(s, count);
    measure(s, "front", front);
    measure(s, "story", story);
    measure(s, "article", article);
    measure(s, "search", search);
    cr_store_close(s);
    return 0;
}
