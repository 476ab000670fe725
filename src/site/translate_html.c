#include "site/translate_html.h"

#include "base/buf.h"
#include "base/vec.h"
#include "html/references.h"
#include "site/translate.h"

enum { HTML_OUT_BYTES = 64 << 20 };

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Where the tag, comment or declaration that begins at `at` ends; `at` itself where "<" begins none. */
static size_t tag_end(cr_str s, size_t at) {
    char next = at + 1 < s.len ? s.ptr[at + 1] : '\0';
    if (cr_str_starts(cr_str_slice(s, at, s.len), "<!--")) {
        size_t end = cr_str_find(s, CR_STR("-->"), at + 4);
        return end == CR_STR_NPOS ? s.len : end + 3;
    }
    if (!is_letter(next) && next != '/' && next != '!' && next != '?')
        return at;
    char quote = '\0';
    for (size_t i = at + 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote ? c == quote : c == '>')  {
            if (!quote)
                return i + 1;
            quote = '\0';
        } else if (!quote && (c == '"' || c == '\'') && s.ptr[i - 1] == '=')
            quote = c;
    }
    return s.len;
}

/* What is behind the element that `tag` opens, where it is not to be translated; else `end`, the end of the tag. */
static size_t skip_element(cr_str s, cr_str tag, size_t end) {
    static const char *const kept[] = {"script", "style", "code", "pre", "kbd", "samp", "var", "textarea", "svg", "math", "template"};
    size_t n = 1;
    while (n < tag.len && is_letter(tag.ptr[n]))
        n++;
    cr_str name = cr_str_slice(tag, 1, n);
    bool keep = cr_str_find_nocase(tag, CR_STR("translate=\"no\""), 0) != CR_STR_NPOS || cr_str_find_nocase(tag, CR_STR("notranslate"), 0) != CR_STR_NPOS;
    for (size_t i = 0; i < sizeof kept / sizeof *kept && !keep; i++)
        keep = cr_str_is_nocase(name, kept[i]);
    if (!keep || !name.len || name.len > 20 || (tag.len > 1 && tag.ptr[tag.len - 2] == '/'))
        return end;
    char close[24] = "</";
    memcpy(close + 2, name.ptr, name.len);
    size_t at = cr_str_find_nocase(s, (cr_str){close, name.len + 2}, end);
    return at == CR_STR_NPOS ? s.len : tag_end(s, at);
}

/* A run of text without tags: sentence by sentence where it holds no references, else as one. */
static cr_status read_run(cr_text_tools *tools, cr_arena *a, cr_str lang, cr_fragment *f, size_t start, size_t end, cr_error *err) {
    cr_str run = cr_str_slice(f->html, start, end);
    cr_span whole, *spans = &whole;
    size_t count = 1;
    if (!cr_text_has_letters(run))
        return CR_OK;
    bool plain = cr_str_find_byte(run, '&', 0) == CR_STR_NPOS;
    if (plain)
        CR_TRY(cr_text_sentences_with(tools, a, run, lang, &spans, &count, err));
    else {
        cr_str bare = cr_str_trim(run);
        whole = (cr_span){(size_t)(bare.ptr - run.ptr), (size_t)(bare.ptr - run.ptr) + bare.len};
    }
    for (size_t i = 0; i < count; i++) {
        cr_fragment_sentence *s = CR_PUSH(a, f->sentences, f->count, f->room);
        if (!s)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory");
        cr_str raw = cr_str_slice(run, spans[i].start, spans[i].end);
        *s = (cr_fragment_sentence){start + spans[i].start, start + spans[i].end, cr_str_squeeze(a, plain ? raw : cr_html_resolve(a, raw, false))};
    }
    return CR_OK;
}

cr_status cr_fragment_read(cr_text_tools *tools, cr_arena *a, cr_str html, cr_str lang, cr_fragment *out, cr_error *err) {
    size_t run = 0, at = 0;
    *out = (cr_fragment){.html = html};
    while (at < html.len) {
        size_t open = cr_str_find_byte(html, '<', at), end = open == CR_STR_NPOS ? open : tag_end(html, open);
        if (open == CR_STR_NPOS)
            break;
        at = open + 1;
        if (end == open)
            continue;
        CR_TRY(read_run(tools, a, lang, out, run, open, err));
        run = at = is_letter(html.ptr[open + 1]) ? skip_element(html, cr_str_slice(html, open, end), end) : end;
    }
    return read_run(tools, a, lang, out, run, html.len, err);
}

static void add_escaped(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        switch (s.ptr[i]) {
        case '&': cr_buf_add_z(out, "&amp;"); break;
        case '<': cr_buf_add_z(out, "&lt;"); break;
        case '>': cr_buf_add_z(out, "&gt;"); break;
        default: cr_buf_add_byte(out, s.ptr[i]);
        }
}

cr_str cr_fragment_write(const cr_fragment *f, cr_arena *a, const cr_str *translations) {
    cr_buf out;
    size_t at = 0;
    cr_buf_init(&out, HTML_OUT_BYTES);
    for (size_t i = 0; i < f->count; i++) {
        if (cr_str_none(translations[i]))
            continue;
        cr_buf_add_str(&out, cr_str_slice(f->html, at, f->sentences[i].start));
        add_escaped(&out, translations[i]);
        at = f->sentences[i].end;
    }
    cr_buf_add_str(&out, cr_str_slice(f->html, at, f->html.len));
    cr_str whole = out.failed ? CR_STR_NONE : cr_buf_copy(&out, a);
    cr_buf_free(&out);
    return whole;
}
