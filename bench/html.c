/* Prints how fast pages are read on one core, in MB of their bytes a second by processor time: decoding, tokens, bytes to tree, and
 * libgumbo on the same pages where it is installed; then what nesting and other hard shapes cost as they grow tenfold.
 * usage: build/bench/html [PAGE...]   (files, .gz or not; the shub pages of ../shared/bench, or pages of our own making) */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#if __has_include(<gumbo.h>)
#include <gumbo.h>
#define HAVE_GUMBO 1
#endif

#include "base/buf.h"
#include "base/file.h"
#include "html/encoding.h"
#include "html/html.h"
#include "html/tokenizer.h"

typedef struct page {
    cr_str bytes, utf8;
} page;

typedef struct set {
    page *pages;
    size_t count, bytes, nodes;
    cr_arena *keep, *arena;
} set;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void decode(set *s, page *p) {
    const char *encoding;
    if (cr_encoding_decode_html(s->arena, p->bytes, CR_STR_NONE, &p->utf8, &encoding, NULL) != CR_OK)
        puts("failed");
}
static void decode_only(set *s, page *p) {
    page copy = *p;
    decode(s, &copy);
}
static void tokens(set *s, page *p) {
    cr_html_tokenizer t;
    cr_html_token token;
    cr_html_tokenizer_init(&t, s->arena, p->utf8);
    while (cr_html_token_next(&t, &token)) {
        if (token.kind != CR_HTML_TOKEN_START)
            continue;
        if (token.tag == CR_TAG_SCRIPT)
            t.state = CR_HTML_STATE_SCRIPT_DATA;
        else if (token.tag == CR_TAG_STYLE || token.tag == CR_TAG_NOSCRIPT)
            t.state = CR_HTML_STATE_RAWTEXT;
    }
}
static void tree_of(set *s, cr_str utf8) {
    cr_html_document *d;
    if (cr_html_parse(s->arena, utf8, &(cr_html_options){.scripting = true}, &d, NULL) != CR_OK)
        puts("failed");
    else
        s->nodes += d->node_count;
}
static void tree(set *s, page *p) { tree_of(s, p->utf8); }
static void bytes_to_tree(set *s, page *p) {
    page copy = *p;
    decode(s, &copy);
    tree_of(s, copy.utf8);
}
#ifdef HAVE_GUMBO
static void gumbo(set *s, page *p) {
    (void)s;
    gumbo_destroy_output(&kGumboDefaultOptions, gumbo_parse_with_options(&kGumboDefaultOptions, p->utf8.ptr, p->utf8.len));
}
#endif

/* MB/s, the best of some rounds over all pages. */
static double measure(set *s, void (*run)(set *, page *), int rounds) {
    double best = 0;
    for (int r = 0; r < rounds; r++) {
        double start = seconds();
        s->nodes = 0;
        for (size_t i = 0; i < s->count; i++) {
            run(s, &s->pages[i]);
            cr_arena_reset(s->arena);
        }
        double rate = (double)s->bytes / 1e6 / (seconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

static void add_page(set *s, cr_str bytes) {
    page *p = &s->pages[s->count++];
    cr_arena *arena = s->arena;
    p->bytes = cr_str_copy(s->keep, bytes);
    s->arena = s->keep;
    decode(s, p);
    s->arena = arena;
    s->bytes += bytes.len;
}

static void own_pages(set *s) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A page</title><script>var a = 1 < 2;</script></head><body>");
    for (int i = 0; i < 2000; i++)
        cr_buf_printf(&b, "\n  <div class=\"row item-%d\" id=r%d><h2>Heading %d</h2>\n    <p>The council met on <b>Tuesday</b> &amp; agreed, "
                          "<a href=\"/news/%d?a=1&amp;b=2\" title='more'>said the mayor</a>, to build the bridge over the river.</p></div>", i, i, i, i);
    for (int i = 0; i < 20; i++)
        add_page(s, cr_buf_str(&b));
    cr_buf_free(&b);
}

static bool load(set *s, size_t count, char **paths) {
    cr_buf b, whole;
    cr_error err;
    cr_buf_init(&b, 256u << 20);
    cr_buf_init(&whole, 256u << 20);
    s->pages = calloc(count + 20, sizeof *s->pages);
    for (size_t i = 0; i < count; i++) {
        cr_buf_clear(&b);
        cr_buf_clear(&whole);
        if (cr_file_read(paths[i], &b, &err) != CR_OK || cr_file_unpack(cr_buf_str(&b), &whole, &err) != CR_OK) {
            fprintf(stderr, "%s\n", err.line);
            return false;
        }
        add_page(s, cr_buf_str(&whole));
    }
    if (count == 0)
        own_pages(s);
    cr_buf_free(&b);
    cr_buf_free(&whole);
    return true;
}

/* ---- the same shape, ten times the size ---- */

static const struct { const char *what, *head, *piece, *tail; size_t times; } shapes[] = {
    {"div", "", "<div>", "", 1000}, {"b", "", "<b>", "", 1000}, {"b class=N", "", "<b class=%zu>", "", 1000},
    {"p in object", "", "<object><p>", "", 1000}, {"table in table", "", "<table><td>", "", 1000}, {"svg", "", "<svg>", "", 1000},
    {"g in svg, ends", "<svg>", "<g>", "</x></y></g>", 1000}, {"select", "", "<select><option>", "", 1000},
    {"template", "", "<template>", "", 1000}, {"li in ul", "", "<ul><li>", "", 1000}, {"a", "", "<a href=x>", "", 1000},
    {"a and div", "", "<a href=x><div>", "", 1000}, {"b, then </b>", "", "<b><div>", "</b>", 1000},
    {"unclosed formatting", "<b><i><u><s><tt><em><font size=1><font size=2>", "<p>x", "", 1000},
    {"misnested formatting", "", "<p><b><i>x</b>y</i>", "", 1000}, {"text between rows", "<table>", "<tr>x</foo> </foo>", "", 1000},
    {"span, unknown ends", "", "<span>", "</foo>", 1000}, {"unknown names", "", "<x-a>", "</x-b>", 1000},
    {"attributes", "<p ", "a%zu=1 ", ">", 10000}, {"html attributes", "", "<html a%zu>", "", 1000},
    {"ampersands", "", "&", "", 100000}, {"references", "", "&amp;", "", 100000}, {"unclosed quotes", "", "<a b=\"", "", 10000},
    {"unclosed comments", "", "<!--", "", 10000}, {"dashes", "<!--", "--!-", "", 10000}, {"less-than signs", "", "<", "", 100000},
    {"cdata", "<svg>", "<![CDATA[]]", "", 10000}, {"scripts in scripts", "<script><!--", "<script>", "</script>", 10000},
    {"text", "", "The council met on Tuesday and agreed to build the bridge over the river at last. ", "", 12500}};

/* So that a small input is as cold as a large one: else the caches' sizes are what is measured. */
static void empty_caches(void) {
    enum { BYTES = 96 << 20 };
    static char *room;
    if (!room)
        room = malloc(BYTES);
    for (size_t i = 0; room && i < BYTES; i += 64)
        room[i]++;
}

static double cost(cr_arena *arena, size_t shape, size_t times, size_t *steps, size_t *bytes) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, shapes[shape].head);
    bool numbered = strchr(shapes[shape].piece, '%') != NULL;
    for (size_t i = 0; i < times; i++)
        if (numbered) {
            cr_str start = cr_str_of(shapes[shape].piece);
            size_t at = cr_str_find_byte(start, '%', 0);
            cr_buf_add(&b, start.ptr, at);
            cr_buf_printf(&b, "%zu", i);
            cr_buf_add_z(&b, start.ptr + at + 3);
        } else
            cr_buf_add_z(&b, shapes[shape].piece);
    for (size_t i = 0; i < times; i++)
        cr_buf_add_z(&b, shapes[shape].tail);
    double best = 1e9;
    for (int round = 0; round < 7; round++) {
        cr_html_document *d = NULL;
        empty_caches();
        double start = seconds();
        if (cr_html_parse(arena, cr_buf_str(&b), NULL, &d, NULL) != CR_OK)
            puts("failed");
        double spent = seconds() - start;
        best = spent < best ? spent : best;
        *steps = d ? d->steps : 0;
        *bytes = b.len;
        cr_arena_reset(arena);
    }
    cr_buf_free(&b);
    return best * 1e3;
}

static void print_growth(cr_arena *arena) {
    printf("%-22s %10s %10s %10s %10s  %7s %7s  %7s\n", "ten times the input", "MB", "ms", "ms", "ms", "times", "times", "in steps");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        double ms[3];
        size_t steps[3], bytes = 0, times = shapes[i].times;
        for (int k = 0; k < 3; k++, times *= 10)
            ms[k] = cost(arena, i, times, &steps[k], &bytes);
        printf("%-22s %10.2f %10.3f %10.3f %10.3f  %7.1f %7.1f  %7.1f\n", shapes[i].what, (double)bytes / 1e6, ms[0], ms[1], ms[2], ms[1] / ms[0],
               ms[2] / ms[1], (double)steps[2] / (double)steps[1]);
    }
}

int main(int argc, char **argv) {
    set s = {.keep = cr_arena_new(2u << 30), .arena = cr_arena_new(4u << 30)};
    glob_t found = {0};
    if (argc <= 1)
        glob("../shared/bench/extraction/html/shub-*", 0, NULL, &found);
    if (!load(&s, argc > 1 ? (size_t)argc - 1 : found.gl_pathc, argc > 1 ? argv + 1 : found.gl_pathv))
        return 1;
    printf("%zu pages, %.1f MB\n", s.count, (double)s.bytes / 1e6);
    printf("%-16s %8.0f MB/s\n", "decode", measure(&s, decode_only, 5));
    printf("%-16s %8.0f MB/s\n", "tokens", measure(&s, tokens, 5));
    printf("%-16s %8.0f MB/s\n", "tree", measure(&s, tree, 5));
    double ours = measure(&s, bytes_to_tree, 5);
    printf("%-16s %8.0f MB/s, %zu nodes\n", "bytes to tree", ours, s.nodes);
#ifdef HAVE_GUMBO
    double theirs = measure(&s, gumbo, 1);
    printf("%-16s %8.1f MB/s: ours is %.1f times as fast\n", "libgumbo", theirs, ours / theirs);
#endif
    print_growth(s.arena);
    globfree(&found);
    free(s.pages);
    cr_arena_free(s.keep);
    cr_arena_free(s.arena);
    return 0;
}
