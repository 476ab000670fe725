/* Which language: scripts, then CLD2, then telling words.
 *
 *     letters by script ─▶ one language only has it (Greek, Thai, Hangul …): done
 *                       └▶ CLD2's guess + function words of data/language/words.txt, each worth the more
 *                          the fewer languages have it ─▶ the highest
 *
 * CLD2 reads whole n-gram statistics and is right on most lines; it errs between close relatives
 * (Indonesian and Malay, Croatian and Bosnian, Danish and Norwegian) and says English, or a small
 * language, of short lines it does not know. There the words decide. Only the first LOOK bytes count. */
#include <courant/language.h>
#include <stdio.h>
#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "text/cld2_shim.h"
#include "text/language_tables.h"
#include "text/tools.h"

enum { LOOK = 1 << 14, WORD = 48, LISTED = 26, MOST = CR_LANGUAGE_CODES };

enum script { LATIN, CYRILLIC, ARABIC, HEBREW, GREEK, DEVANAGARI, BENGALI, TAMIL, TELUGU, THAI, HANGUL, KANA, HAN,
              GUJARATI, GURMUKHI, KANNADA, MALAYALAM, SINHALA, KHMER, LAO, MYANMAR, GEORGIAN, ARMENIAN, ETHIOPIC, ORIYA,
              TIBETAN, THAANA, SCRIPTS };

/* `only`: the one language that is written so, as far as we tell. */
static const struct { const char *iso; const char *only; uint32_t first, last; } scripts[SCRIPTS] = {
    [LATIN] = {"Latn", NULL, 0x41, 0x24F},        [CYRILLIC] = {"Cyrl", NULL, 0x400, 0x52F},
    [ARABIC] = {"Arab", NULL, 0x600, 0x77F},      [HEBREW] = {"Hebr", NULL, 0x590, 0x5FF},
    [GREEK] = {"Grek", "el", 0x370, 0x3FF},       [DEVANAGARI] = {"Deva", NULL, 0x900, 0x97F},
    [BENGALI] = {"Beng", NULL, 0x980, 0x9FF},     [TAMIL] = {"Taml", "ta", 0xB80, 0xBFF},
    [TELUGU] = {"Telu", "te", 0xC00, 0xC7F},      [THAI] = {"Thai", "th", 0xE00, 0xE7F},
    [HANGUL] = {"Hang", "ko", 0xAC00, 0xD7AF},    [KANA] = {"Jpan", "ja", 0x3040, 0x30FF},
    [HAN] = {"Hani", NULL, 0x4E00, 0x9FFF},       [GUJARATI] = {"Gujr", "gu", 0xA80, 0xAFF},
    [GURMUKHI] = {"Guru", "pa", 0xA00, 0xA7F},    [KANNADA] = {"Knda", "kn", 0xC80, 0xCFF},
    [MALAYALAM] = {"Mlym", "ml", 0xD00, 0xD7F},   [SINHALA] = {"Sinh", "si", 0xD80, 0xDFF},
    [KHMER] = {"Khmr", "km", 0x1780, 0x17FF},     [LAO] = {"Laoo", "lo", 0xE80, 0xEFF},
    [MYANMAR] = {"Mymr", "my", 0x1000, 0x109F},   [GEORGIAN] = {"Geor", "ka", 0x10A0, 0x10FF},
    [ARMENIAN] = {"Armn", "hy", 0x530, 0x58F},    [ETHIOPIC] = {"Ethi", NULL, 0x1200, 0x139F},
    [ORIYA] = {"Orya", "or", 0xB00, 0xB7F},       [TIBETAN] = {"Tibt", NULL, 0xF00, 0xFFF},
    [THAANA] = {"Thaa", "dv", 0x780, 0x7BF}};

typedef struct tally {
    size_t letters[SCRIPTS], all;
    size_t words, words_of_cyrillic;
    char code[MOST][8];
    size_t length[MOST]; /* of the codes */
    double score[MOST];
    size_t count;
    cr_str list; /* where there are no tables */
    const cr_language_tables *tables;
    unsigned char place[MOST]; /* of the tables' codes: place in `score` plus one; 0: none yet */
} tally;

static int script_of(uint32_t c) {
    if (c < 0x250)
        return LATIN;
    for (int s = LATIN + 1; s < SCRIPTS; s++)
        if (c >= scripts[s].first && c <= scripts[s].last)
            return s;
    return c >= 0x1E00 && c <= 0x1EFF ? LATIN : c >= 0x1F00 && c <= 0x1FFF ? GREEK : c >= 0x3400 && c <= 0x4DBF ? HAN :
           c >= 0xFB50 && c <= 0xFEFC ? ARABIC : c >= 0xFF66 && c <= 0xFF9D ? KANA : -1;
}

static double *score_of(tally *t, cr_str code) {
    for (size_t i = 0; i < t->count; i++)
        if (code.len == t->length[i] && memcmp(code.ptr, t->code[i], code.len) == 0)
            return &t->score[i];
    if (t->count == MOST || code.len >= sizeof t->code[0])
        return NULL;
    snprintf(t->code[t->count], sizeof t->code[0], "%.*s", CR_FMT(code));
    t->length[t->count] = code.len;
    return &t->score[t->count++];
}

/* A word counts 3 for the one language that has it, 2 for each of two, 1 for each of three or four, .3 of more. */
static double worth_of(size_t languages) { return languages == 1 ? 3 : languages == 2 ? 2 : languages <= 4 ? 1 : .3; }

static void count_by_tables(tally *t, const char *word, size_t len) {
    const cr_language_word *w = cr_language_word_of(t->tables, word, len);
    for (size_t i = 0; w && i < w->count; i++) {
        unsigned code = t->tables->languages[w->first + i];
        if (!t->place[code]) {
            double *s = score_of(t, cr_str_of(t->tables->codes[code]));
            if (!s)
                continue;
            t->place[code] = (unsigned char)(s - t->score + 1);
        }
        t->score[t->place[code] - 1] += w->worth;
    }
}

static void count_word(tally *t, const char *word, size_t len) {
    cr_str languages, code;
    t->words++;
    if (len > LISTED)
        return;
    if (t->tables) {
        count_by_tables(t, word, len);
        return;
    }
    if (!cr_text_list_find(t->list, (cr_str){word, len}, &languages))
        return;
    size_t n = 1;
    for (size_t i = 0; i < languages.len; i++)
        n += languages.ptr[i] == ' ';
    double worth = worth_of(n);
    while (cr_str_split(&languages, ' ', &code)) {
        double *s = score_of(t, code);
        if (s)
            *s += worth;
    }
}

/* Letters that few languages write, in order. */
static const struct { uint32_t letter; const char *languages; double worth; } telling[] = {
    {0xDF, "de", 3}, {0xE3, "pt", 1}, {0xE4, "sv fi de et sk", .3}, {0xE5, "sv da no", .5}, {0xE6, "da no is", 1},
    {0xEB, "nl sq", .2}, {0xF0, "is", 2}, {0xF1, "es gl", .5}, {0xF4, "sk", .2}, {0xF5, "et pt", .5},
    {0xF8, "da no", 1}, {0xFE, "is", 3}, {0x101, "lv", 1}, {0x103, "ro", .5}, {0x111, "hr bs sr", 1},
    {0x117, "lt", 2}, {0x11B, "cs", 2}, {0x11F, "tr az", 2}, {0x12F, "lt", 2}, {0x131, "tr az", 2}, {0x137, "lv", 2},
    {0x13C, "lv", 2}, {0x13E, "sk", 2}, {0x142, "pl", 2}, {0x146, "lv", 2}, {0x151, "hu", 2}, {0x155, "sk", 2},
    {0x159, "cs", 2}, {0x15B, "pl", 1}, {0x16F, "cs", 2}, {0x171, "hu", 2}, {0x173, "lt", 2}, {0x17C, "pl", 2},
    {0x219, "ro", 2}, {0x21B, "ro", 2}, {0x259, "az", 3}, {0x44A, "bg", .7}, {0x44B, "ru be", 1},
    {0x44D, "ru be", 1}, {0x451, "ru be", .5}, {0x452, "sr", 3}, {0x453, "mk", 3}, {0x454, "uk", 3},
    {0x455, "mk", 3}, {0x456, "uk be", 1}, {0x457, "uk", 3}, {0x458, "sr mk", 2}, {0x459, "sr mk", 2},
    {0x45A, "sr mk", 2}, {0x45B, "sr", 3}, {0x45C, "mk", 3}, {0x45E, "be", 3}, {0x491, "uk", 3}, {0x629, "ar", .5},
    {0x643, "ar", .3}, {0x649, "ar", .5}, {0x64A, "ar", .2}, {0x679, "ur", 3}, {0x67E, "fa ur ps ckb", .5},
    {0x686, "fa ur ps ckb", .5}, {0x688, "ur", 3}, {0x691, "ur", 3}, {0x69A, "ps", 3}, {0x6AF, "fa ur ckb", .5},
    {0x6BA, "ur", 3}, {0x6BE, "ur", 2}, {0x6C6, "ckb", 3}, {0x6CC, "fa ur ps", .3}, {0x6CE, "ckb", 3},
    {0x6D0, "ps", 2}, {0x6D2, "ur", 2}, {0x6D5, "ckb ug", 1}, {0x933, "mr", .7}, {0x9F0, "as", 3}, {0x9F1, "as", 3}};

enum { TELLING = sizeof telling / sizeof *telling };

static size_t telling_at(uint32_t c) { /* TELLING where it is none */
    size_t low = 0, high = TELLING;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (telling[middle].letter < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < TELLING && telling[low].letter == c ? low : TELLING;
}

static void count_letter(tally *t, uint32_t c) {
    size_t at = telling_at(c);
    cr_str rest = at < TELLING ? cr_str_of(telling[at].languages) : CR_STR_NONE, code;
    while (cr_str_split(&rest, ' ', &code)) {
        double *s = score_of(t, code);
        if (s)
            *s += telling[at].worth * .5;
    }
}

static bool is_letter(uint32_t c) { return c >= 0xAA && (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_M_MASK)); }

/* One letter outside ASCII: counted; its lower case, or 0 where it is no letter. */
static uint32_t wide_letter(tally *t, uint32_t c) {
    int script;
    bool may_tell = true;
    if (t->tables && c < CR_LANGUAGE_ALPHABET) {
        const cr_language_letter *l = &t->tables->letters[c];
        c = l->lower;
        script = l->script;
        may_tell = l->telling;
    } else {
        c = is_letter(c) ? (uint32_t)u_tolower((UChar32)c) : 0;
        script = c ? script_of(c) : -1;
    }
    if (!c)
        return 0;
    t->all++;
    if (script >= 0)
        t->letters[script]++;
    if (may_tell && c >= 0x80)
        count_letter(t, c);
    return c;
}

static bool ascii_letter(unsigned char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static void look(tally *t, cr_str text) {
    char word[WORD];
    size_t len = 0;
    bool cut = false;
    for (size_t at = 0; at <= text.len;) {
        unsigned char byte = at < text.len ? (unsigned char)text.ptr[at] : ' '; /* one behind the end, to close the last word */
        uint32_t wide = 0;
        if (ascii_letter(byte)) {
            size_t start = at;
            for (; at < text.len && ascii_letter((unsigned char)text.ptr[at]); at++)
                if (len + 4 <= sizeof word)
                    word[len++] = (char)(text.ptr[at] | 32);
                else
                    cut = true;
            t->all += at - start;
            t->letters[LATIN] += at - start;
            continue;
        }
        if (byte < 0x80)
            at++;
        else
            wide = wide_letter(t, cr_utf8_next(text, &at));
        if (!wide) {
            if (len && !cut)
                count_word(t, word, len);
            len = 0;
            cut = false;
        } else if (len + 4 > sizeof word)
            cut = true;
        else
            len += cr_utf8_encode(wide, word + len);
    }
}

static uint8_t number_of(cr_language_tables *t, cr_str code) { /* CR_LANGUAGE_CODES where there are too many */
    for (size_t i = 0; i < t->code_count; i++)
        if (cr_str_is(code, t->codes[i]))
            return (uint8_t)i;
    if (t->code_count == CR_LANGUAGE_CODES || code.len >= sizeof t->codes[0])
        return CR_LANGUAGE_CODES;
    memcpy(t->codes[t->code_count], code.ptr, code.len);
    return (uint8_t)t->code_count++;
}

static void add_line(cr_language_tables *t, cr_str word, cr_str languages, size_t *used) {
    uint32_t hash = cr_language_hash(word.ptr, word.len);
    size_t at = hash ^ hash >> 15;
    while (t->words[at & (t->places - 1)].word.ptr)
        at++;
    cr_language_word *w = &t->words[at & (t->places - 1)];
    *w = (cr_language_word){.word = word, .hash = hash, .first = (uint16_t)*used};
    for (cr_str code; cr_str_split(&languages, ' ', &code);) {
        uint8_t number = number_of(t, code);
        if (number < CR_LANGUAGE_CODES && *used < UINT16_MAX) {
            t->languages[(*used)++] = number;
            w->count++;
        }
    }
    w->worth = worth_of(w->count);
}

const cr_language_tables *cr_language_tables_new(cr_arena *arena) {
    cr_language_tables *t = CR_NEW(arena, cr_language_tables);
    cr_str rest = cr_data("text/language/words.txt"), line, word;
    size_t lines = 1, used = 0;
    for (size_t i = 0; i < rest.len; i++)
        lines += rest.ptr[i] == '\n';
    size_t places = 1024;
    while (places < lines * 3)
        places *= 2;
    if (!t || !(t->words = CR_NEW_ARRAY(arena, cr_language_word, places)) || !(t->languages = CR_NEW_ARRAY(arena, uint8_t, rest.len / 2 + 1)))
        return NULL;
    t->places = places;
    while (cr_str_split(&rest, '\n', &line))
        if (line.len && cr_str_split(&line, '\t', &word))
            add_line(t, word, line, &used);
    for (uint32_t c = 0x80; c < CR_LANGUAGE_ALPHABET; c++) {
        uint32_t low = is_letter(c) ? (uint32_t)u_tolower((UChar32)c) : 0;
        t->letters[c] = (cr_language_letter){(uint16_t)low, (int8_t)(low ? script_of(low) : -1), telling_at(low) < TELLING};
    }
    return t;
}

/* Simplified or traditional makes no language of its own here; kana among Han is Japanese. */
static const char *only_language(const tally *t, int script) {
    if (script == HAN)
        return t->letters[KANA] * 12 > t->letters[HAN] ? "ja" : t->letters[HANGUL] > t->letters[HAN] ? "ko" : "zh";
    return scripts[script].only;
}

bool cr_language_normalise(cr_str tag, char code[8]) {
    static const char *const three = "eng:en fra:fr fre:fr deu:de ger:de spa:es ita:it por:pt nld:nl dut:nl rus:ru ukr:uk "
        "pol:pl ces:cs cze:cs slk:sk slo:sk hun:hu ron:ro rum:ro bul:bg ell:el gre:el tur:tr ara:ar arb:ar heb:he fas:fa "
        "per:fa pes:fa hin:hi ben:bn tam:ta tel:te mar:mr urd:ur zho:zh chi:zh cmn:zh jpn:ja kor:ko vie:vi tha:th ind:id "
        "msa:ms may:ms zsm:ms swe:sv dan:da nor:no nob:no nno:no fin:fi hrv:hr bos:bs srp:sr slv:sl est:et ekk:et lav:lv "
        "lvs:lv lit:lt cat:ca swa:sw swh:sw iw:he in:id ji:yi jw:jv mo:ro nb:no nn:no sh:sr afr:af glg:gl eus:eu baq:eu "
        "mkd:mk mac:mk sqi:sq alb:sq isl:is ice:is gle:ga cym:cy wel:cy hye:hy arm:hy kat:ka geo:ka aze:az kaz:kk uzb:uz "
        "bel:be guj:gu pan:pa kan:kn mal:ml sin:si nep:ne mya:my bur:my khm:km lao:lo amh:am tgl:tl som:so zul:zu ";
    char low[8] = "";
    size_t n = 0;
    for (; n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_'; n++) {
        char c = tag.ptr[n];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) || n >= 3)
            return false;
        low[n] = (char)(c | 32);
    }
    if (n < 2)
        return false;
    size_t at = cr_str_find(cr_str_of(three), (cr_str){low, n}, 0);
    while (at != CR_STR_NPOS && !((at == 0 || three[at - 1] == ' ') && three[at + n] == ':'))
        at = cr_str_find(cr_str_of(three), (cr_str){low, n}, at + 1);
    if (at != CR_STR_NPOS)
        snprintf(code, 8, "%.2s", three + at + n + 1);
    else
        snprintf(code, 8, "%s", low);
    return true;
}

bool cr_language_is_rtl(cr_str code) {
    static const char *const rtl[] = {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"};
    for (size_t i = 0; i < sizeof rtl / sizeof *rtl; i++)
        if (cr_str_is(code, rtl[i]))
            return true;
    return false;
}

/* Within a family CLD2 tells who the family is, hardly who of them: each member gets the points, less its discount,
 * and the words decide. CLD2's own choice keeps the whole where it is right more often than not (`trust`). */
static const struct { const char *members; double discount[4], trust; } families[] = {
    {"hr bs sr", {0, 1.5, .5}, 0}, {"id ms", {0, 0}, 1}, {"da no", {0, 0}, 1.5}};

static void add_guess(tally *t, const char *code, double worth) {
    double *s = score_of(t, cr_str_of(code));
    if (s)
        *s += worth;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        cr_str rest = cr_str_of(families[f].members), member;
        bool inside = false;
        while (cr_str_split(&rest, ' ', &member))
            inside |= cr_str_is(member, code);
        if (!inside || (strcmp(code, "sr") == 0 && t->letters[CYRILLIC] > t->letters[LATIN]))
            continue;
        rest = cr_str_of(families[f].members);
        for (size_t m = 0; cr_str_split(&rest, ' ', &member); m++) {
            double points = worth - families[f].discount[m];
            s = score_of(t, member);
            if (s && cr_str_is(member, code))
                *s += families[f].trust - families[f].discount[m]; /* has the points already */
            else if (s)
                *s += points;
        }
    }
}

/* CLD2's guesses as points beside those of the words. A sentence has a dozen telling words; a guess is worth a few,
 * and less where CLD2 is known to guess: "en" of what it does not know, and languages hardly met in news. */
static void add_guesses(tally *t, const cr_cld2_answer *cld) {
    for (int i = 0; i < 3; i++) {
        char code[8];
        if (!cld->code[i] || !cr_language_normalise(cr_str_of(cld->code[i]), code))
            continue;
        bool listed = false;
        for (size_t k = 0; k < t->count; k++)
            listed |= strcmp(t->code[k], code) == 0;
        double worth = (double)cld->percent[i] / 100 * (2 + .35 * (double)(t->words < 40 ? t->words : 40));
        worth = (listed ? worth : worth * .6) * (strcmp(code, "en") == 0 ? .7 : 1) + (cld->reliable ? .3 : 0);
        add_guess(t, code, worth);
    }
}

static cr_language answer(const tally *t, int script, cr_str hint) {
    cr_language l = {.code = "und"};
    snprintf(l.script, sizeof l.script, "%s", scripts[script].iso);
    size_t best = t->count, second = t->count;
    char hinted[8] = "";
    bool has_hint = cr_language_normalise(hint, hinted);
    double top = 0, next = 0;
    for (size_t i = 0; i < t->count; i++) {
        double s = t->score[i];
        if (s > top)
            second = best, next = top, best = i, top = s;
        else if (s > next)
            second = i, next = s;
    }
    (void)second;
    if (best == t->count || top < .5)
        return l;
    /* the hint weighs where the text is short or its best readings are close */
    for (size_t i = 0; has_hint && i < t->count; i++)
        if (strcmp(t->code[i], hinted) == 0 && i != best && t->score[i] + 1 + .15 * top > top) {
            best = i;
            next = top;
        }
    snprintf(l.code, sizeof l.code, "%s", t->code[best]);
    double lead = top > next ? (top - next) / (top + 1e-9) : 0;
    double enough = (double)t->words / ((double)t->words + 2);
    l.confidence = enough * (.5 + .5 * lead);
    return l;
}

/* CLD2's points, all three guesses and the family's together, raise no language by as much as this, and lower none by more. */
static const double MOST_OF_CLD2 = 40;

/* The words alone decide: neither CLD2 nor the hint can bring another language to the top. */
static bool settled(const tally *t, cr_str hint) {
    size_t best = t->count;
    double top = 0, next = 0;
    char hinted[8] = "";
    for (size_t i = 0; i < t->count; i++) {
        if (t->score[i] > top) {
            next = top;
            top = t->score[i];
            best = i;
        } else if (t->score[i] > next)
            next = t->score[i];
    }
    if (best == t->count || top - next < MOST_OF_CLD2)
        return false;
    if (!cr_language_normalise(hint, hinted) || strcmp(t->code[best], hinted) == 0)
        return true;
    double own = 0;
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->code[i], hinted) == 0)
            own = t->score[i];
    return own + MOST_OF_CLD2 <= .85 * (top - MOST_OF_CLD2);
}

cr_language cr_language_detect(cr_str text, cr_str hint) { return cr_language_detect_with(NULL, text, hint, false); }

cr_language cr_language_detect_with(const cr_language_tables *tables, cr_str text, cr_str hint, bool code_only) {
    tally t = {.tables = tables};
    if (!tables)
        t.list = cr_data("text/language/words.txt");
    if (text.len > LOOK) {
        text.len = LOOK;
        while (text.len && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
            text.len--;
    }
    cr_language l = {.code = "und", .script = "Zyyy"};
    if (!text.len)
        return l;
    look(&t, text);
    int script = -1;
    for (int s = 0; s < SCRIPTS; s++)
        if (t.letters[s] && (script < 0 || t.letters[s] > t.letters[script]))
            script = s;
    if (script < 0)
        return l;
    if (script == LATIN && (t.letters[HAN] + t.letters[KANA] + t.letters[HANGUL]) * 2 > t.letters[LATIN])
        script = t.letters[HANGUL] > t.letters[HAN] + t.letters[KANA] ? HANGUL : t.letters[KANA] ? KANA : HAN;
    if (script == HAN && t.letters[KANA] * 12 > t.letters[HAN])
        script = KANA;
    const char *only = only_language(&t, script);
    if (only) {
        snprintf(l.code, sizeof l.code, "%s", only);
        snprintf(l.script, sizeof l.script, "%s", script == HAN ? "Hani" : scripts[script].iso);
        l.confidence = (double)t.letters[script] / (double)t.all * (t.all > 3 ? .99 : .8);
        if (l.confidence > .99)
            l.confidence = .99;
        return l;
    }
    cr_cld2_answer cld = {0};
    bool ask = !code_only || script == HEBREW || !settled(&t, hint);
    if (ask && cr_utf8_valid(text))
        cr_cld2_detect(text.ptr, text.len, NULL, &cld);
    if (script == HEBREW) { /* Yiddish is the only other one, and CLD2 knows it */
        snprintf(l.code, sizeof l.code, "%s", cld.code[0] && strcmp(cld.code[0], "yi") == 0 ? "yi" : "he");
        snprintf(l.script, sizeof l.script, "Hebr");
        l.confidence = .98;
        return l;
    }
    add_guesses(&t, &cld);
    return answer(&t, script, hint);
}
