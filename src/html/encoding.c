/* The Encoding Standard's names and labels, and the way from bytes in any of them to UTF-8. */
#include "html/encoding.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "html/decoders.h"

enum { LABEL_BYTES = 32 };

static const struct encoding {
    const char *name, *labels;
} encodings[] = {
    {"utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"},
    {"ibm866", "866 cp866 csibm866 ibm866"},
    {"iso-8859-2", "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"iso-8859-3", "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"iso-8859-4", "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"iso-8859-5", "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"iso-8859-6",
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 "
     "iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"iso-8859-7",
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 "
     "sun_eu_greek"},
    {"iso-8859-8",
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 "
     "visual"},
    {"iso-8859-8-i", "csiso88598i iso-8859-8-i logical"},
    {"iso-8859-10", "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"iso-8859-13", "iso-8859-13 iso8859-13 iso885913"},
    {"iso-8859-14", "iso-8859-14 iso8859-14 iso885914"},
    {"iso-8859-15", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {"iso-8859-16", "iso-8859-16"},
    {"koi8-r", "cskoi8r koi koi8 koi8-r koi8_r"},
    {"koi8-u", "koi8-ru koi8-u"},
    {"macintosh", "csmacintosh mac macintosh x-mac-roman"},
    {"windows-874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {"windows-1250", "cp1250 windows-1250 x-cp1250"},
    {"windows-1251", "cp1251 windows-1251 x-cp1251"},
    {"windows-1252",
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
     "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"},
    {"windows-1253", "cp1253 windows-1253 x-cp1253"},
    {"windows-1254",
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254"},
    {"windows-1255", "cp1255 windows-1255 x-cp1255"},
    {"windows-1256", "cp1256 windows-1256 x-cp1256"},
    {"windows-1257", "cp1257 windows-1257 x-cp1257"},
    {"windows-1258", "cp1258 windows-1258 x-cp1258"},
    {"x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"},
    {"gbk", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"},
    {"gb18030", "gb18030"},
    {"big5", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
    {"euc-jp", "cseucpkdfmtjapanese euc-jp x-euc-jp"},
    {"iso-2022-jp", "csiso2022jp iso-2022-jp"},
    {"shift_jis", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis"},
    {"euc-kr",
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"},
    {"replacement", "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement"},
    {"utf-16be", "unicodefffe utf-16be"},
    {"utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"},
    {"x-user-defined", "x-user-defined"},
};

const char *const cr_encoding_names[] = {
    "utf-8", "ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
    "iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u",
    "macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk", "gb18030", "big5", "euc-jp",
    "iso-2022-jp", "shift_jis", "euc-kr", "replacement", "utf-16be", "utf-16le", "x-user-defined", NULL
};

static bool has_label(const char *labels, const char *label, size_t len) {
    for (const char *p = labels; *p;) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, label, n) == 0)
            return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

static bool is_space(char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '; }

const char *cr_encoding_for_label(cr_str label) {
    while (label.len && is_space(label.ptr[0]))
        label = cr_str_slice(label, 1, label.len);
    while (label.len && is_space(label.ptr[label.len - 1]))
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

/* A U+FFFD for each maximal subpart of an ill-formed sequence. */
static void repair_utf8(cr_str bytes, cr_buf *out, size_t *errors) {
    static const char replacement[] = "\xEF\xBF\xBD";
    for (size_t at = 0, kept = 0;;) {
        at = cr_ascii_run(bytes, at);
        if (at >= bytes.len) {
            cr_buf_add(out, bytes.ptr + kept, bytes.len - kept);
            return;
        }
        size_t start = at;
        if (cr_utf8_next(bytes, &at) != 0xFFFD || (at - start == 3 && memcmp(bytes.ptr + start, replacement, 3) == 0))
            continue;
        cr_buf_add(out, bytes.ptr + kept, start - kept);
        cr_buf_add_z(out, replacement);
        kept = at;
        ++*errors;
    }
}

static cr_status of_buffer(cr_arena *arena, cr_buf *out, cr_str *utf8) {
    *utf8 = out->failed ? CR_STR_NONE : cr_buf_copy(out, arena);
    cr_buf_free(out);
    return cr_str_none(*utf8) ? CR_ERR_MEMORY : CR_OK;
}

static cr_status convert(cr_arena *arena, cr_str bytes, const char *name, cr_str *utf8, size_t *errors) {
    const cr_single_byte *table = cr_single_byte_named(name);
    if (table || strcmp(name, "x-user-defined") == 0) {
        *utf8 = cr_single_byte_decode(arena, bytes, table, errors);
        return cr_str_none(*utf8) && bytes.len ? CR_ERR_MEMORY : CR_OK;
    }
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_decoder d;
    if (cr_decoder_open(&d, name, bytes)) {
        if (!d.stateful && cr_ascii_run(bytes, 0) == bytes.len) {
            *utf8 = bytes;
            return CR_OK;
        }
        cr_buf_reserve(&out, bytes.len + bytes.len / 2);
        cr_decoder_run(&d, &out, errors);
        return of_buffer(arena, &out, utf8);
    }
    if (strcmp(name, "replacement") == 0) { /* one U+FFFD: these encodings hide markup from filters */
        *errors = bytes.len > 0;
        *utf8 = cr_str_of(bytes.len ? "\xEF\xBF\xBD" : "");
        return CR_OK;
    }
    if (cr_utf8_valid(bytes)) {
        *utf8 = bytes;
        return CR_OK;
    }
    cr_buf_reserve(&out, bytes.len + bytes.len / 64);
    repair_utf8(bytes, &out, errors);
    return of_buffer(arena, &out, utf8);
}

cr_status cr_encoding_convert(cr_arena *arena, cr_str bytes, const char *encoding, cr_str *utf8, size_t *errors, cr_error *err) {
    size_t unused;
    errors = errors ? errors : &unused;
    *errors = 0;
    *utf8 = CR_STR("");
    for (size_t i = 0; cr_encoding_names[i]; i++)
        if (strcmp(cr_encoding_names[i], encoding) == 0) {
            cr_status status = bytes.len ? convert(arena, bytes, encoding, utf8, errors) : CR_OK;
            return status == CR_OK ? CR_OK : cr_fail(err, status, "out of memory while decoding");
        }
    return cr_fail(err, CR_ERR_ENCODING, "there is no encoding \"%s\"", encoding);
}
