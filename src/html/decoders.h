/* Inside the room: the decoders of the Encoding Standard (encoding.spec.whatwg.org). What comes out for ill-formed bytes, and
 * where reading goes on behind them, is the standard's: an ASCII byte is never swallowed by a broken character before it. */
#ifndef CR_HTML_DECODERS_H
#define CR_HTML_DECODERS_H
#include <courant/str.h>
#include <stdint.h>

#include "base/buf.h"

typedef struct cr_single_byte {
    const char *name;
    uint16_t upper[128]; /* what 0x80-0xFF stand for; 0: nothing */
} cr_single_byte;

extern const cr_single_byte cr_single_bytes[]; /* single_byte.c, written by scripts/encoding-tables */
extern const size_t cr_single_byte_count;
/* NULL when the encoding has another form. */
const cr_single_byte *cr_single_byte_named(const char *name);

/* Decodes with the table (NULL: x-user-defined). `bytes` itself where they are all ASCII; none without memory. */
cr_str cr_single_byte_decode(cr_arena *arena, cr_str bytes, const cr_single_byte *table, size_t *errors);
/* The first byte above 0x7F at or after `at`, or bytes.len. */
size_t cr_ascii_run(cr_str bytes, size_t at);

/* One character after the other. */
#define CR_DECODER_ERROR 0xFFFFFFFFu
typedef struct cr_decoder {
    const unsigned char *at, *end;
    uint32_t (*next)(struct cr_decoder *d); /* a code point or CR_DECODER_ERROR; needs at < end or pending */
    bool stateful;      /* ASCII bytes do not always stand for themselves */
    uint32_t pending;   /* second code point of one character (Big5), or 0 */
    const unsigned char *index, *index2;
    unsigned char state, output_state, lead; /* iso-2022-jp */
    bool output, big_end;
    bool done; /* iso-2022-jp met the end inside an escape sequence; nothing more comes */
} cr_decoder;

/* False when `encoding` is not one of the multi-byte encodings (gbk, gb18030, big5, euc-jp, iso-2022-jp, shift_jis, euc-kr, utf-16*). */
bool cr_decoder_open(cr_decoder *d, const char *encoding, cr_str bytes);
static inline bool cr_decoder_more(const cr_decoder *d) { return d->at < d->end || d->pending; }
/* All of it as UTF-8, U+FFFD for each error. */
void cr_decoder_run(cr_decoder *d, cr_buf *out, size_t *errors);
#endif
