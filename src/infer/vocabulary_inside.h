/* What the parts of the vocabulary share; vocabulary.h is for everyone else. */
#ifndef CR_INFER_VOCABULARY_INSIDE_H
#define CR_INFER_VOCABULARY_INSIDE_H
#include "infer/trie.h"
#include "infer/vocabulary.h"

typedef enum cr_piece_type { /* as in the file */
    CR_PIECE_NORMAL = 1,
    CR_PIECE_UNKNOWN = 2,
    CR_PIECE_CONTROL = 3,
    CR_PIECE_USER = 4,
    CR_PIECE_UNUSED = 5,
    CR_PIECE_BYTE = 6
} cr_piece_type;

enum {
    CR_PIECE_BYTES = 512,       /* longest piece: what bounds a step of the search */
    CR_REPLACEMENT_BYTES = 256, /* longest replacement of the normaliser; NFKC's is 33 */
    CR_RULE_BYTES = 256,        /* longest text that a rule of it may begin with: what a trie that goes in a circle costs at each place */
};

/* Rules that rewrite text before it is cut: a double-array trie of 32-bit units and the texts it points to, each ended by NUL. */
typedef struct cr_charsmap {
    const char *units; /* not aligned */
    size_t count;
    cr_str texts;    /* last byte NUL; offsets of the trie are checked when they are used */
    bool plain[128]; /* before another ASCII byte or the end, this one stands for itself */
} cr_charsmap;

struct cr_vocabulary {
    const char *name; /* for messages */
    char *bytes;      /* of the file */
    cr_str *pieces;
    float *scores;
    unsigned char *types;
    size_t count;
    uint32_t unknown, end;
    uint32_t bytes_of[256]; /* ids of the byte pieces */
    cr_trie words;          /* pieces that may be met in text */
    cr_trie users;          /* those of the user alone: matched before anything is rewritten */
    cr_trie reserved;       /* unknown, control, byte */
    cr_charsmap map;
    cr_str surface; /* of the unknown piece in a text decoded */
    float lowest, highest; /* scores of the normal pieces */
    bool byte_fallback, dummy_prefix, squeeze, escape, space_after;
};

#define CR_SPACE_MARK "\xE2\x96\x81" /* U+2581, a space inside a piece */

/* The file's own structure into *v, whose bytes are there (vocabulary_read.c). */
cr_status cr_vocabulary_parse(cr_vocabulary *v, cr_str bytes, const cr_limits *limits, cr_error *err) CR_MUST_CHECK;

/* Text as the pieces are met in it (vocabulary_normalise.c). from[i]: byte of the text that bytes[i] comes from, one more than there
 * are bytes. Release with free(); false: out of memory. */
typedef struct cr_normalised {
    char *bytes;
    uint32_t *from;
    size_t len, capacity;
} cr_normalised;
bool cr_vocabulary_normalise(const cr_vocabulary *v, cr_str text, cr_normalised *out) CR_MUST_CHECK;
void cr_charsmap_prepare(cr_vocabulary *v);
/* Length of the longest rule that matches at the beginning of the text, 0: none; *replacement is in map->texts. */
size_t cr_charsmap_match(const cr_charsmap *map, cr_str text, cr_str *replacement);
/* Bytes of the well-formed UTF-8 character at the beginning of a text that is not empty; 0: it is ill-formed. */
size_t cr_utf8_character(cr_str text);
#endif
