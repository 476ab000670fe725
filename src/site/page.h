/* What every page stands on: the site's own state, one request's context, and the pieces that pages share.
 * Internal to the room. A page is a function `void cr_page_NAME(cr_page *p)` that writes its content to
 * p->m and fills p->title; the layout is put around it afterwards, because only then is it known
 * whether a sample or a machine translation was shown. */
#ifndef CR_SITE_PAGE_H
#define CR_SITE_PAGE_H
#include <pthread.h>
#include <stdatomic.h>

#include <courant/digest.h>

#include "base/json.h"
#include "site/route.h"
#include "site/site.h"
#include "site/texts.h"

enum { CR_EXTRACT_SENTENCES = 2 }; /* of a text that may not be shown whole */
enum { CR_SITE_WORKERS = 64, CR_SITE_PAGE_BYTES = 64 << 20, CR_KNOWLEDGE_KEPT = 100 };

typedef struct cr_site_worker {
    cr_store *store;
    cr_arena *arena;
    cr_formats *formats;
    bool busy;
} cr_site_worker;

struct cr_site {
    const cr_site_options *options;
    cr_arena *arena;               /* options made whole, texts; unchanged once open */
    cr_str title, main, base_url, host;
    cr_strs editions;              /* the main one first */
    cr_texts texts[CR_SITE_EDITIONS];
    char style_path[64], script_path[64], icon_path[64];
    char password_hash[65];        /* SHA-256 in hex; "" where there is no password */
    char fingerprint[17];          /* of options, assets and program: part of every ETag */
    bool check_host, listening_on_loopback;
    unsigned thread_count;
    cr_site_worker workers[CR_SITE_WORKERS];
    pthread_mutex_t lock;
    pthread_cond_t freed;
    cr_store *writer;              /* for wishes alone; NULL where there is none */
    pthread_mutex_t writer_lock;
    void *daemon;
    unsigned port;
    cr_tally *languages;           /* of the front page, counted anew each minute; under `lock`, in an arena of its own */
    size_t language_count;
    cr_arena *language_arena;
    int64_t languages_at;
    _Atomic unsigned long requests, errors, not_modified, bytes;
    struct cr_service *service;    /* translation endpoints; NULL: there are none */
    bool static_files;             /* publishing: addresses that a plain file server answers */
};

typedef struct cr_page {
    cr_site *site;
    cr_site_worker *worker;
    cr_store *store;
    cr_arena *arena;
    const cr_site_request *request;
    cr_site_route route;
    cr_site_response *response;
    cr_str lang;                   /* of the edition */
    const cr_texts *texts;
    cr_buf content, head;          /* what stands in <main>; further elements of <head> */
    cr_markup m, h;                /* on them */
    cr_str title, description;     /* of the document, plain text */
    int status;
    bool sample, translated, noindex, no_editions, wide;
    struct { char id[CR_ID_ROOM]; cr_article_row row; cr_knowledge knowledge; } *known;
    size_t known_count;
} cr_page;

/* ---- words ---- */
#define CR_SAY(p, english) cr_markup_text(&(p)->m, cr_texts_get((p)->texts, english))
void cr_page_say(cr_page *p, const char *english, cr_str one);            /* {1} */
void cr_page_say_count(cr_page *p, const char *one, const char *many, size_t n); /* {1} is n */
cr_str cr_page_text(cr_page *p, const char *english, cr_str one);         /* the same as a string, unescaped */
cr_str cr_page_count_text(cr_page *p, const char *one, const char *many, size_t n);
/* <time datetime="…">12 January 2022</time>, nothing when there is no date */
void cr_page_date(cr_page *p, cr_str date, cr_date_style style);
cr_str cr_page_language(cr_page *p, cr_str code);
/* ` lang="ru" dir="ltr"` where the text is not of the page's language; nothing else */
void cr_page_lang(cr_page *p, cr_str lang);

/* ---- addresses ---- */
/* "/fr/story/s12"; tail "" is the front page. Lives in the arena. */
cr_str cr_page_path(const cr_page *p, cr_str edition, const char *tail);
cr_str cr_page_to(const cr_page *p, const char *what, const char *id); /* in this edition */
cr_str cr_page_absolute(const cr_page *p, cr_str path);
void cr_page_open_link(cr_page *p, const char *what, const char *id, const char *class_name); /* <a …>; the caller closes */

/* ---- rights ---- */
typedef enum cr_visible { CR_VISIBLE_FULL, CR_VISIBLE_EXTRACT, CR_VISIBLE_NOT } cr_visible;
/* What may be shown of an article; *why (English text id, may be NULL) says what forbids the rest. */
cr_visible cr_page_visible(cr_page *p, const cr_article_row *row, const char **why);
bool cr_page_public(const cr_page *p);

/* ---- translations ---- */
typedef enum cr_shown_how {
    CR_SHOWN_OWN,          /* the text is of the edition's language */
    CR_SHOWN_TRANSLATED,
    CR_SHOWN_ROUGH,        /* a rough gloss */
    CR_SHOWN_UNTRANSLATED  /* the original, because there is no translation */
} cr_shown_how;
typedef struct cr_shown {
    cr_shown_how how;
    cr_str text, lang;          /* what is shown */
    cr_str original, original_lang;
    cr_translation translation; /* of TRANSLATED and ROUGH, and of what was rejected */
    bool flagged;               /* must be distrusted: for its flags, or because the engine was not sure */
    bool rejected;              /* UNTRANSLATED, because what there is cannot be trusted, or no engine knows the sentence's language */
    bool kept;                  /* OWN, in an article of another language: a quotation that the edition's readers can read as it is */
} cr_shown;
cr_shown cr_show(cr_page *p, cr_str lang, cr_str text);
/* The same for places that cannot carry the original beside it (feeds, titles, lists of links): flagged gives the original. */
cr_shown cr_show_trusted(cr_page *p, cr_str lang, cr_str text);
void cr_show_text(cr_page *p, const cr_shown *s);
void cr_show_run(cr_page *p, const cr_shown *s); /* without the word "doubtful", where the reason follows */
/* "rough gloss from Russian · apertium"; with models also "rus-ukr 1.2" */
cr_str cr_show_label(cr_page *p, const cr_shown *s, bool models);
/* The label; a tap on it opens the original. Nothing for a text of the edition's language. */
void cr_show_origin(cr_page *p, const cr_shown *s);
void cr_show_flags(cr_page *p, const cr_translation *t); /* "a number differs, a name is missing" */
void cr_show_rejected(cr_page *p, const cr_shown *s);     /* "not shown translated: words repeat", of a rejected one */
/* A paragraph of a few sentences, `most` of them (0: all), with its originals in one place. */
void cr_show_lead(cr_page *p, cr_str lang, cr_str text, size_t most, const char *class_name);
/* The first `most` sentences (0: all of the text) as one text, translated when each of them is and none is doubtful. */
cr_shown cr_show_extract(cr_page *p, cr_str lang, cr_str text, size_t most);
void cr_show_json(cr_page *p, cr_json *j, const cr_shown *s); /* members "text", "lang", "machine_translated", "engine", … */

/* ---- headlines ---- */
typedef struct cr_headline {
    cr_shown shown;
    cr_str source;
    char article[CR_ID_ROOM];
    cr_str lead, lead_lang; /* of the same report */
    bool is_sentence; /* the report has no headline: its first sentence stands in */
    bool hidden;      /* nothing of the story may be shown */
} cr_headline;
/* A report in the edition's own language lends its headline before a translation does. */
cr_headline cr_headline_of_story(cr_page *p, const cr_story_row *story);
cr_headline cr_headline_of_article(cr_page *p, const cr_article_row *row);
/* At most `most` bytes, cut at a space, with an ellipsis. */
cr_str cr_headline_cut(const cr_page *p, cr_str text, size_t most);
/* h1 to h3 with its link (when `linked`), and the line that says whose it is */
void cr_headline_write(cr_page *p, const cr_headline *h, int level, const char *what, const char *id);
/* "9 sources · 4 independent · 5 languages · since …", each number leading to what it counts */
void cr_story_numbers(cr_page *p, const cr_story_row *story);
void cr_story_item(cr_page *p, const cr_story_row *story, int level, bool with_lead);
void cr_article_line(cr_page *p, const cr_article_row *row); /* <li> of a list of reports; nothing where it may not be shown */
bool cr_article_line_open(cr_page *p, const cr_article_row *row); /* the same without </li>; true: the caller writes it */

/* ---- knowledge of articles, kept for the request ---- */
const cr_knowledge *cr_page_knowledge(cr_page *p, const char *article, const cr_article_row **row);
/* Statements by person, and a timeline, as sections shared by story, dossier and person pages. */
void cr_statements_write(cr_page *p, const cr_statement_row *rows, size_t count, bool by_person);
/* `happening[i]`: the happening that row i is a mention of, ascending; NULL: each row is one of its own. */
void cr_timeline_write(cr_page *p, const cr_happening *rows, const size_t *happening, size_t count);
void cr_timeline_draw(cr_page *p, const cr_article_row *rows, size_t count, const cr_happening *happenings, size_t happening_count);

/* ---- what the reports of a story say together (digest.c) ---- */
typedef struct cr_page_digest {
    cr_digest d;
    cr_digest_article *articles;
    const cr_article_row **rows; /* beside the articles */
    size_t count;
} cr_page_digest;
/* Of reports that may be shown; false when there is nothing to tell. */
bool cr_page_digest_make(cr_page *p, const cr_article_row *rows, size_t count, const char *central, cr_page_digest *out); /* central: id of the report whose headline the story bears */
void cr_gist_write(cr_page *p, const cr_page_digest *g);
void cr_happenings_write(cr_page *p, const cr_page_digest *g);
void cr_differences_write(cr_page *p, const cr_page_digest *g); /* two sections, or nothing */
void cr_differences_note(cr_page *p, const cr_story_row *story); /* a line for the lead story of the front page, or nothing */
void cr_importance_write(cr_page *p, const cr_story_row *story); /* docs/importance.md with this story's numbers */

/* ---- pages ---- */
void cr_page_front(cr_page *p);
void cr_page_stories(cr_page *p);
void cr_page_dossiers(cr_page *p);
void cr_page_story(cr_page *p);
void cr_page_dossier(cr_page *p);
void cr_page_article(cr_page *p);
void cr_page_person(cr_page *p);
void cr_page_source(cr_page *p);
void cr_page_search(cr_page *p);
void cr_page_about(cr_page *p);
void cr_page_status(cr_page *p);
/* Replaces whatever was written by a page that says what is wrong; `detail` may be NULL. */
void cr_page_error(cr_page *p, int status, const char *english_title, const char *english_detail);
/* CR_ERR_NOT_FOUND gives 404, CR_ERR_USAGE 400, CR_ERR_STORE 503, the rest 500. Returns true when `status` is not CR_OK. */
bool cr_page_failed(cr_page *p, cr_status status, const cr_error *err);
/* Whether the store holds articles of the sample edition: what then stands on pages that name no article. */
bool cr_page_sample_store(cr_page *p);
void cr_layout(cr_page *p); /* writes the whole document to the response */

/* ---- what is not a page ---- */
void cr_feed_atom(cr_page *p);
void cr_feed_json(cr_page *p);
void cr_sitemap(cr_page *p);
void cr_news_sitemap(cr_page *p);
void cr_edition_sitemap(cr_page *p);
void cr_opml_out(cr_page *p);
void cr_robots_out(cr_page *p);
void cr_api(cr_page *p);
void cr_api_problem(cr_page *p, int status, const char *title, const char *detail);
void cr_health_out(cr_page *p);
void cr_metrics_out(cr_page *p);
void cr_asset_out(cr_page *p);

/* Sets type and body bytes of an answer that is not a page. */
void cr_page_plain(cr_page *p, const char *type);
void cr_response_header(cr_site_response *r, const char *name, cr_str value);
cr_page cr_page_begin(cr_site *site, cr_site_worker *worker, const cr_site_request *request, cr_site_response *response);
void cr_page_end(cr_page *p);
/* Runs the route into p->response: content, status, type; no negotiation of ETag or gzip. */
void cr_page_run(cr_page *p);
/* How many articles in which language, at most a minute old. False when it cannot be told. */
bool cr_site_languages(cr_page *p, cr_tally **out, size_t *count);
/* Is the request meant for this site (DNS rebinding)? Does it carry the password, where there is one? */
bool cr_site_host_fits(const cr_site *site, cr_str host);
bool cr_site_password_fits(const cr_site *site, cr_arena *a, cr_str authorization);
void cr_site_count(cr_site *site, const cr_site_response *response); /* for /metrics */
cr_site_worker *cr_site_worker_take(cr_site *site);
void cr_site_worker_give(cr_site *site, cr_site_worker *w);

#endif
