/* Articles into sentences, tokens and keys. */
#include <math.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "story/digest.h"
#include "story/words.h"

static int by_key(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Where the word that the reader gave begins: separators lie before it. */
static size_t word_start(cr_str s, size_t at) {
    while (at < s.len) {
        size_t before = at;
        if (u_isalnum((UChar32)cr_utf8_next(s, &at)))
            return before;
    }
    return at;
}

/* The first letters of the Latin form, spelling habits levelled: "traités" meets "traité", "tratado" its plural, a name
 * its transcription. Short words must be alike to the letter. */
static uint64_t key_of(const cr_story_word *word) {
    char key[8];
    if (word->number || word->pair || !word->latin_len)
        return cr_hash_64((cr_str){word->text, word->len}, 11) | 1;
    if (word->latin_len < 5)
        return cr_hash_64((cr_str){word->latin, word->latin_len}, 13) | 1;
    size_t n = cr_story_spelling_key(word, key);
    return cr_hash_64((cr_str){key, n}, 17) | 1;
}

static cr_status read_tokens(cr_digest_work *w, cr_digest_sentence *s) {
    cr_str text = cr_digest_text(w, s), lang = w->articles[s->article].lang;
    cr_str sentence = cr_str_slice(text, s->span.start, s->span.end);
    cr_digest_token *tokens = NULL;
    size_t capacity = 0, start = 0;
    cr_story_reader r = {.text = sentence, .opens = true};
    cr_story_word word;
    while (cr_story_word_next(&r, &word)) {
        start = word_start(sentence, start);
        cr_digest_token *t = CR_PUSH(w->arena, tokens, s->token_count, capacity);
        if (!t)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        t->start = (uint32_t)(s->span.start + start);
        t->end = (uint32_t)(s->span.start + r.at);
        t->number = word.number;
        t->capital = word.capital;
        t->opens = word.opens;
        t->shouted = word.shouted;
        t->abjad = word.abjad;
        t->stop = !word.number && (word.letters < 2 || cr_text_is_stop_word((cr_str){word.text, word.len}, lang));
        t->key = t->stop ? 0 : key_of(&word);
        t->form = cr_str_copy(w->arena, word.number || !word.latin_len ? (cr_str){word.text, word.len} : (cr_str){word.latin, word.latin_len});
        start = r.at;
    }
    cr_digest_powers_mark(w->powers, tokens, s->token_count);
    s->tokens = tokens;
    s->keys = CR_NEW_ARRAY(w->arena, uint64_t, s->token_count + 1);
    if (!s->keys)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    size_t n = 0;
    for (size_t i = 0; i < s->token_count; i++)
        if (tokens[i].key && !tokens[i].number)
            s->keys[n++] = tokens[i].key;
    if (n)
        qsort(s->keys, n, sizeof *s->keys, by_key);
    for (size_t i = 0; i < n; i++)
        if (!s->key_count || s->keys[s->key_count - 1] != s->keys[i])
            s->keys[s->key_count++] = s->keys[i];
    return CR_OK;
}

static cr_status add_sentence(cr_digest_work *w, uint32_t article, bool title, uint32_t position, cr_span span) {
    cr_digest_sentence *s = CR_PUSH(w->arena, w->sentences, w->sentence_count, w->sentence_capacity);
    if (!s)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    *s = (cr_digest_sentence){.article = article, .title = title, .position = position, .span = span};
    return read_tokens(w, s);
}

/* Dates and names are in order of the text; each goes to the sentence it begins in. */
static void share_out(cr_digest_work *w, uint32_t article, const cr_date *dates, size_t date_count, const cr_name *names, size_t name_count) {
    size_t d = 0, n = 0;
    for (size_t i = w->first[article]; i < w->sentence_count; i++) {
        cr_digest_sentence *s = &w->sentences[i];
        if (s->title)
            continue;
        while (d < date_count && dates[d].start < s->span.start)
            d++;
        while (n < name_count && names[n].start < s->span.start)
            n++;
        s->dates = dates ? dates + d : NULL;
        s->names = names ? names + n : NULL;
        while (d < date_count && dates[d].start < s->span.end)
            d++, s->date_count++;
        while (n < name_count && names[n].start < s->span.end)
            n++, s->name_count++;
    }
}

static cr_status read_title(cr_digest_work *w, uint32_t article) {
    const cr_digest_article *a = &w->articles[article];
    if (cr_str_empty(a->title))
        return CR_OK;
    CR_TRY(add_sentence(w, article, true, 0, (cr_span){0, a->title.len}));
    cr_digest_sentence *s = &w->sentences[w->sentence_count - 1];
    cr_date *dates;
    cr_name *names;
    bool figures = false; /* the rules of a language take a while to open: not for a title without a figure */
    for (size_t i = 0; i < s->token_count; i++)
        figures |= s->tokens[i].number;
    if (figures) {
        CR_TRY(cr_dates_find_with(w->date_tools, w->arena, a->title, a->lang, a->date, &dates, &s->date_count, w->err));
        s->dates = dates;
    }
    if (a->sentences) /* a lexicon is not opened for a title alone */
        return CR_OK;
    CR_TRY(cr_names_find(w->arena, a->title, a->lang, &names, &s->name_count, w->err));
    s->names = names;
    return CR_OK;
}

static cr_status read_article(cr_digest_work *w, uint32_t article) {
    const cr_digest_article *a = &w->articles[article];
    const cr_span *spans = a->sentences;
    size_t count = a->sentence_count, date_count = a->date_count, name_count = a->name_count;
    cr_date *dates = NULL;
    cr_name *names = NULL;
    if (!spans) {
        cr_span *cut;
        CR_TRY(cr_text_sentences_with(w->tools, w->arena, a->text, a->lang, &cut, &count, w->err));
        CR_TRY(cr_dates_find_with(w->date_tools, w->arena, a->text, a->lang, a->date, &dates, &date_count, w->err));
        CR_TRY(cr_names_find(w->arena, a->text, a->lang, &names, &name_count, w->err));
        spans = cut;
    }
    CR_TRY(read_title(w, article));
    size_t most = cr_limit(NULL, CR_LIMIT_DIGEST_SENTENCES), bytes = cr_limit(NULL, CR_LIMIT_DIGEST_TEXT_BYTES);
    for (size_t i = 0; i < count && i < most && spans[i].end <= bytes; i++)
        if (spans[i].start < spans[i].end && spans[i].end <= a->text.len)
            CR_TRY(add_sentence(w, article, false, (uint32_t)i + 1, spans[i]));
    share_out(w, article, a->sentences ? a->dates : dates, date_count, a->sentences ? a->names : names, name_count);
    return CR_OK;
}

static cr_status count_holders(cr_digest_work *w) {
    uint64_t *keys = NULL;
    size_t room = 1;
    for (size_t i = 0; i < w->sentence_count; i++)
        room += w->sentences[i].key_count;
    keys = CR_NEW_ARRAY(w->arena, uint64_t, room);
    if (!keys)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t a = 0; a < w->count; a++) {
        size_t n = 0;
        for (size_t i = w->first[a]; i < w->first[a + 1]; i++)
            for (size_t k = 0; k < w->sentences[i].key_count; k++)
                keys[n++] = w->sentences[i].keys[k];
        if (n)
            qsort(keys, n, sizeof *keys, by_key);
        for (size_t i = 0; i < n; i++) {
            if (i && keys[i] == keys[i - 1])
                continue;
            uintptr_t *slot = cr_map_put(w->holders, (cr_str){(const char *)&keys[i], sizeof keys[i]}, NULL);
            if (!slot)
                return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
            ++*slot;
        }
    }
    for (size_t i = 0; i < w->sentence_count; i++) {
        cr_digest_sentence *s = &w->sentences[i];
        s->weights = CR_NEW_ARRAY(w->arena, double, s->key_count + 1);
        if (!s->weights)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        for (size_t k = 0; k < s->key_count; k++)
            s->weight += s->weights[k] = cr_digest_weight(w, s->keys[k]);
    }
    return CR_OK;
}

cr_status cr_digest_read(cr_digest_work *w) {
    w->first = CR_NEW_ARRAY(w->arena, size_t, w->count + 1);
    w->moments = CR_NEW_ARRAY(w->arena, int64_t, w->count + 1);
    w->timed = CR_NEW_ARRAY(w->arena, bool, w->count + 1);
    if (!w->first || !w->moments || !w->timed)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < w->count; i++) {
        cr_civil c;
        bool dated = !cr_str_none(w->articles[i].date) && cr_time_parse(w->articles[i].date, &c) && c.day;
        w->moments[i] = dated ? cr_time_epoch(&c) : INT64_MIN;
        w->timed[i] = dated && c.hour >= 0;
        w->first[i] = w->sentence_count;
        CR_TRY(read_article(w, (uint32_t)i));
        w->first[i + 1] = w->sentence_count;
    }
    return count_holders(w);
}

cr_str cr_digest_text(const cr_digest_work *w, const cr_digest_sentence *s) {
    return s->title ? w->articles[s->article].title : w->articles[s->article].text;
}

double cr_digest_weight(const cr_digest_work *w, uint64_t key) {
    uintptr_t *n = cr_map_get(w->holders, (cr_str){(const char *)&key, sizeof key});
    return log(1 + (double)(w->count + 1) / (double)(n && *n ? *n : 1));
}

double cr_digest_alike(const cr_digest_sentence *a, const cr_digest_sentence *b, size_t *shared) {
    double both = 0;
    *shared = 0;
    for (size_t i = 0, k = 0; i < a->key_count && k < b->key_count;) {
        bool left = a->keys[i] <= b->keys[k], right = b->keys[k] <= a->keys[i];
        if (left && right) {
            both += a->weights[i];
            ++*shared;
        }
        i += left;
        k += right;
    }
    return a->weight + b->weight > 0 ? 2 * both / (a->weight + b->weight) : 0;
}

bool cr_digest_has(const cr_digest_sentence *s, uint64_t key) {
    return s->key_count && bsearch(&key, s->keys, s->key_count, sizeof key, by_key);
}
