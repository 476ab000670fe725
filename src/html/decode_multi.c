/* Multi-byte encodings, one function each, after the standard's decoders: the standard feeds them byte by byte and puts bytes
 * back after an error; here they look ahead and say by d->at how far they got, which comes to the same. */
#include "base/data.h"
#include "base/utf8.h"
#include "html/decoders.h"

enum { GB18030_ENTRIES = 23940, BIG5_ENTRIES = 19782, EUC_KR_ENTRIES = 23750, JIS0208_ENTRIES = 11280, JIS0212_ENTRIES = 8836 };
enum { RANGES_LOW_END = 39419, RANGES_HIGH_START = 189000, RANGES_HIGH_END = 1237575 };

static const struct range { uint32_t pointer, point; } gb18030_ranges[] = {
    {0,0x0080}, {36,0x00A5}, {38,0x00A9}, {45,0x00B2}, {50,0x00B8}, {81,0x00D8}, {89,0x00E2}, {95,0x00EB}, {96,0x00EE}, {100,0x00F4},
    {103,0x00F8}, {104,0x00FB}, {105,0x00FD}, {109,0x0102}, {126,0x0114}, {133,0x011C}, {148,0x012C}, {172,0x0145}, {175,0x0149},
    {179,0x014E}, {208,0x016C}, {306,0x01CF}, {307,0x01D1}, {308,0x01D3}, {309,0x01D5}, {310,0x01D7}, {311,0x01D9}, {312,0x01DB},
    {313,0x01DD}, {341,0x01FA}, {428,0x0252}, {443,0x0262}, {544,0x02C8}, {545,0x02CC}, {558,0x02DA}, {741,0x03A2}, {742,0x03AA},
    {749,0x03C2}, {750,0x03CA}, {805,0x0402}, {819,0x0450}, {820,0x0452}, {7922,0x2011}, {7924,0x2017}, {7925,0x201A}, {7927,0x201E},
    {7934,0x2027}, {7943,0x2031}, {7944,0x2034}, {7945,0x2036}, {7950,0x203C}, {8062,0x20AD}, {8148,0x2104}, {8149,0x2106},
    {8152,0x210A}, {8164,0x2117}, {8174,0x2122}, {8236,0x216C}, {8240,0x217A}, {8262,0x2194}, {8264,0x219A}, {8374,0x2209},
    {8380,0x2210}, {8381,0x2212}, {8384,0x2216}, {8388,0x221B}, {8390,0x2221}, {8392,0x2224}, {8393,0x2226}, {8394,0x222C},
    {8396,0x222F}, {8401,0x2238}, {8406,0x223E}, {8416,0x2249}, {8419,0x224D}, {8424,0x2253}, {8437,0x2262}, {8439,0x2268},
    {8445,0x2270}, {8482,0x2296}, {8485,0x229A}, {8496,0x22A6}, {8521,0x22C0}, {8603,0x2313}, {8936,0x246A}, {8946,0x249C},
    {9046,0x254C}, {9050,0x2574}, {9063,0x2590}, {9066,0x2596}, {9076,0x25A2}, {9092,0x25B4}, {9100,0x25BE}, {9108,0x25C8},
    {9111,0x25CC}, {9113,0x25D0}, {9131,0x25E6}, {9162,0x2607}, {9164,0x260A}, {9218,0x2641}, {9219,0x2643}, {11329,0x2E82},
    {11331,0x2E85}, {11334,0x2E89}, {11336,0x2E8D}, {11346,0x2E98}, {11361,0x2EA8}, {11363,0x2EAB}, {11366,0x2EAF}, {11370,0x2EB4},
    {11372,0x2EB8}, {11375,0x2EBC}, {11389,0x2ECB}, {11682,0x2FFC}, {11686,0x3004}, {11687,0x3018}, {11692,0x301F}, {11694,0x302A},
    {11714,0x303F}, {11716,0x3094}, {11723,0x309F}, {11725,0x30F7}, {11730,0x30FF}, {11736,0x312A}, {11982,0x322A}, {11989,0x3232},
    {12102,0x32A4}, {12336,0x3390}, {12348,0x339F}, {12350,0x33A2}, {12384,0x33C5}, {12393,0x33CF}, {12395,0x33D3}, {12397,0x33D6},
    {12510,0x3448}, {12553,0x3474}, {12851,0x359F}, {12962,0x360F}, {12973,0x361B}, {13738,0x3919}, {13823,0x396F}, {13919,0x39D1},
    {13933,0x39E0}, {14080,0x3A74}, {14298,0x3B4F}, {14585,0x3C6F}, {14698,0x3CE1}, {15583,0x4057}, {15847,0x4160}, {16318,0x4338},
    {16434,0x43AD}, {16438,0x43B2}, {16481,0x43DE}, {16729,0x44D7}, {17102,0x464D}, {17122,0x4662}, {17315,0x4724}, {17320,0x472A},
    {17402,0x477D}, {17418,0x478E}, {17859,0x4948}, {17909,0x497B}, {17911,0x497E}, {17915,0x4984}, {17916,0x4987}, {17936,0x499C},
    {17939,0x49A0}, {17961,0x49B8}, {18664,0x4C78}, {18703,0x4CA4}, {18814,0x4D1A}, {18962,0x4DAF}, {19043,0x9FA6}, {33469,0xE76C},
    {33470,0xE7C8}, {33471,0xE7E7}, {33484,0xE815}, {33485,0xE819}, {33490,0xE81F}, {33497,0xE827}, {33501,0xE82D}, {33505,0xE833},
    {33513,0xE83C}, {33520,0xE844}, {33536,0xE856}, {33550,0xE865}, {37845,0xF92D}, {37921,0xF97A}, {37948,0xF996}, {38029,0xF9E8},
    {38038,0xF9F2}, {38064,0xFA10}, {38065,0xFA12}, {38066,0xFA15}, {38069,0xFA19}, {38075,0xFA22}, {38076,0xFA25}, {38078,0xFA2A},
    {39108,0xFE32}, {39109,0xFE45}, {39113,0xFE53}, {39114,0xFE58}, {39115,0xFE67}, {39116,0xFE6C}, {39265,0xFF5F}, {39394,0xFFE6},
    {189000,0x10000}
};

static bool between(unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; }
static uint32_t entry(const unsigned char *index, size_t pointer) { return (uint32_t)index[2 * pointer] | (uint32_t)index[2 * pointer + 1] << 8; }

/* A character of two bytes that means nothing: the second is read again where it is ASCII. */
static uint32_t broken_pair(cr_decoder *d) {
    d->at += d->at[1] < 0x80 ? 1 : 2;
    return CR_DECODER_ERROR;
}

static uint32_t broken(cr_decoder *d, size_t bytes) {
    d->at += bytes;
    return CR_DECODER_ERROR;
}

static uint32_t single(cr_decoder *d, uint32_t point) {
    d->at++;
    return point;
}

static uint32_t of_ranges(uint32_t pointer) {
    if ((pointer > RANGES_LOW_END && pointer < RANGES_HIGH_START) || pointer > RANGES_HIGH_END)
        return CR_DECODER_ERROR;
    if (pointer == 7457)
        return 0xE7C7; /* stands apart in the standard: its place in the two-byte part went to U+1E3F */
    size_t low = 0, high = sizeof gb18030_ranges / sizeof *gb18030_ranges;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(gb18030_ranges[middle].pointer <= pointer ? &low : &high) = middle;
    }
    return gb18030_ranges[low].point + pointer - gb18030_ranges[low].pointer;
}

static uint32_t next_four(cr_decoder *d) { /* at a lead byte and a digit */
    size_t left = (size_t)(d->end - d->at);
    const unsigned char *p = d->at;
    if (left > 2 && !between(p[2], 0x81, 0xFE))
        return broken(d, 1);
    if (left > 3 && !between(p[3], 0x30, 0x39))
        return broken(d, 1);
    if (left < 4)
        return broken(d, left);
    d->at += 4;
    return of_ranges((uint32_t)(p[0] - 0x81) * 12600 + (uint32_t)(p[1] - 0x30) * 1260 + (uint32_t)(p[2] - 0x81) * 10 + (uint32_t)(p[3] - 0x30));
}

static uint32_t next_gb18030(cr_decoder *d) {
    unsigned lead = d->at[0];
    if (lead <= 0x80)
        return single(d, lead == 0x80 ? 0x20AC : lead);
    if (lead == 0xFF || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (between(trail, 0x30, 0x39))
        return next_four(d);
    if (between(trail, 0x40, 0x7E) || between(trail, 0x80, 0xFE)) {
        uint32_t point = entry(d->index, (lead - 0x81) * 190 + trail - (trail < 0x7F ? 0x40 : 0x41));
        if (point) {
            d->at += 2;
            return point;
        }
    }
    return broken_pair(d);
}

static uint32_t next_big5(cr_decoder *d) {
    if (d->pending) {
        uint32_t point = d->pending;
        d->pending = 0;
        return point;
    }
    unsigned lead = d->at[0];
    if (lead < 0x80)
        return single(d, lead);
    if (!between(lead, 0x81, 0xFE) || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (between(trail, 0x40, 0x7E) || between(trail, 0xA1, 0xFE)) {
        size_t pointer = (lead - 0x81) * 157 + trail - (trail < 0x7F ? 0x40 : 0x62);
        if (pointer == 1133 || pointer == 1135 || pointer == 1164 || pointer == 1166) { /* E with circumflex and macron or caron */
            d->at += 2;
            d->pending = pointer == 1133 || pointer == 1164 ? 0x304 : 0x30C;
            return pointer < 1150 ? 0xCA : 0xEA;
        }
        uint32_t point = entry(d->index, pointer);
        if (point) {
            d->at += 2;
            return point | (uint32_t)(d->index[2 * BIG5_ENTRIES + (pointer >> 3)] >> (pointer & 7) & 1) << 17;
        }
    }
    return broken_pair(d);
}

static uint32_t next_euc_jp(cr_decoder *d) {
    unsigned lead = d->at[0];
    if (lead < 0x80)
        return single(d, lead);
    if ((lead != 0x8E && lead != 0x8F && !between(lead, 0xA1, 0xFE)) || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (lead == 0x8E && between(trail, 0xA1, 0xDF)) {
        d->at += 2;
        return 0xFF61 - 0xA1 + trail;
    }
    const unsigned char *index = d->index;
    if (lead == 0x8F && between(trail, 0xA1, 0xFE)) {
        d->at++;
        if (d->end - d->at < 2)
            return broken(d, 1);
        lead = trail;
        trail = d->at[1];
        index = d->index2;
    }
    if (between(lead, 0xA1, 0xFE) && between(trail, 0xA1, 0xFE)) {
        uint32_t point = entry(index, (lead - 0xA1) * 94 + trail - 0xA1);
        if (point) {
            d->at += 2;
            return point;
        }
    }
    return broken_pair(d);
}

static uint32_t next_shift_jis(cr_decoder *d) {
    unsigned lead = d->at[0];
    if (lead <= 0x80)
        return single(d, lead);
    if (between(lead, 0xA1, 0xDF))
        return single(d, 0xFF61 - 0xA1 + lead);
    if (lead == 0xA0 || lead > 0xFC || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (between(trail, 0x40, 0x7E) || between(trail, 0x80, 0xFC)) {
        uint32_t pointer = (lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + trail - (trail < 0x7F ? 0x40 : 0x41);
        uint32_t point = between(pointer, 8836, 10715) ? 0xE000 - 8836 + pointer : entry(d->index, pointer);
        if (point) {
            d->at += 2;
            return point;
        }
    }
    return broken_pair(d);
}

static uint32_t next_euc_kr(cr_decoder *d) {
    unsigned lead = d->at[0];
    if (lead < 0x80)
        return single(d, lead);
    if (!between(lead, 0x81, 0xFE) || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (between(trail, 0x41, 0xFE)) {
        size_t pointer = (lead - 0x81) * 190 + trail - 0x41;
        uint32_t point = pointer < EUC_KR_ENTRIES ? entry(d->index, pointer) : 0;
        if (point) {
            d->at += 2;
            return point;
        }
    }
    return broken_pair(d);
}

enum { IN_ASCII, IN_ROMAN, IN_KATAKANA, IN_PAIRS };

/* At ESC. True when a character set was chosen without fault; *fault where the standard returns an error. */
static void escape_sequence(cr_decoder *d, bool *fault) {
    size_t left = (size_t)(d->end - d->at);
    unsigned a = left > 1 ? d->at[1] : 0, b = left > 2 ? d->at[2] : 0;
    int chosen = a == '(' && b == 'B'                 ? IN_ASCII
                 : a == '(' && b == 'J'               ? IN_ROMAN
                 : a == '(' && b == 'I'               ? IN_KATAKANA
                 : a == '$' && (b == '@' || b == 'B') ? IN_PAIRS
                                                      : -1;
    if (chosen < 0) { /* what follows ESC is text */
        d->at++;
        d->output = false;
        *fault = true;
        return;
    }
    d->at += 3;
    d->state = (unsigned char)chosen;
    *fault = d->output; /* two escapes with nothing between */
    d->output = true;
}

static uint32_t next_iso_2022_jp(cr_decoder *d) {
    while (d->at < d->end && d->at[0] == 0x1B) {
        bool fault;
        escape_sequence(d, &fault);
        if (fault)
            return CR_DECODER_ERROR;
    }
    if (d->at >= d->end) { /* the text ends with an escape sequence */
        d->done = true;
        return 0;
    }
    unsigned c = d->at[0];
    d->output = false;
    if (d->state == IN_ASCII || d->state == IN_ROMAN) {
        if (c >= 0x80 || c == 0x0E || c == 0x0F)
            return broken(d, 1);
        return single(d, d->state == IN_ASCII ? c : c == 0x5C ? 0xA5 : c == 0x7E ? 0x203E : c);
    }
    if (d->state == IN_KATAKANA)
        return between(c, 0x21, 0x5F) ? single(d, 0xFF61 - 0x21 + c) : broken(d, 1);
    if (!between(c, 0x21, 0x7E) || d->end - d->at < 2)
        return broken(d, 1);
    unsigned trail = d->at[1];
    if (trail == 0x1B)
        return broken(d, 1);
    d->at += 2;
    uint32_t point = between(trail, 0x21, 0x7E) ? entry(d->index, (c - 0x21) * 94 + trail - 0x21) : 0;
    return point ? point : CR_DECODER_ERROR;
}

static uint32_t unit16(const cr_decoder *d, const unsigned char *p) { return d->big_end ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0]; }

static uint32_t next_utf_16(cr_decoder *d) {
    if (d->end - d->at < 2)
        return broken(d, 1);
    uint32_t unit = unit16(d, d->at);
    d->at += 2;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit < 0xDC00 && d->end - d->at >= 2) {
        uint32_t low = unit16(d, d->at);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            d->at += 2;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    } else if (unit < 0xDC00) /* half a pair, and perhaps half a unit: one error */
        d->at = d->end;
    return CR_DECODER_ERROR;
}

bool cr_decoder_open(cr_decoder *d, const char *encoding, cr_str bytes) {
    static const struct { const char *name; uint32_t (*next)(cr_decoder *); const char *index, *index2; bool stateful, big_end; } kinds[] = {
        {"gbk", next_gb18030, "html/index/gb18030", NULL, false, false},
        {"gb18030", next_gb18030, "html/index/gb18030", NULL, false, false},
        {"big5", next_big5, "html/index/big5", NULL, false, false},
        {"euc-jp", next_euc_jp, "html/index/jis0208", "html/index/jis0212", false, false},
        {"iso-2022-jp", next_iso_2022_jp, "html/index/jis0208", NULL, true, false},
        {"shift_jis", next_shift_jis, "html/index/jis0208", NULL, false, false},
        {"euc-kr", next_euc_kr, "html/index/euc-kr", NULL, false, false},
        {"utf-16be", next_utf_16, NULL, NULL, true, true},
        {"utf-16le", next_utf_16, NULL, NULL, true, false},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, encoding) == 0) {
            const unsigned char *at = (const unsigned char *)(bytes.ptr ? bytes.ptr : "");
            *d = (cr_decoder){.at = at, .end = at + bytes.len, .next = kinds[i].next, .stateful = kinds[i].stateful, .big_end = kinds[i].big_end};
            if (kinds[i].index)
                d->index = (const unsigned char *)cr_data(kinds[i].index).ptr;
            if (kinds[i].index2)
                d->index2 = (const unsigned char *)cr_data(kinds[i].index2).ptr;
            return true;
        }
    return false;
}

enum { CHUNK = 4096, MOST_BYTES = 4, AT_ONCE = 4 };

void cr_decoder_run(cr_decoder *d, cr_buf *out, size_t *errors) {
    while (cr_decoder_more(d) && !d->done) {
        if (!d->stateful && d->at < d->end && *d->at < 0x80 && !d->pending) {
            cr_str rest = {(const char *)d->at, (size_t)(d->end - d->at)};
            size_t run = cr_ascii_run(rest, 0);
            cr_buf_add(out, rest.ptr, run);
            d->at += run;
            continue;
        }
        /* Room for a chunk at a time; a reserved byte for the NUL that ends a buffer is not touched. */
        if (!cr_buf_reserve(out, CHUNK * MOST_BYTES))
            return;
        char *o = out->bytes + out->len;
        for (size_t i = 0; i < CHUNK && cr_decoder_more(d); i++) {
            if (!d->stateful && i >= AT_ONCE && d->at < d->end && *d->at < 0x80 && d->end - d->at > 1 && d->at[1] < 0x80)
                break; /* a run of ASCII begins */
            uint32_t point = d->next(d);
            if (d->done)
                break;
            *errors += point == CR_DECODER_ERROR;
            o += cr_utf8_encode(point == CR_DECODER_ERROR ? 0xFFFD : point, o);
        }
        out->len = (size_t)(o - out->bytes);
    }
    if (out->bytes)
        out->bytes[out->len] = '\0';
}
