/* Inside the room: the word lists of src/page/data, and text in the form in which they are compared. */
#ifndef CR_PAGE_WORDS_H
#define CR_PAGE_WORDS_H
#include <courant/str.h>
#include <stdint.h>

/* Words of class and id attributes (data/class-words.txt). */
typedef enum cr_class_group { CR_CLASS_NONE, CR_CLASS_COMMENTS, CR_CLASS_FURNITURE, CR_CLASS_WEAK, CR_CLASS_CONTENT, CR_CLASS_BODY, CR_CLASS_BYLINE, CR_CLASS_DATE, CR_CLASS_SAYS_OF } cr_class_group;

/* What a line of text does by its wording (data/phrases/LANG.txt). */
typedef enum cr_phrase_group {
    CR_PHRASE_READ_ALSO,  /* "Lire aussi :" and a headline: the line starts so */
    CR_PHRASE_SHARE,      /* the line is about sharing */
    CR_PHRASE_NAVIGATION, /* "Skip to content", "Latest news": the whole line, or a strip of such */
    CR_PHRASE_DISCLAIMER, /* rights, "views expressed", the line holds it */
    CR_PHRASE_SUBSCRIBE,  /* newsletters, "follow us", subscription */
    CR_PHRASE_ENDING,     /* a heading after which the article is over: "Comments", "Related articles" */
    CR_PHRASE_CREDIT,     /* "Photo:", "Source: AFP" as whole short lines */
    CR_PHRASE_BYLINE,     /* "By", "Von", "Por": before a name */
    CR_PHRASE_PUBLISHED,  /* "Published", "Veröffentlicht am": before a date */
    CR_PHRASE_UPDATED,    /* "Updated", "Mis à jour le": before a date */
    CR_PHRASE_CONSENT,    /* cookie walls */
    CR_PHRASE_PAYWALL,
    CR_PHRASE_ERROR,      /* titles of error pages */
    CR_PHRASE_BLOCKED,    /* bot checks */
    CR_PHRASE_SERVICE,    /* words of newsletters, accounts, consent and offers: the line holds some */
    CR_PHRASE_STRIP,      /* a heading over headlines of other stories */
    CR_PHRASE_COMMENTS,   /* the heading of readers' comments */
    CR_PHRASE_READING,    /* "Reading time", "Print": beside a headline */
    CR_PHRASE_GROUPS
} cr_phrase_group;

/* Phrases of a group, folded, in the order of their first bytes. */
typedef struct cr_phrase_list {
    cr_str *items;
    size_t count;
    uint16_t from[257]; /* by first byte: its first item; the next byte's is behind its last */
} cr_phrase_list;

/* Words of bylines (data/bylines.txt). */
typedef enum cr_byline_group {
    CR_BYLINE_LABEL,    /* "by", "written by": before a name */
    CR_BYLINE_ROLE,     /* "editor": what somebody is */
    CR_BYLINE_BEHIND,   /* "on", "updated": the byline is over */
    CR_BYLINE_NEVER,    /* "admin" */
    CR_BYLINE_GENERIC,  /* "editorial team": nobody in person */
    CR_BYLINE_PARTICLE, /* "van": a small word within a name */
    CR_BYLINE_PLACE,    /* "from": before a place or an outlet */
    CR_BYLINE_JOINT,    /* "and": between two names */
    CR_BYLINE_GROUPS
} cr_byline_group;

typedef struct cr_words {
    cr_arena *arena;
    struct cr_class_word { cr_str word; uint32_t hash; cr_class_group group; } *classes; /* a hash table, some places free */
    size_t class_places;         /* a power of two */
    uint64_t class_bits[128];    /* of the words' hashes: most words of a page are told by their bit to be none */
    cr_phrase_list phrases[CR_PHRASE_GROUPS];
    cr_phrase_list bylines[CR_BYLINE_GROUPS];
} cr_words;

/* Reads the lists; everything lives in the arena. */
cr_status cr_words_load(cr_arena *arena, cr_words *out, cr_error *err) CR_MUST_CHECK;

/* The strongest group that a class or id attribute names: words are cut at anything but letters and at capitals. */
cr_class_group cr_words_class(const cr_words *w, cr_str attribute, unsigned *groups);

/* Lower case, straight quotation marks, single spaces: how phrases are compared. */
cr_str cr_words_fold(cr_arena *arena, cr_str text);
/* Letters and figures alone, lower case, words apart by single spaces: how names and headlines are compared. */
cr_str cr_words_key(cr_arena *arena, cr_str text);
/* One key holds the other, in whole words (in writing without spaces: anywhere). */
bool cr_words_inside(cr_str key, cr_str part);
/* The folded line starts with a phrase of the group, at a word's end; *rest (may be NULL): behind it and its colon. */
bool cr_words_starts(const cr_words *w, cr_phrase_group group, cr_str folded, cr_str *rest);
/* Bytes of the longest phrase of bylines that the folded text starts with, at a word's end; 0 for none. */
size_t cr_words_byline(const cr_words *w, cr_byline_group group, cr_str folded);
bool cr_words_holds(const cr_words *w, cr_phrase_group group, cr_str folded);
/* How many phrases of the group the folded text holds, side by side. */
size_t cr_words_count(const cr_words *w, cr_phrase_group group, cr_str folded);
/* The folded line is one phrase of the group and at most `extra` further characters. */
bool cr_words_is(const cr_words *w, cr_phrase_group group, cr_str folded, size_t extra);
#endif
