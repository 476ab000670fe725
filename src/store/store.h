/* The store: the record of what is known, what is done and what is owed.
 *
 * The interface is of our own words; SQLite stands behind it today (src/store/sqlite/), PostgreSQL
 * can. No SQL, no driver's type leaves the room. Everything read lives in the arena handed in.
 * A cr_store belongs to one thread; each worker opens its own on the same file.
 *
 *   taking in   a document (raw page or text, compressed) gets the next `seq` and owes CR_WORK_UNDERSTAND
 *   understand  any worker, any order: knowledge of one document + acknowledgement, one transaction;
 *               owes CR_WORK_GROUP
 *   group       one reducer, strictly by seq: story, dossier, relay, persons + acknowledgement, one
 *               transaction; owes CR_WORK_TRANSLATE for each edition
 *   translate   any worker: sentences into the translation memory + acknowledgement
 *
 * Work is leased: a lease that runs out is given to another, and storing a result twice changes
 * nothing. After limit "work_attempts" a piece of work is set aside with its reason, visible in
 * `courant status`, and the queue goes on. Ids come from content and address (base/hash.h). */
#ifndef CR_STORE_STORE_H
#define CR_STORE_STORE_H
#include <courant/article.h>
#include <courant/dates.h>
#include <courant/digest.h>
#include <courant/language.h>
#include <courant/names.h>
#include <courant/people.h>
#include <courant/quotes.h>
#include <courant/story.h>
#include <courant/translate.h>
#include <pthread.h>
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_store cr_store;

#define CR_ID_DIGITS 16 /* hex digits of the ids of documents, articles and sources */
#define CR_ID_ROOM 24   /* bytes for any id, NUL included */

typedef struct cr_store_options {
    const cr_limits *limits; /* borrowed; may be NULL */
    bool read_only;          /* no migration, no writing */
    bool relaxed_sync;       /* tests and benches: no fsync at commit */
    bool rebuildable;        /* workers: a commit may be lost with the power, the work is then owed still; never half of one.
                              * Without it every commit is on the disk when it returns. */
    pthread_mutex_t *writer; /* borrowed, or NULL: writers of one program queue here; shared by its connections */
    int version;             /* tests: migrate to this form only; 0: the newest */
} cr_store_options;

/* Opens or creates, migrates in one transaction. CR_ERR_STORE says what is wrong and what to do (newer version,
 * damaged file, another system's lock). Caller closes. */
cr_status cr_store_open(const char *path, const cr_store_options *options, cr_store **out, cr_error *err) CR_MUST_CHECK;
void cr_store_close(cr_store *s); /* NULL is fine */
cr_status cr_store_check(cr_store *s, cr_error *err) CR_MUST_CHECK; /* integrity, for `courant doctor` */
cr_status cr_store_backup(cr_store *s, const char *path, cr_error *err) CR_MUST_CHECK; /* a consistent copy while running */

/* Transactions nest by counting; only the outermost commits. */
cr_status cr_store_begin(cr_store *s, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_commit(cr_store *s, cr_error *err) CR_MUST_CHECK;
void cr_store_rollback(cr_store *s);

/* ---- sources ---- */

typedef enum cr_source_kind { CR_SOURCE_FEED, CR_SOURCE_PAGE, CR_SOURCE_FILE } cr_source_kind;
typedef enum cr_rights { CR_RIGHTS_EXTRACT, CR_RIGHTS_FULL, CR_RIGHTS_INTERNAL } cr_rights;
typedef enum cr_source_state { CR_SOURCE_OK, CR_SOURCE_NEW, CR_SOURCE_FAILING, CR_SOURCE_REFUSED, CR_SOURCE_GONE } cr_source_state;

typedef struct cr_source {
    char id[CR_ID_ROOM];
    cr_source_kind kind;
    cr_str url;       /* of the feed or page; of a file import, the argument as given */
    cr_str place;     /* of a file import, the argument's whole path: two folders called "pages" are two sources. Counts for
                       * the id alone, is not stored; or none */
    cr_str title, site_url, language;
    cr_rights rights;
    bool sample;      /* written for the project: marked on every page */
    cr_source_state state;
    cr_str reason;    /* one plain line when the state is not OK; or none */
    cr_str etag, last_modified; /* as received */
    int64_t added, last_fetch, next_fetch; /* epoch seconds, 0: never / now */
    unsigned interval_seconds, failures;
    size_t articles;  /* counted when read */
} cr_source;

cr_status cr_store_source_put(cr_store *s, cr_source *source /* id is filled from kind and url */, bool *fresh /* may be NULL */, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_source_get(cr_store *s, cr_arena *a, const char *id, cr_source *out, cr_error *err) CR_MUST_CHECK; /* CR_ERR_NOT_FOUND */
cr_status cr_store_source_list(cr_store *s, cr_arena *a, cr_source **out, size_t *count, cr_error *err) CR_MUST_CHECK; /* by title, then url; no import without an article */
cr_status cr_store_source_due(cr_store *s, cr_arena *a, int64_t now, size_t most, cr_source **out, size_t *count, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_source_retry(cr_store *s, size_t *count, cr_error *err) CR_MUST_CHECK; /* failing and refused ones are due now */
cr_status cr_store_source_fetched(cr_store *s, const cr_source *source, cr_error *err) CR_MUST_CHECK; /* writes state, reason, etag, times, url if moved */

/* ---- documents ---- */

typedef struct cr_document {
    int64_t seq;             /* the order of taking in, from 1 */
    char id[CR_ID_ROOM];     /* from address and content */
    char source[CR_ID_ROOM]; /* "" for none */
    cr_str url;              /* address; for files the path below the import argument */
    bool is_text;            /* plain text, not HTML */
    cr_str charset;          /* from the Content-Type, or none */
    cr_str title, published, language; /* what the feed or importer knew; or none */
    cr_str feed_text;        /* the feed's own text, for pages that could not be read; or none */
    cr_str note;             /* why the page itself was not fetched ("robots.txt forbids"); or none */
    cr_str bytes;            /* raw */
    int64_t taken_in;        /* epoch seconds; never exported */
} cr_document;

/* `fresh` false: the same content from the same address is there already, or the address is forgotten (seq is 0 then); nothing changed. */
cr_status cr_store_document_put(cr_store *s, cr_document *document /* seq and id are filled */, bool *fresh, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_document_get(cr_store *s, cr_arena *a, int64_t seq, cr_document *out, cr_error *err) CR_MUST_CHECK;
/* Feed entries already taken in, so that they are not fetched again: remembers (source, key). */
cr_status cr_store_item_seen(cr_store *s, const char *source, cr_str key, bool *seen, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_item_mark(cr_store *s, const char *source, cr_str key, cr_error *err) CR_MUST_CHECK;

/* ---- work ---- */

typedef enum cr_work_kind { CR_WORK_UNDERSTAND = 1, CR_WORK_GROUP = 2, CR_WORK_TRANSLATE = 3 } cr_work_kind;

typedef struct cr_work {
    int64_t id;
    cr_work_kind kind;
    int64_t seq;               /* of the document */
    char language[8];          /* of the edition wanted, for CR_WORK_TRANSLATE */
    bool head;                 /* title and lead only */
    unsigned attempts;         /* this one included */
    int64_t lease;             /* token: acknowledgement with an older one is refused */
} cr_work;

/* *found false: nothing to do now. CR_WORK_GROUP is given strictly by seq and only while no smaller seq is still owed
 * CR_WORK_UNDERSTAND; translation heads come before bodies, newest first. */
cr_status cr_store_work_take(cr_store *s, cr_work_kind kind, int64_t now, cr_work *out, bool *found, cr_error *err) CR_MUST_CHECK;
/* Call inside the transaction that stores the results. CR_ERR_STORE "lease lost" when another has it: roll back. */
cr_status cr_store_work_done(cr_store *s, const cr_work *work, cr_error *err) CR_MUST_CHECK;
/* Gives it back for another try, or sets it aside after the last one. */
cr_status cr_store_work_failed(cr_store *s, const cr_work *work, const char *reason, int64_t now, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_work_release_all(cr_store *s, cr_error *err) CR_MUST_CHECK; /* at start, when no other process runs */
/* Pieces of work of a kind that are owed or in hand. */
cr_status cr_store_work_left(cr_store *s, cr_work_kind kind, size_t *out, cr_error *err) CR_MUST_CHECK;
/* Not begun after all (a clean stop): owed as if it had never been taken. */
cr_status cr_store_work_give_back(cr_store *s, const cr_work *work, cr_error *err) CR_MUST_CHECK;
/* Nothing is wrong with the work, but it cannot be done before `until`: no try is counted. */
cr_status cr_store_work_postpone(cr_store *s, const cr_work *work, const char *reason, int64_t until, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_work_retry(cr_store *s, size_t *count, cr_error *err) CR_MUST_CHECK; /* `courant retry` */

typedef struct cr_store_counts {
    size_t sources, sources_failing, documents, articles, outcomes[CR_OUTCOME_COUNT], stories, dossiers, statements, people;
    size_t owed[4], leased[4], set_aside[4]; /* by cr_work_kind */
    size_t translations;
} cr_store_counts;
cr_status cr_store_count(cr_store *s, cr_store_counts *out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_set_aside { int64_t seq; cr_str url, reason; cr_work_kind kind; unsigned attempts; } cr_set_aside;
cr_status cr_store_set_aside_list(cr_store *s, cr_arena *a, size_t most, cr_set_aside **out, size_t *count, cr_error *err) CR_MUST_CHECK;

/* Documents that gave no article, the last ones first. */
typedef struct cr_no_article { cr_str url, reason; cr_outcome outcome; } cr_no_article;
cr_status cr_store_no_article_list(cr_store *s, cr_arena *a, size_t most, cr_no_article **out, size_t *count, cr_error *err) CR_MUST_CHECK;

/* ---- knowledge of one document ---- */

typedef struct cr_knowledge {
    cr_article *article;     /* id: the article's, equal to the document's */
    cr_span *sentences;      /* of article->text */
    size_t sentence_count;
    cr_date *dates;
    size_t date_count;
    cr_name *names;
    size_t name_count;
    cr_statement *statements;
    size_t statement_count;
    const struct cr_prepared *prepared; /* by cr_store_knowledge_prepare; NULL: done at storing */
} cr_knowledge;

/* Packs, compresses and cuts into search words ahead of the transaction, so that the store is locked for the writing
 * alone. Results live in the arena; `k` must not change afterwards. */
cr_status cr_store_knowledge_prepare(cr_store *s, cr_arena *a, cr_knowledge *k, cr_error *err) CR_MUST_CHECK;

cr_status cr_store_knowledge_put(cr_store *s, const cr_document *document, const cr_knowledge *k, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_knowledge_get(cr_store *s, cr_arena *a, int64_t seq, cr_knowledge *out, cr_error *err) CR_MUST_CHECK;

/* ---- corpus ---- */

typedef struct cr_grouping { /* what the reducers said of one article */
    const char *story, *dossier;
    cr_str relay_of;         /* article id, or none */
    double similarity;
    const char (*persons)[CR_ID_ROOM]; /* one for each statement, "" where the speaker has no record */
    const cr_story_correction *corrections; /* what it showed of earlier answers: written with it, and kept on record */
    size_t correction_count;
    const cr_story_redirect *redirects;
    size_t redirect_count;
} cr_grouping;
/* Seqs that may be grouped now, in order: owed, and nothing before them still to be understood. Takes no lease. An
 * address comes once: its next revision must find this one stored. */
cr_status cr_store_group_ready(cr_store *s, cr_arena *a, size_t most, int64_t **out, size_t *count, cr_error *err) CR_MUST_CHECK;
/* True: the text is that of the revision already shown (or an older one of the address): nothing to group. */
cr_status cr_store_group_needless(cr_store *s, int64_t seq, bool *needless, cr_error *err) CR_MUST_CHECK;
/* Writes the answer and brings the story's and the dossier's rows up to date (headline, counts, dates, importance). */
cr_status cr_store_group_put(cr_store *s, int64_t seq, const cr_grouping *g, cr_error *err) CR_MUST_CHECK;
/* Takes back every answer of the reducers, saved states and persons too: all articles (*count) are owed to grouping again, in
 * their order. For a store whose saved states this program cannot read: its own ids would name other stories and persons. */
cr_status cr_store_group_anew(cr_store *s, size_t *count, cr_error *err) CR_MUST_CHECK;
/* The published id of what a reducer numbers ("s12", "d3"): made when the number is new, of the letter and the id of the article that
 * founded it ("s9f86d081884c7d65"); a second one of that founder gets "-2". The same for a person, by the key of its name: p->id is
 * the number, and then the published id; its newest forms of name lead to it from now on. Within the transaction of cr_store_group_put. */
cr_status cr_store_address(cr_store *s, const char *number, cr_str founder, char id[CR_ID_ROOM], cr_error *err) CR_MUST_CHECK;
cr_status cr_store_person_address(cr_store *s, cr_person *p, cr_error *err) CR_MUST_CHECK;
/* Where an id of a story, dossier or person leads that nothing has here: to the last id of a chain of corrections, to what holds the
 * articles of an earlier grouping, or to what holds the article (the name) that the id was made of; "" when it leads nowhere. */
cr_status cr_store_redirect(cr_store *s, const char *id, char target[CR_ID_ROOM], cr_error *err) CR_MUST_CHECK;
/* Ids that ended, by id, behind `after`; some of them lead nowhere, others to what is not published: cr_store_redirect tells. */
cr_status cr_store_ended(cr_store *s, cr_arena *a, cr_str after, size_t most, cr_str **out, size_t *count, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_person_put(cr_store *s, const cr_person *person, cr_error *err) CR_MUST_CHECK;
/* Articles are grouped in turns, 1, 2, …: by seq, but one that was set aside and tried again comes late. */
cr_status cr_store_turn(cr_store *s, int64_t *out, cr_error *err) CR_MUST_CHECK; /* the last one */
/* Saved states of the reducers, with the turn up to which they have read; turn 0 and no state at first. */
cr_status cr_store_checkpoint_put(cr_store *s, const char *name, int64_t turn, cr_str state, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_checkpoint_get(cr_store *s, cr_arena *a, const char *name, int64_t *turn, cr_str *state, cr_error *err) CR_MUST_CHECK;
/* Title and lead as grouping saw them in the language of the hub, kept until the state that has read them is saved. */
typedef struct cr_hub_head { cr_str lang, title, lead; } cr_hub_head; /* lang none: it saw the article as it stands */
cr_status cr_store_hub_put(cr_store *s, int64_t seq, const cr_hub_head *head, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_hub_get(cr_store *s, cr_arena *a, int64_t seq, cr_hub_head *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_hub_clear(cr_store *s, cr_error *err) CR_MUST_CHECK; /* with the saving of the state */
/* Seqs of articles grouped after a turn, in the order of their turns, at most `most`: what a reducer reads again after a
 * restart. `*last`: the turn of the last one, to go on from. */
cr_status cr_store_grouped_after(cr_store *s, cr_arena *a, int64_t turn, size_t most, int64_t **out, size_t *count, int64_t *last,
                                 cr_error *err) CR_MUST_CHECK;

/* ---- walking everything, for export ---- */

typedef struct cr_document_row {
    int64_t seq;
    char id[CR_ID_ROOM], story[CR_ID_ROOM], dossier[CR_ID_ROOM], relay_of[CR_ID_ROOM]; /* "" for none */
    cr_str url, source_url;
    bool understood;         /* else `reason` is why it was set aside, or none */
    cr_str reason;
    cr_outcome outcome;
    double similarity;
    cr_rights rights;
    bool shown;              /* an article, grouped, the newest revision of its address */
    char (*persons)[CR_ID_ROOM]; /* one for each statement, "" where the speaker has no record; of shown articles */
    size_t person_count;
} cr_document_row;
/* By seq, after `after`, at most `most`. */
cr_status cr_store_document_rows(cr_store *s, cr_arena *a, int64_t after, size_t most, cr_document_row **out, size_t *count, cr_error *err) CR_MUST_CHECK;

/* ---- translation memory and wishes ---- */

/* What this route made of a segment: the same engine, model, hash and ways. A newer model does not find what an older one left. */
bool cr_store_memory_lookup(cr_store *s, cr_arena *a, const cr_route *route, cr_str segment, cr_translation *out);
/* The best there is by any maker: shown before rejected, without doubt (flags, a poor grade) before doubtful, least flags, newest. */
bool cr_store_memory_best(cr_store *s, cr_arena *a, cr_str from, cr_str to, cr_str segment, cr_translation *out);
/* One answer for each segment and maker, a rejected one too; a failure of the engine is not worth remembering. */
cr_status cr_store_memory_keep(cr_store *s, cr_str from, cr_str to, cr_str segment, const cr_translation *t, cr_error *err) CR_MUST_CHECK;
/* Tells the store what translates a pair now. Where that was another maker when it was told last, and this one is no rough gloss, the newest
 * `most` articles of the language are owed that edition anew (*owed: pieces of work): what the memory holds of the old maker is shown until then. */
cr_status cr_store_route_changed(cr_store *s, const cr_route *route, size_t most, size_t *owed, cr_error *err) CR_MUST_CHECK;
/* A reader asked for the whole article in this language: its body comes next. */
cr_status cr_store_translate_wanted(cr_store *s, const char *article, cr_str language, cr_error *err) CR_MUST_CHECK;
/* Editions that owe translations; set from the configuration at start, before anything is grouped. */
cr_status cr_store_editions_set(cr_store *s, cr_strs languages, cr_error *err) CR_MUST_CHECK;

/* ---- reading, for site, export and search ---- */

typedef struct cr_article_row { /* enough for a line in a list */
    int64_t seq;
    char id[CR_ID_ROOM], story[CR_ID_ROOM], dossier[CR_ID_ROOM], source[CR_ID_ROOM], relay_of[CR_ID_ROOM];
    cr_str url, title, lang, date, source_title, site, lead; /* lead: first paragraph, cut at 400 bytes at a word */
    cr_rights rights;        /* the strictest of its relay chain */
    bool machine_translated, relayed_automatically, sample, noai;
    cr_str notice_relay_of, notice_main_language;
    cr_origin_how origin;    /* as src/story/reports.h tells it among the reports of its story; relay_of is the way its text took */
    cr_str carries;          /* whom it says it carries, or none */
    char earliest[CR_ID_ROOM]; /* the earliest known original, "" where it is that itself */
    uint64_t root;           /* whose report it is in the end, as a number: reports of one source have one; 0: nobody knows */
    size_t words, statements;
    int64_t taken_in;
} cr_article_row;

typedef struct cr_story_row {
    char id[CR_ID_ROOM], dossier[CR_ID_ROOM];
    char headline_article[CR_ID_ROOM]; /* whose headline it is */
    cr_str headline, headline_lang, headline_source; /* the central report's title, else its first sentence */
    cr_str lead;             /* of the same article */
    bool headline_is_sentence;
    size_t articles, sources, independent, languages;
    cr_str language_list;    /* "fr en ar" */
    cr_str first_date, last_date; /* of its articles */
    int64_t first_seen, last_seen; /* epoch seconds */
    double importance;
    bool sample;
} cr_story_row;

/* docs/importance.md: the parts of a story's importance, in points. `days`: from its first article to its newest; `moment`: of
 * the newest, epoch seconds. */
typedef struct cr_importance { double sources, languages, pace, freshness; } cr_importance;
#define CR_IMPORTANCE_A_DAY 3.0 /* points that a day without a report costs */
cr_importance cr_store_importance(size_t independent, size_t languages, size_t articles, double days, int64_t moment);

typedef struct cr_story_query {
    cr_str lang, source, dossier; /* or none */
    cr_str since;            /* date of the newest article at least this, or none */
    bool by_importance;      /* else newest first */
    bool publishable;        /* leave out what never leaves the private mode (internal, noai) */
    size_t limit;            /* 0: limit "page_list" */
    cr_str cursor;           /* from the last answer, or none */
} cr_story_query;
/* *next: cursor of the next page in the arena, none at the end. */
cr_status cr_store_stories(cr_store *s, cr_arena *a, const cr_story_query *q, cr_story_row **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_story(cr_store *s, cr_arena *a, const char *id, cr_story_row *out, cr_error *err) CR_MUST_CHECK;

/* The same as the public may see it: of its public articles alone. CR_ERR_NOT_FOUND when it has none. */
cr_status cr_store_story_as(cr_store *s, cr_arena *a, const char *id, bool publishable, cr_story_row *out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_dossier_row {
    char id[CR_ID_ROOM];
    cr_str headline, headline_lang; /* of its most important story */
    char headline_story[CR_ID_ROOM];
    size_t stories, articles, sources, languages;
    cr_str first_date, last_date;
    bool sample;
} cr_dossier_row;
cr_status cr_store_dossiers(cr_store *s, cr_arena *a, const cr_story_query *q, cr_dossier_row **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_dossier(cr_store *s, cr_arena *a, const char *id, cr_dossier_row *out, cr_error *err) CR_MUST_CHECK;

cr_status cr_store_dossier_as(cr_store *s, cr_arena *a, const char *id, bool publishable, cr_dossier_row *out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_article_query {
    cr_str lang, source, story, dossier, since;
    bool publishable;
    size_t limit;
    cr_str cursor;
    bool oldest_first;       /* by date, then seq; else newest first */
} cr_article_query;
cr_status cr_store_articles(cr_store *s, cr_arena *a, const cr_article_query *q, cr_article_row **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK;
cr_status cr_store_article(cr_store *s, cr_arena *a, const char *id, cr_article_row *row, cr_knowledge *knowledge /* may be NULL */, cr_error *err) CR_MUST_CHECK;
/* Other articles that carry the text of this one. */
cr_status cr_store_relays(cr_store *s, cr_arena *a, const char *id, cr_article_row **out, size_t *count, cr_error *err) CR_MUST_CHECK;
typedef struct cr_revision { char id[CR_ID_ROOM]; int64_t seq, taken_in; cr_str title; } cr_revision;
cr_status cr_store_revisions(cr_store *s, cr_arena *a, const char *id, cr_revision **out, size_t *count, cr_error *err) CR_MUST_CHECK; /* all of the address, oldest first */

typedef struct cr_statement_row {
    cr_statement statement;  /* spans are of the article's text */
    char article[CR_ID_ROOM], story[CR_ID_ROOM], person[CR_ID_ROOM];
    cr_str lang, article_date, source_title, title;
    size_t number;           /* within its article, from 0 */
    bool sample;             /* its source is of the sample edition */
    bool carried;            /* its article carries another one's text */
} cr_statement_row;
typedef struct cr_statement_query { cr_str story, dossier, article, person, lang, since; bool publishable; size_t limit; cr_str cursor; } cr_statement_query;
cr_status cr_store_statements(cr_store *s, cr_arena *a, const cr_statement_query *q, cr_statement_row **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK;

typedef struct cr_happening { /* a dated sentence */
    cr_str date;             /* "2021-12-17", "2021-12", "2021", or "…/…" for a range's first and last */
    cr_str sentence, expression, lang, source_title;
    char article[CR_ID_ROOM], story[CR_ID_ROOM];
    cr_span span;            /* of the sentence in the article's text */
} cr_happening;
typedef struct cr_happening_query { cr_str story, dossier, article, from, to; bool publishable; size_t limit; cr_str cursor; } cr_happening_query;
cr_status cr_store_timeline(cr_store *s, cr_arena *a, const cr_happening_query *q, cr_happening **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK; /* by date, then seq */

cr_status cr_store_person(cr_store *s, cr_arena *a, const char *id, cr_person *out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_search_query { cr_str text; /* words, and lang: source: since: filters */ bool publishable; size_t limit; cr_str cursor; } cr_search_query;
typedef struct cr_search_hit { cr_article_row article; cr_str snippet; cr_span *marks; size_t mark_count; /* of the snippet */ } cr_search_hit;
cr_status cr_store_search(cr_store *s, cr_arena *a, const cr_search_query *q, cr_search_hit **out, size_t *count, cr_str *next, cr_error *err) CR_MUST_CHECK;

typedef struct cr_tally { cr_str key, title; size_t count; } cr_tally;
cr_status cr_store_languages(cr_store *s, cr_arena *a, bool publishable, cr_tally **out, size_t *count, cr_error *err) CR_MUST_CHECK;

/* Removes an article everywhere, by the address it was taken in from or calls itself by (port, fragment and last slash do not
 * matter), and keeps the address out, also when nothing is removed. */
cr_status cr_store_forget(cr_store *s, cr_str url, size_t *removed, cr_error *err) CR_MUST_CHECK;

/* A number that grows with every committed change: ETags and caches hang on it. */
cr_status cr_store_version(cr_store *s, int64_t *out, cr_error *err) CR_MUST_CHECK;

#endif
