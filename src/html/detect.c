/* The encoding of bytes that nobody declared and that are not UTF-8.
 *
 * Each reading - an encoding together with a language that is written in it - is asked how many bits it would take to say these
 * bytes, and the cheapest is taken. For single-byte encodings a model of letter pairs gives the bits (html/data/letters.txt, fitted by
 * bench/encodings.py): Polish read as Western has superscripts inside its words, KOI8 read as windows-1251 has vowels where
 * consonants belong, and each such pair costs dearly. Pairs are counted once, whatever the number of readings. Those with a byte
 * above 0x7F count in full; plain letters say among the Latin languages whose text it is, and in part only, for menus and scripts
 * are in English everywhere. Multi-byte encodings are decoded and pay by how common each character is; a byte that means nothing,
 * a control or a private character costs more than any letter. The language that a page names takes some bits off. */
#include <limits.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "html/decoders.h"
#include "html/encodings.h"
#include "html/letters.h"

enum {
    SAMPLE_BYTES = 256 << 10, /* looked at, tags left out */
    WIDE_BYTES = 16 << 10,    /* of these, decoded by each multi-byte encoding */
    LOOK_BYTES = 4 << 20,     /* searched for lines that tell anything */
    LINE_BYTES = 4096,
    PAIRS = 65536,
    /* costs, in quarters of a bit */
    COST_NOTHING = 140, /* bytes that stand for no character */
    COST_CONTROL = 120, /* C1 controls, private characters */
    COST_FOREIGN = 44, /* at least, for a letter that the language does not have */
    COST_FOREIGN_MORE = 20,
    COST_SYMBOL = 64,  /* that hardly any text has */
    COST_KNOWN_SYMBOL = 40,
    COST_CURRENCY = 100, /* the general sign of currency, which nobody writes: the euro stands there in later encodings */
    COST_SIGN_MORE = 8, /* which of the signs */
    COST_SIGN_MOST = 36,
    COST_CASE = 18,    /* a small letter with a capital behind it */
    COST_ASCII = 12,   /* behind a character of a multi-byte encoding: about what the models of pairs ask for */
    COST_ASCII_LETTER = 24,
    COST_SWITCH = 24,  /* a word of another script beside a word in ASCII letters */
    COST_WIDE_SWITCH = 10,
    MOSTLY_PLAIN = 8,  /* so many letters of ASCII for each byte above 0x7F speak against other scripts, with */
    COST_AMONG_PLAIN = 12,
    COST_ILL_FORMED = 84, /* in UTF-8, which programs write without faults */
    COST_UTF8 = 44,    /* a well-formed sequence in text that is not all well-formed */
    STRANGER_PART = 6,  /* the share of what plain letters cost more than in the language they fit best */
    STRANGER_MOST = 100, /* of that, and so much more for each byte above 0x7F: scripts and menus are in English everywhere */
    STRANGER_MOST_EACH = 10,
    NAMED_ENGLISH = 40, /* templates say it of any page */
    NAMED_LANGUAGE = 100 /* taken off where the page names the language */
};

static const struct reading {
    const char *encoding, *languages;
    int dearer; /* how much rarer the encoding is, in quarters of a bit */
    bool latin;
} readings[] = {
    {"windows-1252", "en de fr es pt it nl sv da no fi ca is eu gl ga sq id", 0, true},
    {"windows-1250", "pl cs sk hu sl hr ro", 8, true},
    {"windows-1251", "ru uk bg sr mk be", 2, false},
    {"windows-1254", "tr", 8, true},
    {"windows-1253", "el", 2, false},
    {"windows-1256", "ar fa ur", 2, false},
    {"windows-1255", "he", 2, false},
    {"windows-1257", "lt lv et", 8, true},
    {"windows-874", "th", 2, false},
    {"windows-1258", "vi", 16, true},
    {"iso-8859-2", "pl cs sk hu sl hr ro", 12, true},
    {"iso-8859-15", "de fr es pt it nl sv da no fi ca et", 6, true},
    {"koi8-r", "ru bg", 12, false},
    {"koi8-u", "uk be ru", 16, false},
    {"iso-8859-5", "ru uk bg sr mk be", 24, false},
    {"iso-8859-7", "el", 12, false},
    {"iso-8859-8", "he", 16, false},
    {"iso-8859-6", "ar", 24, false},
    {"ibm866", "ru be", 24, false},
};

static const struct wide_reading {
    const char *encoding, *model, *language;
    int dearer;
} wide_readings[] = {{"gb18030", "zh", "zh", 0}, {"big5", "zh_TW", "zh", 0}, {"shift_jis", "ja", "ja", 0}, {"euc-jp", "ja", "ja", 0}, {"euc-kr", "ko", "ko", 0}};

typedef struct pair { unsigned char a, b; unsigned count; } pair;

typedef struct bytes_at_hand {
    char *text;
    size_t len;
    unsigned *counts; /* of all pairs of bytes */
    pair *pairs;      /* those that occur */
    size_t pair_count;
    unsigned plain[CR_LETTERS_PLAIN][CR_LETTERS_PLAIN]; /* pairs of ASCII characters, by their classes */
    size_t high, ascii; /* bytes above 0x7F; letters of ASCII */
    size_t switches; /* places where a word with bytes above 0x7F has one of ASCII letters beside it */
    unsigned char *costs; /* of characters, in bits; 0: by their place */
    cr_letters letters;
    long plain_price[CR_LETTERS_MODELS];
} bytes_at_hand;

/* ---- what is looked at ---- */

/* Lines that hold bytes above 0x7F, tags left out: '<' and '>' are trail bytes in no encoding at hand. */
static size_t sample(cr_str bytes, char *out, size_t room) {
    size_t n = 0, limit = bytes.len < LOOK_BYTES ? bytes.len : LOOK_BYTES;
    bool tag = false;
    for (size_t i = 0; i < limit && n < room;) {
        size_t start = i, used = n;
        bool high = false;
        for (; i < limit && bytes.ptr[i] != '\n' && i - start < LINE_BYTES; i++) {
            char c = bytes.ptr[i];
            if (c == '<') {
                tag = i + 1 < limit && (((bytes.ptr[i + 1] | 32) >= 'a' && (bytes.ptr[i + 1] | 32) <= 'z') || bytes.ptr[i + 1] == '/' || bytes.ptr[i + 1] == '!');
                c = ' ';
            } else if (tag) {
                tag = c != '>';
                continue;
            }
            high = high || (unsigned char)c >= 0x80;
            if (n < room)
                out[n++] = c;
        }
        i += i < limit && bytes.ptr[i] == '\n';
        if (!high)
            n = used;
        else if (n < room)
            out[n++] = '\n';
    }
    return n;
}

static bool ascii_letter(unsigned char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static unsigned char ascii_class(unsigned b) {
    return ascii_letter((unsigned char)b) ? (unsigned char)(CR_LETTERS_A + (b | 32) - 'a') : b >= '0' && b <= '9' ? CR_LETTERS_DIGIT : CR_LETTERS_BLANK;
}

static void count_pairs(bytes_at_hand *s) {
    for (size_t i = 0; i < s->pair_count; i++) /* of an earlier count */
        s->counts[s->pairs[i].a << 8 | s->pairs[i].b] = 0;
    memset(s->plain, 0, sizeof s->plain);
    s->pair_count = 0;
    unsigned char before = '\n';
    for (size_t i = 0; i <= s->len; i++) {
        unsigned char c = i < s->len ? (unsigned char)s->text[i] : '\n';
        if ((before | c) >= 0x80 && s->counts[before << 8 | c]++ == 0)
            s->pairs[s->pair_count++] = (pair){.a = before, .b = c};
        before = c;
    }
    for (size_t i = 1; i < s->len; i++)
        if (((unsigned char)s->text[i - 1] | (unsigned char)s->text[i]) < 0x80)
            s->plain[ascii_class((unsigned char)s->text[i - 1])][ascii_class((unsigned char)s->text[i])]++;
    for (size_t i = 0; i < s->pair_count; i++)
        s->pairs[i].count = s->counts[s->pairs[i].a << 8 | s->pairs[i].b];
}

static void count_words(bytes_at_hand *s) {
    enum { NONE, ASCII, HIGH } word = NONE, before = NONE;
    s->high = s->ascii = s->switches = 0;
    for (size_t i = 0; i <= s->len; i++) {
        unsigned char c = i < s->len ? (unsigned char)s->text[i] : '\n';
        s->high += c >> 7;
        s->ascii += ascii_letter(c);
        if (c >= 0x80)
            word = HIGH;
        else if (ascii_letter(c))
            word = word == NONE ? ASCII : word;
        else if (word != NONE) {
            s->switches += before != NONE && before != word;
            before = word;
            word = NONE;
        }
    }
}

/* ---- single-byte readings ---- */

typedef struct alphabet { /* of one encoding */
    uint32_t small[256]; /* the character, in lower case */
    bool letter[256], capital[256];
    unsigned char cost[256]; /* of a byte that no language writes: nothing, a control, a symbol; else 0 */
    bool sign[256];
} alphabet;

/* Punctuation and signs that text of any kind holds. */
static bool common_sign(uint32_t c) {
    static const uint16_t signs[] = {0xA0, 0xA1, 0xA3, 0xA7, 0xA9, 0xAB, 0xAD, 0xAE, 0xB0, 0xB7, 0xBB, 0xBF, 0xD7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A,
                                     0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x60C, 0x61B, 0x61F, 0x640};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i] == c)
            return true;
    return false;
}

static bool known_symbol(uint32_t c) { /* fractions, exponents, the accent that stands for an apostrophe */
    return (c >= 0xB1 && c <= 0xB5) || c == 0xB9 || (c >= 0xBC && c <= 0xBE) || c == 0xF7 || c == 0xAC || c == 0x2020 || c == 0x2021 || c == 0x2030;
}

static bool fraction(uint32_t c) { return c >= 0xBC && c <= 0xBE; } /* beside a letter it is a letter of another encoding: "c½ur" */

static void read_alphabet(alphabet *a, const char *encoding) {
    const cr_single_byte *table = cr_single_byte_named(encoding);
    for (unsigned b = 0; b < 256; b++) {
        uint32_t c = b < 0x80 ? b : table->upper[b - 0x80];
        a->small[b] = b < 0x80 || c == 0x130 ? c : (uint32_t)u_tolower((UChar32)c);
        int type = u_charType((UChar32)c);
        a->letter[b] = type >= U_UPPERCASE_LETTER && type <= U_COMBINING_SPACING_MARK;
        a->capital[b] = type == U_UPPERCASE_LETTER;
        a->sign[b] = b >= 0x80 && common_sign(c);
        a->cost[b] = b < 0x80                                     ? 0
                     : c == 0                                     ? COST_NOTHING
                     : c < 0xA0 || (c >= 0xE000 && c <= 0xF8FF)   ? COST_CONTROL
                     : !a->letter[b] && !a->sign[b] && !u_isdigit((UChar32)c) ? (known_symbol(c) ? COST_KNOWN_SYMBOL : c == 0xA4 ? COST_CURRENCY : COST_SYMBOL)
                                                                  : 0;
    }
}

static void classify(unsigned char classes[256], const alphabet *a, const cr_letter_model *m) {
    for (unsigned b = 0; b < 256; b++) {
        classes[b] = b < 0x80 ? ascii_class(b) : a->sign[b] ? CR_LETTERS_SIGN : CR_LETTERS_FOREIGN;
        for (size_t i = 0; i < m->own_count && b >= 0x80 && a->letter[b]; i++)
            if (m->own[i] == a->small[b])
                classes[b] = (unsigned char)(CR_LETTERS_PLAIN + i);
    }
}

static long price(const bytes_at_hand *s, const alphabet *a, const cr_letter_model *m) {
    unsigned char classes[256];
    classify(classes, a, m);
    long sum = 0;
    for (size_t i = 0; i < s->pair_count; i++) {
        const pair *p = &s->pairs[i];
        unsigned char x = classes[p->a], y = classes[p->b];
        int cost = cr_letters_cost(m, x, y);
        if ((fraction(a->small[p->a]) && a->letter[p->b]) || (fraction(a->small[p->b]) && a->letter[p->a]))
            cost = COST_SYMBOL;
        else if (a->cost[p->b])
            cost = a->cost[p->b];
        else if (y == CR_LETTERS_FOREIGN)
            cost = cost + COST_FOREIGN_MORE > COST_FOREIGN ? cost + COST_FOREIGN_MORE : COST_FOREIGN;
        else if (y == CR_LETTERS_SIGN)
            cost = (cost < COST_SIGN_MOST ? cost : COST_SIGN_MOST) + COST_SIGN_MORE;
        else if (a->capital[p->b] && a->letter[p->a] && !a->capital[p->a])
            cost += COST_CASE;
        sum += (long)p->count * cost;
    }
    return sum;
}

/* ---- multi-byte readings ---- */

/* Of a character that the model does not name, in bits: by its place in the encoding, which puts what is common before what is rare. */
static int place_cost(const char *encoding, uint32_t c, unsigned lead) {
    if (c >= 0xE000 && c <= 0xF8FF)
        return 20;
    if (c >= 0xFF61 && c <= 0xFF9F) /* half-width katakana, one byte each */
        return 13;
    if ((c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF5E))
        return 12;
    if (c > 0xFFFF || c < 0x2E80)
        return c < 0x250 || c > 0xFFFF ? 20 : 16;
    bool frequent = strcmp(encoding, "gb18030") == 0     ? lead >= 0xB0 && lead <= 0xD7
                    : strcmp(encoding, "big5") == 0      ? lead >= 0xA4 && lead <= 0xC6
                    : strcmp(encoding, "euc-jp") == 0    ? lead >= 0xB0 && lead <= 0xCF
                    : strcmp(encoding, "shift_jis") == 0 ? lead >= 0x88 && lead <= 0x98
                                                         : lead >= 0xB0 && lead <= 0xC8;
    return frequent ? 14 : 18;
}

static long price_wide(const bytes_at_hand *s, const char *encoding) {
    cr_decoder d;
    if (!cr_decoder_open(&d, encoding, (cr_str){s->text, s->len}))
        return 0;
    long sum = 0;
    bool after = false;
    while (cr_decoder_more(&d)) {
        unsigned lead = d.at < d.end ? *d.at : 0;
        uint32_t c = d.next(&d);
        if (c < 0x80) {
            sum += !after ? 0 : ascii_letter((unsigned char)c) ? COST_ASCII_LETTER : COST_ASCII;
            after = false;
            continue;
        }
        after = true;
        sum += c == CR_DECODER_ERROR && d.at < d.end ? COST_NOTHING
               : c == CR_DECODER_ERROR               ? COST_FOREIGN
               : c < 0xA0                            ? COST_CONTROL
               : c < 65536 && s->costs[c]            ? 4 * s->costs[c]
                                                     : 4 * place_cost(encoding, c, lead);
    }
    return sum;
}

/* ---- the choice ---- */

static long named_price(cr_str named, cr_str language) {
    if (cr_str_none(named) || named.len != 2)
        return 0;
    char low[3] = {(char)(named.ptr[0] | 32), (char)(named.ptr[1] | 32), '\0'};
    if (strcmp(low, "en") == 0)
        return cr_str_is(language, low) ? NAMED_ENGLISH : 0;
    return cr_str_is(language, strcmp(low, "nb") == 0 || strcmp(low, "nn") == 0 ? "no" : strcmp(low, "bs") == 0 ? "hr" : low) ? NAMED_LANGUAGE : 0;
}

/* What the letters without marks say of a Latin language: nothing of scripts, but "the" and "qui" tell whose accents these may be. */
static long price_plain(const bytes_at_hand *s, const cr_letter_model *m) {
    long sum = 0;
    for (size_t a = 0; a < CR_LETTERS_PLAIN; a++)
        for (size_t b = a >= CR_LETTERS_A ? 0 : CR_LETTERS_A; b < CR_LETTERS_PLAIN; b++)
            sum += (long)s->plain[a][b] * cr_letters_cost(m, a, b);
    return sum;
}

typedef struct choice { const char *encoding; long cost; } choice;

static void offer(choice *best, const char *encoding, long cost) {
    if (!best->encoding || cost < best->cost)
        *best = (choice){encoding, cost};
}

/* The next language of a reading, or NULL. */
static const cr_letter_model *next_language(const bytes_at_hand *s, cr_str *rest) {
    cr_str name;
    while (cr_str_split(rest, ' ', &name)) {
        const cr_letter_model *m = cr_letters_of(&s->letters, name);
        if (m)
            return m;
    }
    return NULL;
}

static long cheapest_plain(bytes_at_hand *s) {
    long least = LONG_MAX;
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        cr_str rest = cr_str_of(readings[i].latin ? readings[i].languages : "");
        for (const cr_letter_model *m; (m = next_language(s, &rest));) {
            long *price = &s->plain_price[m - s->letters.models];
            if (*price == 0)
                *price = price_plain(s, m);
            least = *price < least ? *price : least;
        }
    }
    return least;
}

static void choose_single(bytes_at_hand *s, cr_str language, choice *best) {
    alphabet letters;
    memset(s->plain_price, 0, sizeof s->plain_price);
    long plain = cheapest_plain(s), most = STRANGER_MOST + STRANGER_MOST_EACH * (long)s->high;
    long other_script = COST_SWITCH * (long)s->switches + (s->ascii > MOSTLY_PLAIN * s->high ? COST_AMONG_PLAIN * (long)s->high : 0);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const struct reading *r = &readings[i];
        read_alphabet(&letters, r->encoding);
        cr_str rest = cr_str_of(r->languages);
        for (const cr_letter_model *m; (m = next_language(s, &rest));) {
            long stranger = r->latin ? (s->plain_price[m - s->letters.models] - plain) / STRANGER_PART : other_script;
            if (r->latin && stranger > most)
                stranger = most;
            offer(best, r->encoding, price(s, &letters, m) + stranger + r->dearer - named_price(language, m->language));
        }
    }
}

static void choose_wide(bytes_at_hand *s, cr_str language, choice *best) {
    for (size_t i = 0; i < sizeof wide_readings / sizeof *wide_readings; i++) {
        const struct wide_reading *w = &wide_readings[i];
        cr_letters_signs(&s->letters, w->model, s->costs);
        offer(best, w->encoding, price_wide(s, w->encoding) + w->dearer + COST_WIDE_SWITCH * (long)s->switches - named_price(language, cr_str_of(w->language)));
    }
}

/* Bytes of other encodings form a well-formed sequence now and then, and those of UTF-8 are ill-formed now and then: cut off in the
 * middle, or with a stretch pasted in from elsewhere. */
static void offer_utf8(choice *best, const bytes_at_hand *s) {
    size_t well, ill;
    cr_encoding_count_utf8((cr_str){s->text, s->len}, &well, &ill);
    if (well > 0)
        offer(best, "utf-8", (long)well * COST_UTF8 + (long)ill * COST_ILL_FORMED);
}

static bool binary(cr_str bytes) { /* zero bytes, and not those of UTF-16: no text, and nothing to be told from it */
    size_t zeros = 0, n = bytes.len < LINE_BYTES ? bytes.len : LINE_BYTES;
    for (size_t i = 0; i < n; i++)
        zeros += bytes.ptr[i] == '\0';
    return zeros * 50 > n;
}

static bytes_at_hand *look(cr_arena *arena, cr_str bytes, size_t *all) {
    size_t room = bytes.len + 1 < SAMPLE_BYTES ? bytes.len + 1 : SAMPLE_BYTES; /* a line that is cut off has its end added */
    bytes_at_hand *s = CR_NEW(arena, bytes_at_hand);
    if (!s)
        return NULL;
    s->text = cr_arena_alloc(arena, room);
    s->counts = CR_NEW_ARRAY(arena, unsigned, PAIRS);
    s->pairs = CR_NEW_ARRAY(arena, pair, room + 1 < PAIRS ? room + 1 : PAIRS);
    s->costs = cr_arena_alloc(arena, 65536);
    if (cr_arena_exhausted(arena))
        return NULL;
    *all = sample(bytes, s->text, room);
    return s;
}

static void count_all(bytes_at_hand *s, size_t len) {
    s->len = len;
    count_pairs(s);
    count_words(s);
}

const char *cr_encoding_guess(cr_str bytes, cr_str language) {
    choice best = {NULL, 0};
    size_t all = 0;
    cr_arena *arena = cr_arena_new(0);
    bytes_at_hand *s = arena && !binary(bytes) ? look(arena, bytes, &all) : NULL;
    if (s && all > 0) {
        cr_letters_load(&s->letters);
        count_all(s, all < WIDE_BYTES ? all : WIDE_BYTES);
        offer_utf8(&best, s);
        choose_wide(s, language, &best);
        long wide = best.encoding ? best.cost : LONG_MAX;
        choose_single(s, language, &best);
        if (best.cost < wide && all > s->len) { /* all there is, for pairs cost nothing more: a euro sign at the end tells two encodings apart */
            count_all(s, all);
            best.encoding = NULL;
            choose_single(s, language, &best);
        }
    }
    cr_arena_free(arena);
    return best.encoding ? best.encoding : "windows-1252";
}
