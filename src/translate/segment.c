#include "translate/segment.h"

#include <math.h>
#include <unicode/uchar.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/tools.h"
#include "translate/stream.h"

enum { STACK = 160 }; /* a part is at least an eighth of what was cut: log(2^64) / log(8/7) is more than texts can be deep; see push */

/* How good a place behind this character is to cut at. */
static double worth(uint32_t c, uint32_t next) {
    if (c == ';' || c == 0xFF1B || c == 0x61B || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x2014 || c == 0x2013)
        return c == 0x2014 || c == 0x2013 ? (cr_utf8_is_space(next) ? 3 : 0.5) : 4;
    if (c == '.' || c == '!' || c == '?' || c == 0x2026)
        return cr_utf8_is_space(next) ? 4 : 0;
    if (c == ':' || c == 0xFF1A)
        return c != ':' || cr_utf8_is_space(next) ? 3.5 : 0;
    if (c == ',' || c == 0x60C)
        return cr_utf8_is_space(next) ? 3 : 0;
    if (c == 0xFF0C || c == 0x3001)
        return 3;
    if (c == ')' || c == ']' || c == 0xBB || c == 0x201D || c == 0x300D)
        return cr_utf8_is_space(next) || c == 0x300D ? 2 : 0;
    return cr_utf8_is_space(next) ? 1 : 0;
}

static int nesting(uint32_t c) {
    if (c == '(' || c == '[' || c == 0xAB || c == 0x201C || c == 0x201E || c == 0x300C || c == 0xFF08)
        return 1;
    return c == ')' || c == ']' || c == 0xBB || c == 0x201D || c == 0x300D || c == 0xFF09 ? -1 : 0;
}

/* The byte behind which [s.start, s.end) is best cut; always inside, at a whole character. */
static size_t best_cut(cr_str text, cr_span s) {
    size_t length = s.end - s.start, low = s.start + length / 8, high = s.end - length / 8, best = 0, plain = 0;
    double most = -1e9, middle = (double)s.start + (double)length / 2;
    cr_span address = {0, 0};
    cr_str here = cr_str_slice(text, 0, s.end);
    if (!cr_stream_address(here, s.start, &address))
        address = (cr_span){s.end, s.end};
    int depth = 0;
    for (size_t at = s.start; at < high;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(here, &at), next = 0;
        size_t peek = at;
        if (peek < s.end)
            next = cr_utf8_next(here, &peek);
        depth += nesting(c);
        depth = depth < 0 ? 0 : depth;
        if (start >= address.end && address.end < s.end && !cr_stream_address(here, start, &address))
            address = (cr_span){s.end, s.end};
        if (at < low || at >= s.end || at <= s.start || cr_utf8_is_space(c))
            continue;
        if (!plain && (double)at >= middle)
            plain = at;
        double value = worth(c, next);
        if (value <= 0 || (at > address.start && at < address.end) || (u_isdigit((UChar32)next) && value < 1))
            continue;
        value -= (depth > 0 ? 1.5 : 0) + 3 * fabs((double)at - middle) / (double)length;
        if (value > most) {
            most = value;
            best = at;
        }
    }
    if (best)
        return best;
    return plain ? plain : s.start + (length > 1 ? length / 2 : 1); /* ill-formed or a single character: by bytes */
}

static bool too_long(cr_str part, const cr_segment_limits *l) {
    if (l->bytes && part.len > l->bytes)
        return true;
    return l->pieces && l->count && part.len > 4 && l->count(l->context, part) > l->pieces;
}

static cr_span trimmed(cr_str text, cr_span s) {
    while (s.start < s.end) {
        size_t at = s.start;
        if (!cr_utf8_is_space(cr_utf8_next(text, &at)) || at > s.end)
            break;
        s.start = at;
    }
    while (s.end > s.start) {
        size_t at = s.end;
        if (!cr_utf8_is_space(cr_utf8_previous(text, &at)) || at < s.start)
            break;
        s.end = at;
    }
    return s;
}

bool cr_segment_cut(cr_arena *arena, cr_str text, const cr_segment_limits *limits, cr_span **parts, size_t *count) {
    cr_span stack[STACK] = {{0, text.len}};
    size_t depth = 1, capacity = 0;
    *parts = NULL;
    *count = 0;
    while (depth) {
        cr_span s = trimmed(text, stack[--depth]);
        if (s.start == s.end && (*count || depth))
            continue;
        if (s.end - s.start > 1 && depth + 2 <= STACK && too_long(cr_str_slice(text, s.start, s.end), limits)) {
            size_t cut = best_cut(text, s);
            stack[depth++] = (cr_span){cut, s.end};
            stack[depth++] = (cr_span){s.start, cut};
            continue;
        }
        cr_span *slot = CR_PUSH(arena, *parts, *count, capacity);
        if (!slot)
            return false;
        *slot = s;
    }
    return true;
}

static bool spaceless(uint32_t c) {
    return (c >= 0x3000 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xE00 && c <= 0xE7F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

cr_str cr_segment_join(cr_arena *arena, cr_str text, const cr_span *parts, const cr_str *answers, size_t count, cr_str to) {
    size_t room = 1;
    bool dense = cr_str_is(to, "zh") || cr_str_is(to, "ja") || cr_str_is(to, "th");
    for (size_t i = 0; i < count; i++) {
        if (cr_str_none(answers[i]))
            return CR_STR_NONE;
        room += answers[i].len + 1 + (i ? parts[i].start - parts[i - 1].end : 0);
    }
    char *out = cr_arena_alloc(arena, room);
    size_t n = 0;
    for (size_t i = 0; out && i < count; i++) {
        if (i) {
            size_t back = parts[i - 1].end, end = n;
            cr_str between = cr_str_slice(text, back, parts[i].start), written = {out, n};
            bool cjk = back > 0 && spaceless(cr_utf8_previous(text, &back));
            if (dense && (n == 0 || spaceless(cr_utf8_previous(written, &end))))
                between = CR_STR("");
            else if (between.len == 0 && cjk && !dense)
                between = CR_STR(" ");
            if (between.len)
                memcpy(out + n, between.ptr, between.len);
            n += between.len;
        }
        if (answers[i].len)
            memcpy(out + n, answers[i].ptr, answers[i].len);
        n += answers[i].len;
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

cr_status cr_segment_sentences(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_span **out, size_t *count, cr_error *err) {
    size_t most = tools ? cr_tools_sentences(tools) : cr_limit(NULL, CR_LIMIT_SENTENCES), capacity, n;
    cr_span *more;
    CR_TRY(cr_text_sentences_with(tools, arena, text, lang, out, count, err));
    capacity = n = *count;
    while (n && n >= most) {
        size_t done = (*out)[*count - 1].end;
        CR_TRY(cr_text_sentences_with(tools, arena, cr_str_slice(text, done, text.len), lang, &more, &n, err));
        for (size_t i = 0; i < n; i++) {
            cr_span *slot = CR_PUSH(arena, *out, *count, capacity);
            if (!slot)
                return cr_fail(err, CR_ERR_MEMORY, "sentences: the arena is full");
            *slot = (cr_span){more[i].start + done, more[i].end + done};
        }
    }
    return CR_OK;
}
