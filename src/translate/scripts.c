#include "translate/scripts.h"

#include <courant/language.h>
#include <courant/text.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/utf8.h"
#include "text/tools.h"

enum {
    MOST_SCRIPTS = 8,
    SURE_LETTERS = 40,       /* a detector that knows eighty languages wants some text: see docs/translation.md */
    SURE_LETTERS_AKIN = 80,
    FOREIGN_LETTERS = 6      /* letters of another script tell by themselves */
};
/* Measured on 28,000 sentences of 14 languages: at 0.7 the detector takes none for a language of another family, at 0.8 none for a
 * near relative. */
#define SURE_CONFIDENCE 0.7
#define SURE_CONFIDENCE_AKIN 0.8
#define SURE_CONFIDENCE_SCRIPT 0.4 /* the letters have told already that it is another language */

typedef struct scripts {
    UScriptCode codes[MOST_SCRIPTS];
    int count;
} scripts;

static scripts scripts_of(cr_str lang) {
    /* Languages that are written in a second script, beside what ICU says of them. */
    static const struct { const char *lang; UScriptCode script; } second[] = {
        {"sr", USCRIPT_LATIN}, {"bs", USCRIPT_CYRILLIC}, {"uz", USCRIPT_CYRILLIC}, {"az", USCRIPT_CYRILLIC}, {"kk", USCRIPT_LATIN}, {"ku", USCRIPT_ARABIC},
        {"pa", USCRIPT_ARABIC}, {"mn", USCRIPT_MONGOLIAN}, {"ms", USCRIPT_ARABIC}, {"tg", USCRIPT_ARABIC}, {"sd", USCRIPT_DEVANAGARI}};
    scripts s = {.count = 0};
    char code[16];
    UErrorCode e = U_ZERO_ERROR;
    snprintf(code, sizeof code, "%.*s", CR_FMT(lang));
    s.count = uscript_getCode(code, s.codes, MOST_SCRIPTS - 1, &e);
    if (U_FAILURE(e) || s.count < 0)
        s.count = 0;
    for (size_t i = 0; s.count && i < sizeof second / sizeof *second; i++)
        if (strcmp(second[i].lang, code) == 0)
            s.codes[s.count++] = second[i].script;
    return s;
}

static bool is_of(const scripts *s, UScriptCode c) {
    for (int i = 0; i < s->count; i++)
        if (s->codes[i] == c || (c == USCRIPT_HAN && (s->codes[i] == USCRIPT_SIMPLIFIED_HAN || s->codes[i] == USCRIPT_TRADITIONAL_HAN)) ||
            (c == USCRIPT_BOPOMOFO && s->codes[i] == USCRIPT_HAN))
            return true;
    return s->count == 0;
}

cr_letters cr_scripts_letters(cr_str text, cr_str lang) {
    scripts s = scripts_of(lang);
    cr_letters out = {0};
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (UChar32)cr_utf8_next(text, &at);
        UErrorCode e = U_ZERO_ERROR;
        if (!u_isalpha(c))
            continue;
        UScriptCode script = c < 0x80 ? USCRIPT_LATIN : uscript_getScript(c, &e);
        if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED || U_FAILURE(e) || is_of(&s, script))
            out.own++;
        else {
            out.foreign++;
            out.latin += script == USCRIPT_LATIN;
        }
    }
    return out;
}

bool cr_scripts_akin(cr_str a, cr_str b) {
    static const char *const families[] = {"es pt gl ca oc ast an it la", "fr oc ca", "id ms jv su min", "hr sr bs sl", "cs sk", "da no nb nn sv fo", "ru uk be bg mk", "nl af fy li",
                                           "de lb nds gsw", "tr az tk", "fi et", "hi mr ne bh", "ar fa ur ckb ku", "zh yue wuu", "ro it", "en sco", NULL};
    for (int i = 0; families[i]; i++) {
        bool has_a = false, has_b = false;
        cr_str rest = cr_str_of(families[i]), code;
        while (cr_str_split(&rest, ' ', &code)) {
            has_a = has_a || cr_str_eq(code, a);
            has_b = has_b || cr_str_eq(code, b);
        }
        if (has_a && has_b)
            return true;
    }
    return false;
}

/* The words that are no names, as far as capitals tell: a sentence of one language may be full of another one's names. */
static cr_str without_names(cr_str s, char *room, size_t size) {
    size_t n = 0;
    bool inside = false, keep = false;
    for (size_t at = 0; at < s.len && n + 8 < size;) {
        size_t start = at;
        UChar32 c = (UChar32)cr_utf8_next(s, &at);
        bool letter = u_isalpha(c) || c == 0x2019 || c == '\'' || u_charType(c) == U_NON_SPACING_MARK;
        if (letter && !inside)
            keep = !u_isupper(c) && !u_istitle(c);
        inside = letter;
        if (letter && !keep)
            continue;
        memcpy(room + n, s.ptr + start, at - start);
        n += at - start;
    }
    return (cr_str){room, n};
}

/* Words of the sentence that are stop words of the language; -1: we have no list of it. */
static int stop_words(cr_str sentence, cr_str lang, int *words) {
    int found = 0;
    *words = 0;
    if (cr_str_empty(cr_text_list("stop", lang)))
        return -1;
    for (size_t at = 0; at < sentence.len;) {
        char word[32];
        size_t n = 0;
        while (at < sentence.len) {
            UChar32 c = (UChar32)cr_utf8_next(sentence, &at);
            if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK)
                break;
            if (n + 4 < sizeof word)
                n += cr_utf8_encode((uint32_t)u_tolower(c), word + n);
        }
        *words += n > 0;
        found += n > 0 && cr_text_is_stop_word((cr_str){word, n}, lang);
    }
    return found;
}

/* The small words of a sentence are of its language, whatever names it is full of: "Le but de Dolly assure la victoire". */
static bool small_words_say(cr_str sentence, cr_str lang, cr_str other) {
    int words, own = stop_words(sentence, lang, &words), theirs = stop_words(sentence, other, &words);
    if (theirs < 0)
        theirs = words / 4; /* about as many as there are in any language */
    return own > theirs;
}

cr_spoken cr_scripts_spoken(cr_str sentence, cr_str lang, char code[8]) {
    cr_letters l = cr_scripts_letters(sentence, lang);
    size_t letters = l.own + l.foreign;
    bool foreign = l.foreign >= FOREIGN_LETTERS && l.foreign > 2 * l.own;
    if (!foreign && letters < SURE_LETTERS)
        return CR_SPOKEN_AS_SAID;
    cr_language found = cr_language_detect(sentence, foreign ? CR_STR_NONE : lang);
    snprintf(code, 8, "%s", found.code);
    cr_str other = cr_str_of(code);
    bool named = !cr_str_is(other, "und") && !cr_str_eq(other, lang);
    if (foreign) { /* a name or two in Latin letters is no sentence */
        cr_letters theirs = cr_scripts_letters(sentence, other);
        if (named && found.confidence >= SURE_CONFIDENCE_SCRIPT && theirs.own > theirs.foreign && (letters >= SURE_LETTERS || l.latin == 0))
            return CR_SPOKEN_OTHER;
        return letters >= SURE_LETTERS || l.latin * 2 < l.foreign ? CR_SPOKEN_UNKNOWN : CR_SPOKEN_AS_SAID;
    }
    bool akin = cr_scripts_akin(lang, other);
    bool sure = found.confidence >= (akin ? SURE_CONFIDENCE_AKIN : SURE_CONFIDENCE) && letters >= (akin ? SURE_LETTERS_AKIN : SURE_LETTERS);
    if (!named || !sure || small_words_say(sentence, lang, other))
        return CR_SPOKEN_AS_SAID;
    char room[2048];
    cr_language again = cr_language_detect(without_names(sentence, room, sizeof room), lang);
    return strcmp(again.code, code) == 0 && again.confidence >= SURE_CONFIDENCE_SCRIPT ? CR_SPOKEN_OTHER : CR_SPOKEN_AS_SAID;
}

cr_fits cr_scripts_fit(cr_str source, cr_str target, cr_str to) {
    enum { WORD = 4 };
    cr_letters t = cr_scripts_letters(target, to), s = cr_scripts_letters(source, to);
    size_t latin = t.latin > s.latin + s.latin / 2 ? t.latin - s.latin - s.latin / 2 : 0;
    size_t wrong = t.foreign - t.latin + latin, all = t.own + wrong;
    char room[2048];
    bool left = t.latin > 4 * t.own && cr_scripts_letters(without_names(source, room, sizeof room), to).latin > 3 * WORD; /* not names alone */
    if (left || (wrong >= WORD && wrong * 2 > all))
        return CR_FITS_NOT;
    if (wrong >= WORD && wrong * 10 > all)
        return CR_FITS_PARTLY;
    if (t.own < SURE_LETTERS + SURE_LETTERS / 2)
        return CR_FITS;
    cr_language found = cr_language_detect(target, to);
    cr_str other = cr_str_of(found.code);
    char code[8];
    return !cr_str_is(other, "und") && !cr_scripts_akin(to, other) && cr_scripts_spoken(target, to, code) == CR_SPOKEN_OTHER ? CR_FITS_NOT : CR_FITS;
}
