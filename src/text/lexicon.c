#include "text/lexicon.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "text/traits.h"
#include "text/word_table.h"

enum { MOST_CLASSES = 12, MOST_ENDINGS = 48, LONGEST_PHRASE = 10, KEY_BYTES = 200, MOST_CASES = 128, ENDING_BYTES = 16, LONGEST_SUFFIX = 48, MOST_BASES = 12 };

typedef struct grammatical_case { char base[ENDING_BYTES], form[ENDING_BYTES]; uint8_t base_len, form_len; bool front; } grammatical_case;

typedef struct ending {
    cr_str text;
    uint64_t form;
} ending;

typedef struct conjugation {
    cr_str name;
    ending endings[MOST_ENDINGS];
    size_t count;
} conjugation;

struct cr_lexicon {
    cr_word_table words;
    uint64_t *lex; /* class bits by number of the word or phrase; of 0: none */
    uint32_t lex_room;
    cr_str lang;
    char lang_bytes[16];
    grammatical_case cases[MOST_CASES];
    size_t case_count;
    uint8_t *by_last;           /* the cases that a word with this last byte can be in, in their order */
    uint16_t last_from[256 + 1];
    uint64_t suffix_lengths, suffix_ends[4]; /* of the keys that start with '-': bits by length, and by a hash of the last three bytes */
};

typedef struct reader {
    cr_lexicon *lexicon;
    cr_traits traits;
    cr_arena *scratch;
    conjugation classes[MOST_CLASSES];
    size_t class_count;
    uint64_t section;
    bool verbs; /* plain lines of a section of verbs are finite phrases: "fait valoir" */
} reader;

typedef struct named_bits {
    const char *name;
    uint64_t bits;
} named_bits;

#define ACT(n) (UINT64_C(n) << CR_LEX_ACT_SHIFT)
#define CHANNEL(n) (UINT64_C(n) << CR_LEX_CHANNEL_SHIFT)

/* Words of a section's head. The acts are those of cr_speech_act, the channels those of interfaces.md. */
static const named_bits attributes[] = {
    {"verb", 0}, {"says", ACT(0)}, {"demands", ACT(1)}, {"offers", ACT(2)}, {"promises", ACT(3)}, {"refuses", ACT(4)}, {"warns", ACT(5)},
    {"denies", ACT(6)}, {"asks", ACT(7)}, {"weak", CR_LEX_WEAK}, {"nominal", CR_LEX_NOMINAL}, {"auxiliary", CR_LEX_AUXILIARY},
    {"negation", CR_LEX_NEGATION}, {"clitic", CR_LEX_CLITIC}, {"adverb", CR_LEX_ADVERB}, {"he", CR_LEX_HE}, {"she", CR_LEX_SHE},
    {"they", CR_LEX_THEY}, {"self", CR_LEX_SELF}, {"latter", CR_LEX_LATTER}, {"one", CR_LEX_ONE}, {"determiner", CR_LEX_DETERMINER},
    {"preposition", CR_LEX_PREPOSITION}, {"of", CR_LEX_OF | CR_LEX_PREPOSITION}, {"that", CR_LEX_THAT}, {"relative", CR_LEX_RELATIVE},
    {"and", CR_LEX_AND}, {"but", CR_LEX_BUT}, {"according", CR_LEX_ACCORDING}, {"as", CR_LEX_AS}, {"role", CR_LEX_ROLE},
    {"body", CR_LEX_ORGANISATION}, {"document", CR_LEX_DOCUMENT}, {"medium", CR_LEX_MEDIUM | CR_LEX_ORGANISATION},
    {"channel", CR_LEX_CHANNEL}, {"interview", CHANNEL(1)}, {"communique", CHANNEL(2)}, {"press_conference", CHANNEL(3)},
    {"paper", CHANNEL(4)}, {"social", CHANNEL(5)}, {"time", CR_LEX_TIME}, {"title", CR_LEX_TITLE}, {"abbreviation", CR_LEX_ABBREVIATION},
    {"place", CR_LEX_PLACE}, {"organisation", CR_LEX_NAMED_BODY}, {"outlet", CR_LEX_MEDIUM_NAME | CR_LEX_NAMED_BODY}, {"given", CR_LEX_GIVEN},
    {"female", CR_LEX_FEMALE}, {"particle", CR_LEX_PARTICLE}, {"common", CR_LEX_COMMON}, {"national", CR_LEX_NATIONAL},
    {"generic", CR_LEX_GENERIC_BODY}, {"own", CR_LEX_OWN_NOUN}, {"citing", CR_LEX_CITING}, {"plural", CR_LEX_PLURAL}, {"scare", CR_LEX_SCARE}, {"intro", CR_LEX_INTRO},
    {"doubt", CR_LEX_DOUBT}, {"suffix", CR_LEX_SUFFIX}, {"dative", CR_LEX_DATIVE}, {"carried", CR_LEX_CARRIED},
    {"locative", CR_LEX_LOCATIVE | CR_LEX_PREPOSITION}, {"geographic", CR_LEX_GEOGRAPHIC}, {"seat", CR_LEX_SEAT}, {"modifier", CR_LEX_MODIFIER},
    {"commercial", CR_LEX_COMMERCIAL}, {NULL, 0}};
static const named_bits forms[] = {{"finite", CR_LEX_FINITE}, {"participle", CR_LEX_PARTICIPLE}, {"gerund", CR_LEX_GERUND},
                                   {"infinitive", CR_LEX_INFINITIVE}, {NULL, 0}};

static bool lookup(const named_bits *table, cr_str name, uint64_t *bits) {
    for (size_t i = 0; table[i].name; i++)
        if (cr_str_is(name, table[i].name)) {
            *bits = table[i].bits;
            return true;
        }
    return false;
}

static bool next_word(cr_str *rest, cr_str *word) {
    do {
        if (!rest->len)
            return false;
        if (!cr_str_split(rest, ' ', word))
            return false;
        *word = cr_str_trim(*word);
    } while (!word->len);
    return true;
}

/* Room for the class bits of a word or phrase that has just been given this number; false when memory is out, or there is no number. */
static bool make_room(cr_lexicon *l, uint32_t number) {
    if (number == 0)
        return false;
    if (number < l->lex_room)
        return true;
    uint32_t room = l->lex_room ? l->lex_room * 2 : 1024; /* numbers come one by one */
    uint64_t *wider = realloc(l->lex, room * sizeof *wider);
    if (!wider)
        return false;
    memset(wider + l->lex_room, 0, (room - l->lex_room) * sizeof *wider);
    l->lex = wider;
    l->lex_room = room;
    return true;
}

static void add_bits(uint64_t *slot, uint64_t bits) {
    const uint64_t act = UINT64_C(15) << CR_LEX_ACT_SHIFT;
    if (*slot & CR_LEX_VERB) /* the first verb of this form keeps its act; a strong reading beats a weak one */
        bits &= ~act;
    if ((*slot & CR_LEX_VERB) && (bits & CR_LEX_VERB) && !(*slot & bits & CR_LEX_WEAK)) {
        *slot &= ~CR_LEX_WEAK;
        bits &= ~CR_LEX_WEAK;
    }
    *slot |= bits;
}

/* One word or phrase, as tokens would have it: "d'après" is "d'", then "après". */
static bool add(reader *r, cr_str phrase, uint64_t bits) {
    cr_lexicon *l = r->lexicon;
    cr_error err;
    cr_tokens t;
    if (!phrase.len)
        return true;
    if (cr_tokens_cut_as(r->scratch, phrase, &r->traits, &t, &err) != CR_OK)
        return false;
    uint32_t number = 0;
    for (size_t i = 0, words = 0, bytes = 0; i < t.count && words < LONGEST_PHRASE; i++) {
        if (t.at[i].kind != CR_TOKEN_WORD || bytes + t.at[i].key.len + 2 > KEY_BYTES)
            continue;
        bytes += t.at[i].key.len + (words > 0);
        uint32_t word = cr_word_table_put(&l->words, t.at[i].key);
        if (!make_room(l, word))
            return false;
        if (words++) {
            l->lex[number] |= CR_LEX_PHRASE; /* every beginning of a phrase says that it may go on */
            number = cr_word_table_put_next(&l->words, number, word);
            if (!make_room(l, number))
                return false;
        } else
            number = word;
    }
    if (number)
        add_bits(&l->lex[number], bits);
    return true;
}

/* "class er finite e ent a participle é ée" */
static bool read_class(reader *r, cr_str rest) {
    if (r->class_count == MOST_CLASSES)
        return false;
    conjugation *c = &r->classes[r->class_count++];
    cr_str word;
    uint64_t form = CR_LEX_FINITE;
    if (!next_word(&rest, &c->name))
        return false;
    while (next_word(&rest, &word)) {
        if (lookup(forms, word, &form))
            continue;
        if (c->count == MOST_ENDINGS)
            return false;
        c->endings[c->count++] = (ending){cr_str_is(word, "-") ? CR_STR("") : word, form};
    }
    return true;
}

static bool read_section(reader *r, cr_str head) {
    cr_str word;
    uint64_t bits;
    r->section = 0;
    r->verbs = cr_str_starts(head, "verb");
    while (next_word(&head, &word)) {
        if (!lookup(attributes, word, &bits))
            return false;
        r->section |= bits;
    }
    return true;
}

/* "case а ы е у ой" */
static bool read_case(reader *r, cr_str rest, bool front) {
    cr_str base, form;
    if (!next_word(&rest, &base) || base.len >= ENDING_BYTES)
        return false;
    while (next_word(&rest, &form)) {
        if (r->lexicon->case_count == MOST_CASES || form.len >= ENDING_BYTES)
            return false;
        grammatical_case *c = &r->lexicon->cases[r->lexicon->case_count++];
        c->front = front;
        c->base_len = cr_str_is(base, "-") ? 0 : (uint8_t)base.len;
        c->form_len = cr_str_is(form, "-") ? 0 : (uint8_t)form.len;
        snprintf(c->base, sizeof c->base, "%.*s", cr_str_is(base, "-") ? 0 : (int)base.len, base.ptr);
        snprintf(c->form, sizeof c->form, "%.*s", cr_str_is(form, "-") ? 0 : (int)form.len, form.ptr);
    }
    return true;
}

static unsigned end_hash(const char *end) { return ((unsigned char)end[-1] * 5u + (unsigned char)end[-2] * 11u + (unsigned char)end[-3] * 23u) & 255; }

/* "-ministerin" */
static bool read_suffix(reader *r, cr_str suffix) {
    cr_lexicon *l = r->lexicon;
    uint32_t number = cr_word_table_put(&l->words, suffix);
    if (!make_room(l, number))
        return false;
    l->lex[number] |= r->section;
    if (suffix.len > 3 && suffix.len <= LONGEST_SUFFIX + 1) {
        unsigned end = end_hash(suffix.ptr + suffix.len);
        l->suffix_lengths |= UINT64_C(1) << (suffix.len - 1);
        l->suffix_ends[end / 64] |= UINT64_C(1) << end % 64;
    }
    return true;
}

/* "er: déclar affirm", "finite: dit disent" */
static bool read_stems(reader *r, cr_str name, cr_str rest) {
    cr_str stem;
    uint64_t form;
    if (lookup(forms, name, &form)) {
        while (cr_str_split(&rest, ' ', &stem))
            if (!add(r, cr_str_trim(stem), r->section | form))
                return false;
        return true;
    }
    for (size_t i = 0; i < r->class_count; i++) {
        const conjugation *c = &r->classes[i];
        if (!cr_str_eq(c->name, name))
            continue;
        while (next_word(&rest, &stem))
            for (size_t k = 0; k < c->count; k++) {
                char whole[KEY_BYTES];
                int n = snprintf(whole, sizeof whole, "%.*s%.*s", CR_FMT(stem), CR_FMT(c->endings[k].text));
                if (n < 0 || (size_t)n >= sizeof whole || !add(r, (cr_str){whole, (size_t)n}, r->section | c->endings[k].form))
                    return false;
            }
        return true;
    }
    return false;
}

static bool read_line(reader *r, cr_str line) {
    line = cr_str_trim(line);
    if (!line.len || line.ptr[0] == '#')
        return true;
    if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']')
        return read_section(r, cr_str_slice(line, 1, line.len - 1));
    if (cr_str_starts(line, "case "))
        return read_case(r, cr_str_slice(line, 5, line.len), false);
    if (cr_str_starts(line, "prefix "))
        return read_case(r, cr_str_slice(line, 7, line.len), true);
    if (cr_str_starts(line, "class "))
        return read_class(r, cr_str_slice(line, 6, line.len));
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon != CR_STR_NPOS)
        return read_stems(r, cr_str_slice(line, 0, colon), cr_str_trim(cr_str_slice(line, colon + 1, line.len)));
    cr_str phrase;
    while (cr_str_split(&line, ',', &phrase))
        if (cr_str_starts(cr_str_trim(phrase), "-") ? !read_suffix(r, cr_str_trim(phrase)) : !add(r, cr_str_trim(phrase), r->section | (r->verbs ? CR_LEX_FINITE : 0)))
            return false;
    return true;
}

/* Which cases come into question for each last byte. */
static bool sort_cases(cr_lexicon *l) {
    free(l->by_last);
    l->by_last = l->case_count ? malloc(256 * l->case_count) : NULL;
    uint16_t n = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        l->last_from[byte] = n;
        for (size_t i = 0; l->by_last && i < l->case_count; i++) {
            const grammatical_case *c = &l->cases[i];
            if (c->front || c->form_len == 0 || (unsigned char)c->form[c->form_len - 1] == byte)
                l->by_last[n++] = (uint8_t)i;
        }
    }
    l->last_from[256] = n;
    return l->by_last || !l->case_count;
}

cr_status cr_lexicon_read(cr_lexicon *l, const char *name, cr_str data, cr_error *err) {
    reader *r = calloc(1, sizeof *r);
    cr_arena *scratch = cr_arena_new(0);
    cr_status status = CR_OK;
    if (!r || !scratch)
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
    else {
        *r = (reader){.lexicon = l, .scratch = scratch, .traits = cr_traits_of(l->lang)};
        cr_str line;
        for (size_t number = 1; status == CR_OK && cr_str_split(&data, '\n', &line); number++) {
            if (!read_line(r, line))
                status = cr_fail(err, CR_ERR_SYNTAX, "%s:%zu: not a line of a lexicon (src/text/lexicon.h tells the form): %.*s", name, number, (int)(line.len < 60 ? line.len : 60), line.ptr);
            cr_arena_reset(scratch);
        }
        if (status == CR_OK && !sort_cases(l))
            status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
    }
    cr_arena_free(scratch);
    free(r);
    return status;
}

cr_status cr_lexicon_open(cr_str lang, cr_lexicon **out, cr_error *err) {
    cr_lexicon *l = *out = calloc(1, sizeof *l);
    if (!l || !cr_word_table_init(&l->words)) {
        free(l);
        *out = NULL;
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for the words of a language");
    }
    snprintf(l->lang_bytes, sizeof l->lang_bytes, "%.*s", CR_FMT(lang));
    l->lang = cr_str_of(l->lang_bytes);
    cr_status status = CR_OK;
    const struct { const char *folder, *file; } files[] = {{"names", "world"}, {"places", l->lang_bytes}, {"given", l->lang_bytes}, {"names", l->lang_bytes}};
    for (size_t i = 0; status == CR_OK && i < sizeof files / sizeof *files; i++) {
        char name[64];
        snprintf(name, sizeof name, "text/%s/%s.txt", files[i].folder, files[i].file);
        status = cr_lexicon_read(l, name, cr_data(name), err);
    }
    if (status != CR_OK) {
        cr_lexicon_free(l);
        *out = NULL;
    }
    return status;
}

cr_lexicon *cr_lexicon_new(cr_str lang) {
    cr_lexicon *l;
    cr_error err;
    return cr_lexicon_open(lang, &l, &err) == CR_OK ? l : NULL;
}

void cr_lexicon_free(cr_lexicon *l) {
    if (!l)
        return;
    cr_word_table_free(&l->words);
    free(l->lex);
    free(l->by_last);
    free(l);
}

bool cr_lexicon_is(const cr_lexicon *l, cr_str lang) { return cr_str_eq(l->lang, lang); }

uint64_t cr_lexicon_get(const cr_lexicon *l, cr_str key) {
    uint32_t number = key.len ? cr_word_table_find(&l->words, key) : 0;
    return number ? l->lex[number] : 0;
}

static bool same_bytes(const char *a, const char *b, size_t n) { /* a few, and most differ at once */
    while (n && a[n - 1] == b[n - 1])
        n--;
    return n == 0;
}

size_t cr_lexicon_bases(const cr_lexicon *l, cr_str key, char *room, size_t size, cr_str *out, size_t most) {
    enum { STEM = 4, FRONT = 2 }; /* bytes that must stay; two more behind a prefix */
    size_t n = 0, used = 0;
    if (!l || !l->case_count || key.len < STEM)
        return 0;
    unsigned last = (unsigned char)key.ptr[key.len - 1];
    for (size_t i = l->last_from[last]; i < l->last_from[last + 1] && n < most; i++) {
        const grammatical_case *c = &l->cases[l->by_last[i]];
        size_t form = c->form_len, base = c->base_len;
        if (key.len < form + STEM + (c->front ? FRONT : 0) || used + key.len - form + base > size)
            continue;
        if (!same_bytes(c->front ? key.ptr : key.ptr + key.len - form, c->form, form))
            continue;
        cr_str stem = c->front ? cr_str_slice(key, form, key.len) : cr_str_slice(key, 0, key.len - form);
        memcpy(room + used + (c->front ? base : 0), stem.ptr, stem.len);
        memcpy(room + used + (c->front ? 0 : stem.len), c->base, base);
        out[n++] = (cr_str){room + used, stem.len + base};
        used += key.len - form + base;
    }
    return n;
}

/* A word that is not in the lists: what it is in the nominative (then *number is that one's), or by its last part. Only what names
 * are made of counts. */
static uint64_t told_by_form(const cr_lexicon *l, const cr_token *w, uint32_t *number) {
    const uint64_t nouns = CR_LEX_PLACE | CR_LEX_NAMED_BODY | CR_LEX_MEDIUM_NAME | CR_LEX_GIVEN | CR_LEX_FEMALE | CR_LEX_ROLE | CR_LEX_SEAT | CR_LEX_ORGANISATION | CR_LEX_MEDIUM |
                           CR_LEX_NATIONAL | CR_LEX_MODIFIER | CR_LEX_GEOGRAPHIC | CR_LEX_PHRASE | CR_LEX_TITLE;
    char room[MOST_BASES * KEY_BYTES];
    cr_str bases[MOST_BASES];
    size_t n = w->key.len < KEY_BYTES ? cr_lexicon_bases(l, w->key, room, sizeof room, bases, MOST_BASES) : 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t base = bases[i].len + 1 < KEY_BYTES ? cr_word_table_find(&l->words, bases[i]) : 0;
        uint64_t lex = base ? l->lex[base] & nouns : 0;
        if (!lex)
            continue;
        *number = base;
        return lex;
    }
    if (!l->suffix_lengths || !(w->flags & CR_TOKEN_CAPITAL) || w->key.len < 5)
        return 0;
    unsigned end = end_hash(w->key.ptr + w->key.len);
    if (!(l->suffix_ends[end / 64] >> end % 64 & 1))
        return 0;
    char suffix[LONGEST_SUFFIX + 1] = "-";
    for (size_t from = w->key.len > LONGEST_SUFFIX ? w->key.len - LONGEST_SUFFIX : 2; from + 3 <= w->key.len; from++) {
        if (((unsigned char)w->key.ptr[from] & 0xC0) == 0x80 || !(l->suffix_lengths >> (w->key.len - from) & 1))
            continue;
        memcpy(suffix + 1, w->key.ptr + from, w->key.len - from);
        uint64_t lex = cr_lexicon_get(l, (cr_str){suffix, w->key.len - from + 1});
        if (lex)
            return lex;
    }
    return 0;
}

/* The longest phrase that starts at token i. From here on lex of the words holds their numbers. */
static void mark_one(const cr_lexicon *l, cr_tokens *t, size_t i) {
    cr_token *first = &t->at[i];
    uint32_t number = (uint32_t)first->lex;
    first->lex = number ? l->lex[number] : 0;
    if (!first->lex && (l->case_count || l->suffix_lengths) && first->key.len < KEY_BYTES)
        first->lex = told_by_form(l, first, &number);
    if (!(first->lex & CR_LEX_PHRASE))
        return;
    for (size_t k = 1; k < LONGEST_PHRASE && i + k < t->count; k++) {
        const cr_token *w = &t->at[i + k];
        if (w->kind != CR_TOKEN_WORD || (w->flags & CR_TOKEN_BLANK) || w->lex == 0)
            return;
        number = cr_word_table_next(&l->words, number, (uint32_t)w->lex);
        if (!number)
            return;
        uint64_t lex = l->lex[number];
        const uint64_t names = CR_LEX_PLACE | CR_LEX_NAMED_BODY | CR_LEX_MEDIUM_NAME | CR_LEX_PHRASE;
        bool name_only = !(lex & ~names); /* "l'agence Anadolu": a name starts with a capital */
        if ((lex & ~CR_LEX_PHRASE) && (!name_only || t->caseless || (first->flags & CR_TOKEN_CAPITAL))) {
            first->lex = lex;
            first->span = (uint8_t)(k + 1);
        }
        if (!(lex & CR_LEX_PHRASE))
            return;
    }
}

void cr_lexicon_mark(const cr_lexicon *l, cr_tokens *t) {
    for (size_t i = 0; i < t->count; i++)
        t->at[i].lex = t->at[i].kind == CR_TOKEN_WORD ? cr_word_table_find(&l->words, t->at[i].key) : 0;
    for (size_t i = 0; i < t->count;) {
        if (t->at[i].kind == CR_TOKEN_WORD)
            mark_one(l, t, i);
        size_t end = i + t->at[i].span;
        for (i++; i < end; i++) {
            t->at[i].lex = l->lex[t->at[i].lex];
            t->at[i].flags |= CR_TOKEN_INSIDE;
        }
    }
    t->lexicon = l;
    cr_tokens_sentences(t);
}
