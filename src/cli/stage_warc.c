/* A web archive to records, as it is read: the ring holds the reader back while the workers are busy. */
#include <stdio.h>

#include "cli/stage_ring.h"
#include "net/url.h"
#include "net/warc.h"

static bool give_page(cr_ring *r, const char *path, const cr_warc_page *page) {
    bool http = cr_str_starts_nocase(page->url, "http://") || cr_str_starts_nocase(page->url, "https://");
    return cr_ring_give(r, &(cr_handed){.kind = CR_RECORD_ARCHIVED, .path = path, .ordinal = page->ordinal, .bytes = page->bytes, .url = http ? page->url : CR_STR_NONE,
                                       .content_type = page->content_type, .fetched = page->fetched, .http = page->http, .is_text = page->is_text, .noai = page->noai});
}

static void say_counts(const cr_ring *r, const char *path, const cr_warc_counts *n) {
    size_t over = n->records - n->pages - n->broken;
    if (cr_given(r->in, "quiet") || over == 0)
        return;
    fprintf(stderr, "courant: %s: %zu record%s, %zu page%s; passed over: %zu without a payload of their own, %zu that are no page, %zu redirects or without success\n",
            strcmp(path, "-") == 0 ? "standard input" : path, n->records, n->records == 1 ? "" : "s", n->pages, n->pages == 1 ? "" : "s", n->other, n->not_pages, n->unsuccessful);
}

bool cr_ring_read_archive(cr_ring *r, const char *path, cr_stream *s) {
    cr_warc *w = cr_warc_open(s, &r->in->limits);
    cr_error err;
    bool go = true;
    if (!w) {
        cr_fail(&err, CR_ERR_MEMORY, "%s: out of memory", path);
        return cr_ring_failed(r, &err);
    }
    cr_warc_want_errors(w, true);
    for (cr_warc_page page; go;) {
        if (cr_warc_next(w, &page, &err) != CR_OK) {
            if (cr_ring_stopped()) /* the record was cut by Ctrl-C alone */
                go = false;
            else {
                cr_error_prefix(&err, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
                go = cr_ring_failed(r, &err);
            }
        } else if (page.ordinal == 0)
            break;
        else
            go = give_page(r, path, &page);
    }
    if (go)
        say_counts(r, path, cr_warc_counted(w));
    cr_warc_close(w);
    return go;
}
