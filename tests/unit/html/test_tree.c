/* Trees, by the cases of tests/unit/html/trees.txt (format: see its head). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "../../support/html_tree.h"
#include "base/file.h"
#include "html/tree.h"

typedef struct test_case {
    cr_str name, expected;
    cr_buf input;
    char fragment[40];
    bool scripting, round_trip;
} test_case;

static int hex(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static void add_input(cr_buf *out, cr_str line) { /* "\x0D" is that byte */
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '\\' && i + 3 < line.len && line.ptr[i + 1] == 'x') {
            cr_buf_add_byte(out, (char)(hex(line.ptr[i + 2]) * 16 + hex(line.ptr[i + 3])));
            i += 3;
        } else
            cr_buf_add_byte(out, line.ptr[i]);
}

/* "name, inside CONTEXT, with scripts, and back" */
static void read_head(test_case *c, cr_str head) {
    cr_str part;
    c->name = head;
    c->scripting = c->round_trip = false;
    c->fragment[0] = '\0';
    while (cr_str_split(&head, ',', &part)) {
        part = cr_str_trim(part);
        if (cr_str_starts(part, "inside ") && part.len - 7 < sizeof c->fragment) {
            memcpy(c->fragment, part.ptr + 7, part.len - 7);
            c->fragment[part.len - 7] = '\0';
        }
        c->scripting |= cr_str_is(part, "with scripts");
        c->round_trip |= cr_str_is(part, "and back");
    }
}

static bool next_case(cr_str *rest, test_case *c) {
    cr_str line;
    bool first = true;
    do
        if (!cr_str_split(rest, '\n', &line))
            return false;
    while (!cr_str_starts(line, "= "));
    read_head(c, cr_str_slice(line, 2, line.len));
    cr_buf_clear(&c->input);
    while (cr_str_split(rest, '\n', &line) && !cr_str_is(line, "-")) {
        if (!first)
            cr_buf_add_byte(&c->input, '\n');
        first = false;
        add_input(&c->input, line);
    }
    c->expected = *rest;
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] == '|') { /* a text may hold line feeds: its lines go on until one begins with "|" */
        size_t end = cr_str_find(*rest, CR_STR("\n"), len);
        while (end != CR_STR_NPOS && end + 1 < rest->len && rest->ptr[end + 1] != '|' && rest->ptr[end + 1] != '\n')
            end = cr_str_find(*rest, CR_STR("\n"), end + 1);
        len = end == CR_STR_NPOS ? rest->len : end + 1;
    }
    c->expected.len = len;
    *rest = cr_str_slice(*rest, len, rest->len);
    return true;
}

static void check_kernels(cr_arena *a, const test_case *c, const cr_html_options *options, const cr_html_document *d) {
    for (size_t i = 0; cr_html_scan_number(i); i++) {
        cr_html_document *other;
        cr_error err;
        assert_int_equal(cr_html_parse_with(cr_html_scan_number(i), a, cr_buf_str(&c->input), options, &other, &err), CR_OK);
        if (!html_same_tree(d, other))
            fail_msg("%.*s: another tree with %s", CR_FMT(c->name), cr_html_scan_number(i)->name);
    }
}

static void check_round_trip(cr_arena *a, const test_case *c, const cr_html_options *options, const cr_html_document *d) {
    cr_buf written;
    cr_html_document *again;
    cr_error err;
    cr_buf_init(&written, CR_BUF_NO_CEILING);
    html_write(&written, d->root, options->scripting);
    assert_int_equal(cr_html_parse(a, cr_buf_str(&written), options, &again, &err), CR_OK);
    if (!html_same_tree(d, again))
        fail_msg("%.*s: does not come back from %.*s", CR_FMT(c->name), CR_FMT(cr_buf_str(&written)));
    cr_buf_free(&written);
}

static void run_case(const test_case *c) {
    cr_arena *a = cr_arena_new(0);
    cr_html_options options = {.fragment = c->fragment[0] ? c->fragment : NULL, .scripting = c->scripting};
    cr_html_document *d;
    cr_error err;
    cr_buf got;
    cr_buf_init(&got, CR_BUF_NO_CEILING);
    assert_int_equal(cr_html_parse(a, cr_buf_str(&c->input), &options, &d, &err), CR_OK);
    html_print(&got, d->root);
    if (!cr_str_eq(cr_buf_str(&got), c->expected))
        fail_msg("%.*s\n%.*s\ngives\n%.*snot\n%.*s", CR_FMT(c->name), CR_FMT(cr_buf_str(&c->input)), CR_FMT(cr_buf_str(&got)), CR_FMT(c->expected));
    const char *fault = html_tree_fault(d, NULL);
    if (fault)
        fail_msg("%.*s: %s", CR_FMT(c->name), fault);
    check_kernels(a, c, &options, d);
    if (c->round_trip)
        check_round_trip(a, c, &options, d);
    cr_buf_free(&got);
    cr_arena_free(a);
}

static void builds_the_standards_tree(void **state) {
    (void)state;
    const char *path = getenv("HTML_TREES") ? getenv("HTML_TREES") : "tests/unit/html/trees.txt";
    test_case c = {0};
    cr_buf file;
    cr_error err;
    size_t count = 0;
    cr_buf_init(&file, 1 << 20);
    cr_buf_init(&c.input, CR_BUF_NO_CEILING);
    if (cr_file_read(path, &file, &err) != CR_OK)
        fail_msg("%s", err.line);
    for (cr_str rest = cr_buf_str(&file); next_case(&rest, &c); count++)
        run_case(&c);
    assert_true(count > 90);
    cr_buf_free(&c.input);
    cr_buf_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(builds_the_standards_tree)};
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
