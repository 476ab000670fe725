#include "html/tokenizer.h"

#include "base/limits.h"
#include "html/references.h"
#include "html/tokens.h"

/* "13.2.3.5 Preprocessing the input stream": CR and CR LF become LF. */
static cr_str normalise(cr_html_tokenizer *t, cr_str s, const char *first) {
    char *copy = cr_arena_alloc(t->arena, s.len + 1), *to = copy;
    const char *end = s.ptr + s.len, *done = s.ptr;
    if (!copy) {
        t->failed = true;
        return CR_STR("");
    }
    for (const char *p = first; p; p = done < end ? memchr(done, '\r', (size_t)(end - done)) : NULL) {
        memcpy(to, done, (size_t)(p - done));
        to += p - done;
        *to++ = '\n';
        done = p + 1 + (p + 1 < end && p[1] == '\n');
    }
    memcpy(to, done, (size_t)(end - done));
    to += end - done;
    return (cr_str){copy, (size_t)(to - copy)};
}

void cr_html_tokenizer_init(cr_html_tokenizer *t, cr_arena *arena, cr_str utf8) {
    *t = (cr_html_tokenizer){.arena = arena, .scan = cr_html_scan_best(), .attribute_limit = cr_limit(NULL, CR_LIMIT_HTML_ATTRIBUTES)};
    cr_str in = utf8.len ? utf8 : CR_STR("");
    const char *end = in.ptr + in.len, *control = t->scan->control(in.ptr, end);
    t->last_start_tag = CR_STR("");
    if (control < end) {
        const char *cr = memchr(control, '\r', (size_t)(end - control));
        t->nul = memchr(control, '\0', (size_t)(end - control)) != NULL;
        if (cr)
            in = normalise(t, in, cr);
    }
    t->at = in.ptr;
    t->end = in.ptr + in.len;
}

cr_str cr_html_replace_nul(cr_html_tokenizer *t, cr_str s) {
    size_t nuls = 0;
    for (size_t i = 0; i < s.len; i++)
        nuls += s.ptr[i] == '\0';
    if (nuls == 0)
        return s;
    char *copy = cr_arena_alloc(t->arena, s.len + 2 * nuls), *to = copy;
    if (!copy) {
        t->failed = true;
        return CR_STR("");
    }
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i])
            *to++ = s.ptr[i];
        else {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
        }
    return (cr_str){copy, (size_t)(to - copy)};
}

cr_str cr_html_slice(cr_html_tokenizer *t, const char *from, const char *to) {
    cr_str s = {from, (size_t)(to - from)};
    return t->nul ? cr_html_replace_nul(t, s) : s;
}

cr_str cr_html_lower(cr_html_tokenizer *t, cr_str s) {
    size_t i = 0;
    while (i < s.len && !(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z'))
        i++;
    if (i == s.len)
        return s;
    cr_str lower = cr_str_lower_ascii(t->arena, s);
    if (cr_str_none(lower)) {
        t->failed = true;
        return CR_STR("");
    }
    return lower;
}

bool cr_html_starts_nocase(const char *p, const char *end, const char *lower) {
    for (; *lower; p++, lower++)
        if (p == end || (*p >= 'A' && *p <= 'Z' ? *p + 32 : *p) != *lower)
            return false;
    return true;
}

/* "Tag open state" and "end tag open state", `p` on the '<': whether markup begins here. Else '<' is text. */
static bool opens_markup(const char *p, const char *end) {
    if (end - p < 2)
        return false;
    char c = p[1];
    return cr_html_letter(c) || c == '!' || c == '?' || (c == '/' && end - p > 2);
}

/* "Data state": from t->at to the next markup. */
static bool data_text(cr_html_tokenizer *t, cr_html_token *token) {
    const char *p = t->at;
    bool reference = false;
    for (;; p++) {
        p = cr_html_run(t->scan, p, t->end, '<', &reference);
        if (p == t->end || opens_markup(p, t->end))
            break;
    }
    cr_str text = {t->at, (size_t)(p - t->at)};
    t->at = p;
    t->steps += text.len / CR_HTML_BYTES_A_STEP;
    token->kind = CR_HTML_TOKEN_TEXT;
    token->has_nul = t->nul && memchr(text.ptr, '\0', text.len);
    if (reference) {
        text = cr_html_resolve(t->arena, text, false);
        t->failed |= cr_str_none(text);
    }
    token->text = text;
    return !t->failed;
}

/* What begins with '<' at t->at; false where it gives no token ("</>", a tag cut off by the end). */
static bool markup(cr_html_tokenizer *t, cr_html_token *token) {
    const char *p = t->at;
    if (cr_html_letter(p[1]))
        return cr_html_read_tag(t, token, p + 1, false);
    if (p[1] == '!')
        return cr_html_read_declaration(t, token, p + 2);
    if (p[1] == '?')
        return cr_html_read_bogus_comment(t, token, p + 1);
    if (cr_html_letter(p[2]))
        return cr_html_read_tag(t, token, p + 2, true);
    if (p[2] != '>')
        return cr_html_read_bogus_comment(t, token, p + 2);
    t->at = p + 3;
    return false;
}

bool cr_html_token_next(cr_html_tokenizer *t, cr_html_token *token) {
    while (t->at < t->end && !t->failed) {
        t->steps++;
        if (t->state != CR_HTML_STATE_DATA) {
            if (cr_html_read_raw(t, token))
                return !t->failed;
            if (t->at == t->end)
                return false;
        }
        if (*t->at != '<' || !opens_markup(t->at, t->end))
            return data_text(t, token);
        if (markup(t, token))
            return !t->failed;
    }
    return false;
}
