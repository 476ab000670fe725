/* What a romanised word sounds like, as far as two scripts agree on it.
 *
 * Levelling knows how French, German, English and Slavic spellings write one sound (sch, sh, ch, tch: s). Sounds are the
 * consonants that survive a passage through another script: h, y and j come and go, Arabic writes w for vowels and b for p,
 * Japanese r for l and b for v, Chinese hardly tells d from t. Which pairs a script confuses stands in `confused`. */
#include <string.h>

#include "people/name.h"

static bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

typedef struct spelling { const char *from, *to; } spelling;

/* The longest first; "y" and "j" are "i", so that Jens, Йенс and Yens meet. */
static const spelling spellings[] = {
    {"tsch", "s"}, {"dsch", "i"}, {"eau", "o"}, {"chr", "kr"}, {"tch", "s"}, {"yu", "u"}, {"sch", "s"}, {"dzh", "i"}, {"sh", "s"}, {"ch", "s"}, {"cz", "s"}, {"zh", "s"}, {"sz", "s"},
    {"tz", "s"},   {"ts", "s"},   {"dj", "i"},  {"kh", "h"},  {"gh", "g"},  {"ph", "f"}, {"th", "t"}, {"ck", "k"}, {"qu", "k"}, {"ou", "u"},
    {"q", "k"},    {"x", "ks"},   {"w", "v"},   {"y", "i"},   {"j", "i"},   {"z", "s"},  {NULL, NULL}};

static const spelling *spelling_at(cr_str word, size_t at) {
    for (const spelling *s = spellings; s->from; s++)
        if (cr_str_starts(cr_str_slice(word, at, word.len), s->from))
            return s;
    return NULL;
}

size_t cr_name_levelled(cr_str word, bool surname, char *out, size_t room) {
    size_t n = 0;
    if (surname && word.len > 5 && cr_str_is(cr_str_slice(word, word.len - 3, word.len), "ine")) /* Poutine: a French -e on a Slavic -in */
        word.len--;
    for (size_t i = 0; i < word.len && n + 3 < room;) {
        const spelling *s = spelling_at(word, i);
        char one[2] = {word.ptr[i], 0};
        const char *to = s ? s->to : one;
        size_t step = s ? strlen(s->from) : 1;
        char next = i + step < word.len ? word.ptr[i + step] : 0;
        if (!s && *to == 'c')
            to = next == 'e' || next == 'i' || next == 'y' ? "s" : "k";
        if (!s && *to == 'g' && next == 'u' && i + 2 < word.len && (word.ptr[i + 2] == 'e' || word.ptr[i + 2] == 'i'))
            step = 2; /* Serguei */
        if (*to == 'h' && i > 0)
            to = "";
        for (; *to; to++)
            if (!n || out[n - 1] != *to)
                out[n++] = *to;
        i += step;
    }
    out[n] = 0;
    return n;
}

static char coarse(char c) {
    return c == 'b' || c == 'p' || c == 'f' || c == 'v' ? 'p' : c == 'k' || c == 'g' ? 'k' : c == 't' || c == 'd' ? 't' : c == 'l' || c == 'r' ? 'l' : c;
}

/* Chinese syllables ("si tuo er teng bei ge", without their spaces) have initials of their own. */
static size_t han_levelled(cr_str word, char *out, size_t room) {
    size_t n = 0;
    for (size_t i = 0; i < word.len && n + 1 < room; i++) {
        char c = word.ptr[i], next = i + 1 < word.len ? word.ptr[i + 1] : 0, before = i ? word.ptr[i - 1] : 0;
        if (strchr("zcsxqj", c))
            c = 's';
        else if (c == 'g' && before == 'n' && !vowel(next)) /* teng */
            continue;
        else if (c == 'w')
            c = 'v';
        out[n++] = c;
    }
    out[n] = 0;
    return n;
}

/* "puchin", "sanchesu": chi is ti, che is che. */
static size_t kana_levelled(cr_str word, char *out, size_t room) {
    char plain[CR_NAME_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < word.len && n + 1 < sizeof plain; i++) {
        char c = word.ptr[i], next = i + 1 < word.len ? word.ptr[i + 1] : 0;
        if (c == 'c' && next == 'h') {
            plain[n++] = i + 2 < word.len && word.ptr[i + 2] == 'i' ? 't' : 's';
            i++;
        } else if (c != '~' && c != '\'')
            plain[n++] = c;
    }
    return cr_name_levelled((cr_str){plain, n}, false, out, room);
}

/* Between vowels, Arabic and Hebrew write w and y for vowels. */
static size_t arabic_levelled(cr_str word, char *out, size_t room) {
    char plain[CR_NAME_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < word.len && n + 1 < sizeof plain; i++)
        if (word.ptr[i] != 'w' || i == 0)
            plain[n++] = word.ptr[i];
    return cr_name_levelled((cr_str){plain, n}, false, out, room);
}

size_t cr_name_sound(cr_str word, cr_name_script script, char *out, size_t room) {
    char level[CR_NAME_BYTES];
    size_t n = script == CR_SCRIPT_HAN ? han_levelled(word, level, sizeof level) : script == CR_SCRIPT_KANA ? kana_levelled(word, level, sizeof level) :
               script == CR_SCRIPT_ARABIC ? arabic_levelled(word, level, sizeof level) : cr_name_levelled(word, true, level, sizeof level);
    size_t w = 0;
    for (size_t i = 0; i < n && w + 1 < room; i++) {
        char c = level[i] == 'v' ? 'f' : level[i];
        if (vowel(c) || c == 'y' || c == 'h' || c == '\'' || (w && coarse(out[w - 1]) == coarse(c)))
            continue;
        if (w && out[w - 1] == 'm' && coarse(c) == 'p') /* Trump, toranpu */
            out[w - 1] = 'n';
        out[w++] = c;
    }
    out[w] = 0;
    return w;
}

void cr_name_coarse(char *sound) {
    for (; *sound; sound++)
        *sound = coarse(*sound);
}

/* Two letters of one coarse class: does the script mix them up? */
static bool confused(cr_name_script s, char x, char y) {
    char pair[3] = {x < y ? x : y, x < y ? y : x, 0};
    switch (s) {
    case CR_SCRIPT_ARABIC: return !strcmp(pair, "bp") || !strcmp(pair, "fp") || !strcmp(pair, "bf") || !strcmp(pair, "gk");
    case CR_SCRIPT_KANA: return !strcmp(pair, "bf") || !strcmp(pair, "lr");
    case CR_SCRIPT_HAN: return !strcmp(pair, "bp") || !strcmp(pair, "lr") || !strcmp(pair, "dt") || !strcmp(pair, "gk") || !strcmp(pair, "bf");
    default: return false;
    }
}

/* "Lyayen", "Leyen": one sound to German, two spellings to others. */
static void open_diphthongs(char *level) {
    for (; *level; level++)
        if (level[0] == 'e' && level[1] == 'i')
            *level = 'a';
}

/* "Hollande", "Олланд": letters that French writes and does not say. */
static size_t drop_silent(char *level, size_t n) {
    size_t from = level[0] == 'h' && n > 3;
    if (n - from > 3 && level[n - 1] == 'e' && !vowel(level[n - 2]))
        n--;
    memmove(level, level + from, n - from);
    level[n - from] = 0;
    return n - from;
}

bool cr_name_sounds_alike(cr_str a, cr_name_script script_a, cr_str b, cr_name_script script_b, bool surname) {
    enum { LONG_WORD = 8 }; /* letters, from which two vowels may differ between alphabets, else one */
    char x[CR_NAME_BYTES], y[CR_NAME_BYTES];
    bool alphabets = script_a <= CR_SCRIPT_CYRILLIC && script_b <= CR_SCRIPT_CYRILLIC;
    if (alphabets) {
        size_t m = cr_name_levelled(a, surname, x, sizeof x), n = cr_name_levelled(b, surname, y, sizeof y);
        if (!strcmp(x, y))
            return true;
        if (script_a == script_b)
            return false;
        open_diphthongs(x);
        open_diphthongs(y);
        m = drop_silent(x, m);
        n = drop_silent(y, n);
        unsigned most = m >= LONG_WORD && n >= LONG_WORD ? 2 : 1;
        char given[CR_SOUND_BYTES];
        bool spared = !surname && cr_name_sound(a, script_a, given, sizeof given) >= 2; /* Mike, Майк: of a given name the consonants will do */
        if (!spared && cr_name_distance((cr_str){x, m}, (cr_str){y, n}, most) > most)
            return false;
    }
    bool same_letters = alphabets && strcmp(x, y) == 0; /* May, Мэй: of one sound alone the vowels must agree */
    size_t m = cr_name_sound(a, script_a, x, sizeof x), n = cr_name_sound(b, script_b, y, sizeof y);
    if (!surname && (m == n + 1 || n == m + 1) && (m > n ? x[n] : y[m]) == 's' && (m < n ? m : n) >= 2) /* Nicolas, Николя */
        m = n = m < n ? m : n;
    if (m != n || (surname && m < 2 && !(same_letters && m)))
        return false;
    for (size_t i = 0; i < m; i++)
        if (x[i] != y[i] && (coarse(x[i]) != coarse(y[i]) || !(confused(script_a, x[i], y[i]) || confused(script_b, x[i], y[i]))))
            return false;
    return true;
}
