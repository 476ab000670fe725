/* When it was said: the date that stands beside the verb, outside the words reported. */
#include <string.h>

#include "speech/speech.h"

enum { NEAR = 120, SLICE = 600 }; /* bytes: from verb to date; of the sentence that is looked at */

/* Is there any word that could be a date near the cue? Asking costs more than looking. */
static bool worth_asking(const cr_reading *r, const cr_found *f, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        bool inside = false;
        for (uint32_t k = 0; k < f->span_count; k++)
            inside |= i >= f->spans[k].from && i < f->spans[k].to;
        if (!inside && (cr_word_has(r, i, CR_LEX_TIME) || r->t.at[i].kind == CR_TOKEN_NUMBER))
            return true;
    }
    return false;
}

static bool overlaps(const cr_reading *r, const cr_found *f, size_t start, size_t end) {
    for (uint32_t k = 0; k < f->span_count; k++)
        if (start < r->t.at[f->spans[k].to - 1].end && end > r->t.at[f->spans[k].from].start)
            return true;
    return false;
}

/* The slice with white space for what was said, so that "will open" does not tell when it was said. */
static cr_str without_words(cr_reading *r, const cr_found *f, size_t base, size_t end) {
    char *copy = cr_arena_alloc(r->arena, end - base);
    if (!copy)
        return CR_STR_NONE;
    memcpy(copy, r->in->text.ptr + base, end - base);
    for (uint32_t k = 0; k < f->span_count; k++) {
        size_t from = r->t.at[f->spans[k].from].start, to = r->t.at[f->spans[k].to - 1].end;
        for (size_t i = from > base ? from : base; i < to && i < end; i++)
            copy[i - base] = ' ';
    }
    return (cr_str){copy, end - base};
}

cr_str cr_speech_when(cr_reading *r, const cr_found *f) {
    if (f->cue == CR_NOWHERE || !r->in->date.len)
        return CR_STR_NONE;
    const cr_cue *c = &r->cues[f->cue];
    const cr_sentence *s = &r->sentences[c->sentence];
    uint32_t from = c->from > s->from + 25 ? c->from - 25 : s->from, to = c->to + 25 < s->to ? c->to + 25 : s->to;
    if (!worth_asking(r, f, from, to))
        return CR_STR_NONE;
    size_t base = r->t.at[from].start, end = r->t.at[to - 1].end;
    if (end > base + SLICE)
        end = base + SLICE;
    while (end > base && end < r->in->text.len && ((unsigned char)r->in->text.ptr[end] & 0xC0) == 0x80)
        end--;
    if (!r->dates && !r->own_dates)
        r->dates = r->own_dates = cr_date_tools_new();
    cr_date *dates;
    size_t count;
    cr_error err;
    if (cr_dates_find_with(r->dates, r->arena, without_words(r, f, base, end), r->in->lang, r->in->date, &dates, &count, &err) != CR_OK)
        return CR_STR_NONE; /* a statement without its date is still a statement */
    size_t best = NEAR, verb = r->t.at[c->from].start;
    cr_str value = CR_STR_NONE;
    for (size_t i = 0; i < count; i++) {
        size_t start = base + dates[i].start, stop = base + dates[i].end;
        if ((dates[i].type != CR_DATE && dates[i].type != CR_DATETIME) || !dates[i].value.len || overlaps(r, f, start, stop))
            continue;
        size_t away = start > verb ? start - verb : verb - stop;
        if (away < best) {
            best = away;
            value = dates[i].value;
        }
    }
    return value;
}
