/* An agency's name under an article, "(AFP)", "Avec AFP", "Reuters": no part of the text, but who wrote it, where nobody else is named. */
#include "page/assemble.h"
#include "text/agencies.h"

enum { REACH = 4, LINE = 40 }; /* pieces or lines behind the last of the text; bytes of one */

/* "Photo: AFP", and "Photo AFP", "(Photo AFP)": the first word is a label, whether its colon stands or not. */
static bool of_picture(cr_arena *arena, const cr_words *words, cr_str line) {
    cr_str folded = cr_words_fold(arena, line);
    size_t first = cr_str_find_byte(folded, ' ', 0);
    if (cr_words_starts(words, CR_PHRASE_CREDIT, folded, NULL))
        return true;
    if (first == CR_STR_NPOS)
        return false;
    cr_str close = cr_str_format(arena, "%.*s:%.*s", (int)first, folded.ptr, (int)(folded.len - first), folded.ptr + first);
    cr_str apart = cr_str_format(arena, "%.*s :%.*s", (int)first, folded.ptr, (int)(folded.len - first), folded.ptr + first);
    return cr_words_starts(words, CR_PHRASE_CREDIT, close, NULL) || cr_words_starts(words, CR_PHRASE_CREDIT, apart, NULL);
}

static bool credits(cr_arena *arena, const cr_words *words, cr_str line, cr_str *agency) {
    line = cr_str_trim(line);
    if (line.len == 0 || line.len > LINE || of_picture(arena, words, line))
        return false;
    *agency = cr_text_credit(line);
    return !cr_str_none(*agency);
}

static void name_author(cr_arena *arena, cr_article *a, cr_str agency) {
    cr_str *items = CR_NEW(arena, cr_str);
    if (items) {
        *items = cr_str_copy(arena, agency);
        a->author = (cr_strs){items, 1};
    }
}

void cr_page_credit(cr_arena *arena, const cr_view *v, const cr_html_node *top, cr_article *a) {
    size_t last = 0;
    cr_str agency;
    if (!top || a->author.count)
        return;
    for (size_t i = v->piece_at[top->number]; i < v->piece_at[v->end[top->number]]; i++)
        last = v->pieces[i].out ? last : i + 1;
    for (size_t i = last; last && i < v->piece_count && i < last + REACH && !a->author.count; i++) {
        const cr_piece *p = &v->pieces[i];
        if (!p->in_figure && p->out != CR_WHY_CAPTION && p->link_chars * 2 <= p->chars && credits(arena, v->words, p->text, &agency))
            name_author(arena, a, agency);
    }
}

void cr_page_credit_lines(cr_arena *arena, const cr_words *words, const cr_str *lines, size_t count, cr_article *a) {
    cr_str agency;
    for (size_t i = 0; i < count && i < REACH && !a->author.count; i++)
        if (credits(arena, words, lines[i], &agency))
            name_author(arena, a, agency);
}
