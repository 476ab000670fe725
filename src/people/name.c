#include "people/name.h"
#include <string.h>

#include "base/utf8.h"

static bool letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80; }

static bool filler(cr_str w) {
    static const char *const words[] = {"m", "mm", "mme", "mr", "mrs", "ms", "dr", "sr", "sra", "the", "le", "la", "les", "l", "el", "il", "lo", "der", "die", "das", "sir", NULL};
    for (size_t i = 0; words[i]; i++)
        if (cr_str_is(w, words[i]))
            return true;
    return false;
}

static bool is_latin(cr_str name) {
    for (size_t at = 0; at < name.len;) {
        uint32_t p = cr_utf8_next(name, &at);
        if (p >= 0x370 && p != 0x2019 && p < 0x1E00)
            return false;
        if (p >= 0x2E80)
            return false;
    }
    return true;
}

bool cr_name_key_make(cr_text_tools *tools, cr_arena *scratch, cr_str name, cr_name_key *out) {
    memset(out, 0, sizeof *out);
    if (!name.len || name.len > CR_NAME_BYTES * 2)
        return false;
    out->latin = is_latin(name);
    cr_str latin = cr_text_latin_with(tools, scratch, name);
    size_t n = 0, at = 0;
    while (at < latin.len) {
        while (at < latin.len && !letter((unsigned char)latin.ptr[at]))
            at++;
        size_t start = at;
        while (at < latin.len && letter((unsigned char)latin.ptr[at]))
            at++;
        cr_str word = cr_str_slice(latin, start, at);
        if (!word.len || (out->parts == 0 && filler(word)))
            continue;
        if (out->parts == CR_NAME_PARTS || n + word.len + 2 > sizeof out->bytes)
            return false;
        if (n)
            out->bytes[n++] = ' ';
        memcpy(out->bytes + n, word.ptr, word.len);
        out->part[out->parts++] = (cr_str){out->bytes + n, word.len};
        n += word.len;
    }
    if (!out->parts)
        return false;
    size_t w = 0;
    for (size_t i = 0; i < n; i++)
        if (out->bytes[i] != ' ')
            out->whole[w++] = out->bytes[i];
    cr_name_skeleton(out->part[out->parts - 1], out->surname, sizeof out->surname);
    return true;
}

/* Vowels, h, j and y carry no weight between spellings; voiced and unvoiced romanisations meet. */
void cr_name_skeleton(cr_str word, char *out, size_t room) {
    size_t n = 0;
    for (size_t i = 0; i < word.len && n + 1 < room; i++) {
        char c = word.ptr[i];
        if (strchr("aeiouyhj", c) && c)
            continue;
        c = c == 'c' || c == 'q' || c == 'x' || c == 'g' ? 'k' : c == 'z' ? 's' : c == 'v' || c == 'w' ? 'f' : c;
        if (n && out[n - 1] == c)
            continue;
        out[n++] = c;
    }
    out[n] = 0;
}

unsigned cr_name_distance(cr_str a, cr_str b, unsigned most) {
    enum { LONGEST = 64 };
    unsigned row[LONGEST + 1];
    if (a.len > LONGEST || b.len > LONGEST || a.len > b.len + most || b.len > a.len + most)
        return most + 1;
    for (size_t k = 0; k <= b.len; k++)
        row[k] = (unsigned)k;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0], least = (row[0] = (unsigned)i);
        for (size_t k = 1; k <= b.len; k++) {
            unsigned change = diagonal + (a.ptr[i - 1] != b.ptr[k - 1]);
            diagonal = row[k];
            unsigned gap = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
            row[k] = change < gap ? change : gap;
            if (row[k] < least)
                least = row[k];
        }
        if (least > most)
            return most + 1;
    }
    return row[b.len];
}

static bool initial_of(cr_str initial, cr_str word) { return initial.len == 1 && word.len > 0 && initial.ptr[0] == word.ptr[0]; }

/* Given names in two spellings: "sergei", "serguei"; not "mario", "maria", nor "john", "joan". */
static bool same_given(cr_str a, cr_str b) {
    if (cr_str_eq(a, b))
        return true;
    if (a.len < 4 || b.len < 4 || a.ptr[0] != b.ptr[0])
        return false;
    char last_a = a.ptr[a.len - 1], last_b = b.ptr[b.len - 1];
    if ((last_a == 'a') != (last_b == 'a'))
        return false;
    size_t shorter = a.len < b.len ? a.len : b.len;
    if (shorter < 5)
        return false;
    char x[24], y[24];
    cr_name_skeleton(a, x, sizeof x);
    cr_name_skeleton(b, y, sizeof y);
    unsigned most = (unsigned)(shorter / 3);
    return strcmp(x, y) == 0 && cr_name_distance(a, b, most) <= most;
}

bool cr_name_same_person(const cr_name_key *a, const cr_name_key *b, bool foreign) {
    if (a->parts < 2 || b->parts < 2)
        return strcmp(a->whole, b->whole) == 0 && a->parts + b->parts > 2;
    cr_str last_a = a->part[a->parts - 1], last_b = b->part[b->parts - 1];
    bool surname = cr_str_eq(last_a, last_b);
    if (!surname) {
        size_t shorter = last_a.len < last_b.len ? last_a.len : last_b.len;
        unsigned most = (unsigned)(shorter / 3) + (shorter >= 4);
        if (!foreign || !a->surname[0] || !a->surname[1] || strcmp(a->surname, b->surname) != 0 || cr_name_distance(last_a, last_b, most) > most)
            return false;
    }
    bool given = cr_str_eq(a->part[0], b->part[0]) || (foreign && same_given(a->part[0], b->part[0]));
    if (!given)
        return false;
    /* Middle names: one side may leave them out or shorten them, both may not differ. */
    if (a->parts == 2 || b->parts == 2)
        return true;
    cr_str x = a->part[1], y = b->part[1];
    return cr_str_eq(x, y) || initial_of(x, y) || initial_of(y, x) || (foreign && same_given(x, y));
}
