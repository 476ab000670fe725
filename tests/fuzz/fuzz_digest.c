/* Reports out of arbitrary bytes: a line is a report ("lang date outlet relay title|text"). Every span told lies in its text, every
 * difference has two sides at least, and origins lead to reports. */
#include <courant/digest.h>
#include <courant/text.h>
#include <stdint.h>
#include <stdlib.h>

#include "story/credit.h"

static void check(const cr_digest_article *articles, size_t n, const cr_digest_mention *m) {
    if (m->article >= n)
        abort();
    size_t len = m->in_title ? articles[m->article].title.len : articles[m->article].text.len;
    if (m->span.start > m->span.end || m->span.end > len || m->words.start > m->words.end || m->words.end > len)
        abort();
    if (m->words.end && (m->words.start < m->span.start || m->words.end > m->span.end))
        abort();
}

/* Opened once: the rules of a language cost more than a small report. */
static cr_status know(cr_arena *arena, cr_digest_article *a, cr_error *err) {
    static cr_lexicon *lexicon;
    static cr_date_tools *dates;
    static cr_text_tools *tools;
    cr_span *spans;
    cr_date *found;
    cr_name *names;
    if (!lexicon) {
        lexicon = cr_lexicon_new(CR_STR("en"));
        dates = cr_date_tools_new();
        tools = cr_text_tools_new();
    }
    CR_TRY(cr_text_sentences_with(tools, arena, a->text, a->lang, &spans, &a->sentence_count, err));
    CR_TRY(cr_dates_find_with(dates, arena, a->text, a->lang, a->date, &found, &a->date_count, err));
    CR_TRY(cr_names_find_with(lexicon, arena, a->text, a->lang, &names, &a->name_count, err));
    a->sentences = spans;
    a->dates = found;
    a->names = names;
    return CR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *arena = cr_arena_new(256u << 20);
    cr_digest_article articles[12];
    cr_str rest = {(const char *)data, size}, line;
    size_t n = 0;
    cr_error err;
    cr_digest d;
    if (size > 20000 || !arena)
        goto done;
    for (; n < 12 && cr_str_split(&rest, '\n', &line); n++) {
        cr_digest_article *a = &articles[n];
        *a = (cr_digest_article){.id = {(const char *)data, n}};
        cr_str_split(&line, ' ', &a->lang);
        cr_str_split(&line, ' ', &a->date);
        cr_str_split(&line, ' ', &a->outlet);
        cr_str_split(&line, ' ', &a->relay_of);
        cr_str_split(&line, '|', &a->title);
        a->text = cr_str_none(line) ? CR_STR("") : line;
        a->credit = cr_story_credit(a->text, (cr_strs){&a->title, 1});
        a->copy = a->relay_of.len == 1;
        if (know(arena, a, &err) != CR_OK)
            goto done;
    }
    if (cr_digest_make(arena, articles, n, NULL, &d, &err) != CR_OK)
        goto done;
    for (size_t i = 0; i < d.gist_count; i++)
        check(articles, n, &d.gist[i]);
    for (size_t i = 0; i < d.happening_count; i++)
        for (size_t k = 0; k < d.happenings[i].count; k++)
            check(articles, n, &d.happenings[i].mentions[k]);
    for (size_t i = 0; i < d.difference_count; i++) {
        if (d.differences[i].count < 2)
            abort();
        for (size_t s = 0; s < d.differences[i].count; s++)
            for (size_t k = 0; k < d.differences[i].sides[s].count; k++)
                check(articles, n, &d.differences[i].sides[s].mentions[k]);
    }
    for (size_t i = 0; i < n; i++)
        if (d.origins[i].earliest >= n || (d.origins[i].of != SIZE_MAX && d.origins[i].of >= n))
            abort();
done:
    cr_arena_free(arena);
    return 0;
}
