#include "story/digest.h"
#include "story/counts.h"

#include "base/limits.h"

static const char *const kinds[CR_DIFFERENCE_KINDS] = {[CR_DIFFERENCE_NUMBER] = "number", [CR_DIFFERENCE_DATE] = "date", [CR_DIFFERENCE_PLACE] = "place", [CR_DIFFERENCE_NAME] = "name"};

const char *cr_difference_kind_name(cr_difference_kind kind) { return (unsigned)kind < CR_DIFFERENCE_KINDS ? kinds[kind] : "number"; }

static const char *const hows[] = {[CR_ORIGIN_OWN] = "own", [CR_ORIGIN_COPY] = "copy", [CR_ORIGIN_TRANSLATION] = "translation", [CR_ORIGIN_DECLARED] = "declared"};

const char *cr_origin_how_name(cr_origin_how how) { return (unsigned)how < sizeof hows / sizeof *hows ? hows[how] : hows[0]; }

static cr_status make(cr_digest_work *w, cr_digest *out) {
    w->words = cr_map_new();
    w->powers = cr_map_new();
    w->holders = cr_map_new();
    w->tools = cr_text_tools_new();
    w->date_tools = cr_date_tools_new();
    if (!w->words || !w->powers || !w->holders || !w->tools || !w->date_tools)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    cr_text_tools_limit(w->tools, w->options->limits);
    CR_TRY(cr_digest_powers_read(w->powers, w->err));
    CR_TRY(cr_digest_read(w));
    CR_TRY(cr_digest_origins(w, out));
    w->origins = out->origins;
    CR_TRY(cr_digest_gist(w, out));
    CR_TRY(cr_digest_happenings(w, out));
    return cr_digest_differences(w, out);
}

cr_status cr_digest_make(cr_arena *arena, const cr_digest_article *articles, size_t count, const cr_digest_options *options,
                         cr_digest *out, cr_error *err) {
    static const cr_digest_options none;
    size_t most = cr_limit(NULL, CR_LIMIT_DIGEST_ARTICLES);
    cr_digest_work w = {.arena = arena, .articles = articles, .count = count < most ? count : most, .options = options ? options : &none, .err = err};
    *out = (cr_digest){.central = SIZE_MAX};
    cr_status status = make(&w, out);
    cr_count_words_free(w.words);
    cr_map_free(w.powers);
    cr_map_free(w.holders);
    cr_text_tools_free(w.tools);
    cr_date_tools_free(w.date_tools);
    if (status != CR_OK)
        *out = (cr_digest){.central = SIZE_MAX};
    return status;
}
