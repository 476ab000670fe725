/* Each judge of the main content on a page of its own: what it does, and that the page comes out otherwise without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <courant/page.h>

#include "page/assemble.h"

#define LD_ONE "The ferry across the northern lake runs again from Monday, the county said after two years of repairs at the yard."
#define ONE "<p>" LD_ONE "</p>"
#define LD_TWO "Its new engine needs a third less fuel, the captain told reporters, and the deck now holds twelve cars instead of eight."
#define TWO "<p>" LD_TWO "</p>"
#define LD_THREE "Tickets will cost what they cost before, and children travel free of charge until the end of the summer."
#define THREE "<p>" LD_THREE "</p>"
#define LD_FOUR "The harbour master told the story of the old boat, of its crew, of the long winter in the yard, and of the spring."
#define FOUR "<p>" LD_FOUR "</p>"
#define TEXT ONE TWO THREE FOUR

static cr_str read_with(cr_arena *arena, const char *html, unsigned off) {
    cr_page_tools *tools = cr_page_tools_new();
    assert_non_null(tools);
    cr_judging judging = cr_judging_fitted;
    judging.off = off;
    tools->judging = &judging;
    cr_page_input in = {.bytes = cr_str_of(html), .type = CR_PAGE_HTML, .tools = tools};
    cr_article *article = NULL;
    cr_error err = {0};
    if (cr_page_read(arena, &in, &article, &err) != CR_OK)
        fail_msg("%s", err.line);
    cr_page_tools_free(tools);
    return article->text;
}

typedef struct pair {
    const char *name, *html, *marker; /* marker: in the text only where the judge is off, or only where it is on */
    cr_judge judge;
    bool kept;
} pair;

static const pair pairs[] = {
    {"structure", "<body><main><h1>Ferry</h1>" TEXT "</main><aside><p>A word from the editors, who would like to say, at some length, that they enjoy boats.</p></aside>", "enjoy boats",
     CR_JUDGE_STRUCTURE, false},
    {"classes", "<body><div><h1>Ferry</h1>" TEXT "<div class=newsletter><p>A word from the editors, who would like to say, at some length, that they enjoy boats.</p></div>" TWO "</div>",
     "enjoy boats", CR_JUDGE_CLASSES, false},
    {"siblings", "<body><div><h1>Ferry</h1>" TEXT "</div><ul>"
                 "<li><a href=1><h3>The first of the other stories</h3></a><p>What the first of the other stories is about, told in a line, with a comma.</p></li>"
                 "<li><a href=2><h3>The second of the other stories</h3></a><p>What the second of the other stories is about, told in a line, with a comma.</p></li>"
                 "<li><a href=3><h3>The third of the other stories</h3></a><p>What the third of the other stories is about, told in a line, with a comma.</p></li>"
                 "<li><a href=4><h3>The fourth of the other stories</h3></a><p>What the fourth of the other stories is about, told in a line, with a comma.</p></li></ul>",
     "third of the other", CR_JUDGE_SIBLINGS, false},
    {"position", "<body><h1>Ferry</h1><p>The county has found the money, and the boat is back.</p><div class=tools><a href=a>A</a> <a href=b>B</a></div><article class=article-body>" TEXT "</article>",
     "found the money", CR_JUDGE_POSITION, true},
    {"announcement", "<body><main><h1>Ferry</h1>" TEXT "<p>The sources of this report are:</p><ul><li><a href=1>The county</a></li><li><a href=2>The yard</a></li></ul></main>", "sources of this",
     CR_JUDGE_POSITION, false},
    {"links", "<body><main><h1>Ferry</h1>" ONE TWO "<div><p><a href=1>One link to somewhere</a> <a href=2>Another link to somewhere</a></p></div>" THREE FOUR "</main>", "Another link",
     CR_JUDGE_LINKS, false},
    {"bare", "<body><main><h1>Ferry</h1>" ONE TWO "<div>Price: $20.00</div>" THREE FOUR "</main>", "$20.00", CR_JUDGE_BARE, false},
    {"wording", "<body><main><h1>Ferry</h1>" ONE TWO "<p>All rights reserved.</p>" THREE FOUR "</main>", "All rights", CR_JUDGE_WORDING, false},
    {"body", "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"The ferry across the northern lake runs again from Monday, the county said after two "
             "years of repairs at the yard. Its new engine needs a third less fuel, the captain told reporters, and the deck now holds twelve cars instead of eight. Tickets will cost what "
             "they cost before, and children travel free of charge.\"}</script><body><div id=root></div>",
     "third less fuel", CR_JUDGE_BODY, true},
    {"body's end", "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" LD_ONE " " LD_TWO " " LD_THREE " " LD_FOUR "\"}</script><body><main><h1>Ferry</h1>" TEXT
             "<p>The museum on the hill shows old engines every day but Monday, and its garden is open in the evening.</p></main>",
     "museum on the hill", CR_JUDGE_BODY, false},
    {"second", "<body><div class=sidebar><div class=related>" ONE TWO "</div><div class=related>" THREE FOUR "</div></div>", "old boat", CR_JUDGE_SECOND, true},
};

static void each_judge_tells(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const pair *p = &pairs[i];
        cr_arena *arena = cr_arena_new(0);
        bool with = cr_str_contains(read_with(arena, p->html, 0), p->marker), without = cr_str_contains(read_with(arena, p->html, 1u << p->judge), p->marker);
        if (with != p->kept || without == p->kept)
            fail_msg("%s: with the judge %s, without it %s", p->name, with ? "there" : "not there", without ? "there" : "not there");
        cr_arena_free(arena);
    }
}

static void weights_are_within_their_bounds(void **state) {
    (void)state;
    static const struct { const char *name; double value, least, most; } table[] = {
#define CR_WEIGHT(judge, name, value, least, most, what) {#name, value, least, most},
#include "page/weights.def"
    };
    for (size_t i = 0; i < CR_WEIGHTS; i++)
        if (table[i].value < table[i].least || table[i].value > table[i].most)
            fail_msg("%s is %g, not within %g and %g", table[i].name, table[i].value, table[i].least, table[i].most);
}

static void agreement_counts_runs_of_words(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_page_tools *tools = cr_page_tools_new();
    cr_html_document *d;
    cr_view *v;
    cr_error err;
    static const char body[] = "The ferry across the northern lake runs again from Monday, the county said. Its new engine needs a third less fuel, the captain told reporters. "
                               "Tickets will cost what they cost before, and children travel free of charge until the end of the summer. "
                               "The harbour master told the story of the old boat, of its crew, of the long winter in the yard, and of the spring.";
    assert_int_equal(cr_html_parse(arena, CR_STR("<p>THE FERRY across the northern lake runs again from Monday, the county said.<p>Nothing of the kind stands in that text.<p>One two"), NULL, &d, &err), CR_OK);
    assert_int_equal(cr_view_make(arena, d, &tools->words, tools->judging, false, &v, &err), CR_OK);
    double covered = cr_content_agree(v, cr_str_of(body));
    assert_true(covered > 0.1 && covered < 0.4);
    assert_true(v->pieces[0].agrees > 0.99f);
    assert_true(v->pieces[1].agrees < 0.01f);
    assert_true(v->pieces[2].agrees < 0);
    assert_true(cr_content_agree(v, CR_STR("too short")) <= 0);
    cr_page_tools_free(tools);
    cr_arena_free(arena);
}

/* A mark made of a heading is no name, "has-sidebar" is no sidebar. */
static void names_that_name_nothing(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_str text = read_with(arena, "<body><main><h1>Ferry</h1>" ONE TWO "<h2 id='newsletter'>The captain</h2>" THREE "<section id='how-to-share-and-comment-on-tickets'>" FOUR "</section></main>", 0);
    assert_true(cr_str_contains(text, "The captain") && cr_str_contains(text, "old boat"));
    text = read_with(arena, "<body><main><h1>Ferry</h1>" ONE TWO THREE "<div class='block has-sidebar'>" FOUR "</div></main>", 0);
    assert_true(cr_str_contains(text, "old boat"));
    text = read_with(arena, "<body><main><h1>Ferry</h1>" ONE TWO THREE "<div class='block sidebar'>" FOUR "</div></main>", 0);
    assert_false(cr_str_contains(text, "old boat"));
    cr_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_judge_tells), cmocka_unit_test(weights_are_within_their_bounds), cmocka_unit_test(agreement_counts_runs_of_words),
                                       cmocka_unit_test(names_that_name_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
