/* Quotations that no verb of saying owns: whole sentences, behind a colon, or long ones within the words of the writer. */
#include "speech/speech.h"

enum { ALONE_WORDS = 6 };

/* Somebody who leads the sentence before token `end`: for a quotation without a verb of saying. */
static cr_phrase leader(const cr_reading *r, const cr_sentence *s, uint32_t end) {
    uint32_t before = end && cr_point(r, end - 1) == ':' ? end - 1 : 0; /* "Why it matters - Clara Wood: “A”" */
    if (before > s->from && r->mention_at[before - 1]) {
        const cr_mention *m = &r->mentions[r->mention_at[before - 1] - 1];
        if (m->end == before && m->start >= s->from && m->kind != CR_NAME_PLACE)
            return (cr_phrase){m->start, m->end};
    }
    for (uint32_t i = s->from; i < end && i < s->from + 40; i++) {
        if (!r->mention_at[i] || r->inside[i])
            continue;
        const cr_mention *m = &r->mentions[r->mention_at[i] - 1];
        bool bound = i > s->from && cr_word_has(r, i - 1, CR_LEX_PREPOSITION | CR_LEX_OF);
        if (m->start == i && !bound && m->kind != CR_NAME_PLACE)
            return (cr_phrase){m->start, m->end};
    }
    if (cr_word_has(r, s->from, CR_LEX_HE | CR_LEX_SHE))
        return (cr_phrase){s->from, s->from + 1};
    return (cr_phrase){0, 0};
}

/* `“Bridge reopens,” by the Post's Mary Holt: “A”`: what follows is taken out of an article, nobody said it. */
static bool byline(const cr_reading *r, const cr_sentence *s, uint32_t colon) {
    if (colon <= s->from || !r->mention_at[colon - 1])
        return false;
    for (uint32_t i = colon; i > s->from && i + 8 > colon && r->t.at[i - 1].kind == CR_TOKEN_WORD; i--)
        if (cr_str_is(cr_key(r, i - 1), "by"))
            return true;
    return false;
}

/* "Wood stated:", then the quotation in a paragraph of its own. */
static void introduced(const cr_reading *r, uint32_t sentence, cr_found *f) {
    if (!sentence)
        return;
    const cr_sentence *b = &r->sentences[sentence - 1];
    if (b->to <= b->from || cr_point(r, b->to - 1) != ':')
        return;
    for (uint32_t k = b->cue_to; k-- > b->cue_from;) {
        const cr_cue *c = &r->cues[k];
        if (c->inside || c->kind != CR_CUE_VERB || c->subject.to == c->subject.from)
            continue;
        f->cue = k;
        f->continues = false;
        return;
    }
    f->speaker.mention = leader(r, b, b->to);
    f->continues = f->speaker.mention.to == f->speaker.mention.from;
}

/* Quotations that no verb of saying owns. */
bool cr_speech_alone(cr_reading *r, uint32_t sentence) {
    const cr_sentence *s = &r->sentences[sentence];
    for (uint32_t k = s->region_from; k < s->region_to; k++) {
        const cr_region *g = &r->regions[k];
        if (g->used || g->words <= 1)
            continue;
        uint32_t outside = 0;
        for (uint32_t i = s->from; i < s->to && outside < 3; i++)
            outside += !r->inside[i] && r->t.at[i].kind <= CR_TOKEN_NUMBER;
        bool colon = g->open > s->from && cr_point(r, g->open - 1) == ':';
        bool whole = outside == 0;
        if (!whole && !colon && g->words < (r->english ? 2 * ALONE_WORDS : ALONE_WORDS))
            continue;
        if (r->english && cr_str_is(cr_key(r, g->close + (cr_point(r, g->close) == ',')), "by") && g->words < 3 * ALONE_WORDS)
            continue; /* “Bridge reopens,” by Mary Holt: a title */
        if (g->open > s->from && cr_word_has(r, g->open - 1, CR_LEX_SCARE) && !whole)
            continue;
        if (r->english && colon && byline(r, s, g->open - 1))
            continue;
        cr_found *f = cr_speech_add(r, sentence, CR_NOWHERE);
        if (!f)
            return true;
        cr_speech_span(f, g->from, g->to);
        f->continues = whole;
        if (!whole)
            f->speaker.mention = leader(r, s, g->open);
        else if (k == s->region_from)
            introduced(r, sentence, f);
        cr_speech_finish(r, f, 1);
    }
    return true;
}
