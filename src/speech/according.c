/* "Selon X, A", "A, according to X", "der Agentur X zufolge ist A": sources without a verb of saying. */
#include "speech/speech.h"

/* From the comma before "cité par Reuters" to the one behind it: who carried the words is no part of them. */
static uint32_t skip_carried(const cr_reading *r, uint32_t comma, uint32_t high) {
    if (cr_point(r, comma) != ',' || !cr_word_has(r, comma + 1, CR_LEX_CARRIED))
        return comma;
    for (uint32_t i = comma + 1; i < high && i < comma + 14; i++)
        if (cr_point(r, i) == ',')
            return i;
    return comma;
}

/* "Il aurait selon deux sources payé la somme", "il éprouve, selon un diplomate en poste à Rome « une haine ... »": without a comma
 * the words go on behind the source, at a participle or at a quotation. CR_NOWHERE when they do not. */
static uint32_t behind_according(const cr_reading *r, const cr_sentence *s, uint32_t end, bool bare) {
    if (r->english)
        return CR_NOWHERE;
    for (uint32_t i = end; i < s->to && i < end + 6 && r->t.at[i].kind != CR_TOKEN_PUNCT; i++)
        if (r->inside[i])
            return r->regions[r->inside[i] - 1].open;
    if (!bare)
        return CR_NOWHERE;
    if (r->t.nouns_capital && end < s->to && cr_point(r, end) != ',') /* "haben nach Angaben der Polizei gestohlen" */
        return cr_speech_words(r, end, s->to) > 1 ? end : CR_NOWHERE;
    if (cr_word_has(r, end, CR_LEX_PARTICIPLE) || cr_str_ends(cr_key(r, end), "é"))
        return cr_speech_words(r, end, s->to) > 2 ? end : CR_NOWHERE;
    return CR_NOWHERE;
}

/* "Der Agentur Antara zufolge ist A", "A, der Agentur zufolge, B": the source stands before its word. */
static bool postposed(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    const cr_cue *c = &r->cues[cue];
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    if (cr_speech_words(r, s->from, c->subject.from))
        cr_speech_span(f, s->from, c->subject.from);
    uint32_t from = cr_point(r, c->to) == ',' ? c->to + 1 : c->to;
    if (cr_speech_words(r, from, s->to))
        cr_speech_span(f, from, cr_speech_clause_end(r, cue, from));
    return cr_speech_finish(r, f, 3);
}

bool cr_speech_according(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    cr_cue *c = &r->cues[cue];
    c->used = true;
    if (c->subject.to == c->subject.from)
        return true;
    if (c->subject.to <= c->from)
        return postposed(r, sentence, cue);
    uint32_t end = c->subject.to, lead = cr_speech_words(r, s->from, c->from);
    if (cr_point(r, end) == '[' && r->t.at[end + 1].kind == CR_TOKEN_NUMBER && cr_point(r, end + 2) == ']')
        end += 3; /* the number of a note */
    bool head = lead == 0 || (lead <= 2 && cr_word_has(r, s->from, CR_LEX_AND | CR_LEX_BUT | CR_LEX_ADVERB | CR_LEX_COMMON) && cr_point(r, c->from - 1) != ',');
    if (cr_point(r, end) == ',' && head) { /* "Selon X, directeur de Y, ..." */
        uint32_t k = end + 1 + (cr_word_has(r, end + 1, CR_LEX_DETERMINER) ? 1 : 0);
        if (cr_word_has(r, k, CR_LEX_ROLE | CR_LEX_RELATIVE | CR_LEX_CARRIED)) /* "Selon X, cité par l'agence Y, ..." */
            for (uint32_t i = k; i < s->to && i < k + 25; i++)
                if (cr_point(r, i) == ',') {
                    end = i;
                    break;
                }
    }
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    if (head) {
        while (end < s->to && cr_point(r, end) != ',' && cr_speech_words(r, c->subject.to, end) < 14 && cr_word_has(r, end, CR_LEX_PREPOSITION | CR_LEX_TIME | CR_LEX_CHANNEL | CR_LEX_DOCUMENT | CR_LEX_RELATIVE | CR_LEX_CITING | CR_LEX_CARRIED | CR_LEX_PARTICIPLE)) {
            uint32_t comma = end; /* "Selon X dans un communiqué, ..." */
            while (comma < s->to && comma < end + 14 && cr_point(r, comma) != ',')
                comma++;
            if (cr_point(r, comma) != ',')
                break;
            end = comma;
        }
        end = skip_carried(r, end, s->to);
        uint32_t from = cr_point(r, end) == ',' ? end + 1 : end;
        if (cr_word_has(r, from, CR_LEX_THAT) && !cr_word_has(r, from, CR_LEX_DETERMINER))
            from++;
        cr_speech_span(f, from, cr_speech_clause_end(r, cue, from));
    } else {
        uint32_t before = cr_point(r, c->from - 1) == ',' ? c->from - 1 : c->from;
        uint32_t from = cr_speech_incise_start(r, s, before);
        for (uint32_t k = s->cue_from; k < cue; k++) /* "X a dit que A, selon TASS": that is a carrier, not a speaker */
            if (r->cues[k].used && r->cues[k].kind == CR_CUE_VERB) {
                r->found_count--;
                return true;
            }
        cr_speech_span(f, from, before);
        end = skip_carried(r, end, s->to);
        uint32_t more = behind_according(r, s, end, before == c->from);
        if (more != CR_NOWHERE)
            cr_speech_span(f, more, cr_speech_clause_end(r, cue, more));
        if (cr_point(r, end) == ',' && cr_point(r, c->from - 1) == ',' && cr_speech_words(r, end, s->to) > 4)
            cr_speech_span(f, end + 1, cr_speech_clause_end(r, cue, end + 1));
    }
    return cr_speech_finish(r, f, 3);
}
