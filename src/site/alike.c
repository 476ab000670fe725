#include "site/alike.h"

#include <courant/text.h>

#include "base/map.h"

cr_str cr_alike_speaker(const cr_statement_row *row) {
    return row->person[0] ? cr_str_of(row->person) : row->statement.speaker.len ? row->statement.speaker : CR_STR("");
}

static size_t put(char *out, size_t n, cr_str s) {
    if (s.len)
        memcpy(out + n, s.ptr, s.len);
    out[n + s.len] = '\n';
    return n + s.len + 1;
}

/* A copy may be set with other marks. */
static cr_str words_of(cr_page *p, const cr_statement_row *row) {
    cr_str folded = cr_text_fold(p->arena, row->statement.quote), speaker = cr_alike_speaker(row);
    char *out = cr_arena_bytes(p->arena, row->lang.len + speaker.len + folded.len + 2);
    if (!out)
        return CR_STR_NONE;
    size_t n = put(out, put(out, 0, row->lang), speaker);
    for (size_t i = 0; i < folded.len; i++) {
        unsigned char c = (unsigned char)folded.ptr[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
            out[n++] = (char)c;
    }
    return (cr_str){out, n};
}

/* Whose row stands for both: the original's; of two the older report's. */
static bool stands_for(const cr_statement_row *a, const cr_statement_row *b) {
    if (a->carried != b->carried)
        return b->carried;
    return cr_str_compare(a->article_date, b->article_date) < 0;
}

bool cr_alike_find(cr_page *p, const cr_statement_row *rows, size_t count, cr_alike *out) {
    size_t *first = CR_NEW_ARRAY(p->arena, size_t, count + 1); /* of the same words */
    *out = (cr_alike){rows, CR_NEW_ARRAY(p->arena, size_t, count + 1), CR_NEW_ARRAY(p->arena, size_t, count + 1)};
    cr_map *seen = first && out->shown && out->next ? cr_map_new() : NULL;
    if (!seen)
        return false;
    for (size_t i = 0; i < count; i++) {
        cr_str words = words_of(p, &rows[i]);
        uintptr_t *slot = words.len ? cr_map_put(seen, words, NULL) : NULL;
        if (slot && !*slot)
            *slot = i + 1;
        first[i] = slot ? (size_t)*slot - 1 : i;
        out->next[i] = SIZE_MAX;
        if (first[i] == i || stands_for(&rows[i], &rows[out->shown[first[i]]]))
            out->shown[first[i]] = i;
    }
    for (size_t i = count; i-- > 0;) { /* the first of a group holds whom it shows, so it is written last */
        size_t in = out->shown[first[i]];
        if (i != in) {
            out->next[i] = out->next[in];
            out->next[in] = i;
        }
        if (i != first[i])
            out->shown[i] = in;
    }
    cr_map_free(seen);
    return true;
}
