/* SQLite behind the store: connection, statements, transactions. Only files of this folder include it.
 *
 * Statements are written where they are used, prepared once and kept by their text:
 *
 *     cr_query q = cr_sql(s, "SELECT title FROM article WHERE seq = ?", "i", seq);
 *     while (cr_sql_next(&q))
 *         title = cr_sql_str(&q, 0, arena);
 *     return cr_sql_end(&q, err);
 *
 * Types of the values bound: i int64_t, n int or bool, d double, s cr_str (none: NULL), z const char * (NULL: NULL),
 * b cr_str as a blob. */
#ifndef CR_STORE_SQLITE_DB_H
#define CR_STORE_SQLITE_DB_H
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <zstd.h>

#include "base/map.h"
#include "store/pack.h"
#include "base/vec.h"
#include "store/store.h"

struct cr_store {
    sqlite3 *db;
    const char *path;          /* own copy */
    const cr_limits *limits;
    pthread_mutex_t *writer;   /* borrowed: writers of one program queue here instead of polling the file's lock */
    bool read_only;
    unsigned depth;            /* of transactions */
    bool broken;               /* an inner transaction was rolled back: the outermost cannot commit */
    bool changed;              /* something a reader could see: the version moves at commit */
    struct cr_coming *coming;  /* grouped articles whose story is to be told and counted with them before the transaction ends; NULL: none */
    cr_map *due;               /* dossiers to be counted anew before the transaction ends; NULL: none */
    cr_map *statements;        /* SQL text -> sqlite3_stmt * */
    struct cr_text_tools *text; /* opened when first needed */
    ZSTD_CCtx *compress;
    ZSTD_DCtx *expand;
};

typedef struct cr_query {
    cr_store *s;
    sqlite3_stmt *statement;
    int rc;
    bool own; /* not of the cache: the cached one was in use */
} cr_query;

cr_query cr_sql(cr_store *s, const char *sql, const char *types, ...);
bool cr_sql_next(cr_query *q); /* false at the end and on error: cr_sql_end tells */
cr_status cr_sql_end(cr_query *q, cr_error *err) CR_MUST_CHECK;
/* Runs a statement without rows. */
cr_status cr_sql_run(cr_store *s, cr_error *err, const char *sql, const char *types, ...) CR_MUST_CHECK;
/* One number: the first column of the first row, or `otherwise`. */
cr_status cr_sql_number(cr_store *s, cr_error *err, int64_t *out, int64_t otherwise, const char *sql, const char *types, ...) CR_MUST_CHECK;

int64_t cr_sql_int(const cr_query *q, int column);
double cr_sql_real(const cr_query *q, int column);
cr_str cr_sql_borrow(const cr_query *q, int column); /* until the next step */
cr_str cr_sql_str(const cr_query *q, int column, cr_arena *a);
void cr_sql_id(const cr_query *q, int column, char out[CR_ID_ROOM]);

/* The one line of an SQLite error, with what to do. */
cr_status cr_sqlite_fail(cr_store *s, int rc, cr_error *err);

/* Search tokens with the connection's own tools. */
cr_status cr_store_tokens(cr_store *s, cr_arena *a, cr_str text, cr_str lang, cr_str *out, cr_error *err) CR_MUST_CHECK;
/* zstd. Results live in the arena. */
cr_str cr_store_compress(cr_store *s, cr_arena *a, cr_str bytes);
cr_status cr_store_expand(cr_store *s, cr_arena *a, cr_str packed, size_t ceiling, cr_str *out, cr_error *err) CR_MUST_CHECK;

/* Forms a write that stands alone: begin, body, commit or roll back.
 *     cr_status status = cr_store_begin(s, err);
 *     if (status == CR_OK) status = cr_store_settle(s, body(s, …, err), err); */
cr_status cr_store_settle(cr_store *s, cr_status status, cr_error *err) CR_MUST_CHECK;

/* Migrates to `version` (0: the newest). */
cr_status cr_store_migrate(cr_store *s, int version, cr_error *err) CR_MUST_CHECK;
int cr_store_newest(void);

/* ---- shared between the files of this folder ---- */

enum { CR_BUNDLE_STORY = 1, CR_BUNDLE_DOSSIER = 2 };

typedef struct cr_member { /* what a bundle needs of one of its articles */
    int64_t seq, moment, taken_in;
    char id[CR_ID_ROOM], source[CR_ID_ROOM], story[CR_ID_ROOM], dossier[CR_ID_ROOM], relay_of[CR_ID_ROOM];
    cr_str outlet, source_title, headline /* title, else first sentence */, lang, date, lead;
    bool public, full, sample, has_title;
    uint64_t root; /* whose report it is in the end (src/story/reports.h); 0: nobody knows */
} cr_member;

/* Visible articles come into their story and dossier, the same of all; `origins` of the story's reports, told just before. */
struct cr_origins;
cr_status cr_bundle_add(cr_store *s, cr_arena *a, const cr_member *members, size_t count, struct cr_origins *origins, cr_error *err) CR_MUST_CHECK;
/* Articles of one transaction come together: the reports of a story are held against each other once, however many come. Shows
 * and counts those that wait; before the outermost commit, and before anything takes an article or a story from its place. */
cr_status cr_coming_settle(cr_store *s, cr_error *err) CR_MUST_CHECK;
void cr_coming_forget(cr_store *s); /* after a rollback */
/* No story whose newest article is of this moment or later can be less important. */
double cr_importance_least(int64_t moment);
/* Counts a story and its dossier anew from their visible articles; empty ones go. */
cr_status cr_group_correct(cr_store *s, cr_arena *a, const cr_grouping *g, cr_error *err) CR_MUST_CHECK;
/* A story is counted at once, a dossier once at the end of the transaction, however often it is asked for: a batch of articles that
 * corrects a dossier of thousands again and again walks through it one time. */
cr_status cr_bundle_remake(cr_store *s, cr_arena *a, const char *story, const char *dossier, cr_error *err) CR_MUST_CHECK;
/* A story whose articles are in another dossier now, all of them, and are the same as before. */
cr_status cr_bundle_move(cr_store *s, const char *story, cr_error *err) CR_MUST_CHECK;
/* Counts what is due; before the outermost commit. */
cr_status cr_bundles_settle(cr_store *s, cr_error *err) CR_MUST_CHECK;
void cr_bundles_forget(cr_store *s); /* after a rollback */
cr_status cr_member_get(cr_store *s, cr_arena *a, int64_t seq, cr_member *out, cr_error *err) CR_MUST_CHECK;

/* Takes a visible article out of search, statements and happenings. */
cr_status cr_article_hide(cr_store *s, int64_t seq, cr_error *err) CR_MUST_CHECK;
/* Full-text entry of an article, and its removal. */
cr_status cr_search_add(cr_store *s, int64_t seq, bool public, cr_error *err) CR_MUST_CHECK;
cr_status cr_search_remove(cr_store *s, int64_t seq, cr_error *err) CR_MUST_CHECK;
/* Rights of all articles of a source, and of their relays, made again. */
cr_status cr_rights_remake(cr_store *s, const char *source, cr_error *err) CR_MUST_CHECK;
/* Rights of these articles, and along the relays of those that move. */
cr_status cr_rights_follow(cr_store *s, cr_arena *a, const int64_t *seqs, size_t count, cr_error *err) CR_MUST_CHECK;
cr_status cr_work_owe(cr_store *s, cr_work_kind kind, int64_t seq, cr_str language, bool head, int priority, cr_error *err) CR_MUST_CHECK;

/* Translations of every visible article into `language`, or into all editions (none). */
cr_status cr_work_owe_editions(cr_store *s, cr_str language, cr_error *err) CR_MUST_CHECK;

/* Before all is grouped anew: where the addresses of this grouping will lead. */
cr_status cr_addresses_keep(cr_store *s, cr_error *err) CR_MUST_CHECK;

size_t cr_page_size(const cr_store *s, size_t limit);
/* The parts of a cursor "a~b~c"; false when it is not one of `count` parts. */
bool cr_cursor_split(cr_str cursor, cr_str *parts, size_t count);
bool cr_cursor_number(cr_str part, int64_t *out);
/* SHA-256 of an address. */
void cr_address_hash(cr_str url, char out[65]);
/* What one revision replaces another by: the path of a file says that it is the same page only within one import. */
cr_str cr_address_of(cr_arena *a, const cr_document *d, bool file);
/* The same for spellings that mean one address: default port, fragment, last slash. */
cr_str cr_address_key(cr_arena *a, cr_str url);
/* "since" as epoch seconds; INT64_MIN where there is none or it is no date. */
int64_t cr_since_moment(cr_str since);

/* Columns of cr_article_row, and their reading. */
#define CR_ARTICLE_COLUMNS                                                                                                 \
    "a.seq, a.id, a.story, a.dossier, a.source, a.relay_of, a.url, a.title, a.lang, a.date, a.outlet, a.site, a.lead, "    \
    "a.rights, a.machine_translated, a.relayed, a.noai, a.notice_relay_of, a.notice_main_language, a.words, a.statements, " \
    "a.taken_in, a.moment, s.title, s.sample, s.kind, a.origin, a.carries, a.earliest, a.root"
#define CR_ARTICLE_FROM " FROM article a LEFT JOIN source s ON s.id = a.source "
/* Host of a web address, in small letters and without "www."; none of anything else. */
cr_str cr_store_host(cr_arena *a, cr_str url);
/* What readers see as the source of an article, never an id. A feed and a sample go by the source's title; an imported page
 * by the site or host that it names, else by the title of what it was imported with. `outlet` may be the id of the source
 * or of the article, where nothing else is known. */
cr_str cr_store_source_name(cr_arena *a, bool by_title, cr_str title, cr_str site, cr_str outlet, cr_str url, const char *source, const char *article);
void cr_article_row_read(const cr_query *q, cr_arena *a, cr_article_row *row, int64_t *moment /* or NULL */);
#endif
