/* What the files of this room share while they read one text. See README.md for the way through them. */
#ifndef CR_SPEECH_SPEECH_H
#define CR_SPEECH_SPEECH_H
#include <courant/dates.h>
#include <courant/quotes.h>

#include "text/mention.h"

#define CR_NOWHERE UINT32_MAX

/* A stretch between quotation marks, the outermost only. All numbers are tokens. */
typedef struct cr_region {
    uint32_t from, to;     /* the words inside */
    uint32_t open, close;  /* with its marks: [open, close); open == from when the mark is missing, likewise close */
    uint32_t words;
    bool closed;
    uint32_t cue;          /* the cue that it belongs to, or CR_NOWHERE */
    bool before;           /* stands before its cue */
    bool used;             /* belongs to a statement */
} cr_region;

typedef struct cr_phrase { /* tokens [from, to) */
    uint32_t from, to;
} cr_phrase;

typedef enum cr_cue_kind { CR_CUE_VERB, CR_CUE_ACCORDING } cr_cue_kind;

/* A verb of saying with its auxiliaries, or "selon". */
typedef struct cr_cue {
    cr_cue_kind kind;
    uint32_t from, to;     /* the verb group, inverted pronoun included: "a-t-il déclaré" */
    uint32_t verb;         /* the main verb */
    uint64_t lex;
    bool negated, inverted; /* a pronoun stands inside the group */
    uint32_t pronoun;      /* it, or CR_NOWHERE */
    uint32_t sentence;
    cr_phrase subject;     /* empty when none was found */
    bool after;            /* the subject follows the verb */
    bool shared;           /* the subject is that of the cue before: "et a ajouté" */
    bool used;
    bool carries;          /* ", rapporte l'agence X": who carried what the cue before reports */
    bool inside;           /* stands inside a quotation that never closed */
    cr_phrase carrier;     /* "le ministère" of "a cité le responsable comme avertissant" */
} cr_cue;

typedef struct cr_sentence { /* tokens; quotations do not end it */
    uint32_t from, to;
    bool paragraph;        /* the first of its line */
    uint32_t cue_from, cue_to, region_from, region_to;
} cr_sentence;

/* Who: what a noun phrase comes to. */
typedef struct cr_speaker {
    cr_str name;           /* resolved, or none */
    cr_phrase mention;
    cr_str role;
    uint32_t full;         /* mention index of the full name, or CR_NOWHERE */
    uint8_t kind;          /* cr_name_kind */
    bool female, male, plural, document, medium;
    cr_phrase carrier;     /* who carried the words: "l'agence Anadolu" of "citant une source"; or empty */
} cr_speaker;

typedef struct cr_found { /* a statement being built */
    uint32_t cue;          /* index, or CR_NOWHERE */
    cr_phrase spans[32];
    uint32_t span_count;
    cr_speech_type type;
    cr_speaker speaker;
    uint32_t sentence, until; /* until: the sentence of its last span, once quotations are joined */
    bool continues;        /* goes on with the statement before it, without a cue of its own */
} cr_found;

typedef struct cr_reading {
    cr_arena *arena;
    const cr_quotes_input *in;
    cr_tokens t;
    cr_region *regions;
    uint32_t region_count;
    uint32_t *inside;      /* per token: 1 + its region (marks included), or 0 */
    cr_sentence *sentences;
    uint32_t sentence_count;
    cr_mention *mentions;
    uint32_t mention_count;
    uint32_t *mention_at;  /* per token: 1 + the mention that starts there or covers it, or 0 */
    cr_cue *cues;
    uint32_t cue_count;
    cr_found *found;
    size_t found_count, found_capacity;
    /* what resolution remembers, in order of the text */
    cr_speaker last, last_person, last_body, last_named; /* last_named: a body by its own name */
    uint32_t last_sentence, last_person_sentence, last_body_sentence;
    cr_date_tools *dates, *own_dates; /* own_dates: made here, freed by cr_quotes_find_with */
    bool bare_via;         /* the only carrier noted so far is a noun without a name */
    bool drops;            /* es, it, pt, ca: a verb may do without its pronoun */
    bool articles;         /* a noun phrase starts with an article, not with its bare noun (ru, id) */
    bool subject_first;    /* en, id: ", he said" */
    cr_name **names;       /* where the names of the text are wanted too, or NULL */
    size_t *name_count;
    uint64_t *steps;       /* tokens looked at: what the work is measured by, for tests */
    bool english;          /* verb-final incises ("..., he said"), that-less clauses */
} cr_reading;

/* marks.c */
bool cr_speech_marks(cr_reading *r);
bool cr_speech_sentences(cr_reading *r);
/* cues.c */
bool cr_speech_cues(cr_reading *r);
/* phrase.c: noun phrases */
void cr_speech_subject(cr_reading *r, uint32_t cue);
/* The noun phrase that starts at token i, at most to `end`. Empty when none does. */
cr_phrase cr_speech_phrase(const cr_reading *r, uint32_t i, uint32_t end);
/* resolve.c */
cr_speaker cr_speech_resolve(cr_reading *r, cr_phrase subject, uint32_t sentence);
/* The person whom a bare "he" at this token would mean. */
cr_speaker cr_speech_person(cr_reading *r, uint32_t token, uint32_t sentence);
void cr_speech_remember(cr_reading *r, const cr_speaker *s, uint32_t sentence);
/* content.c */
/* A new statement of this sentence, or NULL at the limit; its spans; then its type, or its end where too little was said: `least` words. */
cr_found *cr_speech_add(cr_reading *r, uint32_t sentence, uint32_t cue);
void cr_speech_span(cr_found *f, uint32_t from, uint32_t to);
bool cr_speech_finish(cr_reading *r, cr_found *f, uint32_t least);
uint32_t cr_speech_words(const cr_reading *r, uint32_t from, uint32_t to); /* words and numbers, at most 100 */
/* Where the words that an incise closes begin: the sentence, or the end of the statement before. */
uint32_t cr_speech_incise_start(const cr_reading *r, const cr_sentence *s, uint32_t before);
/* alone.c */
bool cr_speech_alone(cr_reading *r, uint32_t sentence);
/* according.c */
bool cr_speech_according(cr_reading *r, uint32_t sentence, uint32_t cue);
bool cr_speech_contents(cr_reading *r, uint32_t sentence);
/* sure.c */
/* Words reported without quotation marks: is it sure enough that somebody said them? */
bool cr_speech_definite(const cr_reading *r, uint32_t i); /* a definite article or "those" at this token */
bool cr_speech_sure(const cr_reading *r, const cr_found *f);
/* clause.c */
/* Where the clause that starts at `from` ends, for the cue: before the next cue that is not part of it. */
uint32_t cr_speech_clause_end(const cr_reading *r, uint32_t cue, uint32_t from);
/* First token after cue and subject, time and adverbs skipped. */
uint32_t cr_speech_after(const cr_reading *r, const cr_cue *c);
/* "que" of the cue's clause, or CR_NOWHERE. */
uint32_t cr_speech_that(const cr_reading *r, const cr_cue *c);
uint32_t cr_speech_colon(const cr_reading *r, const cr_cue *c);
/* via.c */
/* An agency, a paper, a channel, by its noun or its name. */
bool cr_speech_outlet(const cr_reading *r, cr_phrase p);
/* "citant une source": replaces the speaker of the cue by the one cited, who then has a carrier. */
void cr_speech_cited(cr_reading *r, const cr_found *f, cr_speaker *s);
void cr_speech_circumstances(cr_reading *r, const cr_found *f, cr_statement *out);

/* when.c */
/* The day it was said, as far as the sentence tells, or none. */
cr_str cr_speech_when(cr_reading *r, const cr_found *f);

static inline bool cr_word_has(const cr_reading *r, uint32_t i, uint64_t bits) {
    ++*r->steps;
    return i < r->t.count && r->t.at[i].kind == CR_TOKEN_WORD && (r->t.at[i].lex & bits) != 0;
}
static inline uint32_t cr_point(const cr_reading *r, uint32_t i) {
    ++*r->steps;
    return i < r->t.count ? r->t.at[i].point : 0;
}
static inline bool cr_capital(const cr_reading *r, uint32_t i) {
    return i < r->t.count && r->t.at[i].kind == CR_TOKEN_WORD && (r->t.at[i].flags & CR_TOKEN_CAPITAL);
}
static inline cr_str cr_key(const cr_reading *r, uint32_t i) { return i < r->t.count ? r->t.at[i].key : CR_STR_NONE; }
#endif
