#include <courant/dates.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/time.h"
#include "base/vec.h"
#include "story/timeline_parts.h"
#include "story/words.h"

#define LEAD 3        /* sentences that are the lead */
#define LEAST_WORDS 6 /* shorter lines are headings, menus, credits */

static int by_hash(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The entity's words, each in the form under which a sentence holds it. */
typedef struct entity {
    uint64_t words[16];
    size_t count;
} entity;

static uint64_t word_hash(const cr_story_word *w) {
    return cr_hash_64(w->latin_len ? (cr_str){w->latin, w->latin_len} : (cr_str){w->text, w->len}, 5);
}

static entity entity_of(cr_str name, cr_str lang) {
    entity e = {.count = 0};
    cr_story_reader r = {.text = name, .opens = true};
    cr_story_word w;
    while (cr_story_word_next(&r, &w) && e.count < 16)
        if (w.letters > 1 && !cr_text_is_stop_word((cr_str){w.text, w.len}, lang))
            e.words[e.count++] = word_hash(&w);
    return e;
}

static bool has(const cr_timeline_sentence *s, uint64_t hash) {
    return s->term_count && bsearch(&hash, s->terms, s->term_count, sizeof hash, by_hash);
}

/* All words of a name of two, and of a longer one all but one: "FTSE 100 index" is "the FTSE 100" in running text. */
static bool takes_part(const cr_timeline_sentence *s, const entity *e) {
    size_t found = 0;
    for (size_t i = 0; i < e->count; i++)
        found += has(s, e->words[i]);
    return e->count && found >= (e->count > 2 ? e->count - 1 : e->count);
}

/* Terms, length, and how far it is a sentence: one that ends as sentences do and is no list of capitals and numbers. */
static cr_status read_sentence(cr_timeline_work *w, cr_timeline_sentence *s, cr_str lang) {
    size_t capacity = s->text.len / 2 + 1, n = 0;
    uint32_t lower = 0;
    s->terms = CR_NEW_ARRAY(w->arena, uint64_t, capacity);
    if (!s->terms)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    cr_story_reader r = {.text = s->text, .opens = true};
    cr_story_word word;
    while (n < capacity && cr_story_word_next(&r, &word)) {
        s->words++;
        lower += !word.capital && !word.number;
        if (word.letters > 1 && !cr_text_is_stop_word((cr_str){word.text, word.len}, lang))
            s->terms[n++] = word_hash(&word);
    }
    qsort(s->terms, n, sizeof *s->terms, by_hash);
    for (size_t i = 0; i < n; i++)
        if (!i || s->terms[i] != s->terms[i - 1])
            s->terms[s->term_count++] = s->terms[i];
    cr_str t = cr_str_trim(s->text);
    while (t.len && strchr("\"')]", t.ptr[t.len - 1]))
        t.len--;
    bool ends = cr_str_ends(t, ".") || cr_str_ends(t, "!") || cr_str_ends(t, "?") || cr_str_ends(t, ":") || cr_str_ends(t, "\xC2\xBB") ||
                cr_str_ends(t, "\xE2\x80\x9D") || cr_str_ends(t, "\xE3\x80\x82");
    bool link = cr_str_contains(t, "://"); /* the dates in addresses are not happenings */
    s->weight = link || s->words < LEAST_WORDS || lower * 2 < s->words ? 0.2f : ends ? 1 : 0.2f;
    return CR_OK;
}

static cr_timeline_sentence *new_sentence(cr_timeline_work *w, cr_str text, uint32_t article, uint32_t position) {
    cr_timeline_sentence *s = CR_PUSH(w->arena, w->sentences, w->sentence_count, w->sentence_capacity);
    if (s)
        *s = (cr_timeline_sentence){.text = text, .article = article, .position = position};
    return s;
}

/* "2011-01-25T10:00" -> day; "2011-01" and "2011" stay. Weeks, seasons, open ends are not dates of a timeline. */
static bool plain_date(cr_str value, char out[CR_TIMELINE_DATE]) {
    if (value.len > 10 && value.ptr[10] == 'T')
        value.len = 10;
    cr_civil c;
    if ((value.len != 4 && value.len != 7 && value.len != 10) || !cr_time_parse(value, &c) || c.year < 1000)
        return false;
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return true;
}

static bool in_span(const cr_timeline_options *o, const char *date) {
    size_t n = strlen(date);
    if (o->from.len && strncmp(date, o->from.ptr, n < o->from.len ? n : o->from.len) < 0)
        return false;
    return !o->to.len || strncmp(date, o->to.ptr, n < o->to.len ? n : o->to.len) <= 0;
}

static cr_status mention(cr_timeline_work *w, const char *date, uint32_t sentence, bool published) {
    if (!in_span(w->options, date))
        return CR_OK;
    cr_timeline_mention *m = CR_PUSH(w->arena, w->mentions, w->mention_count, w->mention_capacity);
    if (!m)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    memcpy(m->date, date, strlen(date) + 1);
    m->sentence = sentence;
    m->published = published;
    if (!published)
        w->sentences[sentence].dated = true;
    return CR_OK;
}

/* Dates written in the text, each given to the sentence it stands in. */
static cr_status read_dates(cr_timeline_work *w, const cr_timeline_article *a, const cr_span *spans, size_t count, size_t first) {
    cr_date *dates;
    size_t n, at = 0;
    CR_TRY(cr_dates_find_with(w->date_tools, w->arena, a->text, a->lang, a->date, &dates, &n, w->err));
    for (size_t i = 0; i < n; i++) {
        char date[CR_TIMELINE_DATE];
        bool range = dates[i].type == CR_DATE_RANGE || dates[i].type == CR_DATETIME_RANGE;
        if (dates[i].type != CR_DATE && dates[i].type != CR_DATETIME && !range)
            continue;
        cr_str value = range || cr_str_none(dates[i].value) ? dates[i].timex : dates[i].value; /* timex keeps the grain told */
        if (!plain_date(value, date) && !(range && plain_date(dates[i].from, date)))
            continue;
        while (at < count && spans[at].end <= dates[i].start)
            at++;
        if (at == count)
            break;
        const cr_timeline_sentence *s = &w->sentences[first + at];
        if (dates[i].start >= spans[at].start && (!w->options->entity.len || s->entity))
            CR_TRY(mention(w, date, (uint32_t)(first + at), false));
    }
    return CR_OK;
}

static cr_status read_article(cr_timeline_work *w, uint32_t index, cr_map *seen) {
    const cr_timeline_article *a = &w->articles[index];
    cr_span *spans;
    size_t count, title = w->sentence_count;
    entity e = entity_of(w->options->entity, a->lang);
    CR_TRY(cr_text_sentences_with(w->tools, w->arena, a->text, a->lang, &spans, &count, w->err));
    if (!new_sentence(w, a->title, index, 0))
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    for (size_t i = 0; i < count; i++)
        if (!new_sentence(w, cr_str_slice(a->text, spans[i].start, spans[i].end), index, (uint32_t)i + 1))
            return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    uint32_t reports = 0; /* sentences so far that are of the report */
    for (size_t i = title; i < w->sentence_count; i++) {
        cr_timeline_sentence *s = &w->sentences[i];
        CR_TRY(read_sentence(w, s, a->lang));
        uintptr_t *times = s->text.len ? cr_map_put(seen, s->text, NULL) : NULL;
        s->repeated = times ? (uint32_t)(*times)++ : 0;
        s->entity = takes_part(s, &e);
        if (i == title)
            s->weight = s->words >= 3 ? 1.5f : 0;
        else if (s->weight >= 1 && reports++ < LEAD)
            s->weight = 1.5f;
        s->weight /= 1 + (float)s->repeated;
    }
    char day[CR_TIMELINE_DATE];
    if (plain_date(a->date, day) && strlen(day) == 10)
        for (size_t i = title; i < w->sentence_count && i < title + 1 + (w->options->entity.len ? count : LEAD); i++)
            if (w->options->entity.len ? w->sentences[i].entity : w->sentences[i].words > 2)
                CR_TRY(mention(w, day, (uint32_t)i, true));
    return read_dates(w, a, spans, count, title + 1);
}

static int by_date(const void *a, const void *b) {
    const cr_timeline_mention *x = a, *y = b;
    int order = strcmp(x->date, y->date);
    if (order)
        return order;
    if (x->sentence != y->sentence)
        return x->sentence < y->sentence ? -1 : 1;
    return x->published - y->published;
}

cr_status cr_timeline_read(cr_timeline_work *w) {
    cr_map *seen = cr_map_new();
    cr_status status = seen ? CR_OK : cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    for (size_t i = 0; i < w->count && status == CR_OK; i++)
        status = read_article(w, (uint32_t)i, seen);
    cr_map_free(seen);
    if (status == CR_OK && w->mention_count)
        qsort(w->mentions, w->mention_count, sizeof *w->mentions, by_date);
    return status;
}
