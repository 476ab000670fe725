#include "site/po.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/vec.h"

enum { EXPRESSION_DEPTH = 24, EXPRESSION_BYTES = 500 };

typedef struct entry {
    cr_str id;
    cr_str forms[CR_PO_FORMS];
} entry;

struct cr_po {
    entry *entries; /* by id in byte order */
    size_t count, capacity;
    cr_str plural; /* "n != 1", or none */
    unsigned forms;
};

/* ---- the plural expression, evaluated where it stands ---- */

typedef struct expression {
    const char *at, *end;
    unsigned long n;
    unsigned depth;
    bool failed;
} expression;

static unsigned long ternary(expression *e);

static bool eat(expression *e, const char *token) {
    while (e->at < e->end && (*e->at == ' ' || *e->at == '\t' || *e->at == '\n'))
        e->at++;
    size_t len = strlen(token);
    if ((size_t)(e->end - e->at) < len || memcmp(e->at, token, len) != 0)
        return false;
    if (len == 1 && e->end - e->at > 1 && e->at[1] == '=' && strchr("<>!", token[0]))
        return false; /* "<" is not "<=" */
    e->at += len;
    return true;
}

static unsigned long primary(expression *e) {
    if (e->failed || ++e->depth > EXPRESSION_DEPTH) {
        e->failed = true;
        return 0;
    }
    unsigned long value = 0;
    if (eat(e, "!"))
        value = !primary(e);
    else if (eat(e, "(")) {
        value = ternary(e);
        if (!eat(e, ")"))
            e->failed = true;
    } else if (eat(e, "n"))
        value = e->n;
    else if (e->at < e->end && *e->at >= '0' && *e->at <= '9') {
        while (e->at < e->end && *e->at >= '0' && *e->at <= '9')
            value = value < 100000000 ? value * 10 + (unsigned long)(*e->at++ - '0') : (e->at++, value);
    } else
        e->failed = true;
    e->depth--;
    return value;
}

/* Binary operators by binding strength, loosest first; each row ends with NULL. */
static const char *const operators[][5] = {{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}};
enum { LEVELS = sizeof operators / sizeof *operators };

static unsigned long apply(expression *e, const char *o, unsigned long x, unsigned long y) {
    switch (o[0]) {
    case '|': return x || y;
    case '&': return x && y;
    case '=': return x == y;
    case '!': return x != y;
    case '<': return o[1] ? x <= y : x < y;
    case '>': return o[1] ? x >= y : x > y;
    case '+': return x + y;
    case '-': return x - y;
    case '*': return x * y;
    default:
        if (y == 0) {
            e->failed = true;
            return 0;
        }
        return o[0] == '/' ? x / y : x % y;
    }
}

static unsigned long binary(expression *e, unsigned level) { /* at most LEVELS calls deep between two primaries */
    if (level == LEVELS)
        return primary(e);
    unsigned long x = binary(e, level + 1);
    for (bool more = true; more && !e->failed;) {
        more = false;
        for (const char *const *o = operators[level]; *o && !more; o++)
            if (eat(e, *o)) {
                x = apply(e, *o, x, binary(e, level + 1));
                more = true;
            }
    }
    return x;
}

static unsigned long ternary(expression *e) {
    if (e->failed || ++e->depth > EXPRESSION_DEPTH) {
        e->failed = true;
        return 0;
    }
    unsigned long condition = binary(e, 0);
    if (eat(e, "?")) {
        unsigned long yes = ternary(e);
        if (!eat(e, ":"))
            e->failed = true;
        unsigned long no = ternary(e);
        condition = condition ? yes : no;
    }
    e->depth--;
    return condition;
}

unsigned cr_po_form(const cr_po *po, unsigned long n) {
    if (cr_str_none(po->plural))
        return n != 1 && po->forms > 1;
    expression e = {po->plural.ptr, po->plural.ptr + po->plural.len, n, 0, false};
    unsigned long form = ternary(&e);
    return e.failed || form >= po->forms ? 0 : (unsigned)form;
}

/* `Plural-Forms: nplurals=2; plural=(n != 1);` */
static void read_header(cr_po *po, cr_str header) {
    size_t at = cr_str_find(header, CR_STR("Plural-Forms:"), 0);
    if (at == CR_STR_NPOS)
        return;
    size_t end = cr_str_find_byte(header, '\n', at);
    cr_str line = cr_str_slice(header, at, end == CR_STR_NPOS ? header.len : end);
    size_t count = cr_str_find(line, CR_STR("nplurals="), 0), plural = cr_str_find(line, CR_STR("plural="), 0);
    if (count == CR_STR_NPOS || count + 9 >= line.len)
        return;
    char digit = line.ptr[count + 9];
    po->forms = digit >= '1' && digit <= '0' + CR_PO_FORMS ? (unsigned)(digit - '0') : 2;
    plural = cr_str_find(line, CR_STR("plural="), count + 9);
    if (plural == CR_STR_NPOS)
        return;
    size_t stop = cr_str_find_byte(line, ';', plural);
    cr_str text = cr_str_trim(cr_str_slice(line, plural + 7, stop == CR_STR_NPOS ? line.len : stop));
    if (text.len && text.len <= EXPRESSION_BYTES)
        po->plural = text;
}

/* ---- the file ---- */

typedef struct reader {
    cr_arena *arena;
    cr_str rest;
    size_t line;
    cr_po *po;
    entry current;
    bool fuzzy, has_id;
    cr_str *into; /* the string that a continuation line adds to */
} reader;

/* Unescapes a quoted string `"Hello\n"` to the arena. */
static bool unquote(reader *r, cr_str quoted, cr_str *out) {
    quoted = cr_str_trim(quoted);
    if (quoted.len < 2 || quoted.ptr[0] != '"' || quoted.ptr[quoted.len - 1] != '"' || quoted.len > CR_PO_TEXT_BYTES)
        return false;
    char *bytes = cr_arena_alloc(r->arena, quoted.len);
    if (!bytes)
        return false;
    size_t n = 0;
    for (size_t i = 1; i + 1 < quoted.len; i++) {
        char c = quoted.ptr[i];
        if (c == '"')
            return false;
        if (c == '\\') {
            if (++i + 1 >= quoted.len)
                return false;
            c = quoted.ptr[i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
        bytes[n++] = c;
    }
    *out = (cr_str){bytes, n};
    return true;
}

static bool finish(reader *r) {
    bool keep = r->has_id && !r->fuzzy;
    if (keep && r->current.id.len == 0)
        read_header(r->po, r->current.forms[0]);
    else if (keep && r->current.forms[0].len) {
        entry *e = r->po->count < CR_PO_ENTRIES ? CR_PUSH(r->arena, r->po->entries, r->po->count, r->po->capacity) : NULL;
        if (!e)
            return false;
        *e = r->current;
    }
    memset(&r->current, 0, sizeof r->current);
    r->fuzzy = r->has_id = false;
    r->into = NULL;
    return true;
}

static bool add_text(reader *r, cr_str quoted) {
    cr_str piece;
    if (!r->into || !unquote(r, quoted, &piece))
        return false;
    if (cr_str_none(*r->into))
        *r->into = piece;
    else if (r->into->len + piece.len > CR_PO_TEXT_BYTES)
        return false;
    else
        *r->into = cr_str_concat(r->arena, *r->into, piece);
    return true;
}

static bool keyword(cr_str line, const char *word, cr_str *rest) {
    size_t n = strlen(word);
    if (!cr_str_starts(line, word) || line.len <= n || (line.ptr[n] != ' ' && line.ptr[n] != '\t' && line.ptr[n] != '"'))
        return false;
    *rest = cr_str_slice(line, n, line.len);
    return true;
}

/* One line; false when it is not in the form of a .po file. */
static bool read_line(reader *r, cr_str line, cr_str *ignored) {
    cr_str rest;
    if (line.len == 0)
        return finish(r);
    if (line.ptr[0] == '#') {
        if (r->current.forms[0].ptr && !finish(r))
            return false;
        if (cr_str_starts(line, "#,") && cr_str_contains(line, "fuzzy"))
            r->fuzzy = true;
        return true;
    }
    if (keyword(line, "msgctxt", &rest)) {
        r->into = ignored;
        *ignored = CR_STR_NONE;
        return add_text(r, rest);
    }
    if (keyword(line, "msgid_plural", &rest)) {
        r->into = ignored;
        *ignored = CR_STR_NONE;
        return r->has_id && add_text(r, rest);
    }
    if (keyword(line, "msgid", &rest)) {
        if (r->current.forms[0].ptr && !finish(r))
            return false;
        r->current.id = CR_STR_NONE;
        r->into = &r->current.id;
        r->has_id = true;
        return add_text(r, rest);
    }
    if (cr_str_starts(line, "msgstr[") && line.len > 9 && line.ptr[8] == ']') {
        unsigned form = (unsigned)(line.ptr[7] - '0');
        if (!r->has_id || form >= CR_PO_FORMS || r->current.forms[form].ptr)
            return false;
        r->into = &r->current.forms[form];
        return add_text(r, cr_str_slice(line, 9, line.len));
    }
    if (keyword(line, "msgstr", &rest)) {
        if (!r->has_id || r->current.forms[0].ptr)
            return false;
        r->into = &r->current.forms[0];
        return add_text(r, rest);
    }
    return line.ptr[0] == '"' && add_text(r, line);
}

static int by_id(const void *x, const void *y) { return cr_str_compare(((const entry *)x)->id, ((const entry *)y)->id); }

cr_status cr_po_read(cr_arena *arena, cr_str bytes, cr_po **out, cr_error *err) {
    *out = NULL;
    cr_po *po = CR_NEW(arena, cr_po);
    if (!po)
        return cr_fail(err, CR_ERR_MEMORY, "interface texts: out of memory");
    po->forms = 2;
    reader r = {.arena = arena, .rest = bytes, .po = po};
    cr_str line, ignored = CR_STR_NONE;
    while (cr_str_split(&r.rest, '\n', &line)) {
        r.line++;
        if (!read_line(&r, cr_str_trim(line), &ignored))
            return cr_fail(err, CR_ERR_SYNTAX, "interface texts, line %zu: not in the form of a .po file; check it with msgfmt -c", r.line);
    }
    if (!finish(&r))
        return cr_fail(err, CR_ERR_LIMIT, "interface texts: more than %d entries", CR_PO_ENTRIES);
    if (po->count)
        qsort(po->entries, po->count, sizeof *po->entries, by_id);
    *out = po;
    return CR_OK;
}

size_t cr_po_count(const cr_po *po) { return po->count; }

static const entry *find(const cr_po *po, cr_str id) {
    entry key = {.id = id};
    return po && po->count ? bsearch(&key, po->entries, po->count, sizeof *po->entries, by_id) : NULL;
}

cr_str cr_po_find(const cr_po *po, cr_str id) {
    const entry *e = find(po, id);
    return e ? e->forms[0] : CR_STR_NONE;
}

cr_str cr_po_find_plural(const cr_po *po, cr_str id, unsigned long n) {
    const entry *e = find(po, id);
    if (!e)
        return CR_STR_NONE;
    cr_str form = e->forms[cr_po_form(po, n)];
    return form.len ? form : e->forms[0];
}
