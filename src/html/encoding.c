/* The Encoding Standard's names and labels (encoding.spec.whatwg.org, "Names and labels") over ICU's converters.
 * ICU resolves several labels otherwise (its "big5" lacks Hong Kong's characters, its "iso-8859-1" the letters that
 * pages written under Windows mean), so the converter of each encoding is named here. */
#include "html/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "html/encodings.h"

enum { LABEL_BYTES = 32, UNITS = 4096 };

static const struct encoding {
    const char *name, *converter, *labels;
} encodings[] = {
    {"utf-8", NULL, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"},
    {"ibm866", "ibm-866", "866 cp866 csibm866 ibm866"},
    {"iso-8859-2", "ISO-8859-2", "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"iso-8859-3", "ISO-8859-3", "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"iso-8859-4", "ISO-8859-4", "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"iso-8859-5", "ISO-8859-5", "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"iso-8859-6", "ISO-8859-6",
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 "
     "iso_8859-6 iso_8859-6:1987"},
    {"iso-8859-7", "ISO-8859-7",
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {"iso-8859-8", "ISO-8859-8",
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual"},
    {"iso-8859-8-i", "ISO-8859-8", "csiso88598i iso-8859-8-i logical"},
    {"iso-8859-10", "iso-8859_10-1998", "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"iso-8859-13", "ISO-8859-13", "iso-8859-13 iso8859-13 iso885913"},
    {"iso-8859-14", "iso-8859_14-1998", "iso-8859-14 iso8859-14 iso885914"},
    {"iso-8859-15", "ISO-8859-15", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {"iso-8859-16", "iso-8859_16-2001", "iso-8859-16"},
    {"koi8-r", "KOI8-R", "cskoi8r koi koi8 koi8-r koi8_r"},
    {"koi8-u", "KOI8-U", "koi8-ru koi8-u"},
    {"macintosh", "macintosh", "csmacintosh mac macintosh x-mac-roman"},
    {"windows-874", "windows-874-2000", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {"windows-1250", "windows-1250", "cp1250 windows-1250 x-cp1250"},
    {"windows-1251", "windows-1251", "cp1251 windows-1251 x-cp1251"},
    {"windows-1252", "windows-1252",
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 "
     "us-ascii windows-1252 x-cp1252"},
    {"windows-1253", "windows-1253", "cp1253 windows-1253 x-cp1253"},
    {"windows-1254", "windows-1254",
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254"},
    {"windows-1255", "windows-1255", "cp1255 windows-1255 x-cp1255"},
    {"windows-1256", "windows-1256", "cp1256 windows-1256 x-cp1256"},
    {"windows-1257", "windows-1257", "cp1257 windows-1257 x-cp1257"},
    {"windows-1258", "windows-1258", "cp1258 windows-1258 x-cp1258"},
    {"x-mac-cyrillic", "x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"},
    {"gbk", "gb18030", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"},
    {"gb18030", "gb18030", "gb18030"},
    {"big5", "Big5-HKSCS", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
    {"euc-jp", "EUC-JP", "cseucpkdfmtjapanese euc-jp x-euc-jp"},
    {"iso-2022-jp", "ISO-2022-JP", "csiso2022jp iso-2022-jp"},
    {"shift_jis", "windows-31j", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis"},
    {"euc-kr", "windows-949-2000",
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"},
    {"replacement", NULL, "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement"},
    {"utf-16be", "UTF-16BE", "unicodefffe utf-16be"},
    {"utf-16le", "UTF-16LE", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"},
    {"x-user-defined", NULL, "x-user-defined"},
};

static const struct encoding *find(const char *name) {
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strcmp(encodings[i].name, name) == 0)
            return &encodings[i];
    return NULL;
}

static bool has_label(const char *labels, const char *label, size_t len) {
    for (const char *p = labels; *p;) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, label, n) == 0)
            return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

const char *cr_encoding_for_label(cr_str label) {
    while (label.len && strchr("\t\n\f\r ", label.ptr[0]) && label.ptr[0])
        label = cr_str_slice(label, 1, label.len);
    while (label.len && label.ptr[label.len - 1] && strchr("\t\n\f\r ", label.ptr[label.len - 1]))
        label.len--;
    if (label.len == 0 || label.len > LABEL_BYTES)
        return NULL;
    char low[LABEL_BYTES];
    for (size_t i = 0; i < label.len; i++) {
        low[i] = label.ptr[i] >= 'A' && label.ptr[i] <= 'Z' ? (char)(label.ptr[i] + 32) : label.ptr[i];
        if (low[i] <= ' ')
            return NULL;
    }
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (has_label(encodings[i].labels, low, label.len))
            return encodings[i].name;
    return NULL;
}

const char *cr_encoding_by_bom(cr_str bytes, size_t *skip) {
    *skip = 0;
    if (cr_str_starts(bytes, "\xEF\xBB\xBF")) {
        *skip = 3;
        return "utf-8";
    }
    if (cr_str_starts(bytes, "\xFE\xFF") || cr_str_starts(bytes, "\xFF\xFE")) {
        *skip = 2;
        return bytes.ptr[0] == '\xFE' ? "utf-16be" : "utf-16le";
    }
    return NULL;
}

static void U_CALLCONV count_ill_formed(const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t length,
                                        UConverterCallbackReason reason, UErrorCode *code) {
    (void)units;
    (void)length;
    static const UChar replacement = 0xFFFD; /* ICU's own call-back would write U+001A for some */
    if (reason > UCNV_IRREGULAR)
        return;
    ++*(size_t *)(uintptr_t)context; /* ICU hands the context through as const */
    *code = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, &replacement, 1, 0, code);
}

static uint32_t after_lead(uint32_t lead, UChar unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF ? 0x10000 + ((lead - 0xD800) << 10) + (unit - 0xDC00u) : 0xFFFD;
}

/* UTF-16 as it comes out of ICU; *lead keeps half a pair from one call to the next. */
static void add_units(cr_buf *out, const UChar *units, size_t n, uint32_t *lead) {
    for (size_t i = 0; i < n; i++) {
        uint32_t point = units[i];
        if (*lead) {
            uint32_t pair = after_lead(*lead, units[i]);
            *lead = 0;
            char bytes[4];
            cr_buf_add(out, bytes, cr_utf8_encode(pair, bytes));
            if (pair != 0xFFFD)
                continue;
        }
        if (point >= 0xD800 && point <= 0xDBFF) {
            *lead = point;
            continue;
        }
        if (point >= 0xDC00 && point <= 0xDFFF)
            point = 0xFFFD;
        if (point < 0x80)
            cr_buf_add_byte(out, (char)point);
        else {
            char bytes[4];
            cr_buf_add(out, bytes, cr_utf8_encode(point, bytes));
        }
    }
}

static cr_status convert_icu(cr_str bytes, const char *converter, cr_buf *out, size_t *errors, cr_error *err) {
    UErrorCode code = U_ZERO_ERROR;
    UConverter *c = ucnv_open(converter, &code);
    if (U_FAILURE(code))
        return cr_fail(err, CR_ERR_ENCODING, "the converter %s of ICU cannot be opened: %s", converter, u_errorName(code));
    ucnv_setToUCallBack(c, count_ill_formed, errors, NULL, NULL, &code);
    const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
    uint32_t lead = 0;
    do {
        UChar units[UNITS], *target = units;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(c, &target, units + UNITS, &at, end, NULL, true, &code);
        add_units(out, units, (size_t)(target - units), &lead);
    } while (code == U_BUFFER_OVERFLOW_ERROR && !out->failed);
    if (lead)
        cr_buf_add_z(out, "\xEF\xBF\xBD");
    ucnv_close(c);
    return out->failed ? cr_fail(err, out->failed, "out of memory while decoding") : CR_OK;
}

static void convert_user_defined(cr_str bytes, cr_buf *out) { /* 0x80-0xFF are U+F780-U+F7FF */
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        char utf8[4];
        cr_buf_add(out, utf8, cr_utf8_encode(c < 0x80 ? c : 0xF700u + c, utf8));
    }
}

static size_t count_utf8_errors(cr_str bytes) {
    size_t n = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t start = at;
        if (cr_utf8_next(bytes, &at) == 0xFFFD && !(at - start == 3 && memcmp(bytes.ptr + start, "\xEF\xBF\xBD", 3) == 0))
            n++;
    }
    return n;
}

cr_status cr_encoding_convert(cr_arena *arena, cr_str bytes, const char *encoding, cr_str *utf8, size_t *errors, cr_error *err) {
    size_t unused;
    errors = errors ? errors : &unused;
    *errors = 0;
    *utf8 = CR_STR("");
    const struct encoding *e = find(encoding);
    if (!e)
        return cr_fail(err, CR_ERR_ENCODING, "there is no encoding \"%s\"", encoding);
    if (strcmp(e->name, "utf-8") == 0) {
        if (cr_utf8_valid(bytes)) {
            *utf8 = bytes;
            return CR_OK;
        }
        *errors = count_utf8_errors(bytes);
        *utf8 = cr_utf8_repair(arena, bytes);
        return cr_str_none(*utf8) ? cr_fail(err, CR_ERR_MEMORY, "out of memory while decoding") : CR_OK;
    }
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_status status = CR_OK;
    cr_buf_reserve(&out, bytes.len + bytes.len / 2);
    if (strcmp(e->name, "replacement") == 0) { /* one U+FFFD: these encodings hide markup from filters */
        *errors = bytes.len > 0;
        cr_buf_add_z(&out, bytes.len ? "\xEF\xBF\xBD" : "");
    } else if (strcmp(e->name, "x-user-defined") == 0)
        convert_user_defined(bytes, &out);
    else
        status = convert_icu(bytes, e->converter, &out, errors, err);
    if (status == CR_OK) {
        *utf8 = cr_buf_copy(&out, arena);
        if (out.failed || cr_str_none(*utf8))
            status = cr_fail(err, CR_ERR_MEMORY, "out of memory while decoding");
    }
    cr_buf_free(&out);
    return status;
}
