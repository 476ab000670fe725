/* What the files that read by strings share: the words of a language, and one sentence while it is read. See strings.h. */
#ifndef CR_SPEECH_STRINGS_READ_H
#define CR_SPEECH_STRINGS_READ_H
#include <courant/dates.h>

#include "speech/strings.h"

enum { CR_STRING_WORDS = 160, CR_STRING_REGIONS = 24, CR_STRING_HITS = 6, CR_STRING_NAME = 180, CR_STRING_HEADS = 256 };

/* Where the speaker stands: before the verb (Chinese), before は with the verb at the end (Japanese), behind the verb (Arabic). */
typedef enum cr_string_order { CR_SPEAKER_FIRST, CR_VERB_LAST, CR_VERB_FIRST } cr_string_order;

typedef struct cr_string_list {
    cr_str items[CR_STRING_WORDS];
    uint8_t tags[CR_STRING_WORDS];  /* the act of a verb, the channel of a channel word */
    bool close[CR_STRING_WORDS];    /* written "~した": stands right behind what was said, or it is another word */
    size_t count;
    uint8_t first[CR_STRING_HEADS], next[CR_STRING_WORDS]; /* 1 + the words that begin alike, the last of them first; 0: none */
} cr_string_list;

struct cr_string_words {
    cr_string_order order;
    cr_string_list verbs, according, postposed, that, subject, lead, between, nobody, citing, compound, negation, medium, channel, joint, bare, relay, time, hearsay, dative, anaphor;
};

typedef struct cr_string_sentence {
    size_t from, to;                          /* bytes */
    cr_span regions[CR_STRING_REGIONS];       /* between marks, with them */
    size_t region_count;
} cr_string_sentence;

typedef struct cr_string_reading {
    const cr_string_words *w;
    const cr_lexicon *lexicon; /* of names */
    cr_arena *arena;
    const cr_quotes_input *in;
    cr_str text;
    cr_statement *out;
    size_t count, capacity;
    cr_span alone;             /* a sentence that was one quotation and nothing else, right before this one; or empty */
    cr_str last;               /* who spoke last, as written */
    size_t sentence, last_sentence;
    cr_date_tools *dates;
    cr_date_tools *own_dates;  /* made here, freed by cr_string_statements */
} cr_string_reading;

/* A verb of saying with its speaker. */
typedef struct cr_string_hit {
    size_t clause;             /* where its clause begins */
    cr_span verb, who, carrier;
    cr_span frame;             /* where channel, carrier and date of it are told */
    cr_span content, more;     /* the words; `more`: the second half of a quotation that the verb cuts */
    uint8_t act;
    bool strong;               /* a comma, a colon or a mark stands right behind the verb */
    bool shared;               /* has no speaker of its own */
    size_t behind;             /* Chinese: where the words begin; Japanese: where the next clause may begin */
} cr_string_hit;

/* strings_words.c */
bool cr_string_at(cr_str text, size_t i, size_t end, cr_str what);
int cr_string_word(const cr_string_list *l, cr_str text, size_t i, size_t end); /* the longest word of the list that stands at i; its index, or -1 */
bool cr_string_ends(const cr_string_list *l, cr_str text, size_t from, size_t i); /* does one of the list end at i? */
uint32_t cr_string_point(cr_str text, size_t i, size_t *len);
bool cr_string_opens(uint32_t p);
bool cr_string_closes(uint32_t p);
bool cr_string_stops(uint32_t p);
bool cr_string_joins(uint32_t p);
bool cr_string_blank(uint32_t p);
size_t cr_string_skip(cr_str text, size_t i, size_t end); /* blanks and commas */
/* Arabic: does a word begin at i? "و" and "ف" (and, so) are written together with it. Ends at i? Always true where words are not apart. */
bool cr_string_starts_word(const cr_string_words *w, cr_str text, size_t i, size_t from);
bool cr_string_ends_word(const cr_string_words *w, cr_str text, size_t i, size_t end);
size_t cr_string_date(cr_str text, size_t i, size_t end); /* behind the figures of a date that begins at i, or i */
/* Inside a longer word that means something else ("报道" of "按照报道" is none, "反对" holds no "对"): the end of that word, or i. */
size_t cr_string_compound(const cr_string_words *w, cr_str text, size_t i, size_t end);

/* strings_clause.c: does the verb v at i say something here? Fills the hit; `last` is the one before it in the sentence, or NULL. */
bool cr_string_speaker_first(const cr_string_reading *r, const cr_string_sentence *s, size_t i, int v, const cr_string_hit *last, cr_string_hit *h); /* Chinese */
bool cr_string_verb_last(const cr_string_reading *r, const cr_string_sentence *s, size_t i, int v, const cr_string_hit *last, cr_string_hit *h);     /* Japanese */
bool cr_string_verb_before(const cr_string_reading *r, const cr_string_sentence *s, size_t i, int v, const cr_string_hit *last, cr_string_hit *h);   /* Arabic */
void cr_string_chinese_content(const cr_string_reading *r, const cr_string_sentence *s, cr_string_hit *h, const cr_string_hit *next);
bool cr_string_pointed_at(const cr_string_reading *r, const cr_string_sentence *s, cr_string_hit *h); /* 「A」。Xはこう強調した */
void cr_string_second_half(const cr_string_reading *r, const cr_string_sentence *s, cr_string_hit *h);  /* «A»، يقول X، «B» */

/* strings_frame.c */
cr_span cr_string_who(const cr_string_reading *r, size_t from, size_t to); /* the speaker within; empty when there is none */
bool cr_string_medium(const cr_string_reading *r, cr_span who); /* a medium by its noun */
void cr_string_carried(const cr_string_reading *r, cr_statement *q, cr_span carrier);
void cr_string_frame(cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who); /* channel, via, date */

static inline const cr_span *cr_string_region(const cr_string_sentence *s, size_t i) {
    for (size_t k = 0; k < s->region_count; k++)
        if (i >= s->regions[k].start && i < s->regions[k].end)
            return &s->regions[k];
    return NULL;
}
static inline bool cr_span_empty(cr_span s) { return s.end <= s.start; }
#endif
