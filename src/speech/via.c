/* The circumstances of a statement: who carried it, through which channel, and when it was said. */
#include "speech/speech.h"

enum { FRAME = 60, MOST_VIA = 4 };

typedef struct frame { /* the words of the sentence that are not the statement */
    const cr_found *f;
    uint32_t from, to;
} frame;

static bool within(const cr_found *f, uint32_t i) {
    for (uint32_t k = 0; k < f->span_count; k++)
        if (i >= f->spans[k].from && i < f->spans[k].to)
            return true;
    return false;
}

/* "l'agence", "the news agency": which one it is, another word must tell. */
static bool bare_noun(const cr_reading *r, cr_phrase p) {
    for (uint32_t i = p.from; i < p.to; i++)
        if (!cr_word_has(r, i, CR_LEX_MEDIUM | CR_LEX_DETERMINER | CR_LEX_NATIONAL | CR_LEX_LATTER) && !(r->t.at[i].flags & CR_TOKEN_INSIDE))
            return false;
    return true;
}

static void add_via(cr_reading *r, cr_statement *out, cr_phrase p) {
    if (p.to <= p.from || out->via.count >= MOST_VIA)
        return;
    bool bare = bare_noun(r, p);
    if (bare && out->via.count)
        return;
    if (r->bare_via) /* "l'agence ..., selon Antara": the name says it better */
        out->via.count = 0;
    r->bare_via = bare;
    if (!out->via.items)
        out->via.items = CR_NEW_ARRAY(r->arena, cr_str, MOST_VIA);
    if (!out->via.items)
        return;
    cr_str name = CR_STR_NONE;
    for (uint32_t i = p.from; i < p.to; i++) /* "la chaîne roumaine Digi24" is Digi24, "l'agence Anadolu" Anadolu */
        if (r->mention_at[i] && cr_word_has(r, p.from + (cr_word_has(r, p.from, CR_LEX_DETERMINER) ? 1u : 0u), CR_LEX_MEDIUM)) {
            const cr_mention *m = &r->mentions[r->mention_at[i] - 1];
            if (!cr_word_has(r, i - 1, CR_LEX_OF) && m->start == i) {
                p = (cr_phrase){m->start, m->end};
                break;
            }
        }
    uint32_t from = p.from;
    if (cr_word_has(r, from, CR_LEX_DETERMINER) && p.to > from + 1 && !r->mention_at[from])
        from++;
    if (p.to > from + 1 && cr_word_has(r, from, CR_LEX_MEDIUM) && cr_word_has(r, from + 1, CR_LEX_MEDIUM_NAME)) /* "Nachrichtenagentur Reuters", but "Radio Bremen" */
        from++;
    name = cr_str_squeeze(r->arena, cr_tokens_slice(&r->t, from, p.to));
    for (size_t i = 0; i < out->via.count; i++)
        if (cr_str_eq(out->via.items[i], name))
            return;
    out->via.items[out->via.count++] = name;
}

bool cr_speech_outlet(const cr_reading *r, cr_phrase p) {
    for (uint32_t i = p.from; i < p.to; i++) {
        if (cr_word_has(r, i, CR_LEX_MEDIUM_NAME) && cr_capital(r, i))
            return true;
        if (cr_word_has(r, i, CR_LEX_MEDIUM) && i < p.from + 3)
            return true;
    }
    return false;
}

/* ", comme l'a rapporté TASS", ", as reported by Reuters", ", selon TASS" after the words. */
static void carriers_after(cr_reading *r, const frame *w, cr_statement *out) {
    for (uint32_t i = w->from; i < w->to; i++) {
        if (within(w->f, i) || r->inside[i])
            continue;
        if (cr_word_has(r, i, CR_LEX_AS) && !cr_word_has(r, i, CR_LEX_BUT | CR_LEX_THAT)) {
            cr_phrase front = cr_speech_phrase(r, i + 1, w->to); /* "wie die Agentur X meldete", "as X reported" */
            if (!(cr_word_has(r, i + 1, CR_LEX_VERB | CR_LEX_AUXILIARY) && !cr_word_has(r, i + 1, CR_LEX_DETERMINER)) && cr_speech_outlet(r, front)) {
                add_via(r, out, front);
                continue;
            }
            for (uint32_t k = i + 1; k < w->to && k < i + 6; k++)
                if (cr_word_has(r, k, CR_LEX_VERB | CR_LEX_CITING | CR_LEX_CARRIED)) {
                    if (w->f->cue != CR_NOWHERE && r->cues[w->f->cue].verb == k)
                        break; /* whose words they are */
                    cr_phrase p = cr_speech_phrase(r, k + r->t.at[k].span, w->to); /* a medium, or anybody with a name */
                    bool named = false;
                    for (uint32_t n = p.from; n < p.to; n++)
                        named |= r->mention_at[n] != 0;
                    if (named || cr_speech_outlet(r, p))
                        add_via(r, out, p);
                    break;
                }
        } else if (cr_word_has(r, i, CR_LEX_ACCORDING) && w->f->cue != CR_NOWHERE && r->cues[w->f->cue].kind == CR_CUE_VERB) {
            uint32_t k = i + r->t.at[i].span; /* "según informó TASS" */
            cr_phrase p = cr_speech_phrase(r, k + (cr_word_has(r, k, CR_LEX_VERB) && !cr_capital(r, k) ? 1u : 0u), w->to);
            if (cr_speech_outlet(r, p))
                add_via(r, out, p);
        } else if (cr_word_has(r, i, CR_LEX_CARRIED)) { /* "cité par TASS" */
            cr_phrase p = cr_speech_phrase(r, i + r->t.at[i].span, w->to);
            if (cr_speech_outlet(r, p))
                add_via(r, out, p);
        }
    }
}

/* "dans une interview à la chaîne Digi24", "told CNN", "au Sunday Telegraph". */
static void channel(cr_reading *r, const frame *w, cr_statement *out) {
    uint64_t which = 0;
    uint32_t at = CR_NOWHERE;
    for (uint32_t i = w->from; i < w->to && !which; i++)
        if (!within(w->f, i) && !r->inside[i] && cr_word_has(r, i, CR_LEX_CHANNEL)) {
            which = r->t.at[i].lex >> CR_LEX_CHANNEL_SHIFT & 7;
            at = i;
        }
    static const char *const names[] = {NULL, "interview", "communique", "press_conference", "document", "social", NULL, NULL};
    if (which)
        out->channel = cr_str_of(names[which]);
    uint32_t end = at == CR_NOWHERE ? 0 : at + 12 < w->to ? at + 12 : w->to;
    for (uint32_t i = at == CR_NOWHERE ? 0 : at + r->t.at[at].span; i < end; i++) {
        const cr_cue *c = w->f->cue != CR_NOWHERE ? &r->cues[w->f->cue] : NULL;
        if (within(w->f, i) || (c && i >= c->subject.from && i < c->subject.to)) /* "In a statement, the agency said" */
            break;
        cr_phrase p = {i, i + 1};
        if (r->mention_at[i] && r->mentions[r->mention_at[i] - 1].start == i)
            p.to = r->mentions[r->mention_at[i] - 1].end;
        else if (!cr_word_has(r, i, CR_LEX_MEDIUM))
            continue;
        else
            p = cr_speech_phrase(r, i, w->to);
        bool named = r->mention_at[i] && (which == 1 || cr_speech_outlet(r, p)) && cr_word_has(r, i - 1, CR_LEX_PREPOSITION | CR_LEX_DETERMINER | CR_LEX_OF);
        if (named || (!r->mention_at[i] && cr_speech_outlet(r, p))) {
            add_via(r, out, p);
            break;
        }
    }
}

/* "told Reuters", "déclara au Sunday Telegraph": the outlet as the verb's dative. */
static void told_outlet(cr_reading *r, const frame *w, cr_statement *out) {
    if (w->f->cue == CR_NOWHERE)
        return;
    const cr_cue *c = &r->cues[w->f->cue];
    uint32_t i = c->to, end = (c->after && c->subject.to > c->to ? c->subject.to : c->to) + 8; /* "a déclaré à l'agence X une source" */
    for (; i < end && i < w->to && !within(w->f, i); i++) {
        if (!r->mention_at[i] || r->mentions[r->mention_at[i] - 1].start != i)
            continue;
        uint32_t noun = i; /* "all'agenzia di stampa Reuters": the first word of the phrase before */
        while (noun > c->to && (r->t.at[noun - 1].flags & CR_TOKEN_INSIDE))
            noun--;
        bool agency = noun > c->to && noun < i && cr_word_has(r, noun - 1, CR_LEX_MEDIUM);
        const cr_mention *m = &r->mentions[r->mention_at[i] - 1];
        bool by = r->english && i > c->to && cr_str_is(cr_key(r, i - 1), "by") && i == c->to + 1; /* "was quoted as saying by X" */
        if (by && m->kind != CR_NAME_PERSON)
            add_via(r, out, (cr_phrase){m->start, m->end});
        else if ((agency || (m->kind == CR_NAME_ORGANISATION && i > c->to && cr_word_has(r, i - 1, CR_LEX_MEDIUM)) || cr_speech_outlet(r, (cr_phrase){m->start, m->end})) && (i == c->to || agency || cr_word_has(r, i - 1, CR_LEX_PREPOSITION | CR_LEX_DETERMINER | CR_LEX_MEDIUM)))
            add_via(r, out, (cr_phrase){m->start, m->end});
    }
}

/* "a annoncé l'agence Anadolu, citant une source": the one cited speaks, the agency carries. */
void cr_speech_cited(cr_reading *r, const cr_found *f, cr_speaker *s) {
    const cr_cue *c = &r->cues[f->cue];
    uint32_t from = c->subject.to > c->to ? c->subject.to : c->to, high = r->sentences[f->sentence].to;
    if (!r->articles && !c->after && c->subject.to > c->subject.from && c->subject.to < c->from) /* "Рейтер со ссылкой на источник сообщает" */
        from = c->subject.to;
    if (c->carrier.to > c->carrier.from)
        s->carrier = c->carrier;
    if (c->kind == CR_CUE_VERB && (c->lex & CR_LEX_CITING)) { /* "le service de presse l'a cité" */
        for (uint32_t i = r->english ? c->to + 1 : c->from; i > 0 && (r->english ? i > c->to : i + 3 > c->from); i--) /* l'a cité, quoted him */
            if (cr_word_has(r, i - 1, CR_LEX_CLITIC) && !cr_word_has(r, i - 1, CR_LEX_NEGATION)) {
                cr_speaker person = cr_speech_person(r, c->from, f->sentence);
                if (!person.name.ptr)
                    return;
                person.mention = s->mention;
                person.carrier = s->mention;
                *s = person;
                return;
            }
        return;
    }
    if ((f->type != CR_SPEECH_INDIRECT || !r->english) && !cr_speech_outlet(r, c->subject))
        return; /* “A,” he said, citing the report: his words. Only who carries news cites another for them. */
    for (uint32_t i = from; i < high && i < from + 16; i++) {
        if (within(f, i) || !cr_word_has(r, i, CR_LEX_CITING) || cr_word_has(r, i, CR_LEX_FINITE | CR_LEX_PARTICIPLE))
            continue;
        uint32_t who = i + r->t.at[i].span; /* "citando a la agencia" */
        who += r->drops && cr_word_has(r, who, CR_LEX_PREPOSITION) && cr_word_has(r, who + 1, CR_LEX_DETERMINER);
        cr_phrase p = cr_speech_phrase(r, who, high);
        if (c->carrier.to > c->carrier.from && cr_speech_outlet(r, p))
            return; /* "a averti X, rapporte l'agence Y citant la chaîne Z": X still speaks */
        uint32_t to = p.to; /* "une source au sein de l'alliance": the whole of it */
        while (to < high && r->t.at[to].kind == CR_TOKEN_WORD && to < p.from + 14 && to != c->from)
            to++;
        if (p.to == p.from)
            return;
        cr_speaker cited = cr_speech_resolve(r, (cr_phrase){p.from, to}, f->sentence);
        if (!cited.name.ptr)
            return;
        cited.carrier = s->mention;
        *s = cited;
        return;
    }
}

/* "a averti X, rapporte l'agence Y citant la chaîne Z": Z stands nearer to X than Y does. */
static void cited_outlet(cr_reading *r, const cr_found *f, cr_statement *out) {
    const cr_cue *c = &r->cues[f->cue];
    uint32_t high = r->sentences[f->sentence].to, from = c->carrier.to;
    for (uint32_t i = from; i < high && i < from + 6; i++)
        if (cr_word_has(r, i, CR_LEX_CITING) && !cr_word_has(r, i, CR_LEX_FINITE)) {
            cr_phrase p = cr_speech_phrase(r, i + r->t.at[i].span, high);
            if (cr_speech_outlet(r, p))
                add_via(r, out, p);
            return;
        }
}

void cr_speech_circumstances(cr_reading *r, const cr_found *f, cr_statement *out) {
    const cr_sentence *s = &r->sentences[f->sentence];
    frame w = {f, s->from, s->to};
    r->bare_via = false;
    uint32_t anchor = f->cue != CR_NOWHERE ? r->cues[f->cue].from : f->spans[0].from;
    if (anchor > w.from + FRAME)
        w.from = anchor - FRAME;
    if (w.to > anchor + FRAME && f->spans[0].from < anchor)
        w.to = anchor + FRAME;
    if (w.to > f->spans[f->span_count - 1].to + FRAME && f->spans[0].from >= anchor)
        w.to = f->spans[f->span_count - 1].to + FRAME;
    if (f->speaker.document) {
        bool released = false;
        for (uint32_t i = f->speaker.mention.from; i < f->speaker.mention.to; i++)
            released |= cr_word_has(r, i, CR_LEX_CHANNEL) && (r->t.at[i].lex >> CR_LEX_CHANNEL_SHIFT & 7) == 2;
        out->channel = released ? CR_STR("communique") : CR_STR("document");
    } else
        channel(r, &w, out);
    if (f->cue != CR_NOWHERE && r->cues[f->cue].carrier.to > r->cues[f->cue].carrier.from)
        cited_outlet(r, f, out);
    add_via(r, out, f->speaker.carrier);
    carriers_after(r, &w, out);
    told_outlet(r, &w, out);
}
