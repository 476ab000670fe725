#include "html/letters.h"

#include "base/data.h"
#include "base/utf8.h"

static bool next_line(cr_str *rest, cr_str *line) { return cr_str_split(rest, '\n', line); }

/* "letters pl abc...": false where the rows behind it are cut off. */
static bool add_model(cr_letters *l, cr_str line, cr_str *rest) {
    cr_letter_model *m = &l->models[l->count];
    cr_str letters = cr_str_slice(line, sizeof "letters " - 1, line.len);
    if (!cr_str_split(&letters, ' ', &m->language))
        return false;
    size_t at = 0, count = 0;
    for (; at < letters.len; count++) {
        uint32_t c = cr_utf8_next(letters, &at);
        if (count >= 26 && m->own_count < CR_LETTERS_OWN)
            m->own[m->own_count++] = c;
    }
    m->classes = CR_LETTERS_A + count;
    m->rows = rest->ptr;
    size_t rows = m->classes * (m->classes + 1);
    if (rest->len < rows || count < 26)
        return false;
    *rest = cr_str_slice(*rest, rows, rest->len);
    l->count++;
    return true;
}

void cr_letters_load(cr_letters *l) {
    cr_str rest = cr_data("html/letters.txt"), line, before;
    *l = (cr_letters){.count = 0};
    for (before = rest; next_line(&rest, &line); before = rest)
        if (cr_str_starts(line, "signs ")) {
            l->signs = before;
            return;
        } else if (cr_str_starts(line, "letters ") && (l->count == CR_LETTERS_MODELS || !add_model(l, line, &rest)))
            return;
}

const cr_letter_model *cr_letters_of(const cr_letters *l, cr_str language) {
    for (size_t i = 0; i < l->count; i++)
        if (cr_str_eq(l->models[i].language, language))
            return &l->models[i];
    return NULL;
}

void cr_letters_signs(const cr_letters *l, const char *language, unsigned char costs[65536]) {
    cr_str rest = l->signs, line;
    bool found = false;
    memset(costs, 0, 65536);
    while (next_line(&rest, &line)) {
        if (cr_str_starts(line, "signs ")) {
            if (found)
                return;
            found = cr_str_is(cr_str_slice(line, sizeof "signs " - 1, line.len), language);
            continue;
        }
        unsigned cost = 0;
        size_t at = 0;
        for (; found && at < line.len && line.ptr[at] != ' '; at++)
            cost = cost * 10 + (unsigned)(line.ptr[at] - '0');
        for (at++; found && at < line.len;) {
            uint32_t c = cr_utf8_next(line, &at);
            if (c < 65536)
                costs[c] = (unsigned char)cost;
        }
    }
}
