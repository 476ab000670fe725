#include "story/lexicon.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/tools.h"

struct cr_story_lexicon {
    cr_story_known known[CR_STORY_KNOWN];
    cr_story_language languages[CR_STORY_OPEN_LANGUAGES];
    unsigned language_next;
};

cr_story_lexicon *cr_story_lexicon_new(void) { return calloc(1, sizeof(cr_story_lexicon)); }

static void close_language(cr_story_language *l) {
    sb_stemmer_delete(l->stemmer);
    free(l->stop);
}

void cr_story_lexicon_free(cr_story_lexicon *l) {
    for (unsigned i = 0; l && i < CR_STORY_OPEN_LANGUAGES; i++)
        close_language(&l->languages[i]);
    free(l);
}

/* Names of the months from CLDR, in both grammatical forms ("июль", "июля"). */
static void read_months(cr_story_language *l) {
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_DEFAULT, UDAT_DEFAULT, l->code, NULL, 0, NULL, 0, &status);
    static const UDateFormatSymbolType forms[2] = {UDAT_MONTHS, UDAT_STANDALONE_MONTHS};
    for (int i = 0; i < 24 && U_SUCCESS(status); i++) {
        UChar wide[64];
        char name[128];
        int32_t n = 0;
        udat_getSymbols(format, forms[i / 12], i % 12, wide, 64, &status);
        u_strToUTF8(name, sizeof name, &n, wide, -1, &status);
        cr_story_reader reader = {.text = {name, n > 0 ? (size_t)n : 0}};
        cr_story_word w;
        if (U_SUCCESS(status) && cr_story_word_next(&reader, &w) && !w.number) {
            l->months[i] = cr_hash_64((cr_str){w.text, w.len}, CR_STORY_SEED_STEM);
            l->capital_months |= w.capital;
        }
    }
    udat_close(format);
}

static uint64_t *stop_place(const cr_story_language *l, uint64_t hash) {
    size_t at = hash & (l->stop_places - 1);
    while (l->stop[at] && l->stop[at] != hash)
        at = (at + 1) & (l->stop_places - 1);
    return &l->stop[at];
}

/* The text room's list, one word a line. Without memory for it nothing is a stop word, and common words weigh little anyway. */
static void read_stop_words(cr_story_language *l) {
    cr_str list = cr_text_list("stop", cr_str_of(l->code)), line;
    size_t lines = 1;
    for (size_t i = 0; i < list.len; i++)
        lines += list.ptr[i] == '\n';
    for (l->stop_places = 64; l->stop_places < 2 * lines; l->stop_places *= 2)
        ;
    l->stop = calloc(l->stop_places, sizeof *l->stop);
    while (l->stop && cr_str_split(&list, '\n', &line))
        if (line.len)
            *stop_place(l, cr_hash_64(line, CR_STORY_SEED_STEM)) = cr_hash_64(line, CR_STORY_SEED_STEM);
}

cr_story_language *cr_story_language_of(cr_story_lexicon *lexicon, cr_str lang) {
    char code[8] = "";
    if (lang.len >= 2 && lang.len < sizeof code)
        memcpy(code, lang.ptr, lang.len);
    unsigned i = 0;
    while (i < CR_STORY_OPEN_LANGUAGES && (i >= lexicon->language_next || memcmp(lexicon->languages[i].code, code, 8) != 0))
        i++;
    if (i < CR_STORY_OPEN_LANGUAGES)
        return &lexicon->languages[i];
    cr_story_language *l = &lexicon->languages[lexicon->language_next++ % CR_STORY_OPEN_LANGUAGES];
    close_language(l);
    memset(l, 0, sizeof *l);
    memcpy(l->code, code, 8);
    l->seed = cr_hash_64(cr_str_of(l->code), CR_STORY_SEED_STEM);
    if (code[0]) {
        l->stemmer = sb_stemmer_new(code, NULL);
        read_months(l);
        read_stop_words(l);
    }
    return l;
}

/* The stem without accents, so that "États" and the capitals "ETATS" meet. */
static uint64_t stem_hash(struct sb_stemmer *stemmer, const cr_story_word *w) {
    cr_str stem = {w->text, w->len};
    if (stemmer && !w->number && !w->pair) {
        const sb_symbol *s = sb_stemmer_stem(stemmer, (const sb_symbol *)w->text, (int)w->len);
        if (s)
            stem = (cr_str){(const char *)s, (size_t)sb_stemmer_length(stemmer)};
    }
    char plain[CR_STORY_WORD_BYTES + 8];
    size_t n = 0, at = 0;
    bool ascii = true;
    for (size_t i = 0; i < stem.len; i++)
        ascii &= (unsigned char)stem.ptr[i] < 0x80;
    if (!ascii && !w->pair) {
        while (at < stem.len && n < CR_STORY_WORD_BYTES)
            n += cr_utf8_encode(cr_story_unaccented(cr_utf8_next(stem, &at)), plain + n);
        stem = (cr_str){plain, n};
    }
    return cr_hash_64(stem, CR_STORY_SEED_STEM);
}

static uint8_t month_of(const cr_story_language *l, uint64_t hash) {
    for (unsigned i = 0; i < 24; i++)
        if (l->months[i] == hash)
            return (uint8_t)(i % 12 + 1);
    return 0;
}

static uint32_t upper(cr_str text, uint64_t seed) {
    uint32_t hash = (uint32_t)(cr_hash_64(text, seed) >> 32);
    return hash ? hash : 1;
}

void cr_story_tell(const cr_story_language *l, const cr_story_word *w, cr_story_known *k) {
    cr_str text = {w->text, w->len};
    bool east = w->letters == 1 && (w->first == 0x6708 || w->first == 0xC6D4); /* 月, 월 */
    uint64_t written = cr_hash_64(text, CR_STORY_SEED_STEM);
    k->stem = stem_hash(l->stemmer, w);
    k->run = (uint32_t)cr_hash_64(text, CR_STORY_SEED_SHINGLE);
    k->spelling = k->sound = 0;
    k->month = w->number || w->pair || east ? 0 : month_of(l, written);
    unsigned is = (w->capital ? CR_STORY_CAPITAL : 0u) | (w->number ? CR_STORY_NUMBER : 0u) | (w->pair ? CR_STORY_PAIR : 0u) |
                  (w->letters < 2 ? CR_STORY_LETTER : 0u) | (w->abjad ? CR_STORY_ABJAD : 0u) | (east ? CR_STORY_MONTH_SIGN : 0u);
    if (w->number) {
        k->number = upper(text, CR_STORY_SEED_NUMBER);
        is |= w->len < 2 ? CR_STORY_SHORT : 0u;
    } else if (!w->pair) {
        char key[8];
        is |= l->stop && *stop_place(l, written) ? CR_STORY_STOP_WORD : 0u;
        size_t n = cr_story_spelling_key(w, key);
        if (n >= 4 && !w->abjad)
            k->spelling = upper((cr_str){key, n}, CR_STORY_SEED_SPELLING);
        n = cr_story_sound_key(w, key);
        if (n >= 3)
            k->sound = upper((cr_str){key, n}, CR_STORY_SEED_SOUND);
        is |= n < 4 ? CR_STORY_SHORT : 0u;
    }
    k->is = (uint8_t)is;
}

static cr_story_known *set_of(cr_story_lexicon *l, uint64_t key) { return &l->known[(key >> 20) % (CR_STORY_KNOWN / 2) * 2]; }

uint64_t cr_story_known_key(cr_story_lexicon *lexicon, const cr_story_language *l, cr_str span) {
    uint64_t key = cr_hash_64(span, l->seed) | 1;
    __builtin_prefetch(set_of(lexicon, key));
    __builtin_prefetch(set_of(lexicon, key) + 1);
    return key;
}

cr_story_known *cr_story_known_of(cr_story_lexicon *lexicon, const cr_story_language *l, cr_str span, uint64_t key) {
    cr_story_known *set = set_of(lexicon, key);
    for (unsigned i = 0; i < 2; i++)
        if (set[i].key == key)
            return &set[i];
    set[1] = set[0]; /* the older one goes */
    cr_story_word w;
    cr_story_word_read(span, &w);
    cr_story_tell(l, &w, &set[0]);
    set[0].key = key;
    return &set[0];
}
