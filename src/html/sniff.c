/* Which encoding a page is read in, and how far what it declares is believed. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "html/decoders.h"
#include "html/encodings.h"

enum {
    WIDE_BYTES = 64 << 10,   /* how far down a <meta> counts; the standard has the tree construction find it there */
    LOOK_BYTES = 4 << 20,    /* of a page, for counting */
    LANGUAGE_BYTES = 4096,
    SURE_SEQUENCES = 6       /* of UTF-8 in what is declared a multi-byte encoding, whose own pairs look like them by chance */
};

typedef struct finding {
    const char *name; /* or NULL */
    size_t skip;
    bool marked; /* by a byte order mark: nothing can be said against it */
    bool declared;
} finding;

static cr_str head(cr_str bytes, size_t most) { return cr_str_slice(bytes, 0, bytes.len < most ? bytes.len : most); }
static bool is_utf_16(const char *name) { return strncmp(name, "utf-16", 6) == 0; }
static bool is_utf_8(const char *name) { return strcmp(name, "utf-8") == 0; }

static finding find_declared(cr_str bytes, cr_str http_charset) {
    finding f = {0};
    f.name = cr_encoding_by_bom(bytes, &f.skip);
    f.marked = f.name != NULL;
    if (!f.name)
        f.name = cr_encoding_for_label(http_charset);
    if (!f.name)
        f.name = cr_encoding_prescan(head(bytes, CR_PRESCAN_BYTES));
    f.declared = f.name != NULL;
    return f;
}

/* A page that puts scripts or a long comment before its <meta>. Asked only where it matters: valid UTF-8 needs no one to say so. */
static const char *declared_below(cr_str bytes) { return bytes.len > CR_PRESCAN_BYTES ? cr_encoding_prescan(head(bytes, WIDE_BYTES)) : NULL; }

/* The language the page names first: <html lang="tr">, content-language, og:locale in its head. */
static cr_str language_of(cr_str bytes) {
    static const char *const before[] = {" lang=", "content-language\" content=", "og:locale\" content="};
    bytes = head(bytes, LANGUAGE_BYTES);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t at = cr_str_find_nocase(bytes, cr_str_of(before[i]), 0);
        if (at == CR_STR_NPOS)
            continue;
        at += strlen(before[i]);
        if (at < bytes.len && (bytes.ptr[at] == '"' || bytes.ptr[at] == '\''))
            at++;
        size_t start = at;
        while (at < bytes.len && ((bytes.ptr[at] | 32) >= 'a' && (bytes.ptr[at] | 32) <= 'z'))
            at++;
        if (at - start == 2)
            return cr_str_slice(bytes, start, at);
    }
    return CR_STR_NONE;
}

/* ESC $ B and ESC ( B around each run of Japanese, and nothing above 0x7F. */
static bool iso_2022_jp(cr_str bytes) {
    bytes = head(bytes, LOOK_BYTES);
    return cr_str_find_byte(bytes, '\x1B', 0) != CR_STR_NPOS && (cr_str_contains(bytes, "\x1B$B") || cr_str_contains(bytes, "\x1B$@")) &&
           (cr_str_contains(bytes, "\x1B(B") || cr_str_contains(bytes, "\x1B(J"));
}

/* How many of the units in this order are no text: controls, private and unassigned characters, halves of pairs. */
static size_t strange_units(cr_str bytes, const char *encoding, size_t *units) {
    cr_decoder d;
    size_t strange = 0;
    *units = 0;
    if (!cr_decoder_open(&d, encoding, bytes))
        return 0;
    while (cr_decoder_more(&d)) {
        uint32_t c = d.next(&d);
        ++*units;
        if (c == CR_DECODER_ERROR)
            strange++;
        else {
            int type = u_charType((UChar32)c);
            strange += type == U_UNASSIGNED || type == U_PRIVATE_USE_CHAR || (type == U_CONTROL_CHAR && c != '\n' && c != '\r' && c != '\t');
        }
    }
    return strange;
}

static size_t different(cr_str bytes, size_t from) { /* values at every second byte */
    bool seen[256] = {false};
    size_t n = 0;
    for (size_t i = from; i < bytes.len; i += 2) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        n += !seen[c];
        seen[c] = true;
    }
    return n;
}

/* Text without markup, in a script that has few zero bytes: told by the control bytes that no other text holds. The order is
 * that in which the units mean something, and in which the upper bytes are of a few kinds. */
static const char *by_units(cr_str bytes) {
    size_t controls = 0, units;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B;
    }
    if (controls < 3 || controls * 50 < bytes.len)
        return NULL;
    size_t little = strange_units(bytes, "utf-16le", &units), big = strange_units(bytes, "utf-16be", &units);
    size_t little_kinds = different(bytes, 1), big_kinds = different(bytes, 0);
    if ((little < big ? little : big) * 100 > units)
        return NULL;
    if (little == big)
        return little_kinds == big_kinds ? NULL : little_kinds < big_kinds ? "utf-16le" : "utf-16be";
    return little < big ? "utf-16le" : "utf-16be";
}

static bool has_markup(cr_str s) {
    for (size_t at = 0; (at = cr_str_find_byte(s, '<', at)) != CR_STR_NPOS && at + 1 < s.len; at++)
        if ((s.ptr[at + 1] | 32) >= 'a' && (s.ptr[at + 1] | 32) <= 'z')
            return true;
    return false;
}

const char *cr_encoding_by_zeros(cr_str bytes) {
    enum { FIRST = 256, MOST = 4096, LEAST_TEXT = 20 };
    size_t even = 0, odd = 0, n = bytes.len < MOST ? bytes.len & ~(size_t)1 : MOST;
    bytes = cr_str_slice(bytes, 0, n);
    bool zeros = n >= 4 && memchr(bytes.ptr, 0, n < FIRST ? n : FIRST);
    for (size_t i = 0; zeros && i < n; i++)
        *(i % 2 ? &odd : &even) += bytes.ptr[i] == '\0';
    if (zeros && (even + odd) * 8 >= n) {
        const char *found = odd > even * 10 ? "utf-16le" : even > odd * 10 ? "utf-16be" : NULL;
        size_t units;
        if (found && strange_units(bytes, found, &units) * 20 <= units) /* a stray one in twenty; what is no text at all has more */
            return found;
    }
    return n >= LEAST_TEXT && !has_markup(head(bytes, FIRST)) ? by_units(bytes) : NULL; /* the zeros of a page's markup were counted */
}

void cr_encoding_count_utf8(cr_str bytes, size_t *well, size_t *ill) {
    bytes = head(bytes, LOOK_BYTES);
    *well = *ill = 0;
    for (size_t at = cr_ascii_run(bytes, 0); at < bytes.len; at = cr_ascii_run(bytes, at)) {
        size_t start = at;
        uint32_t c = cr_utf8_next(bytes, &at);
        bool broken = c == 0xFFFD && (at - start != 3 || memcmp(bytes.ptr + start, "\xEF\xBF\xBD", 3) != 0);
        ++*(broken ? ill : well);
    }
}

/* Bytes of other encodings form a well-formed sequence now and then, those of UTF-8 are ill-formed now and then: cut off in the
 * middle, or with a stretch pasted in from elsewhere. */
static bool nearly_utf8(cr_str bytes) {
    size_t well, ill;
    cr_encoding_count_utf8(bytes, &well, &ill);
    return well > ill * 4 || (well >= 3 && ill <= 1);
}

static const char *guess(cr_str bytes, cr_utf8_kind kind, cr_str language) {
    if (kind == CR_UTF8_WIDE)
        return "utf-8";
    if (iso_2022_jp(bytes))
        return "iso-2022-jp";
    if (kind == CR_UTF8_ASCII)
        return "windows-1252"; /* the standard's last resort; any other would do */
    return nearly_utf8(bytes) ? "utf-8" : cr_encoding_guess(bytes, language);
}

const char *cr_encoding_detect(cr_str bytes) {
    const char *wide = cr_encoding_by_zeros(bytes);
    cr_utf8_kind kind = cr_utf8_kind_of(bytes);
    return wide ? wide : kind == CR_UTF8_ASCII && !iso_2022_jp(bytes) ? "utf-8" : guess(bytes, kind, CR_STR_NONE);
}

const char *cr_encoding_sniff(cr_str bytes, cr_str http_charset, size_t *skip) {
    finding f = find_declared(bytes, http_charset);
    *skip = f.skip;
    if (!f.name)
        f.name = declared_below(bytes);
    if (!f.name)
        f.name = cr_encoding_by_zeros(bytes);
    return f.name ? f.name : guess(bytes, cr_utf8_kind_of(bytes), language_of(bytes));
}

/* Where bytes and declaration disagree, the bytes are asked, for browsers leave the reader with a page of nonsense:
 * - Markup with a zero beside every letter is UTF-16, whoever says otherwise.
 * - All above ASCII well-formed UTF-8: it is UTF-8. Servers and templates go on saying "iso-8859-1" long after the articles have
 *   been changed over. One sequence is enough in a single-byte encoding, where it would be a letter with a sign from nowhere
 *   behind it ("Ã©"); the pairs of multi-byte encodings look like UTF-8 more easily, so a handful is asked for.
 * - Declared UTF-8, and more ill-formed bytes than sequences: an old article in a new template. The guess takes its place.
 * - A multi-byte encoding that most of its own characters break: the guess, where it leaves fewer than a quarter of the faults.
 * Single-byte encodings that were declared and are not UTF-8 are believed: they fit anything, and their authors saw the page. */
static const char *doubted(cr_str bytes, const char *name, cr_utf8_kind kind) {
    const char *wide = is_utf_16(name) ? NULL : cr_encoding_by_zeros(bytes);
    if (wide)
        return wide;
    if (is_utf_16(name)) /* a header's slip: UTF-16 is full of zero bytes */
        return !memchr(bytes.ptr, 0, bytes.len) && kind != CR_UTF8_ILL_FORMED ? "utf-8" : name;
    size_t well, ill;
    if (is_utf_8(name) && kind == CR_UTF8_ILL_FORMED) {
        cr_encoding_count_utf8(bytes, &well, &ill);
        return ill > well ? cr_encoding_guess(bytes, language_of(bytes)) : name;
    }
    if (!is_utf_8(name) && kind == CR_UTF8_WIDE) {
        cr_encoding_count_utf8(bytes, &well, &ill);
        return cr_single_byte_named(name) || well >= SURE_SEQUENCES ? "utf-8" : name;
    }
    return name;
}

cr_status cr_encoding_decode_html(cr_arena *arena, cr_str bytes, cr_str http_charset, cr_str *utf8, const char **encoding, cr_error *err) {
    finding f = find_declared(bytes, http_charset);
    if (f.marked) {
        *encoding = f.name;
        return cr_encoding_convert(arena, cr_str_slice(bytes, f.skip, bytes.len), f.name, utf8, NULL, err);
    }
    cr_utf8_kind kind = cr_utf8_kind_of(bytes);
    if (kind == CR_UTF8_WIDE && (!f.name || is_utf_8(f.name)) && !cr_encoding_by_zeros(bytes)) { /* nearly all pages */
        *encoding = "utf-8";
        *utf8 = bytes;
        return CR_OK;
    }
    const char *declared = f.name ? f.name : declared_below(bytes);
    *encoding = declared ? doubted(bytes, declared, kind) : cr_encoding_by_zeros(bytes);
    if (!*encoding)
        *encoding = guess(bytes, kind, language_of(bytes));
    size_t errors;
    CR_TRY(cr_encoding_convert(arena, bytes, *encoding, utf8, &errors, err));
    cr_decoder multi_byte;
    if (*encoding != declared || errors < 3 || errors * 500 < bytes.len || !cr_decoder_open(&multi_byte, declared, bytes))
        return CR_OK;
    const char *other = guess(bytes, kind, language_of(bytes));
    cr_str read;
    size_t other_errors = 0;
    CR_TRY(cr_encoding_convert(arena, bytes, other, &read, &other_errors, err));
    if (other_errors * 4 < errors) {
        *encoding = other;
        *utf8 = read;
    }
    return CR_OK;
}
