/* The encoding of bytes that nobody declared.
 *
 * Each encoding of a script of its own is tried: the bytes are decoded and the characters judged. In the true
 * reading half of the letters are among the hundred most frequent of the language, none is ill-formed, and no
 * small letter is followed by a capital; read wrongly, Korean as Chinese or KOI8 as windows-1251, they are not.
 * Where no script wins, the text is Latin with a few accents, and ICU's n-grams choose between its pages. */
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

#include "base/utf8.h"
#include "html/encodings.h"

enum { SAMPLE_BYTES = 32 << 10, LOOK_BYTES = 4 << 20 };

typedef struct candidate {
    const char *name, *converter;
    const char *frequent;      /* the most frequent letters of the languages so written, in UTF-8 */
    bool cased;                /* Cyrillic, Greek: case tells */
    UChar from, to;            /* the block of its letters */
    UChar also_from, also_to;
} candidate;

#define RUSSIAN "оеаинтсрвлкмдпуяіїъјђ"
#define GREEK "αοιετσνηυρπκμλόίάήέςύώ"
#define HAN_BOTH "的一是不了在人有我他中上大和地到以要就出可也你生能而子那得下自之年作用道行所然家事成方多法如都同起看定天分好小部其些主理心她本前但因只想日月公司市新"
static const candidate candidates[] = {
    {"windows-1251", "windows-1251", RUSSIAN, true, 0x400, 0x4FF, 0, 0},
    {"koi8-r", "KOI8-R", RUSSIAN, true, 0x400, 0x4FF, 0, 0},
    {"koi8-u", "KOI8-U", RUSSIAN, true, 0x400, 0x4FF, 0, 0},
    {"ibm866", "ibm-866", RUSSIAN, true, 0x400, 0x4FF, 0, 0},
    {"iso-8859-5", "ISO-8859-5", RUSSIAN, true, 0x400, 0x4FF, 0, 0},
    {"windows-1253", "windows-1253", GREEK, true, 0x370, 0x3FF, 0, 0},
    {"iso-8859-7", "ISO-8859-7", GREEK, true, 0x370, 0x3FF, 0, 0},
    {"windows-1255", "windows-1255", "יוהלאתרבשמנם", false, 0x590, 0x5FF, 0, 0},
    {"windows-1256", "windows-1256", "اليمنوتربعدة", false, 0x600, 0x6FF, 0, 0},
    {"iso-8859-6", "ISO-8859-6", "اليمنوتربعدة", false, 0x600, 0x6FF, 0, 0},
    {"windows-874", "windows-874-2000", "านรอกเงมยลวี่้ิั", false, 0xE00, 0xE7F, 0, 0},
    {"shift_jis", "windows-31j", "日本年月人大一国会中出者社事時分市新東京", false, 0x3040, 0x30FF, 0x4E00, 0x9FFF},
    {"euc-jp", "EUC-JP", "日本年月人大一国会中出者社事時分市新東京", false, 0x3040, 0x30FF, 0x4E00, 0x9FFF},
    {"gb18030", "gb18030",
     HAN_BOTH "这个们来为国说时会对着于过发后里么去学现当没动面还进样开从实经长与关业产员民务场报", false, 0x4E00, 0x9FFF, 0, 0},
    {"big5", "Big5-HKSCS",
     HAN_BOTH "這個們來為國說時會對著於過發後裡麼去學現當沒動面還進樣開從實經長與關業產員民務場報", false, 0x4E00, 0x9FFF, 0, 0},
    {"euc-kr", "windows-949-2000", "이다는의에을가하고를지기로한사도리인은자대시해그일부정나서전어수보장제상주들아과원라구었있했습니며면것운성스만여국전문경공미위조화안소비동치개민등오년월", false, 0xAC00, 0xD7A3, 0, 0},
};

typedef struct letters {
    uint32_t bits[65536 / 32];
} letters;

static bool has(const letters *l, UChar c) { return l->bits[c >> 5] >> (c & 31) & 1; }

static void set_letters(letters *l, const char *utf8) {
    memset(l, 0, sizeof *l);
    cr_str s = cr_str_of(utf8);
    for (size_t at = 0; at < s.len;) {
        uint32_t c = cr_utf8_next(s, &at);
        if (c < 0x10000)
            l->bits[c >> 5] |= 1u << (c & 31);
    }
}

/* Lines that hold bytes above 0x7F, tags left out: '<' and '>' are trail bytes in no encoding at hand. */
static size_t sample(cr_str bytes, char out[SAMPLE_BYTES]) {
    size_t n = 0, limit = bytes.len < LOOK_BYTES ? bytes.len : LOOK_BYTES;
    for (size_t i = 0; i < limit && n < SAMPLE_BYTES;) {
        size_t start = i, used = n;
        bool high = false, tag = false;
        for (; i < limit && bytes.ptr[i] != '\n' && i - start < 4096; i++) {
            char c = bytes.ptr[i];
            tag = c == '<' || (tag && c != '>');
            if (tag || c == '>') {
                if (c == '<' && n < SAMPLE_BYTES)
                    out[n++] = ' ';
                continue;
            }
            high = high || (unsigned char)c >= 0x80;
            if (n < SAMPLE_BYTES)
                out[n++] = c;
        }
        i += i < limit && bytes.ptr[i] == '\n';
        if (!high)
            n = used;
        else if (n < SAMPLE_BYTES)
            out[n++] = '\n';
    }
    return n;
}

static bool is_ascii_letter(UChar c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool of_script(const candidate *k, UChar c) {
    return (c >= k->from && c <= k->to) || (k->also_from && c >= k->also_from && c <= k->also_to);
}
static bool kana(UChar c) { return c >= 0x3041 && c <= 0x30FE; }
static bool half_width(UChar c) { return c >= 0xFF61 && c <= 0xFF9F; }
/* Punctuation that text of any kind holds: dashes, quotation marks, ideographic and full-width signs. */
static bool common_sign(UChar c) {
    return (c >= 0x2010 && c <= 0x2026) || c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2116 || c == 0x20AC || (c >= 0x3000 && c <= 0x3011) ||
           (c >= 0xFF00 && c <= 0xFF60) || c == 0xB7;
}

static double judge(const candidate *k, const letters *frequent, const UChar *u, size_t n) {
    double sum = 0;
    size_t judged = 0;
    for (size_t i = 0; i < n; i++) {
        UChar c = u[i];
        if (c < 0x80)
            continue;
        judged++;
        UChar before = i ? u[i - 1] : ' ', after = i + 1 < n ? u[i + 1] : ' ';
        if (c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF))
            sum -= 3;
        else if (has(frequent, c) || (k->also_from && kana(c)))
            sum += 1;
        else if (half_width(c))
            sum -= 0.7;
        else if (of_script(k, c))
            sum += k->cased && u_isupper(c) ? 0 : 0.1;
        else if (!common_sign(c))
            sum -= 1;
        if (k->cased && u_isupper(c) && before >= 0x80 && u_islower(before))
            sum -= 1;
        if (of_script(k, c) && k->from < 0x3000 && (is_ascii_letter(before) || is_ascii_letter(after)))
            sum -= 2;
    }
    return judged ? sum / (double)judged : -1;
}

static double try_candidate(const candidate *k, const char *bytes, size_t len, UChar *units, letters *scratch) {
    UErrorCode code = U_ZERO_ERROR;
    UConverter *c = ucnv_open(k->converter, &code);
    if (U_FAILURE(code))
        return -3;
    UChar *target = units;
    const char *at = bytes;
    ucnv_toUnicode(c, &target, units + SAMPLE_BYTES, &at, bytes + len, NULL, false, &code);
    ucnv_close(c);
    set_letters(scratch, k->frequent);
    return judge(k, scratch, units, (size_t)(target - units));
}

static const char *latin(const char *bytes, size_t len) {
    UErrorCode code = U_ZERO_ERROR;
    const char *found = "windows-1252";
    UCharsetDetector *d = ucsdet_open(&code);
    if (U_FAILURE(code))
        return found;
    ucsdet_setText(d, bytes, (int32_t)len, &code);
    int32_t n = 0;
    const UCharsetMatch **all = ucsdet_detectAll(d, &n, &code);
    for (int32_t i = 0; U_SUCCESS(code) && i < n; i++) {
        const char *name = cr_encoding_for_label(cr_str_of(ucsdet_getName(all[i], &code)));
        static const char *const pages[] = {"windows-1252", "windows-1250", "iso-8859-2", "windows-1254"};
        bool known = false;
        for (size_t p = 0; name && p < sizeof pages / sizeof *pages; p++)
            known = known || strcmp(name, pages[p]) == 0;
        if (!known)
            continue;
        if (ucsdet_getConfidence(all[i], &code) >= 15)
            found = name;
        break;
    }
    ucsdet_close(d);
    return found;
}

static const char *by_letters(cr_str bytes) {
    char bytes_of_text[SAMPLE_BYTES];
    size_t n = sample(bytes, bytes_of_text);
    if (n == 0)
        return "windows-1252";
    cr_arena *arena = cr_arena_new(0);
    UChar *units = CR_NEW_ARRAY(arena, UChar, SAMPLE_BYTES);
    letters *scratch = CR_NEW(arena, letters);
    const char *best = NULL;
    double most = 0.22;
    for (size_t i = 0; units && scratch && i < sizeof candidates / sizeof *candidates; i++) {
        double score = try_candidate(&candidates[i], bytes_of_text, n, units, scratch);
        if (score > most + 0.001) {
            most = score;
            best = candidates[i].name;
        }
    }
    cr_arena_free(arena);
    return best ? best : latin(bytes_of_text, n);
}

const char *cr_encoding_guess(cr_str bytes, cr_str language) {
    (void)language;
    return by_letters(bytes);
}
