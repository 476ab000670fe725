#include "html/guard.h"

#include <stdio.h>

#include "base/vec.h"

enum {
    NAME_BYTES = 16,
    DEPTH_MOST = 512,       /* of the stack below, whatever the limit says */
    FORMATTING_MOST = 24,   /* formatting elements open at once */
    ATTRIBUTES_MOST = 128   /* libgumbo compares each with all before it */
};

typedef struct guard {
    cr_str s;
    cr_buf *out;
    size_t depth_limit, attribute_limit, node_limit, nodes;
    char open[DEPTH_MOST][NAME_BYTES];
    size_t depth, beyond; /* start tags left out for depth and not closed yet */
    unsigned formatting[16], formatting_open;
    cr_str met;
    bool no_more_drawings, no_more_noscript;
    cr_html_asides *asides; /* or NULL: the page holds the sign */
} guard;

static const char *const formatting_names[] = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"};
enum { FORMATTING_NAMES = sizeof formatting_names / sizeof *formatting_names };

static int formatting_of(const char *name) {
    for (int i = 0; i < FORMATTING_NAMES; i++)
        if (strcmp(formatting_names[i], name) == 0)
            return i;
    return -1;
}

static bool listed(const char *list, const char *name) {
    size_t n = strlen(name);
    for (const char *p = list; (p = strstr(p, name)) != NULL; p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return n > 0;
    return false;
}

/* Elements that nest only through others that are counted, or hold nothing: their end tags may be missing in honest pages. */
static bool uncounted(const char *name) {
    return listed("area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr "
                  "p li dt dd option optgroup tr td th tbody thead tfoot caption colgroup rb rt rp rtc html head body", name);
}
static bool raw_text(const char *name) {
    return listed("script style textarea title xmp iframe noembed noframes", name);
}

static bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static void meet(guard *g, const char *key) {
    if (cr_str_none(g->met))
        g->met = cr_str_of(key);
}

/* The tag name at `at`, lower case, cut at NAME_BYTES - 1; returns the position after it. */
static size_t read_name(cr_str s, size_t at, char name[NAME_BYTES]) {
    size_t n = 0;
    for (; at < s.len && !space(s.ptr[at]) && s.ptr[at] != '/' && s.ptr[at] != '>'; at++)
        if (n < NAME_BYTES - 1)
            name[n++] = s.ptr[at] >= 'A' && s.ptr[at] <= 'Z' ? (char)(s.ptr[at] + 32) : s.ptr[at];
    name[n] = '\0';
    return at;
}

/* Walks the attributes from `at` to behind '>'; *keep is where the first attribute past the limit starts. */
static size_t skip_attributes(const guard *g, size_t at, size_t *keep) {
    cr_str s = g->s;
    *keep = CR_STR_NPOS;
    for (size_t count = 0;;) {
        while (at < s.len && (space(s.ptr[at]) || s.ptr[at] == '/'))
            at++;
        if (at >= s.len)
            return s.len;
        if (s.ptr[at] == '>')
            return at + 1;
        if (count++ == g->attribute_limit)
            *keep = at;
        for (at++; at < s.len && !space(s.ptr[at]) && s.ptr[at] != '/' && s.ptr[at] != '>' && s.ptr[at] != '=';)
            at++;
        size_t back = at;
        while (at < s.len && space(s.ptr[at]))
            at++;
        if (at >= s.len || s.ptr[at] != '=') {
            at = back;
            continue;
        }
        for (at++; at < s.len && space(s.ptr[at]);)
            at++;
        if (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'')) {
            size_t end = cr_str_find_byte(s, s.ptr[at], at + 1);
            at = end == CR_STR_NPOS ? s.len : end + 1;
        } else
            while (at < s.len && !space(s.ptr[at]) && s.ptr[at] != '>')
                at++;
    }
}

static bool closes(guard *g, const char *name) {
    for (size_t i = g->depth; i > 0; i--)
        if (strcmp(g->open[i - 1], name) == 0) {
            g->depth = i - 1;
            return true;
        }
    return false;
}

static bool allow_end(guard *g, const char *name) {
    int f = formatting_of(name);
    if (f >= 0) {
        if (g->formatting[f] == 0)
            return false;
        g->formatting[f]--;
        g->formatting_open--;
    }
    if (uncounted(name) || raw_text(name))
        return true;
    if (g->beyond) {
        g->beyond--;
        return false;
    }
    return closes(g, name) || f >= 0;
}

static bool allow_start(guard *g, const char *name) {
    int f = formatting_of(name);
    if (f == 0 && g->formatting[0]) { /* a second <a> ends the first */
        g->formatting[0]--;
        g->formatting_open--;
        closes(g, "a");
    }
    g->nodes += 2 + g->formatting_open;
    if (g->nodes > g->node_limit) {
        meet(g, "html_nodes");
        return false;
    }
    if (uncounted(name))
        return true;
    if (f >= 0) {
        if (g->formatting_open >= FORMATTING_MOST)
            return false;
        g->formatting[f]++;
        g->formatting_open++;
    }
    if (g->depth >= g->depth_limit) {
        meet(g, "html_depth");
        g->beyond++;
        if (f >= 0) {
            g->formatting[f]--;
            g->formatting_open--;
        }
        return false;
    }
    memcpy(g->open[g->depth++], name, NAME_BYTES);
    return true;
}

/* The end of raw text: the position of "</name", or the end of the page. */
static size_t raw_end(cr_str s, size_t at, const char *name) {
    size_t n = strlen(name);
    for (size_t i = cr_str_find_byte(s, '<', at); i != CR_STR_NPOS; i = cr_str_find_byte(s, '<', i + 1)) {
        if (i + 2 + n > s.len || s.ptr[i + 1] != '/' || !cr_str_is_nocase(cr_str_slice(s, i + 2, i + 2 + n), name))
            continue;
        if (i + 2 + n == s.len || space(s.ptr[i + 2 + n]) || s.ptr[i + 2 + n] == '>' || s.ptr[i + 2 + n] == '/')
            return i;
    }
    return s.len;
}

/* Leaves an element out, whole. A drawing holds no text of the article, and foreign content is where libgumbo is weakest;
 * <noscript> is raw text to a browser that runs scripts, and what pages leave unclosed in it would swallow the rest. */
static size_t skip_element(guard *g, size_t at, const char *end_tag, bool *no_more) {
    size_t end = *no_more ? CR_STR_NPOS : cr_str_find_nocase(g->s, cr_str_of(end_tag), at);
    if (end == CR_STR_NPOS) {
        *no_more = true; /* asked once, so that many unclosed ones stay linear */
        return at;
    }
    size_t keep;
    return skip_attributes(g, end + strlen(end_tag), &keep);
}

/* What the parser would hand out again byte for byte, but for ends of lines: no "<!--" (in a script it may hide an end tag),
 * no control characters, nothing of the ranges in which Unicode has noncharacters. */
static bool may_stand_aside(cr_str s) {
    enum { WORTHWHILE = 64 };
    if (s.len < WORTHWHILE)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i], next = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : 0;
        if (c >= 0x20 && c < 0x7F && c != '<')
            continue;
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F || (c == '<' && next == '!') || (c == 0xC2 && next < 0xA0) ||
            (c == 0xEF && (next == 0xB7 || next == 0xBF)) || c >= 0xF0)
            return false;
    }
    return true;
}

/* The content of a raw element and its end tag. */
static void add_raw(guard *g, const char *name, size_t from, size_t content_end, size_t after) {
    cr_str content = cr_str_slice(g->s, from, content_end);
    bool code = strcmp(name, "script") == 0 || strcmp(name, "style") == 0;
    cr_str *aside = code && g->asides && after > content_end && may_stand_aside(content)
                        ? CR_PUSH(g->asides->arena, g->asides->items, g->asides->count, g->asides->capacity) : NULL;
    if (aside) {
        char sign[40];
        *aside = content;
        snprintf(sign, sizeof sign, CR_HTML_ASIDE "%zu" CR_HTML_ASIDE, g->asides->count - 1);
        cr_buf_add_z(g->out, sign);
        from = content_end;
    }
    cr_buf_add_str(g->out, cr_str_slice(g->s, from, after));
}

static size_t start_tag(guard *g, size_t lt) {
    char name[NAME_BYTES] = {0};
    size_t keep, after_name = read_name(g->s, lt + 1, name), end = skip_attributes(g, after_name, &keep);
    bool self_closing = end >= 2 && end - 2 > lt && g->s.ptr[end - 1] == '>' && g->s.ptr[end - 2] == '/';
    if (strcmp(name, "math") == 0)
        return end; /* its elements are read as unknown ones */
    if (strcmp(name, "svg") == 0)
        return self_closing ? end : skip_element(g, end, "</svg", &g->no_more_drawings);
    if (strcmp(name, "noscript") == 0)
        return skip_element(g, end, "</noscript", &g->no_more_noscript);
    bool raw = raw_text(name);
    size_t after = raw ? raw_end(g->s, end, name) : end, content_end = after;
    if (raw) { /* never nests: the end tag is taken with it */
        char ignored[NAME_BYTES];
        if (after < g->s.len)
            after = skip_attributes(g, read_name(g->s, after + 2, ignored), &(size_t){0});
    }
    if (raw) {
        g->nodes += 2 + g->formatting_open;
        if (g->nodes > g->node_limit) {
            meet(g, "html_nodes");
            return after;
        }
    } else if (!allow_start(g, name))
        return after;
    if (keep != CR_STR_NPOS) {
        meet(g, "html_attributes");
        cr_buf_add_str(g->out, cr_str_slice(g->s, lt, keep));
        cr_buf_add_byte(g->out, '>');
    } else
        cr_buf_add_str(g->out, cr_str_slice(g->s, lt, end));
    if (raw)
        add_raw(g, name, end, content_end, after);
    return after;
}

static size_t end_tag(guard *g, size_t lt) {
    char name[NAME_BYTES] = {0};
    size_t after_name = read_name(g->s, lt + 2, name), keep, end = skip_attributes(g, after_name, &keep);
    if (strcmp(name, "math") != 0 && strcmp(name, "svg") != 0 && strcmp(name, "noscript") != 0 && allow_end(g, name)) {
        cr_buf_add_str(g->out, cr_str_slice(g->s, lt, after_name));
        cr_buf_add_byte(g->out, '>');
    }
    return end;
}

/* Comments, doctypes and what browsers take for comments; comments count as nodes. */
static size_t markup_declaration(guard *g, size_t lt) {
    cr_str s = g->s;
    size_t end;
    if (cr_str_starts(cr_str_slice(s, lt, s.len), "<!--")) {
        end = lt + 4 < s.len && s.ptr[lt + 4] == '>' ? lt + 4 : cr_str_find(s, CR_STR("-->"), lt + 2);
        if (end != CR_STR_NPOS && s.ptr[end] == '-')
            end += 2;
    } else
        end = cr_str_find_byte(s, '>', lt + 1);
    end = end == CR_STR_NPOS ? s.len : end + 1;
    if (++g->nodes <= g->node_limit)
        cr_buf_add_str(g->out, cr_str_slice(s, lt, end));
    return end;
}

cr_str cr_html_guard(cr_str html, const cr_limits *limits, cr_buf *out, cr_html_asides *asides) {
    cr_str met = CR_STR_NONE;
    cr_arena *arena = cr_arena_new(0);
    guard *g = arena ? CR_NEW(arena, guard) : NULL;
    if (!g)
        return cr_str_of("arena_bytes");
    size_t depth = cr_limit(limits, CR_LIMIT_HTML_DEPTH), attributes = cr_limit(limits, CR_LIMIT_HTML_ATTRIBUTES);
    *g = (guard){.s = html, .out = out, .depth_limit = depth < DEPTH_MOST ? depth : DEPTH_MOST,
                 .attribute_limit = attributes < ATTRIBUTES_MOST ? attributes : ATTRIBUTES_MOST,
                 .node_limit = cr_limit(limits, CR_LIMIT_HTML_NODES),
                 .asides = cr_str_contains(html, CR_HTML_ASIDE) ? NULL : asides};
    cr_buf_reserve(out, html.len);
    for (size_t at = 0; at < html.len;) {
        size_t lt = cr_str_find_byte(html, '<', at);
        lt = lt == CR_STR_NPOS ? html.len : lt;
        cr_buf_add_str(out, cr_str_slice(html, at, lt));
        if (lt + 1 >= html.len)
            break;
        char c = html.ptr[lt + 1];
        if (letter(c))
            at = start_tag(g, lt);
        else if (c == '/' && lt + 2 < html.len && letter(html.ptr[lt + 2]))
            at = end_tag(g, lt);
        else if (c == '!' || c == '?' || c == '/')
            at = markup_declaration(g, lt);
        else {
            cr_buf_add_byte(out, '<');
            at = lt + 1;
        }
    }
    met = g->met;
    cr_arena_free(arena);
    return met;
}
