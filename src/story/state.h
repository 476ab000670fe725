/* What grouping remembers. Everything that decides an answer is here, and state.c writes and reads all of it.
 *
 *     vocabulary   every term read: in how many articles, and which article held it last
 *     articles     those of the window, oldest first; a ring by running number
 *     stories      by running number; a representative stays when the articles have left
 *
 * The inverted index needs no lists of its own: each term knows the last article that holds it, and each article knows, beside
 * each of its terms, the article before that holds it:
 *
 *     vocabulary["betancourt"].last ──▶ article 41 ──previous──▶ article 17 ──previous──▶ (left the window: end)
 *
 * so an article that leaves costs nothing, and the walk ends where the window ends. */
#ifndef CR_STORY_STATE_H
#define CR_STORY_STATE_H
#include <courant/story.h>
#include <stdint.h>

#include "base/map.h"
#include "story/features.h"
#include "story/tuning.h"

#ifndef CR_STORY_WORDS
#define CR_STORY_WORDS 96  /* terms kept of an article for its own language */
#endif
#define CR_STORY_CROSSES 40 /* and across languages */
#define CR_STORY_UNIT 65000.0f
#define CR_STORY_NO_DAY INT32_MIN
#define CR_STORY_LANGUAGES 64 /* counted apart; later ones share the last place */
#define CR_STORY_DOSSIER_DAYS 183 /* a story quiet for longer has no sequel */
#define CR_STORY_CLOCK 63  /* dated articles whose median date is the clock of the stream */

typedef struct cr_story_term {
    uint64_t hash;
    uint32_t articles; /* that held it, of all read; a cross term: once while the same story repeats it */
    uint32_t last;     /* running number of the last one + 1; 0: none is remembered */
    uint32_t last_story; /* the same for the representatives of stories */
} cr_story_term;

/* A sparse vector: ids of terms, the words ascending, then the cross terms ascending. */
typedef struct cr_story_vector {
    uint32_t *term;
    uint32_t *previous; /* beside: the article (or story) before that holds it, running number + 1; 0: none */
    uint16_t *weight;   /* beside: weight times idf when it was read, each part of length CR_STORY_UNIT */
    uint16_t words, crosses;
} cr_story_vector;

/* One block of memory holds the arrays of an article: term, previous, weight, sketch, id. `vector.term` is its start. */
typedef struct cr_story_article {
    cr_story_vector vector;
    uint32_t *sketch; /* ascending; in the same block of memory as the vector */
    char *id;         /* likewise; ended by NUL */
    uint32_t id_bytes;
    uint32_t sketch_limit;
    uint16_t sketch_count;
    uint16_t language; /* place in `languages` */
    int32_t day;      /* since 1970; CR_STORY_NO_DAY */
    int32_t leaves;   /* day by which it is judged too old: its own, kept near the clock of the stream */
    uint32_t words;   /* of its text */
    uint32_t story;
    uint64_t site;    /* hash of the outlet's folded name; 0 unknown */
    cr_story_calendar calendar;
    uint32_t relay_of; /* running number + 1, 0 none */
    uint32_t before;   /* the article before of the same story, running number + 1; 0 none */
} cr_story_article;

typedef struct cr_story_record {
    cr_story_vector vector; /* of the first article, what tells the subject; empty when dropped */
    uint32_t dossier;
    uint32_t articles;
    uint32_t pairs;        /* similarities summed up in `likeness` */
    float likeness;
    int32_t first_day, last_day; /* CR_STORY_NO_DAY: none dated */
    uint32_t last_article; /* running number + 1; from it the articles lead back one to another; 0: all have moved away */
    uint32_t next;         /* story of the same dossier; from the last one round to the first; its own number when it is alone */
    uint32_t previous;
    uint16_t unreviewed;   /* articles taken in since its dossier was reviewed */
    uint16_t language;
} cr_story_record;

typedef struct cr_story_slot { /* of the vocabulary */
    uint32_t tag; /* upper half of the hash: a stranger is told without looking at its term */
    uint32_t id;  /* term + 1; 0: empty */
} cr_story_slot;

struct cr_stories {
    int32_t window; /* days */
    cr_story_term *terms;
    uint32_t term_count, term_capacity;
    cr_story_slot *slots; /* open addressing */
    uint32_t slot_count;
    cr_story_article *articles; /* [0] is number `oldest` */
    uint32_t oldest, article_count, article_capacity;
    cr_story_record *stories;
    uint32_t oldest_story, story_count, story_capacity; /* [0] is number `oldest_story` */
    uint32_t dossier_count;
    char languages[CR_STORY_LANGUAGES][8];
    uint32_t language_articles[CR_STORY_LANGUAGES];
    uint32_t language_count;
    int32_t clock_days[CR_STORY_CLOCK];
    uint32_t clock_count; /* dated articles seen */
    const cr_story_tuning *tuned;
    bool flat; /* two articles alone: nothing was read before, so every term weighs the same and its count tells */
    /* Scratch, not part of the state. */
    cr_story_features features;
    float *score;         /* by place in `articles` or `stories`; zero between calls */
    uint32_t score_capacity;
    uint32_t *touched;
    size_t touched_count, touched_capacity;
    cr_story_correction *corrections; /* of the last answer */
    cr_story_redirect *redirects;
    size_t correction_count, correction_capacity, redirect_count, redirect_capacity;
};

/* index.c: vocabulary and window */
uint32_t cr_story_term_find(const cr_stories *s, uint64_t hash); /* UINT32_MAX: never read */
bool cr_story_term_put(cr_stories *s, uint64_t hash, uint32_t *id);
/* Forgets terms that fewer than `least` articles ever held, the last of them before running number `before`. */
bool cr_story_sweep(cr_stories *s, uint32_t least, uint32_t before);
/* Sweeps when the limit "story_vocabulary" is met, the rarest first. False when memory is out. */
bool cr_story_make_room(cr_stories *s);
bool cr_story_terms_rehash(cr_stories *s, uint32_t slot_count); /* after loading */
float cr_story_idf(const cr_stories *s, uint32_t term, uint16_t language);
uint16_t cr_story_language(cr_stories *s, cr_str lang);
int32_t cr_story_clock(const cr_stories *s);
void cr_story_drop_old(cr_stories *s);
static inline cr_story_article *cr_story_at(const cr_stories *s, uint32_t number) {
    return number >= s->oldest && number - s->oldest < s->article_count ? &s->articles[number - s->oldest] : NULL;
}
static inline cr_story_record *cr_story_record_at(const cr_stories *s, uint32_t number) {
    return number >= s->oldest_story && number - s->oldest_story < s->story_count ? &s->stories[number - s->oldest_story] : NULL;
}

/* stories.c */
cr_status cr_stories_same_tuned(const cr_story_input *a, const cr_story_input *b, const cr_story_tuning *tuned, bool *same,
                                double *similarity, cr_error *err) CR_MUST_CHECK;

/* vector.c: similarity */
typedef struct cr_story_query { /* the new article, with its weights looked up once */
    uint32_t *term;
    float *weight; /* feature weight times idf, each part of length 1 */
    uint16_t words, crosses;
    uint16_t language;
} cr_story_query;
/* Cosine of the words where the languages are the same, else of the cross terms on the scale of the words; 0 to 1. */
float cr_story_vector_cosine(const cr_story_vector *a, const cr_story_vector *b); /* of the words */
float cr_story_similarity(const cr_story_query *q, const cr_story_vector *v, uint16_t language);
#endif
