/* Fills a store with made-up articles, for measuring the site: several languages, stories of a few reports, statements,
 * dates, translated headlines. The words are drawn from a fixed list by a fixed generator: the same N gives the same store.
 *
 * usage: site_store FILE [ARTICLES]      (default 100000) */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/time.h"
#include "base/vec.h"
#include "store/store.h"

enum { BATCH = 500, SOURCES = 60, SENTENCES = 18, WORDS = 16 };
static const char *const languages[] = {"en", "fr", "es", "de", "it", "pt"};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static uint64_t state = 88172645463325252u;
static unsigned draw(unsigned below) { /* xorshift64, Marsaglia 2003 */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 20) % below;
}

/* Pronounceable words; the word of rank r is drawn with a chance of 1/r, as in real text (Zipf). */
static void word(char *out, size_t room) {
    static const char *const parts[] = {"ba", "re", "mi", "to", "lu", "san", "ver", "kol", "din", "pra", "ge", "no", "fi", "tal", "sur", "men", "o", "ci"};
    unsigned n = (unsigned)exp(draw(1u << 30) / (double)(1u << 30) * log(300000.0));
    size_t used = 0;
    out[0] = '\0';
    for (unsigned k = 0; k < 2 || n; k++, n /= 18)
        used += (size_t)snprintf(out + used, used < room ? room - used : 0, "%s", parts[n % 18]);
}

static cr_str sentence(cr_arena *a, const char *end) {
    char text[800] = "", w[40];
    size_t used = 0;
    for (int i = 0; i < WORDS; i++) {
        word(w, sizeof w);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "", w);
    }
    text[0] = (char)(text[0] - 'a' + 'A');
    return cr_str_format(a, "%s%s", text, end);
}

static cr_knowledge *knowledge(cr_arena *a, const cr_document *d, const char *lang, cr_str date, cr_str title) {
    cr_knowledge *k = CR_NEW(a, cr_knowledge);
    cr_article *x = k->article = CR_NEW(a, cr_article);
    cr_buf text;
    size_t blocks = 0;
    cr_buf_init(&text, 1 << 20);
    x->blocks = CR_NEW_ARRAY(a, cr_block, SENTENCES);
    k->sentences = CR_NEW_ARRAY(a, cr_span, SENTENCES);
    for (int i = 0; i < SENTENCES; i++) {
        bool fresh = i % 3 == 0;
        if (i)
            cr_buf_add_z(&text, fresh ? "\n\n" : " ");
        size_t start = text.len;
        cr_buf_add_str(&text, sentence(a, "."));
        k->sentences[k->sentence_count++] = (cr_span){start, text.len};
        if (fresh)
            x->blocks[blocks++].start = start;
        x->blocks[blocks - 1].end = text.len;
    }
    x->block_count = blocks;
    x->text = cr_buf_copy(&text, a);
    cr_buf_free(&text);
    x->id = cr_str_of(d->id);
    x->url = d->url;
    x->title = title;
    x->lang = cr_str_of(lang);
    x->date = date;
    k->statement_count = 3;
    k->statements = CR_NEW_ARRAY(a, cr_statement, 3);
    k->date_count = 2;
    k->dates = CR_NEW_ARRAY(a, cr_date, 2);
    for (size_t i = 0; i < 3; i++) {
        cr_span s = k->sentences[i * 4 + 1];
        cr_statement *t = &k->statements[i];
        t->quote_spans = CR_NEW(a, cr_span);
        t->quote_spans[0] = s;
        t->quote_span_count = 1;
        t->quote = cr_str_slice(x->text, s.start, s.end);
        t->speaker = cr_str_format(a, "Speaker %u", draw(3000));
    }
    for (size_t i = 0; i < 2; i++) {
        cr_span s = k->sentences[i * 7];
        k->dates[i] = (cr_date){.start = s.start, .end = s.start + 4, .type = CR_DATE, .timex = cr_str_slice(date, 0, 10), .value = cr_str_slice(date, 0, 10)};
    }
    return k;
}

static cr_status one(cr_store *s, cr_arena *a, size_t i, const char (*sources)[CR_ID_ROOM], cr_error *err) {
    static unsigned story = 1, left = 3;
    char story_id[CR_ID_ROOM], dossier_id[CR_ID_ROOM], persons[3][CR_ID_ROOM], when[21];
    const char *lang = languages[draw(LANGUAGES)];
    if (left-- == 0) {
        story++;
        left = draw(8);
    }
    snprintf(story_id, sizeof story_id, "s%u", story);
    snprintf(dossier_id, sizeof dossier_id, "d%u", 1 + story / 4);
    cr_time_format(1700000000 + (int64_t)i * 60, when);
    cr_str title = sentence(a, "");
    if (title.len > 70)
        title.len = 70;
    cr_document d = {.url = cr_str_format(a, "https://outlet%u.example/%zu", draw(SOURCES), i), .is_text = true, .title = title, .taken_in = 1700000000 + (int64_t)i * 60};
    memcpy(d.source, sources[draw(SOURCES)], CR_ID_ROOM);
    d.bytes = cr_str_format(a, "%zu", i);
    bool fresh, found;
    cr_work w;
    CR_TRY(cr_store_document_put(s, &d, &fresh, err));
    CR_TRY(cr_store_work_take(s, CR_WORK_UNDERSTAND, d.taken_in, &w, &found, err));
    cr_knowledge *k = knowledge(a, &d, lang, cr_str_copy_z(a, when), title);
    CR_TRY(cr_store_knowledge_put(s, &d, k, err));
    CR_TRY(cr_store_work_done(s, &w, err));
    CR_TRY(cr_store_work_take(s, CR_WORK_GROUP, d.taken_in, &w, &found, err));
    for (size_t p = 0; p < 3; p++)
        snprintf(persons[p], CR_ID_ROOM, "p%.*s", CR_FMT(cr_str_slice(k->statements[p].speaker, 8, k->statements[p].speaker.len)));
    cr_grouping g = {.story = story_id, .dossier = dossier_id, .persons = (const char (*)[CR_ID_ROOM])persons};
    CR_TRY(cr_store_group_put(s, d.seq, &g, err));
    CR_TRY(cr_store_work_done(s, &w, err));
    if (strcmp(lang, "en") == 0)
        return CR_OK;
    cr_translation t = {.text = sentence(a, ""), .score = 0.5, .engine = CR_STR("apertium"), .model = CR_STR("bench 1.0")};
    CR_TRY(cr_store_memory_keep(s, cr_str_of(lang), CR_STR("en"), title, &t, err));
    for (size_t n = 0; n < 3; n++)
        CR_TRY(cr_store_memory_keep(s, cr_str_of(lang), CR_STR("en"), cr_str_slice(k->article->text, k->sentences[n].start, k->sentences[n].end), &t, err));
    return CR_OK;
}

static cr_status fill(cr_store *s, size_t articles, cr_error *err) {
    char sources[SOURCES][CR_ID_ROOM];
    cr_arena *a = cr_arena_new(0);
    cr_status status = a ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    for (unsigned i = 0; i < SOURCES && status == CR_OK; i++) {
        cr_source source = {.kind = CR_SOURCE_FEED, .url = cr_str_format(a, "https://outlet%u.example/feed", i), .title = cr_str_format(a, "Outlet %u", i), .state = i % 20 ? CR_SOURCE_OK : CR_SOURCE_FAILING};
        status = cr_store_source_put(s, &source, NULL, err);
        memcpy(sources[i], source.id, CR_ID_ROOM);
    }
    for (size_t i = 0; i < articles && status == CR_OK; i++) {
        if (i % BATCH == 0)
            status = cr_store_begin(s, err);
        if (status == CR_OK)
            status = one(s, a, i, (const char (*)[CR_ID_ROOM])sources, err);
        cr_arena_reset(a);
        if (status == CR_OK && (i % BATCH == BATCH - 1 || i + 1 == articles))
            status = cr_store_commit(s, err);
    }
    cr_arena_free(a);
    return status;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: site_store FILE [ARTICLES]\n");
        return 2;
    }
    cr_store *s = NULL;
    cr_error err;
    size_t articles = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
    int64_t begin = cr_time_monotonic_ms();
    cr_store_options options = {.relaxed_sync = true};
    cr_status status = cr_store_open(argv[1], &options, &s, &err);
    if (status == CR_OK)
        status = fill(s, articles, &err);
    cr_store_close(s);
    if (status != CR_OK) {
        fprintf(stderr, "site_store: %s\n", err.line);
        return 1;
    }
    printf("%zu articles written in %" PRId64 " ms\n", articles, cr_time_monotonic_ms() - begin);
    return 0;
}
