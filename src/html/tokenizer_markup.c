/* Comments, doctypes, CDATA sections, and the texts that only one end tag ends. */
#include "html/references.h"
#include "html/tokens.h"

static bool comment(cr_html_tokenizer *t, cr_html_token *token, const char *from, const char *to, const char *next) {
    token->kind = CR_HTML_TOKEN_COMMENT;
    token->text = cr_html_slice(t, from, to);
    t->steps += token->text.len / CR_HTML_BYTES_A_STEP;
    t->at = next;
    return true;
}

bool cr_html_read_bogus_comment(cr_html_tokenizer *t, cr_html_token *token, const char *p) {
    const char *close = p < t->end ? memchr(p, '>', (size_t)(t->end - p)) : NULL;
    return comment(t, token, p, close ? close : t->end, close ? close + 1 : t->end);
}

/* "Comment start state" and on, behind "<!--": to "-->" or "--!>"; the end of the input ends it too, and takes what was begun of these. */
static bool read_comment(cr_html_tokenizer *t, cr_html_token *token, const char *p) {
    const char *end = t->end, *from = p;
    if (p < end && *p == '>')
        return comment(t, token, p, p, p + 1);
    if (end - p > 1 && p[0] == '-' && p[1] == '>')
        return comment(t, token, p, p, p + 2);
    while ((p = t->scan->dashes(p, end)) < end) {
        t->steps++;
        const char *q = p + 2;
        if (q < end && *q == '>')
            return comment(t, token, from, p, q + 1);
        if (end - q > 1 && q[0] == '!' && q[1] == '>')
            return comment(t, token, from, p, q + 2);
        p++;
    }
    if (end - from >= 3 && memcmp(end - 3, "--!", 3) == 0)
        return comment(t, token, from, end - 3, end);
    for (int i = 0; i < 2 && p > from && p[-1] == '-'; i++)
        p--;
    return comment(t, token, from, p, end);
}

/* ---- doctype ---- */

static const char *skip_space(const char *p, const char *end) {
    while (p < end && cr_html_space_byte(*p))
        p++;
    return p;
}

/* A quoted identifier at `p`, or none. False where it is not closed: the token ends there and forces quirks. */
static bool identifier(cr_html_tokenizer *t, const char **at, cr_str *id) {
    const char *p = *at;
    if (p == t->end || (*p != '"' && *p != '\''))
        return true;
    const char *q = p + 1;
    while (q < t->end && *q != *p && *q != '>')
        q++;
    *id = cr_html_slice(t, p + 1, q);
    *at = q < t->end && *q == *p ? q + 1 : q;
    return q < t->end && *q == *p;
}

/* "After DOCTYPE name state" and on. Returns where the token's closing '>' is looked for. */
static const char *identifiers(cr_html_tokenizer *t, cr_html_token *token, const char *p) {
    const char *end = t->end;
    bool is_public = cr_html_starts_nocase(p, end, "public");
    if (p == end || *p == '>')
        return p;
    if (!is_public && !cr_html_starts_nocase(p, end, "system")) {
        token->force_quirks = true;
        return p;
    }
    p = skip_space(p + 6, end);
    cr_str *first = is_public ? &token->public_id : &token->system_id;
    if (!identifier(t, &p, first) || cr_str_none(*first)) {
        token->force_quirks = true;
        return p;
    }
    p = skip_space(p, end);
    if (is_public && p < end && *p != '>') {
        if (!identifier(t, &p, &token->system_id) || cr_str_none(token->system_id)) {
            token->force_quirks = true;
            return p;
        }
        p = skip_space(p, end);
    }
    return p; /* what follows a system identifier is "bogus" without quirks */
}

static bool read_doctype(cr_html_tokenizer *t, cr_html_token *token, const char *p) { /* behind "<!DOCTYPE" */
    token->kind = CR_HTML_TOKEN_DOCTYPE;
    token->force_quirks = false;
    token->name = token->public_id = token->system_id = CR_STR_NONE;
    p = skip_space(p, t->end);
    const char *from = p;
    while (p < t->end && *p != '>' && !cr_html_space_byte(*p))
        p++;
    if (p > from) {
        token->name = cr_html_lower(t, cr_html_slice(t, from, p));
        p = skip_space(p, t->end);
        p = identifiers(t, token, p);
    } else
        token->force_quirks = true;
    const char *close = p < t->end ? memchr(p, '>', (size_t)(t->end - p)) : NULL;
    /* The end forces quirks, but not where the reading is "bogus" already: behind a complete system identifier. */
    if (p == t->end)
        token->force_quirks = true;
    t->at = close ? close + 1 : t->end;
    return true;
}

bool cr_html_read_declaration(cr_html_tokenizer *t, cr_html_token *token, const char *p) {
    if (t->end - p >= 2 && p[0] == '-' && p[1] == '-')
        return read_comment(t, token, p + 2);
    if (cr_html_starts_nocase(p, t->end, "doctype"))
        return read_doctype(t, token, p + 7);
    if (t->cdata && t->end - p >= 7 && memcmp(p, "[CDATA[", 7) == 0) {
        t->at = p + 7;
        t->state = CR_HTML_STATE_CDATA;
        return false;
    }
    return cr_html_read_bogus_comment(t, token, p);
}

/* ---- raw texts ---- */

/* "The current end tag token is an appropriate end tag token": `p` on "</" of it. */
static bool is_end_tag(const cr_html_tokenizer *t, cr_str name, const char *p) {
    if (t->end - p < 3 || p[1] != '/' || (size_t)(t->end - p - 2) <= name.len || name.len == 0)
        return false;
    const char *next = p + 2 + name.len;
    return (cr_html_space_byte(*next) || *next == '/' || *next == '>') && cr_str_eq_nocase((cr_str){p + 2, name.len}, name);
}

/* Whether "script" stands at `p` and ends there. */
static bool is_script(const char *p, const char *end) {
    return end - p > 6 && cr_html_starts_nocase(p, end, "script") && (cr_html_space_byte(p[6]) || p[6] == '/' || p[6] == '>');
}

/* "Script data state" to "script data double escape end state": where its end tag stands, or the end. What is between "<!--" and
 * "-->" is escaped; a "<script>" there opens an inner one, whose end tag closes but that. */
static const char *script_end(cr_html_tokenizer *t, const char *p) {
    const char *end = t->end;
    bool escaped = false, inner = false;
    while (p < end) {
        if (!escaped) {
            p = memchr(p, '<', (size_t)(end - p));
            if (!p)
                return end;
        } else
            while (p < end && *p != '<' && *p != '-')
                p++;
        if (p == end)
            return end;
        t->steps++;
        if (*p == '-') {
            if (end - p >= 3 && p[1] == '-' && p[2] == '>') {
                escaped = inner = false;
                p += 2;
            }
            p++;
        } else if (!inner && is_end_tag(t, t->last_start_tag, p))
            return p;
        else if (!escaped && end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
            escaped = true;
            p += 2; /* the dashes count for "-->" as well */
        } else if (escaped && !inner && is_script(p + 1, end)) {
            inner = true;
            p += 8;
        } else if (inner && end - p > 1 && p[1] == '/' && is_script(p + 2, end)) {
            inner = false;
            p += 9;
        } else
            p++;
    }
    return end;
}

static const char *raw_end(const cr_html_tokenizer *t, const char *p) {
    for (; p < t->end && (p = memchr(p, '<', (size_t)(t->end - p))) != NULL; p++)
        if (is_end_tag(t, t->last_start_tag, p))
            return p;
    return t->end;
}

static const char *cdata_end(cr_html_tokenizer *t, const char *p) {
    const char *end = t->end;
    for (; p < end && (p = memchr(p, ']', (size_t)(end - p))) != NULL; p++) {
        t->steps++;
        if (end - p >= 3 && p[1] == ']' && p[2] == '>')
            return p;
    }
    return end;
}

bool cr_html_read_raw(cr_html_tokenizer *t, cr_html_token *token) {
    const char *from = t->at, *to = t->end;
    cr_html_state state = t->state;
    if (state == CR_HTML_STATE_RCDATA || state == CR_HTML_STATE_RAWTEXT)
        to = raw_end(t, from);
    else if (state == CR_HTML_STATE_SCRIPT_DATA)
        to = script_end(t, from);
    else if (state == CR_HTML_STATE_CDATA)
        to = cdata_end(t, from);
    t->at = to;
    if (state == CR_HTML_STATE_CDATA) {
        t->at = to < t->end ? to + 3 : to;
        t->state = CR_HTML_STATE_DATA;
    }
    if (from == to)
        return false;
    cr_str text = {from, (size_t)(to - from)};
    t->steps += text.len / CR_HTML_BYTES_A_STEP;
    token->kind = CR_HTML_TOKEN_TEXT;
    token->has_nul = state == CR_HTML_STATE_CDATA && t->nul && memchr(from, '\0', text.len); /* there alone they are left to the tree */
    if (state == CR_HTML_STATE_RCDATA) {
        text = cr_html_resolve(t->arena, text, false);
        t->failed |= cr_str_none(text);
    }
    token->text = state != CR_HTML_STATE_CDATA && t->nul ? cr_html_replace_nul(t, text) : text;
    return true;
}
