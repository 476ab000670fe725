#include "translate/check.h"

#include <courant/translate.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "translate/check_names.h"
#include "translate/check_numbers.h"
#include "translate/check_quotes.h"
#include "translate/stream.h"

enum { NUMBERS = 200, PARTICLE_WORDS = 5 };

typedef struct side {
    cr_str text, lang;
    const cr_check_word *words;
    size_t count;
    const cr_check_lexicon *lexicon;
    size_t points; /* code points */
    bool latin, ideographic, capitals;
} side;

static side side_of(cr_arena *a, cr_check_memo *memo, size_t which, cr_str text, cr_str lang) {
    side s = {.text = text, .lang = lang};
    s.words = cr_check_words(a, text, &s.count);
    if (cr_str_none(memo->lang[which]) || !cr_str_eq(memo->lang[which], lang)) {
        memo->lang[which] = lang;
        memo->lexicon[which] = cr_check_lexicon_of(memo->words, lang);
    }
    s.lexicon = memo->lexicon[which];
    s.points = cr_utf8_length(text);
    size_t latin = 0, ideographs = 0;
    for (size_t i = 0; i < s.count; i++) {
        latin += s.words[i].latin;
        ideographs += s.words[i].ideograph;
    }
    s.latin = latin * 4 >= s.count * 3;
    s.ideographic = ideographs * 2 > s.count;
    s.capitals = cr_check_capitals(text);
    return s;
}

/* ---- numbers and units ---- */

static unsigned quantities(cr_arena *a, const side *s, const side *t) {
    cr_quantity *in = CR_NEW_ARRAY(a, cr_quantity, NUMBERS), *out = CR_NEW_ARRAY(a, cr_quantity, NUMBERS);
    if (!in || !out)
        return 0;
    size_t n = cr_check_quantities(s->text, s->words, s->count, s->lexicon, in, NUMBERS);
    size_t m = cr_check_quantities(t->text, t->words, t->count, t->lexicon, out, NUMBERS);
    return cr_check_quantities_compare(in, n, out, m, s->lexicon && t->lexicon);
}

/* ---- negation ---- */

/* "No. 1" */
static bool numero(const side *s, size_t i) {
    if (!cr_str_is(s->words[i].folded, "no") || i + 1 >= s->count || s->words[i + 1].gap == 0)
        return false;
    char mark = s->words[i].text.ptr[s->words[i].text.len], digit = s->words[i + 1].text.ptr[0];
    return mark != ' ' && digit >= '0' && digit <= '9';
}

/* The French particle within a few words: "pas" alone is a step. `before`: it must stand before ("plus" is "more" else). */
static bool particle_near(const side *s, size_t i, bool before) {
    size_t from = i > PARTICLE_WORDS ? i - PARTICLE_WORDS : 0, to = before ? i : i + PARTICLE_WORDS;
    for (size_t k = from; k < to && k < s->count; k++)
        if (cr_str_is(s->words[k].folded, "ne") || cr_str_is(s->words[k].folded, "n"))
            return true;
    return false;
}

/* Words of a kind, or phrases; an entry below 0 is an exception ("under" is no "un...", "not only" no denial); one of 1 or 2 needs a
 * particle, unless any trace of a denial will do. */
static bool any_of(const side *s, cr_check_kind kind, bool broadly) {
    double v;
    for (size_t i = 0, taken; i < s->count; i++)
        if (cr_check_phrase(s->lexicon, kind, s->words, s->count, i, &v, 1, &taken)) {
            if (v == 0 || (v > 0 && (broadly || particle_near(s, i, v > 1)))) {
                if (!numero(s, i))
                    return true;
            } else if (v < 0)
                i += taken - 1;
        }
    return false;
}

/* English "don't": the word before the apostrophe ends in n, the word after it is t. */
static bool has_nt(const side *s) {
    for (size_t i = 1; i < s->count; i++)
        if (cr_str_is(s->words[i].folded, "t") && s->words[i].gap >= 1 && s->words[i].gap <= 3 && cr_str_ends(s->words[i - 1].folded, "n") &&
            !cr_utf8_is_space((unsigned char)s->words[i].text.ptr[-1]))
            return true;
    return false;
}

static bool negates(const side *s, bool broadly) {
    return any_of(s, CR_CHECK_NOT, broadly) || (cr_str_is(s->lang, "en") && has_nt(s)) || (broadly && any_of(s, CR_CHECK_NAY, true));
}

static bool negation_lost(const side *s, const side *t) {
    if (!s->lexicon || !t->lexicon)
        return false;
    return (negates(s, false) && !negates(t, true)) || (negates(t, false) && !negates(s, true));
}

/* ---- form ---- */

static size_t repeats_of(const side *s, size_t n) { /* longest run of one n-gram, in times */
    size_t best = 1, run = 0;
    for (size_t i = n; i < s->count; i++) {
        run = cr_str_eq(s->words[i].folded, s->words[i - n].folded) ? run + 1 : 0;
        if (run / n + 1 > best)
            best = run / n + 1;
    }
    return best;
}

static bool repetition(const side *s, const side *t) {
    for (size_t n = 1; n <= 6; n++) {
        size_t times = repeats_of(t, n);
        if (times >= (n == 1 ? 4 : 3) && times > repeats_of(s, n))
            return true;
    }
    return false;
}

static bool too_long(const side *s, const side *t) {
    size_t factor = s->ideographic && !t->ideographic ? 8 : 3;
    return t->points > factor * s->points + 40;
}

static bool untranslated(const cr_check *c, const side *s, const side *t) {
    if (c->unknown > 0.15 && c->unknown * (double)t->count >= 1.5)
        return true;
    size_t lower = 0;
    for (size_t i = 0; i < s->count; i++)
        lower += !s->words[i].capital && !s->words[i].ideograph && s->words[i].text.len > 2;
    return lower >= 4 && c->unknown < 0 && cr_str_eq(cr_str_trim(s->text), cr_str_trim(t->text));
}

static bool url_changed(cr_str source, cr_str target) {
    cr_span a;
    for (size_t at = 0; cr_stream_address(source, at, &a); at = a.end)
        if (cr_str_find(target, cr_str_slice(source, a.start, a.end), 0) == CR_STR_NPOS)
            return true;
    return false;
}

unsigned cr_check_run(cr_arena *arena, const cr_check *c) {
    cr_check_memo memo = {.words = arena};
    return cr_check_run_on(arena, &memo, c);
}

unsigned cr_check_run_on(cr_arena *arena, cr_check_memo *memo, const cr_check *c) {
    side s = side_of(arena, memo, 0, c->source, c->from), t = side_of(arena, memo, 1, c->target, c->to);
    cr_check_names names_s = {s.lang, s.words, s.count, s.lexicon, s.capitals}, names_t = {t.lang, t.words, t.count, t.lexicon, t.capitals};
    unsigned flags = 0;
    flags |= quantities(arena, &s, &t);
    flags |= cr_check_name_lost(&names_s, &names_t) ? CR_FLAG_NAME_LOST : 0;
    flags |= negation_lost(&s, &t) ? CR_FLAG_NEGATION_LOST : 0;
    flags |= repetition(&s, &t) ? CR_FLAG_REPETITION : 0;
    flags |= too_long(&s, &t) ? CR_FLAG_TOO_LONG : 0;
    flags |= untranslated(c, &s, &t) ? CR_FLAG_UNTRANSLATED_WORDS : 0;
    flags |= url_changed(c->source, c->target) ? CR_FLAG_URL_CHANGED : 0;
    flags |= cr_check_quotes_changed(c->source, c->from, c->target, c->to) ? CR_FLAG_QUOTES_CHANGED : 0;
    return flags;
}
