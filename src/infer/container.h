/* The model file of Marian (.bin, version 1): named matrices and one YAML text, mapped and checked, nothing copied.
 *
 *     cr_container *c;
 *     if (cr_container_open(path, limits, &c, &err) == CR_OK) {
 *         const cr_item *w = cr_container_find(c, "encoder_l1_self_Wq"); // NULL: none
 *         cr_str settings = cr_container_text(c, "special:model.yml");
 *         cr_container_close(c);
 *     }
 *
 * Once open it is read-only and may be used by many threads. Items, names and data live as long as the container. Every count,
 * length and shape has been checked against the file; VALUES have not been looked at (a weight may be NaN), but a multiplier is
 * finite and positive. See mapped.h for what is asked of a file while it is open. */
#ifndef CR_INFER_CONTAINER_H
#define CR_INFER_CONTAINER_H
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_container cr_container;

typedef enum cr_item_type {
    CR_ITEM_FLOAT,    /* float32 */
    CR_ITEM_INTGEMM8, /* int8 with one multiplier: weight = value / multiplier */
    CR_ITEM_TEXT      /* int8: a text */
} cr_item_type;

enum { CR_ITEM_DIMENSIONS = 4 };

typedef struct cr_item {
    const char *name; /* printable ASCII, ended by NUL */
    cr_item_type type;
    size_t dimensions; /* 1 to CR_ITEM_DIMENSIONS */
    size_t shape[CR_ITEM_DIMENSIONS];
    size_t rows, cols; /* the last dimension is cols, all before it are rows: a shape [n] is 1 × n */
    size_t elements;   /* rows × cols, at least 1 */
    /* `elements` values. An intgemm8 matrix is TRANSPOSED in memory (cols runs of `rows` values) unless its name contains "Wemb".
     * In files of old writers nothing is aligned: read floats by cr_item_floats. */
    const void *data;
    size_t bytes;     /* of data as the file says: may be more than the values need */
    float multiplier; /* of CR_ITEM_INTGEMM8; else 0 */
} cr_item;

cr_status cr_container_open(cr_str path, const cr_limits *limits, cr_container **out, cr_error *err) CR_MUST_CHECK;
/* The same from memory, which is borrowed until it is closed; `name` is for messages. */
cr_status cr_container_read(cr_str bytes, const char *name, const cr_limits *limits, cr_container **out, cr_error *err) CR_MUST_CHECK;
void cr_container_close(cr_container *c); /* NULL is fine */

const cr_item *cr_container_find(const cr_container *c, const char *name); /* NULL when there is none */
size_t cr_container_count(const cr_container *c);
const cr_item *cr_container_item(const cr_container *c, size_t index); /* in the order of the file; index < count */
const char *cr_container_path(const cr_container *c);                 /* name of the file without its folders, for messages */
/* An item's text without the NULs at its end, valid UTF-8; CR_STR_NONE when there is no such text. */
cr_str cr_container_text(const cr_container *c, const char *name);

/* The values of a float item: in place where they are aligned for a float, else copied into the arena (NULL: out of memory). */
const float *cr_item_floats(const cr_item *item, cr_arena *arena);
static inline const int8_t *cr_item_int8(const cr_item *item) { return (const int8_t *)item->data; }
#endif
