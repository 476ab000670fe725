/* Runs a file of HTML conformance cases (html5lib-tests as JSON Lines; see tests/conformance/README.md) and ends with
 *
 *     tree P/N  tokens P/N  encoding P/N
 *
 * usage: html [--verbose] [--only ID-PREFIX] FILE
 * With --verbose every failing case is printed: its id, input, what the suite expects and what came out. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "html/encoding.h"
#include "html/html.h"
#include "json.h"
#include "html/tokenizer.h"

typedef struct tally { unsigned passed, all; } tally;

static cr_str text_of(const json *v) { return v && v->type == JSON_STRING ? v->text : CR_STR_NONE; }
static bool is_true(const json *v) { return v && v->type == JSON_TRUE; }

/* ---- trees in the suite's text form ---- */

/* Order of UTF-16 code units: as bytes of UTF-8, but for U+E000-U+FFFF, which come after all surrogates. */
static int compare_units(cr_str a, cr_str b) {
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        unsigned char x = (unsigned char)a.ptr[i], y = (unsigned char)b.ptr[i];
        if (x == y)
            continue;
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
            return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_pairs(const void *x, const void *y) {
    return compare_units(((const cr_html_attribute_pair *)x)->name, ((const cr_html_attribute_pair *)y)->name);
}

static void indent(cr_buf *out, unsigned level) {
    cr_buf_add_z(out, out->len ? "\n| " : "| ");
    for (unsigned i = 0; i < level; i++)
        cr_buf_add_z(out, "  ");
}

/* The names that tree construction gives a namespace on foreign elements; the suite writes them "xlink href". */
static bool adjusted_name(cr_str name) {
    static const char *const names[] = {"xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show", "xlink:title",
                                        "xlink:type", "xml:lang", "xml:space", "xmlns:xlink"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cr_str_is(name, names[i]))
            return true;
    return false;
}

static void write_attributes(cr_arena *arena, cr_buf *out, const cr_html_node *n, unsigned level) {
    cr_html_attribute_pair *sorted = CR_NEW_ARRAY(arena, cr_html_attribute_pair, n->attribute_count + 1);
    for (size_t i = 0; i < n->attribute_count; i++) {
        sorted[i] = n->attributes[i];
        if (n->space != CR_HTML_SPACE_HTML && adjusted_name(sorted[i].name)) {
            size_t colon = cr_str_find_byte(sorted[i].name, ':', 0);
            char *spaced = cr_arena_alloc(arena, sorted[i].name.len);
            memcpy(spaced, sorted[i].name.ptr, sorted[i].name.len);
            spaced[colon] = ' ';
            sorted[i].name.ptr = spaced;
        }
    }
    qsort(sorted, n->attribute_count, sizeof *sorted, compare_pairs);
    for (size_t i = 0; i < n->attribute_count; i++) {
        indent(out, level);
        cr_buf_add_str(out, sorted[i].name);
        cr_buf_add_z(out, "=\"");
        cr_buf_add_str(out, sorted[i].value);
        cr_buf_add_z(out, "\"");
    }
}

static void write_doctype(cr_buf *out, const cr_html_node *n) {
    cr_str public_id = cr_html_attribute(n, "public"), system_id = cr_html_attribute(n, "system");
    cr_buf_add_z(out, "<!DOCTYPE ");
    cr_buf_add_str(out, n->name);
    if (public_id.len || system_id.len) {
        cr_buf_add_z(out, " \"");
        cr_buf_add_str(out, public_id);
        cr_buf_add_z(out, "\" \"");
        cr_buf_add_str(out, system_id);
        cr_buf_add_z(out, "\"");
    }
    cr_buf_add_z(out, ">");
}

static void write_node(cr_arena *arena, cr_buf *out, const cr_html_node *n, unsigned level) {
    indent(out, level);
    switch (n->type) {
    case CR_HTML_ELEMENT:
        cr_buf_add_z(out, n->space == CR_HTML_SPACE_SVG ? "<svg " : n->space == CR_HTML_SPACE_MATHML ? "<math " : "<");
        cr_buf_add_str(out, n->name);
        cr_buf_add_z(out, ">");
        write_attributes(arena, out, n, level + 1);
        if (cr_html_is(n, "template")) {
            indent(out, level + 1);
            cr_buf_add_z(out, "content");
        }
        break;
    case CR_HTML_TEXT:
        cr_buf_add_z(out, "\"");
        cr_buf_add_str(out, n->text);
        cr_buf_add_z(out, "\"");
        break;
    case CR_HTML_COMMENT:
        cr_buf_add_z(out, "<!-- ");
        cr_buf_add_str(out, n->text);
        cr_buf_add_z(out, " -->");
        break;
    case CR_HTML_DOCTYPE:
        write_doctype(out, n);
        break;
    default:
        break;
    }
}

static void write_tree(cr_arena *arena, cr_buf *out, const cr_html_node *root) {
    unsigned level = 0;
    for (const cr_html_node *n = root->first; n;) {
        write_node(arena, out, n, level);
        if (n->first) {
            level += cr_html_is(n, "template") ? 2 : 1;
            n = n->first;
            continue;
        }
        while (n && !n->next) {
            n = n->parent == root ? NULL : n->parent;
            level -= n ? (cr_html_is(n, "template") ? 2 : 1) : 0;
        }
        n = n ? n->next : NULL;
    }
}

static cr_str tree_of(cr_arena *arena, const json *c) {
    cr_html_options options = {0};
    cr_html_document *d;
    cr_error err;
    cr_str fragment = text_of(json_get(c, "fragment"));
    if (!cr_str_none(fragment))
        options.fragment = cr_str_copy(arena, fragment).ptr;
    options.scripting = is_true(json_get(c, "scripting"));
    if (cr_html_parse(arena, text_of(json_get(c, "input")), &options, &d, &err) != CR_OK)
        return cr_str_format(arena, "error: %s", err.line);
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    write_tree(arena, &out, d->root);
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return copy;
}

/* ---- tokens, one a line ---- */

static void add_quoted(cr_buf *out, cr_str s, bool visible) {
    cr_buf_add_z(out, visible && !cr_str_none(s) ? " \"" : " ");
    if (cr_str_none(s))
        cr_buf_add_z(out, "null");
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\n')
            cr_buf_add_z(out, "\\n");
        else
            cr_buf_add_byte(out, s.ptr[i]);
    if (visible && !cr_str_none(s))
        cr_buf_add_z(out, "\"");
}

static void add_token_attributes(cr_buf *out, cr_html_attribute_pair *pairs, size_t count) {
    if (count)
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count; i++) {
        add_quoted(out, pairs[i].name, false);
        cr_buf_add_z(out, "=");
        add_quoted(out, pairs[i].value, true);
    }
}

static void add_text(cr_buf *out, cr_buf *text, bool *open) { /* adjacent text is one token */
    if (*open) {
        cr_buf_add_z(out, "text");
        add_quoted(out, cr_buf_str(text), true);
        cr_buf_add_z(out, "\n");
    }
    *open = false;
    cr_buf_clear(text);
}

static cr_str unescaped(cr_arena *arena, cr_str s, bool twice) {
    return cr_str_none(s) || !twice ? s : json_unescape_again(arena, s);
}

static cr_str tokens_expected(cr_arena *arena, const json *c) {
    bool twice = is_true(json_get(c, "double_escaped")), open = false;
    cr_buf out, text;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    const json *tokens = json_get(c, "tokens");
    for (const json *t = tokens ? tokens->first : NULL; t; t = t->next) {
        const json *field[5] = {0};
        size_t n = 0;
        for (const json *f = t->first; f && n < 5; f = f->next)
            field[n++] = f;
        cr_str kind = text_of(field[0]), name = unescaped(arena, text_of(field[1]), twice);
        if (cr_str_is(kind, "Character")) {
            cr_buf_add_str(&text, name);
            open = true;
            continue;
        }
        add_text(&out, &text, &open);
        if (cr_str_is(kind, "DOCTYPE")) {
            cr_buf_add_z(&out, "doctype");
            add_quoted(&out, name, true);
            add_quoted(&out, unescaped(arena, text_of(field[2]), twice), true);
            add_quoted(&out, unescaped(arena, text_of(field[3]), twice), true);
            cr_buf_add_z(&out, is_true(field[4]) ? "" : " quirks");
        } else if (cr_str_is(kind, "StartTag")) {
            size_t count = 0;
            for (const json *a = field[2] ? field[2]->first : NULL; a; a = a->next)
                count++;
            cr_html_attribute_pair *pairs = CR_NEW_ARRAY(arena, cr_html_attribute_pair, count + 1);
            count = 0;
            for (const json *a = field[2] ? field[2]->first : NULL; a; a = a->next)
                pairs[count++] = (cr_html_attribute_pair){.name = unescaped(arena, a->name, twice), .value = unescaped(arena, a->text, twice)};
            cr_buf_add_z(&out, is_true(field[3]) ? "start/" : "start");
            add_quoted(&out, name, false);
            add_token_attributes(&out, pairs, count);
        } else {
            cr_buf_add_z(&out, cr_str_is(kind, "EndTag") ? "end" : "comment");
            add_quoted(&out, name, !cr_str_is(kind, "EndTag"));
        }
        cr_buf_add_z(&out, "\n");
    }
    add_text(&out, &text, &open);
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    cr_buf_free(&text);
    return copy;
}

static void add_token(cr_buf *out, const cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_DOCTYPE:
        cr_buf_add_z(out, "doctype");
        add_quoted(out, t->name, true);
        add_quoted(out, t->public_id, true);
        add_quoted(out, t->system_id, true);
        cr_buf_add_z(out, t->force_quirks ? " quirks" : "");
        break;
    case CR_HTML_TOKEN_START:
        cr_buf_add_z(out, t->self_closing ? "start/" : "start");
        add_quoted(out, t->name, false);
        add_token_attributes(out, t->attributes, t->attribute_count);
        break;
    case CR_HTML_TOKEN_END:
        cr_buf_add_z(out, "end");
        add_quoted(out, t->name, false);
        break;
    case CR_HTML_TOKEN_COMMENT:
        cr_buf_add_z(out, "comment");
        add_quoted(out, t->text, true);
        break;
    case CR_HTML_TOKEN_TEXT:
    case CR_HTML_TOKEN_EOF:
        break;
    }
    cr_buf_add_z(out, "\n");
}

static cr_str tokens_of(cr_arena *arena, const json *c) {
    static const struct { const char *name; cr_html_state state; } states[] = {
        {"Data state", CR_HTML_STATE_DATA},           {"RCDATA state", CR_HTML_STATE_RCDATA},       {"RAWTEXT state", CR_HTML_STATE_RAWTEXT},
        {"Script data state", CR_HTML_STATE_SCRIPT_DATA}, {"PLAINTEXT state", CR_HTML_STATE_PLAINTEXT}, {"CDATA section state", CR_HTML_STATE_CDATA}};
    bool open = false;
    cr_buf out, text;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    cr_html_tokenizer t;
    cr_html_token token;
    cr_html_tokenizer_init(&t, arena, unescaped(arena, text_of(json_get(c, "input")), is_true(json_get(c, "double_escaped"))));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (cr_str_is(text_of(json_get(c, "state")), states[i].name))
            t.state = states[i].state;
    t.last_start_tag = text_of(json_get(c, "last_start_tag"));
    while (cr_html_token_next(&t, &token)) {
        if (token.kind == CR_HTML_TOKEN_TEXT) {
            cr_buf_add_str(&text, token.text);
            open = open || token.text.len > 0;
            continue;
        }
        add_text(&out, &text, &open);
        add_token(&out, &token);
    }
    add_text(&out, &text, &open);
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    cr_buf_free(&text);
    return copy;
}

/* ---- encodings ---- */

static cr_str base64(cr_arena *arena, cr_str s) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = cr_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    unsigned long bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *d = s.ptr[i] ? strchr(digits, s.ptr[i]) : NULL;
        if (!d)
            continue;
        bits = bits << 6 | (unsigned long)(d - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (char)(bits >> have & 0xFF);
        }
    }
    return (cr_str){out, n};
}

static cr_str encoding_of(cr_str bytes) { /* what is declared, before any doubt in it */
    size_t skip;
    return cr_str_of(cr_encoding_sniff(bytes, CR_STR_NONE, &skip));
}

/* ---- the run ---- */

static bool verbose;

static void count_case(tally *t, const json *c, cr_str input, cr_str expected, cr_str got) {
    bool same = cr_str_eq(expected, got);
    t->all++;
    t->passed += same;
    if (same || !verbose)
        return;
    cr_str id = text_of(json_get(c, "id")), fragment = text_of(json_get(c, "fragment")), state = text_of(json_get(c, "state"));
    printf("---- %.*s%s%.*s%s%.*s\ninput:    %.*s\nexpected:\n%.*s\ngot:\n%.*s\n", CR_FMT(id), cr_str_none(fragment) ? "" : "  in ", CR_FMT(fragment),
           cr_str_none(state) ? "" : "  ", CR_FMT(state), CR_FMT(input), CR_FMT(expected), CR_FMT(got));
}

static bool run_line(cr_str line, cr_str only, tally tallies[3]) {
    cr_arena *arena = cr_arena_new(0);
    const json *c = arena ? json_read(arena, line) : NULL;
    bool read = c != NULL;
    if (read && (cr_str_none(only) || cr_str_starts(text_of(json_get(c, "id")), only.ptr))) {
        cr_str kind = text_of(json_get(c, "kind")), input = text_of(json_get(c, "input"));
        if (cr_str_is(kind, "tree"))
            count_case(&tallies[0], c, input, text_of(json_get(c, "tree")), tree_of(arena, c));
        else if (cr_str_is(kind, "tokens"))
            count_case(&tallies[1], c, input, tokens_expected(arena, c), tokens_of(arena, c));
        else if (cr_str_is(kind, "encoding")) {
            cr_str bytes = base64(arena, text_of(json_get(c, "input_base64")));
            count_case(&tallies[2], c, bytes, text_of(json_get(c, "encoding")), encoding_of(bytes));
        }
    }
    cr_arena_free(arena);
    return read;
}

int main(int count, char **arguments) {
    const char *path = NULL;
    cr_str only = CR_STR_NONE;
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], "--verbose") == 0)
            verbose = true;
        else if (strcmp(arguments[i], "--only") == 0 && i + 1 < count)
            only = cr_str_of(arguments[++i]);
        else
            path = arguments[i];
    FILE *f = path ? fopen(path, "rb") : NULL;
    if (!f) {
        fprintf(stderr, "usage: html [--verbose] [--only ID-PREFIX] FILE: a file of conformance cases is needed%s%s\n", path ? ", not " : "", path ? path : "");
        return 2;
    }
    tally tallies[3] = {{0, 0}, {0, 0}, {0, 0}};
    char *line = NULL;
    size_t room = 0, number = 0;
    ssize_t len;
    while ((len = getline(&line, &room, f)) >= 0) {
        number++;
        if (!run_line((cr_str){line, (size_t)len}, only, tallies))
            fprintf(stderr, "%s:%zu: no JSON value\n", path, number);
    }
    free(line);
    fclose(f);
    printf("tree %u/%u  tokens %u/%u  encoding %u/%u\n", tallies[0].passed, tallies[0].all, tallies[1].passed, tallies[1].all, tallies[2].passed,
           tallies[2].all);
    return 0;
}
