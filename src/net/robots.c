#include "net/robots.h"

#include "base/buf.h"
#include "base/vec.h"

enum { RULES = 5000, PATTERN_BYTES = 2000, PATH_BYTES = 8000, STEPS = 4000000 };

typedef struct rule {
    cr_str pattern; /* normalised */
    bool allow;
} rule;

typedef struct group { /* all groups for one token together */
    rule *rules;
    size_t count, capacity;
    unsigned delay_ms;
    bool named;
} group;

struct cr_robots {
    bool all, none;
    const group *rules;
};

static bool unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "%7Ea/%e3" and "~a/\xE3" become "~a/%E3": octets that need no encoding are decoded, all others encoded (section 2.2.2).
 * An encoded "*" or "$" stays encoded: it is no wildcard. */
static cr_str normalise(cr_arena *a, cr_str s, size_t most) {
    static const char digits[] = "0123456789ABCDEF";
    if (s.len > most)
        s.len = most;
    char *out = cr_arena_alloc(a, s.len * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool encoded = false;
        if (c == '%' && i + 2 < s.len && hex(s.ptr[i + 1]) >= 0 && hex(s.ptr[i + 2]) >= 0) {
            c = (unsigned char)(hex(s.ptr[i + 1]) * 16 + hex(s.ptr[i + 2]));
            encoded = !unreserved(c);
            i += 2;
        } else
            encoded = c >= 0x80 || c <= ' ';
        if (encoded) {
            out[n++] = '%';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        } else
            out[n++] = (char)c;
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

/* The token of "User-agent: Courant/0.1 (x)" is "Courant" (section 2.2.1). */
static bool names_us(cr_str value) {
    size_t n = 0;
    while (n < value.len && ((value.ptr[n] >= 'a' && value.ptr[n] <= 'z') || (value.ptr[n] >= 'A' && value.ptr[n] <= 'Z') || value.ptr[n] == '_' || value.ptr[n] == '-'))
        n++;
    return cr_str_is_nocase(cr_str_slice(value, 0, n), CR_ROBOTS_TOKEN);
}

static unsigned delay_of(cr_str value) {
    unsigned whole = 0, thousandths = 0, scale = 100;
    size_t i = 0;
    for (; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9' && whole < 1000; i++)
        whole = whole * 10 + (unsigned)(value.ptr[i] - '0');
    if (i < value.len && value.ptr[i] == '.')
        for (i++; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9' && scale; i++, scale /= 10)
            thousandths += (unsigned)(value.ptr[i] - '0') * scale;
    unsigned ms = whole * 1000 + thousandths;
    return ms > 60000 ? 60000 : ms;
}

typedef struct parser {
    cr_arena *arena;
    group ours, everyone;
    bool in_ours, in_everyone;
    bool agents;       /* the last line was a User-agent line: another one joins the group */
} parser;

static void add_rule(parser *p, group *g, cr_str value, bool allow) {
    if (cr_str_empty(value) || g->count >= RULES)
        return; /* an empty rule says nothing */
    rule *r = CR_PUSH(p->arena, g->rules, g->count, g->capacity);
    if (!r)
        return;
    r->pattern = normalise(p->arena, value, PATTERN_BYTES);
    r->allow = allow;
}

static void read_line(parser *p, cr_str line) {
    size_t hash = cr_str_find_byte(line, '#', 0);
    if (hash != CR_STR_NPOS)
        line.len = hash;
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS)
        return;
    cr_str key = cr_str_trim(cr_str_slice(line, 0, colon)), value = cr_str_trim(cr_str_slice(line, colon + 1, line.len));
    if (cr_str_is_nocase(key, "user-agent") || cr_str_is_nocase(key, "useragent") || cr_str_is_nocase(key, "user agent")) {
        if (!p->agents)
            p->in_ours = p->in_everyone = false;
        p->agents = true;
        bool us = names_us(value);
        p->in_ours |= us;
        p->ours.named |= us;
        p->in_everyone |= cr_str_is(value, "*");
        return;
    }
    bool allow = cr_str_is_nocase(key, "allow"), disallow = cr_str_is_nocase(key, "disallow"), delay = cr_str_is_nocase(key, "crawl-delay");
    if (!allow && !disallow && !delay)
        return; /* sitemap and others stand outside of groups */
    p->agents = false;
    for (int i = 0; i < 2; i++) {
        group *g = i ? &p->everyone : &p->ours;
        if (!(i ? p->in_everyone : p->in_ours))
            continue;
        if (delay)
            g->delay_ms = delay_of(value) > g->delay_ms ? delay_of(value) : g->delay_ms;
        else
            add_rule(p, g, value, allow);
    }
}

cr_robots *cr_robots_read(cr_arena *arena, int http, cr_str bytes) {
    cr_robots *r = CR_NEW(arena, cr_robots);
    group *chosen = CR_NEW(arena, group);
    if (!r || !chosen)
        return NULL;
    r->rules = chosen;
    r->all = http >= 400 && http < 500;
    r->none = !r->all && (http < 200 || http >= 300);
    if (r->all || r->none)
        return r;
    if (cr_str_starts(bytes, "\xEF\xBB\xBF"))
        bytes = cr_str_slice(bytes, 3, bytes.len);
    parser p = {.arena = arena};
    for (size_t at = 0; at < bytes.len;) { /* lines end with CR, LF or both */
        size_t end = at;
        while (end < bytes.len && bytes.ptr[end] != '\n' && bytes.ptr[end] != '\r')
            end++;
        read_line(&p, cr_str_slice(bytes, at, end));
        at = end + 1;
    }
    *chosen = p.ours.named ? p.ours : p.everyone;
    if (cr_arena_exhausted(arena))
        return NULL;
    return r;
}

/* Does the pattern match a prefix of the path (the whole of it behind a final "$")? Each step costs one of *steps. */
static bool matches(cr_str pattern, cr_str path, size_t *steps) {
    bool whole = pattern.len && pattern.ptr[pattern.len - 1] == '$';
    if (whole)
        pattern.len--;
    size_t p = 0, s = 0, star = CR_STR_NPOS, again = 0;
    while (*steps > 0) {
        --*steps;
        if (p == pattern.len && (!whole || s == path.len))
            return true;
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = ++p;
            again = s;
        } else if (p < pattern.len && s < path.len && pattern.ptr[p] == path.ptr[s]) {
            p++;
            s++;
        } else if (star != CR_STR_NPOS && again < path.len) {
            p = star;
            s = ++again;
        } else
            return false;
    }
    return false;
}

bool cr_robots_allow(const cr_robots *r, cr_str path) {
    if (!r || r->none)
        return false;
    if (r->all || cr_str_is(path, "/robots.txt"))
        return true;
    cr_arena *scratch = cr_arena_new(1 << 20);
    cr_str wanted = scratch ? normalise(scratch, cr_str_empty(path) ? CR_STR("/") : path, PATH_BYTES) : CR_STR_NONE;
    size_t longest = 0, steps = STEPS;
    bool allow = !cr_str_none(wanted);
    for (size_t i = 0; i < r->rules->count && !cr_str_none(wanted); i++) {
        const struct rule *one = &r->rules->rules[i];
        if (one->pattern.len < longest || !matches(one->pattern, wanted, &steps))
            continue;
        if (one->pattern.len > longest || one->allow)
            allow = one->allow;
        longest = one->pattern.len;
    }
    cr_arena_free(scratch);
    return allow && steps > 0; /* rules made to take for ever forbid */
}

unsigned cr_robots_delay_ms(const cr_robots *r) { return r && !r->all && !r->none ? r->rules->delay_ms : 0; }
