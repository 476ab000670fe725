#include "translate/protect.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "translate/stream.h"

enum { SPANS = 200, MARK_BYTES = 40, FILE_BYTES = 200 };

static uint32_t point_at(cr_str s, size_t at) { return at < s.len ? cr_utf8_next(s, &at) : 0; }
static bool name_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }
static bool word_point(uint32_t c) { return c == '_' || u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0; }

/* ---- finding ---- */

static bool regional(uint32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
static bool emoji(uint32_t c, uint32_t next) {
    if (c < 0x80)
        return next == 0xFE0F || next == 0x20E3;
    return regional(c) || u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI_PRESENTATION) ||
           (next == 0xFE0F && u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI)) || (c >= 0x1F000 && u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC));
}

/* Where the emoji at `at` ends: tones, variants, joiners and what they join, a flag's second letter. `at` itself: none there. */
static size_t emoji_end(cr_str s, size_t at) {
    size_t end = at;
    uint32_t c = cr_utf8_next(s, &end), first = c;
    if (!emoji(c, point_at(s, end)))
        return at;
    if (regional(first) && regional(point_at(s, end)))
        cr_utf8_next(s, &end);
    while (end < s.len) {
        size_t next = end;
        c = cr_utf8_next(s, &next);
        if (c == 0x200D && next < s.len && point_at(s, next) >= 0x80)
            cr_utf8_next(s, &next);
        else if (c != 0xFE0F && c != 0x20E3 && !(c >= 0x1F3FB && c <= 0x1F3FF) && !(c >= 0xE0020 && c <= 0xE007F))
            break;
        end = next;
    }
    return end;
}

/* "<unk>", "</s>", "{{name}}", "${x}", a run of ▁: no white space inside, not long. */
static size_t mark_end(cr_str s, size_t at) {
    static const cr_str low = {"▁", 3};
    size_t end = at;
    while (end + 3 <= s.len && memcmp(s.ptr + end, low.ptr, 3) == 0)
        end += 3;
    if (end > at)
        return end;
    char open = s.ptr[at], close = open == '<' ? '>' : '}';
    size_t from = at + 1;
    if (open == '$')
        from++;
    if (open != '<' && (from >= s.len || s.ptr[from - (open == '$')] != '{'))
        return at;
    for (end = from; end < s.len && end - at < MARK_BYTES && (unsigned char)s.ptr[end] > ' '; end++)
        if (s.ptr[end] == close && end > from)
            return open == '{' && end + 1 < s.len && s.ptr[end + 1] == '}' ? end + 2 : end + 1;
    return at;
}

/* "#tag": a letter in it, and no word before. */
static size_t tag_end(cr_str s, size_t at) {
    size_t end = at + 1, back = at;
    bool letter = false;
    if (at > 0 && word_point(cr_utf8_previous(s, &back)))
        return at;
    while (end < s.len) {
        size_t next = end;
        uint32_t c = cr_utf8_next(s, &next);
        if (!word_point(c))
            break;
        letter = letter || u_isalpha((UChar32)c);
        end = next;
    }
    return letter ? end : at;
}

static bool known_ending(cr_str s) {
    static const char *const endings[] = {"conf", "txt", "pdf", "html", "htm", "xml", "json", "csv", "tsv", "png", "jpg", "jpeg", "gif", "svg", "mp3", "mp4", "zip", "gz",
                                          "tar", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "py", "js", "css", "sh", "md", "exe", "php", "yml", "yaml", "ini", "log",
                                          "com", "org", "net", "edu", "gov", "int", "info", "io", "eu", "uk", "fr", "es", "it", "ru", "cn", "jp"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (cr_str_is(s, endings[i]))
            return true;
    return false;
}

/* "courant.conf", "bbc.co.uk", "/etc/fstab"; the name begins at `at`. */
static size_t file_end(cr_str s, size_t at) {
    size_t end = at, dot = 0, slashes = 0, back = at;
    if (at > 0 && (word_point(cr_utf8_previous(s, &back)) || s.ptr[at - 1] == '.' || s.ptr[at - 1] == '/'))
        return at;
    for (; end < s.len && end - at < FILE_BYTES; end++) {
        char c = s.ptr[end];
        bool inside = end + 1 < s.len && (name_byte(s.ptr[end + 1]) || (c == '/' && s.ptr[end + 1] == '.'));
        if (c == '.' && inside && end > at)
            dot = end;
        else if (c == '/' && inside)
            slashes++;
        else if (!name_byte(c))
            break;
    }
    if (end < s.len && (unsigned char)s.ptr[end] >= 0x80 && word_point(point_at(s, end)))
        return at;
    if (s.ptr[at] == '/')
        return slashes >= 2 ? end : at;
    return dot > at + 1 && known_ending(cr_str_slice(s, dot + 1, end)) ? end : at;
}

static bool found_at(cr_str s, size_t at, cr_protected *out) {
    char c = s.ptr[at];
    size_t end = at;
    cr_protected_kind kind = CR_PROTECTED_MARK;
    if (c == '<' || c == '{' || c == '$' || (unsigned char)c == 0xE2)
        end = mark_end(s, at);
    if (end == at && c == '#') {
        end = tag_end(s, at);
        kind = CR_PROTECTED_TAG;
    }
    if (end == at && (name_byte(c) || c == '/')) {
        end = file_end(s, at);
        kind = CR_PROTECTED_FILE;
    }
    if (end == at && ((unsigned char)c >= 0xC2 || c == '#' || c == '*' || (c >= '0' && c <= '9'))) {
        end = emoji_end(s, at);
        kind = CR_PROTECTED_EMOJI;
    }
    *out = (cr_protected){{at, end}, kind};
    return end > at;
}

cr_protected *cr_protect_find(cr_arena *arena, cr_str text, size_t *count) {
    cr_protected *list = NULL, p;
    size_t capacity = 0;
    cr_span address;
    bool more = cr_stream_address(text, 0, &address);
    *count = 0;
    for (size_t at = 0; at < text.len && *count < SPANS;) {
        while (more && address.start < at)
            more = cr_stream_address(text, at, &address);
        if (more && address.start == at) {
            p = (cr_protected){address, text.ptr[at] == '@' ? CR_PROTECTED_HANDLE : CR_PROTECTED_ADDRESS};
            if (address.end <= at)
                more = false;
        } else if (!found_at(text, at, &p)) {
            if (name_byte(text.ptr[at])) /* the rest of a word begins nothing */
                while (at < text.len && name_byte(text.ptr[at]) && !(more && address.start == at))
                    at++;
            else
                cr_utf8_next(text, &at);
            continue;
        } else if (more && p.span.end > address.start) /* "a.b@c.org" */
            p = (cr_protected){{p.span.start, address.end}, CR_PROTECTED_ADDRESS};
        cr_protected *slot = p.span.end > at ? CR_PUSH(arena, list, *count, capacity) : NULL;
        if (!slot)
            break;
        *slot = p;
        at = p.span.end;
    }
    return list;
}

bool cr_protect_alone(cr_str text) {
    cr_protected p;
    cr_span address;
    bool more = cr_stream_address(text, 0, &address);
    for (size_t at = 0; at < text.len;) {
        while (more && address.start < at)
            more = cr_stream_address(text, at, &address);
        if (more && address.start == at && address.end > at)
            at = address.end;
        else if (found_at(text, at, &p) && !(more && p.span.end > address.start))
            at = p.span.end;
        else if (more && found_at(text, at, &p))
            at = address.end;
        else if (u_isalpha((UChar32)cr_utf8_next(text, &at)))
            return false;
    }
    return true;
}

/* ---- putting back ---- */

typedef struct edit {
    size_t at, gone;  /* bytes of the answer */
    cr_str text;
    bool space_before, space_after;
} edit;

typedef struct bench {
    cr_str source, answer;
    const cr_protected *mine, *theirs;
    size_t mine_count, theirs_count;
    bool missing[SPANS], foreign[SPANS];
    edit edits[SPANS];
    size_t edit_count;
} bench;

static cr_str text_of(cr_str s, const cr_protected *p) { return cr_str_slice(s, p->span.start, p->span.end); }

static size_t times(cr_str s, cr_str needle) {
    size_t n = 0;
    for (size_t at = cr_str_find(s, needle, 0); at != CR_STR_NPOS; at = cr_str_find(s, needle, at + needle.len))
        n++;
    return n;
}

/* Which of the source's spans are not there, which of the answer's nobody asked for. */
static bool compare(bench *b) {
    bool any = false;
    for (size_t i = 0; i < b->mine_count; i++) {
        cr_str t = text_of(b->source, &b->mine[i]);
        size_t before = 0;
        for (size_t k = 0; k < i; k++)
            before += cr_str_eq(text_of(b->source, &b->mine[k]), t);
        b->missing[i] = times(b->answer, t) <= before;
        any = any || b->missing[i];
    }
    for (size_t i = 0; i < b->theirs_count; i++)
        b->foreign[i] = cr_str_find(b->source, text_of(b->answer, &b->theirs[i]), 0) == CR_STR_NPOS;
    return any;
}

/* As many addresses missing as there are strange ones: each was changed on its way. */
static void set_right(bench *b, cr_protected_kind kind) {
    size_t missing = 0, foreign = 0, k = 0;
    for (size_t i = 0; i < b->mine_count; i++)
        missing += b->missing[i] && b->mine[i].kind == kind;
    for (size_t i = 0; i < b->theirs_count; i++)
        foreign += b->foreign[i] && b->theirs[i].kind == kind;
    if (missing == 0 || missing != foreign)
        return;
    for (size_t i = 0; i < b->mine_count; i++) {
        if (!b->missing[i] || b->mine[i].kind != kind)
            continue;
        while (!b->foreign[k] || b->theirs[k].kind != kind)
            k++;
        b->edits[b->edit_count++] = (edit){b->theirs[k].span.start, b->theirs[k].span.end - b->theirs[k].span.start, text_of(b->source, &b->mine[i]), false, false};
        b->missing[i] = false;
        k++;
    }
}

/* What a model writes for what it does not know. */
static void fill_unknown(bench *b) {
    static const cr_str unknown = {"⁇", 3};
    size_t missing = 0, holes = times(b->answer, unknown), at = 0;
    for (size_t i = 0; i < b->mine_count; i++)
        missing += b->missing[i];
    if (missing == 0 || holes != missing || times(b->source, unknown))
        return;
    for (size_t i = 0; i < b->mine_count; i++)
        if (b->missing[i]) {
            at = cr_str_find(b->answer, unknown, at);
            b->edits[b->edit_count++] = (edit){at, unknown.len, text_of(b->source, &b->mine[i]), false, false};
            b->missing[i] = false;
            at += unknown.len;
        }
}

static bool no_words(cr_str s) {
    for (size_t at = 0; at < s.len;)
        if (word_point(cr_utf8_next(s, &at)))
            return false;
    return true;
}

/* Where closing punctuation begins at the end of the answer, when the source has some behind the span. */
static size_t before_stop(cr_str answer, cr_str tail) {
    size_t end = answer.len;
    for (size_t at = end; tail.len && at > 0;) {
        uint32_t c = cr_utf8_previous(answer, &at);
        if (c != '.' && c != '!' && c != '?' && c != 0x3002 && c != 0x2026 && c != 0xFF01 && c != 0xFF1F && c != 0x61F)
            break;
        end = at;
    }
    return end;
}

static bool linked_place(const bench *b, cr_span s, const cr_link *links, size_t count, size_t *at) {
    size_t nearest = 0;
    bool found = false;
    for (size_t i = 0; i < count; i++)
        if (links[i].source.end <= s.start && links[i].target.end <= b->answer.len && links[i].target.end > links[i].target.start &&
            (!found || links[i].source.end > nearest)) {
            nearest = links[i].source.end;
            *at = links[i].target.end;
            found = true;
        }
    return found && (*at == b->answer.len || ((unsigned char)b->answer.ptr[*at] & 0xC0) != 0x80);
}

static size_t put_back(bench *b, const cr_link *links, size_t link_count) {
    size_t lost = 0;
    for (size_t i = 0; i < b->mine_count && b->edit_count < SPANS; i++) {
        if (!b->missing[i])
            continue;
        cr_span s = b->mine[i].span;
        cr_str head = cr_str_slice(b->source, 0, s.start), tail = cr_str_trim(cr_str_slice(b->source, s.end, b->source.len));
        size_t at = 0;
        if (no_words(head))
            at = 0;
        else if (no_words(tail))
            at = before_stop(b->answer, tail);
        else if (!linked_place(b, s, links, link_count, &at)) {
            at = s.start * 2 < b->source.len ? 0 : b->answer.len;
            lost++;
        }
        b->edits[b->edit_count++] = (edit){at, 0, text_of(b->source, &b->mine[i]), at > 0, true};
    }
    return lost;
}

static void sort_edits(bench *b) { /* few, nearly in order; equal places keep the source's order */
    for (size_t i = 1; i < b->edit_count; i++)
        for (size_t k = i; k > 0 && b->edits[k].at < b->edits[k - 1].at; k--) {
            edit swap = b->edits[k];
            b->edits[k] = b->edits[k - 1];
            b->edits[k - 1] = swap;
        }
}

static cr_str apply(bench *b, cr_arena *arena, cr_link *links, size_t link_count) {
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    size_t done = 0;
    for (size_t i = 0; i < b->edit_count; i++) {
        edit *e = &b->edits[i];
        if (e->at < done) /* two in one place */
            e->at = done, e->gone = 0;
        cr_buf_add_str(&out, cr_str_slice(b->answer, done, e->at));
        size_t start = out.len;
        if (e->space_before && out.len && out.bytes[out.len - 1] != ' ')
            cr_buf_add_byte(&out, ' ');
        cr_buf_add_str(&out, e->text);
        done = e->at + e->gone;
        if (e->space_after && done < b->answer.len && word_point(point_at(b->answer, done)))
            cr_buf_add_byte(&out, ' ');
        size_t grown = out.len - start;
        for (size_t k = 0; k < link_count; k++) { /* still in bytes of the answer from `at` on, shifted by what came before */
            cr_span *t = &links[k].target;
            if (t->start >= start + e->gone)
                t->start = t->start - e->gone + grown;
            else if (t->start > start) /* within what was replaced: of the new text the whole */
                t->start = start;
            if (t->end >= start + e->gone && t->end > start)
                t->end = t->end - e->gone + grown;
            else if (t->end > start)
                t->end = start + grown;
        }
    }
    cr_buf_add_str(&out, cr_str_slice(b->answer, done, b->answer.len));
    cr_str text = out.failed ? b->answer : cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return cr_str_none(text) ? b->answer : text;
}

cr_str cr_protect_restore(cr_arena *arena, cr_str source, cr_str answer, cr_link *links, size_t link_count, size_t *lost) {
    size_t count = 0;
    *lost = 0;
    const cr_protected *mine = cr_str_none(answer) ? NULL : cr_protect_find(arena, source, &count);
    bench *b = count ? CR_NEW(arena, bench) : NULL; /* ten kilobytes: not for every sentence */
    if (!b)
        return answer;
    *b = (bench){.source = source, .answer = answer, .mine = mine, .mine_count = count};
    b->theirs = cr_protect_find(arena, answer, &b->theirs_count);
    if (!compare(b))
        return answer;
    for (unsigned kind = CR_PROTECTED_ADDRESS; kind <= CR_PROTECTED_MARK; kind++)
        set_right(b, (cr_protected_kind)kind);
    fill_unknown(b);
    *lost = put_back(b, links, links ? link_count : 0);
    sort_edits(b);
    return apply(b, arena, links, links ? link_count : 0);
}
