/* Which words belong together, from the attention that a translation's pieces gave to the source's. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "infer/infer.h"

typedef struct words { /* of pieces 0 to count - 1; "</s>" and pieces of nothing are of no word */
    size_t *of;        /* [piece] its word, SIZE_MAX: none */
    cr_span *spans;    /* [word] */
    size_t count;
} words;

/* Letters and what joins them; of scripts written without spaces no two characters are joined. */
static bool joins(uint32_t c) {
    if (c == '\'' || c == 0x2019 || c == '-' || c == 0xAD)
        return true;
    int breaking = u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK);
    if (breaking == U_LB_IDEOGRAPHIC || breaking == U_LB_COMPLEX_CONTEXT || breaking == U_LB_CONDITIONAL_JAPANESE_STARTER)
        return false;
    return u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK || u_charType((UChar32)c) == U_COMBINING_SPACING_MARK;
}

static cr_span trimmed(cr_str text, cr_span s) {
    cr_str part = cr_str_slice(text, s.start, s.end), inner = cr_str_trim(part);
    size_t before = cr_str_empty(inner) ? 0 : (size_t)(inner.ptr - part.ptr);
    return (cr_span){s.start + before, s.start + before + inner.len};
}

static bool goes_on(cr_str text, cr_span last, cr_span next) {
    if (last.end != next.start || last.end == 0 || next.start >= text.len)
        return false;
    size_t before = last.end, at = next.start;
    return joins(cr_utf8_previous(text, &before)) && joins(cr_utf8_next(text, &at));
}

static bool find_words(cr_arena *arena, cr_str text, const cr_span *spans, size_t count, words *out) {
    *out = (words){.of = CR_NEW_ARRAY(arena, size_t, count + 1), .spans = CR_NEW_ARRAY(arena, cr_span, count + 1)};
    if (!out->of || !out->spans)
        return false;
    cr_span last = {0, 0};
    for (size_t i = 0; i < count; i++) {
        cr_span raw = spans[i], s = raw.end <= text.len && raw.start <= raw.end ? trimmed(text, raw) : (cr_span){0, 0};
        out->of[i] = SIZE_MAX;
        if (s.start == s.end)
            continue;
        if (out->count == 0 || raw.start != s.start || !goes_on(text, last, s))
            out->spans[out->count++].start = s.start;
        out->of[i] = out->count - 1;
        out->spans[out->count - 1].end = s.end;
        last = raw.end == s.end ? s : (cr_span){0, 0};
    }
    return true;
}

cr_status cr_infer_links(cr_arena *arena, cr_str source, const cr_inferred *of, size_t hypothesis, cr_link **out, size_t *count, cr_error *err) {
    *out = NULL;
    *count = 0;
    if (hypothesis >= of->hypotheses || !of->best[hypothesis].attention)
        return CR_OK;
    const cr_hypothesis *h = &of->best[hypothesis];
    words from, to;
    if (!find_words(arena, source, of->spans, of->count, &from) || !find_words(arena, h->text, h->spans, h->count, &to))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for the links of a translation");
    cr_link *links = CR_NEW_ARRAY(arena, cr_link, to.count + 1);
    double *looks = CR_NEW_ARRAY(arena, double, from.count + 1);
    if (!links || !looks)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for the links of a translation");
    for (size_t at = 0, word = 0; word < to.count; word++) {
        memset(looks, 0, from.count * sizeof *looks);
        for (; at < h->count && (to.of[at] == SIZE_MAX || to.of[at] <= word); at++)
            for (size_t j = 0; to.of[at] == word && j < of->count; j++)
                if (from.of[j] != SIZE_MAX)
                    looks[from.of[j]] += (double)h->attention[at * of->count + j];
        size_t best = SIZE_MAX;
        for (size_t j = 0; j < from.count; j++)
            if (looks[j] > 0 && (best == SIZE_MAX || looks[j] > looks[best]))
                best = j;
        if (best != SIZE_MAX)
            links[(*count)++] = (cr_link){.source = from.spans[best], .target = to.spans[word]};
    }
    *out = links;
    return CR_OK;
}
