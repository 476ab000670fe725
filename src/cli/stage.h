/* What all stage commands share: records in from files, folders, archives and standard input, every core at
 * work, results out in the order of the input.
 *
 * What a file holds is sniffed: gzip and zstd are unpacked, '{' JSON Lines, "WARC/" a web archive, '<' HTML, else text. What is binary is refused.
 * One broken record costs one line on stderr and the exit status 1, never the rest. Memory does not grow with the input:
 * lines and archives are read as they come, and limit "queue_bytes" bounds what waits between the threads. */
#ifndef CR_CLI_STAGE_H
#define CR_CLI_STAGE_H
#include <jansson.h>

#include "base/buf.h"
#include "cli/cli.h"

/* CR_RECORD_ARCHIVED: a page out of a web archive, HTML or text as `is_text` says; as --type the archive itself. */
typedef enum cr_record_kind { CR_RECORD_JSON, CR_RECORD_HTML, CR_RECORD_TEXT, CR_RECORD_ARCHIVED } cr_record_kind;

typedef struct cr_record {
    cr_record_kind kind;
    cr_str id;     /* of JSON its "id", of a file its name without .html, .htm, .txt, .gz, .zst, in an archive "name#12" */
    cr_str path;   /* where it was read, for messages: "file.jsonl:12" */
    cr_str bytes;  /* of HTML and text: the file, unpacked; of JSON the line */
    cr_str url;    /* of a URL operand, where it was read in the end; in an archive its address where it is http; or none */
    cr_str content_type; /* likewise */
    cr_str fetched; /* in an archive: when, RFC 3339 UTC; or none */
    int http;       /* in an archive: the status of the answer, 0 none */
    bool is_text, noai; /* in an archive */
    json_t *json;  /* of CR_RECORD_JSON: the object, borrowed until the function returns */
} cr_record;

/* A string member as a slice borrowed from the object; none when absent, null or not a string. */
cr_str cr_record_get(const cr_record *record, const char *key);
/* The record's "lang", else `otherwise` (of --lang), else what `text` seems to be in; a code as courant/language.h has it. */
void cr_record_language(const cr_record *record, cr_str otherwise, cr_str text, char code[8]);

/* For stages that read articles as JSON Lines and nothing else: says what is wrong with other records. */
cr_status cr_record_is_article(const cr_record *record, cr_error *err) CR_MUST_CHECK;

/* What a record gives. `bytes` are [if it is the first written][if it is not][always]. */
typedef struct cr_stage_out {
    cr_buf bytes;
    size_t first, next; /* lengths of the first two parts */
} cr_stage_out;

typedef struct cr_stage {
    /* Appends complete lines to `out`. Called from many threads at once unless `sequential`; `worker` (0 …) tells them apart. */
    cr_status (*run)(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_buf *out, cr_error *err);
    /* The same with a beginning that only the first or only the others have; instead of `run`. */
    cr_status (*run_parts)(void *context, size_t worker, cr_arena *arena, const cr_record *record, cr_stage_out *out, cr_error *err);
    void *context;
    const char *tail; /* written at the end where anything was; or NULL */
    bool sequential; /* one record after the other, in order: reducers */
    bool lines;      /* text input: every line is a record (bytes without the line end), JSON is not sniffed */
    bool folders;    /* folders may be given; their files in byte order of path, hidden ones left out */
    bool whole;      /* JSON is not sniffed: the file is one record */
    bool pages;      /* web pages: archives are read, what is binary passed over in folders */
    /* --type given: overrides the sniffing. -1 none. */
    int force_kind;
    /* Fetches a URL operand (http:// or https://) into the buffer; NULL: URLs are refused. Arena strings out.
     * cli/fetch_url.h has one. `context` is fetch_context. */
    cr_status (*fetch)(void *context, const char *url, cr_arena *arena, cr_buf *body, cr_str *final_url, cr_str *content_type, cr_error *err);
    void *fetch_context;
} cr_stage;

#define CR_STAGE_INIT {.force_kind = -1}

/* Runs over the operands ("-" where there are none) and returns the exit status. */
int cr_stage_run(cr_invocation *in, const cr_stage *stage);
/* The number of workers that cr_stage_run will use: for contexts that keep something a worker. */
size_t cr_stage_workers(const cr_invocation *in, const cr_stage *stage);
#endif
