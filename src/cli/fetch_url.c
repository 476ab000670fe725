#include "cli/fetch_url.h"

#include "wire/fetching.h"

static cr_status fetch(void *context, const char *url, cr_arena *arena, cr_buf *body, cr_str *final_url, cr_str *content_type, cr_error *err) {
    cr_cli_fetch *f = context;
    cr_fetch_request r = {.url = cr_str_of(url)};
    cr_fetch_answer *a;
    CR_TRY(cr_fetch(&f->options, &r, arena, &a, err));
    cr_buf_add_str(body, a->body);
    *final_url = a->url;
    *content_type = a->content_type;
    return body->failed ? cr_limit_met(err, f->options.limits, CR_LIMIT_PAGE_BYTES, url) : CR_OK;
}

bool cr_cli_fetch_set(cr_invocation *in, cr_cli_fetch *f, cr_stage *stage) {
    cr_error err;
    bool address = false;
    *f = (cr_cli_fetch){0};
    for (int i = 0; i < in->operand_count; i++)
        address = address || strstr(in->operands[i], "://");
    if (!address)
        return true;
    f->arena = cr_arena_new(0);
    if (!f->arena)
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
    if (!f->arena || cr_config_load(f->arena, cr_value(in, "config"), &f->config, &err) != CR_OK) {
        cr_complain(&err);
        cr_cli_fetch_free(f);
        return false;
    }
    f->options = cr_fetching_fetch_options(&f->config, cr_given(in, "allow-private"), &f->guard);
    stage->fetch = fetch;
    stage->fetch_context = f;
    return true;
}

void cr_cli_fetch_free(cr_cli_fetch *f) { cr_arena_free(f->arena); }
