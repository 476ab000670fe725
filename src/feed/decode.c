#include "feed/decode.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "html/encoding.h"

/* The charset parameter of a Content-Type, without quotes; none when absent. */
static cr_str charset_of(cr_str content_type) {
    size_t at = cr_str_find_nocase(content_type, CR_STR("charset"), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str rest = cr_str_trim(cr_str_slice(content_type, at + 7, content_type.len));
    if (!rest.len || rest.ptr[0] != '=')
        return CR_STR_NONE;
    rest = cr_str_slice(rest, 1, rest.len);
    size_t end = cr_str_find_byte(rest, ';', 0);
    rest = cr_str_trim(cr_str_slice(rest, 0, end == CR_STR_NPOS ? rest.len : end));
    while (rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\''))
        rest = cr_str_slice(rest, 1, rest.len);
    while (rest.len && (rest.ptr[rest.len - 1] == '"' || rest.ptr[rest.len - 1] == '\''))
        rest = cr_str_slice(rest, 0, rest.len - 1);
    return rest.len ? rest : CR_STR_NONE;
}

/* The encoding in an XML declaration, read as ASCII. */
static cr_str declared(cr_str text) {
    text = cr_str_trim(cr_str_slice(text, 0, text.len < 400 ? text.len : 400));
    if (!cr_str_starts(text, "<?xml"))
        return CR_STR_NONE;
    size_t end = cr_str_find(text, CR_STR("?>"), 0);
    text = cr_str_slice(text, 0, end == CR_STR_NPOS ? text.len : end);
    size_t at = cr_str_find(text, CR_STR("encoding"), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str rest = cr_str_trim(cr_str_slice(text, at + 8, text.len));
    if (!rest.len || rest.ptr[0] != '=')
        return CR_STR_NONE;
    rest = cr_str_trim(cr_str_slice(rest, 1, rest.len));
    if (rest.len < 2 || (rest.ptr[0] != '"' && rest.ptr[0] != '\''))
        return CR_STR_NONE;
    size_t close = cr_str_find_byte(rest, rest.ptr[0], 1);
    return close == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(rest, 1, close);
}

/* By mark, or by the zeros around the first "<?" or "<" (XML 1.0, appendix F). */
static const char *by_shape(cr_str s, size_t *skip) {
    *skip = 0;
    if (s.len >= 4 && memcmp(s.ptr, "\0\0\xFE\xFF", 4) == 0)
        return *skip = 4, "utf-32be";
    if (s.len >= 4 && memcmp(s.ptr, "\xFF\xFE\0\0", 4) == 0)
        return *skip = 4, "utf-32le";
    const char *mark = cr_encoding_by_bom(s, skip);
    if (mark)
        return mark;
    if (s.len >= 4 && memcmp(s.ptr, "\0\0\0<", 4) == 0)
        return "utf-32be";
    if (s.len >= 4 && memcmp(s.ptr, "<\0\0\0", 4) == 0)
        return "utf-32le";
    if (s.len >= 4 && memcmp(s.ptr, "\0<\0", 3) == 0)
        return "utf-16be";
    if (s.len >= 4 && memcmp(s.ptr, "<\0", 2) == 0 && s.ptr[3] == '\0')
        return "utf-16le";
    return NULL;
}

static bool from_utf32(cr_arena *arena, cr_str s, bool big, cr_str *utf8) {
    char *out = cr_arena_alloc(arena, s.len + 4);
    size_t n = 0;
    bool good = s.len % 4 == 0;
    for (size_t i = 0; out && i + 4 <= s.len; i += 4) {
        const unsigned char *b = (const unsigned char *)s.ptr + i;
        uint32_t point = big ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                             : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
        size_t len = cr_utf8_encode(point, out + n);
        if (!len) {
            good = false;
            len = cr_utf8_encode(0xFFFD, out + n);
        }
        n += len;
    }
    *utf8 = (cr_str){out, n};
    return out && good;
}

/* Decodes strictly: false when a byte does not fit or the name means nothing. */
static bool decodes(cr_arena *arena, cr_str s, cr_str name, cr_str *utf8) {
    if (!name.len)
        return false;
    if (cr_str_is(name, "utf-32be") || cr_str_is(name, "utf-32le"))
        return from_utf32(arena, s, cr_str_is(name, "utf-32be"), utf8);
    if (cr_str_is(name, "us-ascii") || cr_str_is(name, "ascii")) {
        for (size_t i = 0; i < s.len; i++)
            if ((unsigned char)s.ptr[i] >= 0x80)
                return false;
        *utf8 = s;
        return true;
    }
    const char *encoding = cr_encoding_for_label(name);
    size_t errors = 0;
    cr_error ignored;
    return encoding && strcmp(encoding, "replacement") != 0 &&
           cr_encoding_convert(arena, s, encoding, utf8, &errors, &ignored) == CR_OK && errors == 0;
}

/* Names for "two (four) bytes a character, see the mark". */
static bool wide_name(cr_str name) {
    static const char *const names[] = {"u16",    "utf-16",    "utf16",  "utf_16",          "u32",
                                        "utf-32", "utf32",     "utf_32", "iso-10646-ucs-2", "iso-10646-ucs-4",
                                        "csucs4", "csunicode", "ucs-2",  "ucs-4",           NULL};
    for (size_t i = 0; names[i]; i++)
        if (cr_str_is_nocase(name, names[i]))
            return true;
    return false;
}

static bool starts_plus_xml(cr_str type, const char *tree) {
    return cr_str_starts(type, tree) && cr_str_ends(type, "+xml");
}

/* The charset that the header's rules give, and whether its media type can be a feed at all. */
static cr_str by_rules(cr_str type, cr_str http, cr_str xml, bool *acceptable) {
    static const char *const application[] = {"application/xml", "application/xml-dtd",
                                              "application/xml-external-parsed-entity", NULL};
    *acceptable = true;
    if (!type.len)
        return xml.len ? xml : CR_STR("utf-8");
    bool of_text = cr_str_is(type, "text/xml") || cr_str_is(type, "text/xml-external-parsed-entity") ||
                   starts_plus_xml(type, "text/");
    bool of_application = starts_plus_xml(type, "application/") || cr_str_is(type, "application/json") ||
                          cr_str_is(type, "application/feed+json");
    for (size_t i = 0; application[i]; i++)
        of_application |= cr_str_is(type, application[i]);
    *acceptable = of_text || of_application;
    if (http.len)
        return http;
    if (cr_str_starts(type, "text/"))
        return CR_STR("us-ascii");
    return xml.len ? xml : CR_STR("utf-8");
}

/* gb2312 is written where gb18030 is used; its superset reads both. */
static cr_str wider(cr_str name) { return cr_str_is(name, "gb2312") ? CR_STR("gb18030") : name; }

static bool wide(cr_str shape) { return shape.len && !cr_str_is(shape, "utf-8"); }

/* UTF-8 in which something was broken: cut inside its last character, or with `ratio` good characters beyond ASCII for
 * each that is not. */
static bool nearly_utf8(cr_str s, size_t ratio) {
    size_t good = 0, bad = 0;
    bool only_last = true;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        if ((unsigned char)s.ptr[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t point = cr_utf8_next(s, &at);
        bool broken = point == 0xFFFD && (at - start != 3 || memcmp(s.ptr + start, "\xEF\xBF\xBD", 3) != 0);
        good += !broken;
        bad += broken;
        only_last &= !broken || (s.len - start < 4 && (unsigned char)s.ptr[start] >= 0xC2 && at == s.len);
    }
    return bad == 0 || (bad == 1 && only_last) || good >= bad * ratio;
}

/* Valid UTF-8 with at least four characters beyond ASCII. */
static bool surely_utf8(cr_str s) {
    size_t leads = 0;
    for (size_t i = 0; i < s.len && leads < 4; i++)
        leads += (unsigned char)s.ptr[i] >= 0xC2;
    return leads == 4 && cr_utf8_valid(s);
}

cr_status cr_feed_decode(cr_arena *arena, cr_str bytes, const cr_feed_options *options, cr_feed_decoded *out,
                         cr_error *err) {
    cr_str header = options ? options->content_type : CR_STR_NONE;
    size_t end = cr_str_find_byte(header, ';', 0), skip = 0;
    cr_str type = cr_str_lower_ascii(arena, cr_str_trim(end == CR_STR_NPOS ? header : cr_str_slice(header, 0, end)));
    cr_str http = wider(cr_str_lower_ascii(arena, charset_of(header)));
    cr_str shape = cr_str_of(by_shape(bytes, &skip)), text;
    bytes = cr_str_slice(bytes, skip, bytes.len);
    cr_str narrow = bytes;
    if (shape.len && !cr_str_is(shape, "utf-8") &&
        decodes(arena, cr_str_slice(bytes, 0, bytes.len < 800 ? bytes.len & ~(size_t)3 : 800), shape, &text))
        narrow = text;
    cr_str xml = wider(cr_str_lower_ascii(arena, declared(narrow)));
    if (shape.len && wide_name(xml))
        xml = shape;
    if (!xml.len && shape.len)
        xml = shape; /* no declaration: the mark is one */
    bool acceptable;
    cr_str first = by_rules(type, http, xml, &acceptable);
    if (wide_name(first) && shape.len)
        first = shape;
    /* UTF-8 is tried before a guess, and before a declaration that it contradicts: nothing else looks like it by
     * chance. */
    const cr_str tried[] = {first, xml, shape, CR_STR("utf-8")};
    for (size_t i = !wide(shape) && surely_utf8(bytes) ? 3 : 0; i < sizeof tried / sizeof *tried; i++)
        if (decodes(arena, bytes, tried[i], &text)) {
            *out = (cr_feed_decoded){cr_utf8_repair(arena, text), tried[i],
                                     acceptable && (i == 0 || cr_str_is(first, "utf-8"))};
            return cr_str_none(out->utf8) && bytes.len
                       ? cr_fail(err, CR_ERR_MEMORY, "out of memory while decoding a feed")
                       : CR_OK;
        }
    if (!wide(shape) && nearly_utf8(bytes, http.len || xml.len ? 4 : 20)) {
        CR_TRY(cr_encoding_convert(arena, bytes, "utf-8", &text, NULL, err));
        *out = (cr_feed_decoded){cr_utf8_repair(arena, text), CR_STR("utf-8"), false};
        return CR_OK;
    }
    /* Some byte is wrong in every declared encoding. UTF-16 by its mark is believed but for that. */
    const char *guess = cr_encoding_detect(bytes);
    const char *wanted = cr_encoding_for_label(xml.len ? xml : CR_STR("utf-8"));
    if (!guess)
        guess = "windows-1252";
    if (xml.len && wanted && strcmp(wanted, "replacement") != 0 && shape.len)
        guess = wanted;
    CR_TRY(cr_encoding_convert(arena, bytes, guess, &text, NULL, err));
    *out = (cr_feed_decoded){cr_utf8_repair(arena, text), cr_str_of(guess), false};
    return CR_OK;
}
