/* What machines ask besides the API: health, metrics, assets. */
#include "base/data.h"
#include "site/page.h"
#include "site/translate.h"

void cr_health_out(cr_page *p) {
    int64_t version;
    cr_error err;
    bool works = cr_store_version(p->store, &version, &err) == CR_OK;
    cr_json j = cr_json_on(&p->content);
    cr_json_object(&j);
    cr_json_member_z(&j, "status", works ? "ok" : "fail");
    if (!works)
        cr_json_member_z(&j, "store", "cannot be read; courant doctor tells what is wrong");
    cr_json_end(&j);
    p->status = works ? 200 : 503;
    cr_page_plain(p, "application/json");
}

static void metric(cr_page *p, const char *name, const char *type, const char *help, unsigned long long value) {
    cr_buf_printf(&p->content, "# HELP courant_%s %s\n# TYPE courant_%s %s\ncourant_%s %llu\n", name, help, name, type, name, value);
}

/* Prometheus text format 0.0.4. No label holds an address or a title. */
void cr_metrics_out(cr_page *p) {
    if (!p->request->from_loopback) {
        cr_page_error(p, 404, "There is no such page", NULL);
        return;
    }
    cr_store_counts c;
    cr_error err;
    if (cr_page_failed(p, cr_store_count(p->store, &c, &err), &err))
        return;
    metric(p, "http_requests_total", "counter", "Requests answered.", atomic_load(&p->site->requests));
    metric(p, "http_errors_total", "counter", "Answers of 500 and above.", atomic_load(&p->site->errors));
    metric(p, "http_not_modified_total", "counter", "Answers 304.", atomic_load(&p->site->not_modified));
    metric(p, "http_response_bytes_total", "counter", "Bytes of bodies sent.", atomic_load(&p->site->bytes));
    metric(p, "sources", "gauge", "Sources known.", c.sources);
    metric(p, "sources_failing", "gauge", "Sources that fail.", c.sources_failing);
    metric(p, "documents", "gauge", "Documents taken in.", c.documents);
    metric(p, "articles", "gauge", "Articles.", c.articles);
    metric(p, "stories", "gauge", "Stories.", c.stories);
    metric(p, "dossiers", "gauge", "Dossiers.", c.dossiers);
    metric(p, "statements", "gauge", "Statements.", c.statements);
    metric(p, "people", "gauge", "Persons and organisations.", c.people);
    metric(p, "translations", "gauge", "Sentences in the translation memory.", c.translations);
    if (p->site->service && p->site->service->desk) {
        cr_desk_numbers n = cr_desk_count(p->site->service->desk);
        metric(p, "translate_requests_total", "counter", "Requests to /translate that were given to the engines.", n.tasks);
        metric(p, "translate_sentences_total", "counter", "Sentences of these requests.", n.segments);
        metric(p, "translate_batches_total", "counter", "Runs of an engine for them.", n.batches);
        metric(p, "translate_batch_requests_most", "gauge", "Most requests that shared a run.", n.widest);
        metric(p, "translate_requests_waiting", "gauge", "Requests that wait now.", n.waiting);
    }
    static const char *const kinds[] = {NULL, "understand", "group", "translate"};
    cr_buf_add_z(&p->content, "# HELP courant_work_owed Work waiting.\n# TYPE courant_work_owed gauge\n");
    for (size_t k = 1; k <= 3; k++)
        cr_buf_printf(&p->content, "courant_work_owed{kind=\"%s\"} %zu\n", kinds[k], c.owed[k]);
    cr_buf_add_z(&p->content, "# HELP courant_work_set_aside Work given up after several tries.\n# TYPE courant_work_set_aside gauge\n");
    for (size_t k = 1; k <= 3; k++)
        cr_buf_printf(&p->content, "courant_work_set_aside{kind=\"%s\"} %zu\n", kinds[k], c.set_aside[k]);
    cr_page_plain(p, "text/plain; version=0.0.4; charset=utf-8");
}

void cr_asset_out(cr_page *p) {
    static const struct { const char *name, *file, *type; } assets[] = {
        {"site.css", "site/site.css", "text/css; charset=utf-8"},
        {"site.js", "site/site.js", "text/javascript; charset=utf-8"},
        {"icon.svg", "site/icon.svg", "image/svg+xml"}};
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (strcmp(p->route.name, assets[i].name) == 0) {
            cr_buf_add_str(&p->content, cr_data(assets[i].file));
            cr_page_plain(p, assets[i].type);
            return;
        }
    cr_page_error(p, 404, "There is no such page", NULL);
}
