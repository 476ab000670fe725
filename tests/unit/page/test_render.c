/* Articles made here, written out; what is dangerous in a format is dangerous nowhere in what comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/render.h>
#include <jansson.h>

#include "base/vec.h"

/* "kind:level text" blocks -> an article. */
typedef struct made { cr_block_kind kind; int level; const char *text; } made;

static cr_article *make(cr_arena *a, const char *title, const char *lang, const made *blocks, size_t count) {
    cr_article *x = CR_NEW(a, cr_article);
    size_t room = 0;
    x->title = cr_str_of(title);
    x->lang = cr_str_of(lang);
    x->text = CR_STR("");
    for (size_t i = 0; i < count; i++) {
        cr_block *b = CR_PUSH(a, x->blocks, x->block_count, room);
        x->text = i ? cr_str_concat(a, x->text, CR_STR("\n\n")) : x->text;
        *b = (cr_block){.kind = blocks[i].kind, .level = blocks[i].level, .start = x->text.len, .end = x->text.len + strlen(blocks[i].text)};
        x->text = cr_str_concat(a, x->text, cr_str_of(blocks[i].text));
    }
    return x;
}

/* Markdown behind the metadata and the title. */
static const char *markdown(cr_arena *a, const made *blocks, size_t count) {
    cr_str s = cr_render_markdown(a, make(a, "", "en", blocks, count));
    size_t at = cr_str_find(s, CR_STR("---\n\n"), 4);
    assert_true(at != CR_STR_NPOS);
    return s.ptr + at + 5;
}

static void test_markdown_escapes(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const struct { const char *text, *want; } cases[] = {
        {"# no heading", "\\# no heading\n"}, {"no # heading", "no # heading\n"}, {"- no item", "\\- no item\n"}, {"-5 degrees", "-5 degrees\n"}, {"a - b", "a - b\n"},
        {"1986. A great year", "1986\\. A great year\n"}, {"It cost 3. Then 4.", "It cost 3. Then 4.\n"}, {"3.5 million", "3.5 million\n"}, {"* no item", "\\* no item\n"},
        {"2 * 3 * 4", "2 * 3 * 4\n"}, {"*not* bold", "\\*not\\* bold\n"}, {"snake_case_name", "snake_case_name\n"}, {"_no_ stress", "\\_no\\_ stress\n"}, {"[no](link)", "\\[no](link)\n"},
        {"`code`", "\\`code\\`\n"}, {"a < b, a > b", "a < b, a > b\n"}, {"<script>x</script>", "\\<script>x\\</script>\n"}, {"<!-- x -->", "\\<!-- x -->\n"}, {"AT&T &amp; &#65;", "AT\\&T \\&amp; \\&#65;\n"},
        {"R & D", "R & D\n"}, {"> no quotation", "\\> no quotation\n"}, {"~~no~~", "\\~\\~no\\~\\~\n"}, {"about ~5", "about ~5\n"}, {"a\nb", "a\\\nb\n"}, {"a\n# b", "a\\\n\\# b\n"}, {"    a", "a\n"},
        {"a\n\n\nb", "a\\\nb\n"}, {"C:\\new", "C:\\\\new\n"}, {"---", "\\---\n"}, {"===", "\\===\n"}, {"a\x1b[31mb\x07", "a\\[31mb\n"}, {"a\xC2\x9B" "b", "ab\n"}, {"a\xC2\xA0" "b", "a\xC2\xA0" "b\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(markdown(a, &(made){CR_BLOCK_PARAGRAPH, 0, cases[i].text}, 1), cases[i].want);
    cr_arena_free(a);
}

static void test_markdown_blocks(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const made blocks[] = {{CR_BLOCK_HEADING, 1, "One"}, {CR_BLOCK_HEADING, 3, "Two"}, {CR_BLOCK_LIST_ITEM, 0, "a"}, {CR_BLOCK_LIST_ITEM, 0, "b\nc"}, {CR_BLOCK_QUOTATION, 0, "q1\nq2"},
                                  {CR_BLOCK_QUOTATION, 0, "q3"}, {CR_BLOCK_CAPTION, 0, "A *picture*"}, {CR_BLOCK_PREFORMATTED, 0, "x = 1;\n\ty *= 2;"}, {CR_BLOCK_PARAGRAPH, 0, "Place | Votes"},
                                  {CR_BLOCK_PARAGRAPH, 0, "Varsk | 1|2"}, {CR_BLOCK_PARAGRAPH, 0, "End"}, {CR_BLOCK_PARAGRAPH, 0, "one | row"}};
    assert_string_equal(markdown(a, blocks, sizeof blocks / sizeof *blocks),
                        "## One\n\n### Two\n\n- a\n- b\\\n  c\n\n> q1\\\n> q2\n>\n> q3\n\n*A \\*picture\\**\n\n    x = 1;\n    \ty *= 2;\n\n| Place | Votes |\n| --- | --- |\n| Varsk | 1\\|2 |\n\nEnd\n\none | row\n");
    cr_arena_free(a);
}

static void test_front_matter(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_article *x = make(a, "A \"title\": yes\n---", "en", NULL, 0);
    cr_str authors[] = {CR_STR("A: B"), CR_STR("C")};
    x->author = (cr_strs){authors, 2};
    x->url = CR_STR("https://a.example/1");
    x->canonical_url = CR_STR("https://a.example/one");
    x->outcome = CR_OUTCOME_ERROR_PAGE;
    x->reason = CR_STR("gone");
    cr_str s = cr_render_markdown(a, x);
    assert_string_equal(s.ptr, "---\ntitle: \"A \\\"title\\\": yes\\n---\"\nauthor: [\"A: B\", \"C\"]\nurl: \"https://a.example/one\"\nlang: \"en\"\noutcome: \"error_page\"\nreason: \"gone\"\n---\n\n# A \"title\": yes ---\n");
    cr_arena_free(a);
}

/* Walks the tags of the output: only those of the renderers, every one closed, no attribute but theirs. */
static void check_html(cr_str s) {
    static const char *const known[] = {"html", "head", "meta", "title", "link", "body", "article", "header", "h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "time", "strong", "ul", "li", "blockquote",
                                        "figure", "figcaption", "pre", "table", "tr", "td", "br", "!DOCTYPE"};
    const char *open[64];
    size_t lens[64], depth = 0;
    for (size_t at = 0; (at = cr_str_find_byte(s, '<', at)) != CR_STR_NPOS; at++) {
        size_t end = cr_str_find_byte(s, '>', at), from = at + 1 + (s.ptr[at + 1] == '/'), stop = from;
        assert_true(end != CR_STR_NPOS);
        while (stop < end && s.ptr[stop] != ' ')
            stop++;
        cr_str name = cr_str_slice(s, from, stop), tag = cr_str_slice(s, at, end);
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found = found || cr_str_is(name, known[i]);
        assert_true(found);
        bool quoted = false;
        for (size_t i = 0; i + 3 < tag.len; i++) { /* names of attributes; values are quoted, and hold no quote of their own */
            quoted = quoted != (tag.ptr[i] == '"');
            assert_false(!quoted && tag.ptr[i] == ' ' && (memcmp(tag.ptr + i + 1, "on", 2) == 0 || memcmp(tag.ptr + i + 1, "st", 2) == 0 || memcmp(tag.ptr + i + 1, "sr", 2) == 0));
        }
        assert_false(cr_str_contains(tag, "href=\"javascript:"));
        bool is_void = cr_str_is(name, "meta") || cr_str_is(name, "link") || cr_str_is(name, "br") || cr_str_is(name, "!DOCTYPE");
        if (s.ptr[at + 1] == '/') {
            assert_true(depth > 0 && cr_str_eq((cr_str){open[depth - 1], lens[depth - 1]}, name));
            depth--;
        } else if (!is_void) {
            assert_true(depth < 64);
            open[depth] = name.ptr;
            lens[depth++] = name.len;
        }
    }
    assert_int_equal(depth, 0);
}

static void test_html(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const char *const hostile[] = {"<script>alert(1)</script>", "\"><img src=x onerror=y>", "' onload='x", "&lt;b&gt;", "</title></article>", "a\nb", "\x1b[0m", "javascript:alert(1)"};
    for (size_t h = 0; h < sizeof hostile / sizeof *hostile; h++) {
        made blocks[CR_BLOCK_PREFORMATTED + 3];
        for (int k = 0; k <= CR_BLOCK_PREFORMATTED; k++)
            blocks[k] = (made){(cr_block_kind)k, k == CR_BLOCK_HEADING ? 6 : 0, hostile[h]};
        blocks[6] = blocks[7] = (made){CR_BLOCK_PARAGRAPH, 0, cr_str_format(a, "%s | %s", hostile[h][0] == 'a' ? "x" : hostile[h], "<td>").ptr};
        cr_article *x = make(a, hostile[h], hostile[h], blocks, 8);
        cr_str author = cr_str_of(hostile[h]);
        x->author = (cr_strs){&author, 1};
        x->date = x->site = x->description = x->url = author;
        x->notice = CR_NEW(a, cr_notice);
        x->notice->text = author;
        x->outcome = h % 2 ? CR_OUTCOME_ARTICLE : CR_OUTCOME_NO_ARTICLE;
        x->reason = author;
        cr_str s = cr_render_html(a, x);
        check_html(s);
        assert_true(cr_str_starts(s, "<!DOCTYPE html>\n<html"));
        assert_false(cr_str_contains(s, "<script") || cr_str_contains(s, "href=\"javascript") || cr_str_contains(s, "\x1b"));
        json_t *j = json_loadb(cr_render_json(a, x).ptr, cr_render_json(a, x).len, 0, NULL);
        assert_non_null(j);
        json_decref(j);
    }
    cr_arena_free(a);
}

static void test_html_forms(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const made blocks[] = {{CR_BLOCK_LIST_ITEM, 0, "a"}, {CR_BLOCK_LIST_ITEM, 0, "b"}, {CR_BLOCK_QUOTATION, 0, "q1"}, {CR_BLOCK_QUOTATION, 0, "q2"}, {CR_BLOCK_CAPTION, 0, "c"},
                                  {CR_BLOCK_PREFORMATTED, 0, "\nx"}, {CR_BLOCK_PARAGRAPH, 0, "1 | 2"}, {CR_BLOCK_PARAGRAPH, 0, "3 | 4"}};
    cr_str s = cr_render_html(a, make(a, "T", "ar", blocks, 8));
    assert_true(cr_str_contains(s, "<html lang=\"ar\" dir=\"rtl\">") && cr_str_contains(s, "<article lang=\"ar\" dir=\"rtl\">"));
    assert_true(cr_str_contains(s, "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>\n<p>q1</p>\n<p>q2</p>\n</blockquote>\n<figure><figcaption>c</figcaption></figure>\n<pre dir=\"auto\">\n\nx</pre>\n"));
    assert_true(cr_str_contains(s, "<table>\n<tr><td>1</td><td>2</td></tr>\n<tr><td>3</td><td>4</td></tr>\n</table>\n"));
    assert_true(cr_str_contains(cr_render_html(a, make(a, "T", "und", NULL, 0)), "<article dir=\"auto\">"));
    assert_false(cr_str_contains(cr_render_html(a, make(a, "", "", NULL, 0)), "<title></title>"));
    cr_arena_free(a);
}

static void test_text(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const made blocks[] = {{CR_BLOCK_PARAGRAPH, 0, "One."}, {CR_BLOCK_LIST_ITEM, 0, "a"}, {CR_BLOCK_LIST_ITEM, 0, "b"}, {CR_BLOCK_QUOTATION, 0, "q\nr"}, {CR_BLOCK_PARAGRAPH, 0, "1 | 2"}, {CR_BLOCK_PARAGRAPH, 0, "3 | 4"}};
    cr_article *x = make(a, "T\x1b[2J", "en", blocks, 6);
    cr_str author = CR_STR("A B");
    x->author = (cr_strs){&author, 1};
    x->date = CR_STR("2022-01-12");
    assert_string_equal(cr_render_text(a, x).ptr, "T[2J\nA B · 2022-01-12\n\nOne.\n\n• a\n• b\n\n  q\n  r\n\n1 | 2\n3 | 4\n");
    assert_string_equal(cr_render_text(a, make(a, "", "en", blocks, 1)).ptr, "One.\n");
    assert_string_equal(cr_render_text(a, make(a, "", "en", NULL, 0)).ptr, "");
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_markdown_escapes), cmocka_unit_test(test_markdown_blocks), cmocka_unit_test(test_front_matter), cmocka_unit_test(test_html),
                                       cmocka_unit_test(test_html_forms), cmocka_unit_test(test_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
