/* Courant: stories, dossiers and relays, told online, one article at a time.
 *
 *     cr_stories *s = cr_stories_new(NULL);
 *     cr_story_answer answer;
 *     cr_stories_add(s, &(cr_story_input){.id = id, .lang = lang, .date = date, .title = title, .text = text},
 *                    &answer, &err);
 *     cr_stories_free(s);
 *
 * A story is one event as it develops (days), a dossier the chain of stories that follow from one
 * another (months). An answer depends only on the articles added before, in the order added. The
 * state can be saved and loaded; a loaded state answers as the saved one would. One thread at a time. */
#ifndef COURANT_STORY_H
#define COURANT_STORY_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_stories cr_stories;

typedef struct cr_stories_options {
    int window_days; /* 0: 7 */
} cr_stories_options;

typedef struct cr_story_input {
    cr_str id;
    cr_str lang;
    cr_str date;     /* RFC 3339 or its date part, or none */
    cr_str title;    /* or none */
    cr_str text;
    cr_str relay_of; /* outlet named by the page's notice or byline, or none */
    cr_str site;     /* whose article, for relays; or none */
    /* Title and lead translated into the language in which articles of many languages meet (the hub). All none for an article of
     * that language, and where there is no way into it: names, numbers and dates tell then. */
    cr_str hub_lang, hub_title, hub_lead; /* languages of at most three letters */
} cr_story_input;

/* What a later article shows of an earlier answer: two stories are one, or one is two, or two dossiers are one. The earlier
 * answer stays what was answered then; this is the new one. Ids stay with the articles they had most of. */
typedef struct cr_story_correction {
    cr_str id;         /* of the article, one still in the window */
    char story[24], dossier[24];
    char was_story[24], was_dossier[24];
} cr_story_correction;

/* An id that nothing has any more leads to another: "s7" to "s3", "d7" to "d3". */
typedef struct cr_story_redirect {
    char from[24], to[24];
} cr_story_redirect;

typedef struct cr_story_answer {
    char story[24];    /* "s12": stable */
    char dossier[24];  /* "d3" */
    cr_str relay_of;   /* id of the article whose text this one carries, or none; borrowed from the state until the next call */
    double similarity; /* to that article, or to the nearest of its story; 0 to 1 */
    const cr_story_correction *corrections; /* in the order in which they hold; borrowed until the next call */
    size_t correction_count;
    const cr_story_redirect *redirects;
    size_t redirect_count;
} cr_story_answer;

cr_stories *cr_stories_new(const cr_stories_options *options); /* options may be NULL; NULL when memory is out */
void cr_stories_free(cr_stories *s);
cr_status cr_stories_add(cr_stories *s, const cr_story_input *in, cr_story_answer *answer, cr_error *err) CR_MUST_CHECK;

/* The whole state as bytes that live in the arena, and back. Loading checks everything it reads. */
cr_status cr_stories_save(const cr_stories *s, cr_arena *arena, cr_str *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_stories_load(cr_str state, const cr_stories_options *options, cr_stories **out, cr_error *err) CR_MUST_CHECK;

/* Same story or not, for two articles alone (`courant stories --pairs`). */
cr_status cr_stories_same(const cr_story_input *a, const cr_story_input *b, bool *same, double *similarity, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
