/* What grouping remembers. Everything that decides an answer is here, and state.c writes and reads all of it.
 *
 *     vocabulary   every term read: in how many articles, and which article held it last
 *     articles     those of the window by running number, in chunks of 256
 *     stories      by running number; a representative stays when the articles have left
 *
 * The inverted index needs no lists of its own: each term knows the last article that holds it, and each article knows, beside
 * each of its heaviest terms, the article before that holds it:
 *
 *     vocabulary["betancourt"].last ──▶ article 41 ──before──▶ article 17 ──before──▶ (left the window: end)
 *
 * so an article that leaves costs nothing, and the walk ends where the window ends. Where such a pointer leads is a place: running
 * number times CR_STORY_LINKS and which of its links, counted from 1, the lower 32 bits of it: the window is far shorter than what
 * they tell apart.
 *
 * What an article keeps of its text is packed (vector.c): some 500 bytes for 136 terms, their links and its wording. */
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
#ifndef CR_STORY_CROSSES
#define CR_STORY_CROSSES 40 /* and across languages */
#endif
#ifndef CR_STORY_LINK_WORDS
#define CR_STORY_LINK_WORDS 14 /* of these the heaviest, under which it is found again */
#define CR_STORY_LINK_CROSSES 24
#endif
#define CR_STORY_TERMS (CR_STORY_WORDS + CR_STORY_CROSSES)
#define CR_STORY_LINKS (CR_STORY_LINK_WORDS + CR_STORY_LINK_CROSSES)
#define CR_STORY_WINDOW_DAYS 36500 /* a longer window is this one */
#define CR_STORY_NO_DAY INT32_MIN
#define CR_STORY_LANGUAGES 128 /* counted apart; later ones share the last place */
#define CR_STORY_HUB_WORDS 40 /* of CR_STORY_WORDS, where an article has words of the hub */
#define CR_STORY_DOSSIER_DAYS 183 /* a story quiet for longer has no sequel */
#define CR_STORY_CLOCK 63  /* dated articles whose median date is the clock of the stream */

/* ---- vocabulary.c: terms by hash, six to a line of the processor's cache ---- */

#define CR_STORY_BUCKET 6
typedef struct cr_story_bucket {
    uint32_t hash[CR_STORY_BUCKET];     /* as a feature has it; 0: an empty cell */
    uint32_t last[CR_STORY_BUCKET];     /* place of the last article that is found under it; 0: none */
    uint16_t articles[CR_STORY_BUCKET]; /* that held it, of all read; a cross term: once while the same story repeats it. See
                                           cr_story_articles */
    uint32_t unused;
} cr_story_bucket;
#define CR_STORY_SPARE 65536u /* buckets a vocabulary may have beyond one a term */
#define CR_STORY_NO_CELL UINT32_MAX /* else number of the bucket times CR_STORY_BUCKET and which of its cells */

typedef struct cr_story_vocabulary {
    cr_story_bucket *buckets;
    uint32_t bucket_count, used; /* cells that hold a term */
} cr_story_vocabulary;

/* ---- what an article keeps ---- */

/* A sparse vector, packed: see vector.c. */
typedef struct cr_story_vector {
    const uint16_t *items;
    uint16_t words, crosses; /* items of each part */
} cr_story_vector;

typedef struct cr_story_links {
    uint32_t before[CR_STORY_LINKS]; /* words, then cross terms, the heaviest first; 0: none */
} cr_story_links;

/* `block`: items of the vector, then the sketch, then the id, ended by NUL. */
typedef struct cr_story_article {
    uint8_t *block;
    int32_t day;      /* since 1970; CR_STORY_NO_DAY */
    int32_t leaves;   /* day by which it is judged too old: its own, but not far behind the clock of the stream */
    uint32_t story;
    uint32_t relay_of; /* running number + 1, 0 none */
    uint32_t before;   /* the article before of the same story, running number + 1; 0 none */
    uint32_t tells;    /* the story that it stands for, running number + 1; 0 none */
    uint16_t id_bytes;
    uint16_t site;     /* hash of the outlet's folded name; 0 unknown */
    uint8_t words, crosses; /* items of the vector */
    uint16_t sketch_bytes;
    uint8_t language;  /* place in `languages` */
    bool sketch_all;   /* the sketch holds all of the wording */
    cr_story_calendar calendar;
} cr_story_article;

#define CR_STORY_CHUNK 256
typedef struct cr_story_chunk {
    cr_story_article articles[CR_STORY_CHUNK];
    cr_story_links links[CR_STORY_CHUNK];
    uint8_t language[CR_STORY_CHUNK]; /* again, where it is looked for while candidates are sought */
} cr_story_chunk;

typedef struct cr_story_standing { /* of a story whose first article has left: what tells its subject */
    cr_story_links links;
    uint16_t words, crosses;
    uint16_t items[];
} cr_story_standing;

typedef struct cr_story_record {
    cr_story_standing *standing; /* NULL while the first article is here, or when it is dropped */
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

#define CR_STORY_HEADS (UINT32_C(1) << 17) /* lower bits of the prints of words, then of cross terms */

typedef struct cr_story_score { /* of one article while candidates are sought */
    uint32_t number; /* + 1; 0: an empty place */
    float rough;
} cr_story_score;

typedef struct cr_story_parts { uint8_t own, hub; } cr_story_parts; /* places in `languages`; the same one where there is no other */

struct cr_stories {
    int32_t window; /* days */
    cr_story_vocabulary vocabulary;
    cr_story_chunk **chunks; /* [0] holds number `oldest` */
    uint32_t chunk_count, chunk_capacity;
    uint32_t oldest, article_count;
    cr_story_record *stories;
    uint32_t oldest_story, story_count, story_capacity; /* [0] is number `oldest_story` */
    uint32_t *heads; /* CR_STORY_HEADS: last standing story under a print, place as above; NULL: none stands yet */
    uint32_t dossier_count;
    char languages[CR_STORY_LANGUAGES][8]; /* and tongues: "fr", "fr>en" */
    cr_story_parts parts[CR_STORY_LANGUAGES]; /* beside; not saved, the names tell them */
    uint32_t language_articles[CR_STORY_LANGUAGES];
    uint32_t language_count;
    int32_t clock_days[CR_STORY_CLOCK];
    uint32_t clock_count; /* dated articles seen */
    const cr_story_tuning *tuned;
    bool flat; /* two articles alone: nothing was read before, so every term weighs the same and its count tells */
    /* Scratch, not part of the state. */
    cr_story_features features;
    cr_arena *arena; /* of one answer */
    struct cr_story_desk *desk;   /* of reviews */
    struct cr_story_sides *sides; /* of dossiers compared */
    cr_story_score *scores; /* open addressing, empty between calls */
    uint32_t score_places;
    uint32_t *scored; /* places in it that are taken */
    cr_story_correction *corrections; /* of the last answer */
    cr_story_redirect *redirects;
    size_t correction_count, correction_capacity, redirect_count, redirect_capacity;
};

/* vocabulary.c. A cell stays where it is until the next cr_story_vocabulary_reserve. */
uint32_t cr_story_cell_find(const cr_story_vocabulary *v, uint32_t hash); /* CR_STORY_NO_CELL: never read */
uint32_t cr_story_cell_put(cr_story_vocabulary *v, uint32_t hash); /* needs room */
void cr_story_cell_fetch(const cr_story_vocabulary *v, uint32_t hash); /* into the cache: it will be asked for soon */
uint32_t cr_story_articles(uint16_t code); /* exact up to 32,767, then told in steps of 64 */
uint16_t cr_story_articles_next(uint16_t code, uint32_t random);
/* Room for so many terms more: forgets what one article alone held long ago, grows, or, at the limit "story_vocabulary", forgets the
 * rarest. False when memory is out. */
bool cr_story_vocabulary_reserve(cr_stories *s, size_t more);
bool cr_story_vocabulary_sized(cr_story_vocabulary *v, uint32_t bucket_count); /* empty; for loading */
/* Forgets terms that fewer than `least` articles held, none of them after running number `before`; `room`: buckets afterwards, at most. */
bool cr_story_sweep(cr_stories *s, uint32_t least, uint32_t before, uint32_t room);

/* tongues.c */
uint16_t cr_story_tongue(cr_stories *s, cr_str lang, cr_str hub); /* place in `languages`; `hub` may be none */
bool cr_story_tongues_read(cr_stories *s); /* after loading; false: they make no sense */
float cr_story_scale(const cr_stories *s, uint16_t a, uint16_t b); /* of the cosine of words; 0: none in common, cross terms tell */
/* Articles that reviews compare all with all: those that meet in the hub, or those of one language that has no way into it. */
static inline bool cr_story_meet(const cr_stories *s, uint16_t a, uint16_t b) { return s->parts[a].hub == s->parts[b].hub; }

/* window.c */
float cr_story_idf(const cr_stories *s, uint32_t hash, uint16_t articles, uint16_t language);
int32_t cr_story_clock(const cr_stories *s);
bool cr_story_drop_old(cr_stories *s); /* false: memory is out */
/* The next article of the window, zeroed. NULL: memory is out; else it is part of the window once `article_count` is
 * one more. */
cr_story_article *cr_story_window_next(cr_stories *s, cr_story_links **links);
static inline cr_story_chunk *cr_story_chunk_of(const cr_stories *s, uint32_t number) {
    return s->chunks[number / CR_STORY_CHUNK - s->oldest / CR_STORY_CHUNK];
}
static inline cr_story_article *cr_story_at(const cr_stories *s, uint32_t number) {
    return number >= s->oldest && number - s->oldest < s->article_count ? &cr_story_chunk_of(s, number)->articles[number % CR_STORY_CHUNK] : NULL;
}
static inline cr_story_record *cr_story_record_at(const cr_stories *s, uint32_t number) {
    return number >= s->oldest_story && number - s->oldest_story < s->story_count ? &s->stories[number - s->oldest_story] : NULL;
}
static inline uint32_t cr_story_place(uint32_t number, uint32_t link) { return (uint32_t)((uint64_t)number * CR_STORY_LINKS + link + 1); }
/* The running number of what a place below `end` means, and which of its links; it may have left long ago. */
static inline uint32_t cr_story_placed(uint32_t place, uint32_t end, uint32_t *link) {
    uint64_t top = (uint64_t)end * CR_STORY_LINKS, below = (uint32_t)((uint32_t)top - (place - 1)), at = below && below <= top ? top - below : 0;
    *link = (uint32_t)(at % CR_STORY_LINKS);
    return below && below <= top ? (uint32_t)(at / CR_STORY_LINKS) : UINT32_MAX;
}

static inline cr_str cr_story_id(const cr_story_article *a) {
    return (cr_str){(const char *)a->block + (size_t)(a->words + a->crosses) * 2 + a->sketch_bytes, a->id_bytes};
}

/* stories.c */
cr_status cr_stories_same_tuned(const cr_story_input *a, const cr_story_input *b, const cr_story_tuning *tuned, bool *same,
                                double *similarity, cr_error *err) CR_MUST_CHECK;
/* The index step alone, of what cr_story_features_read(&s->features, in, err) has read. */
cr_status cr_stories_take(cr_stories *s, const cr_story_input *in, cr_story_answer *answer, cr_error *err) CR_MUST_CHECK;

/* vector.c: similarity */
typedef struct cr_story_print { /* of a term, unpacked: the lower bits of its hash */
    uint32_t print;
    float weight;
} cr_story_print;
static inline uint32_t cr_story_print_of(uint32_t hash, bool cross) { return hash & (cross ? 0xFFFFu : 0x1FFFFu); }

#define CR_STORY_TABLE 512
#define CR_STORY_BITS 64
typedef struct cr_story_query { /* the new article */
    uint32_t hash[CR_STORY_TERMS]; /* words, then cross terms; each the heaviest first */
    uint32_t cell[CR_STORY_TERMS];
    float weight[CR_STORY_TERMS]; /* feature weight times idf, each part of length 1 */
    uint16_t words, crosses;
    uint16_t language;
    float scale[CR_STORY_LANGUAGES]; /* of the cosine with an article of that tongue; 0: cross terms tell */
    float cross_scale;
    cr_story_print tables[2][CR_STORY_TABLE]; /* words and cross terms by print, with 1 added; open addressing */
    uint64_t bits[2][CR_STORY_BITS]; /* lower bits of their prints: what is not here is in no table */
} cr_story_query;
void cr_story_query_table(cr_story_query *q); /* fills `tables` and `bits` */
cr_story_vector cr_story_vector_of(const cr_story_article *a);
/* `items`: room for 2 * CR_STORY_TERMS. */
cr_story_vector cr_story_vector_pack(const cr_story_query *q, uint16_t *items);
/* The words, ascending by print. Returns how many; room for CR_STORY_WORDS. */
uint16_t cr_story_vector_words(const cr_story_vector *v, cr_story_print *out);
/* Cosine of the words where the languages are the same, else of the cross terms on the scale of the words; 0 to 1. */
float cr_story_similarity(const cr_story_query *q, const cr_story_vector *v, uint16_t language);
#endif
