#include "infer/container.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "infer/mapped.h"

/* u64 version, u64 N, N × {u64 bytes of the name, type, dimensions, bytes of the data}, N names, N shapes of i32, u64 P, P bytes,
 * N data blocks; all little-endian. github.com/marian-nmt/marian-dev: src/common/binary.cpp, types.h */
enum { FIXED = 16, HEADER = 32, NAME_BYTES = 256, MOST_PADDING = 4096 };
enum { TYPE_INT8 = 0x0101, TYPE_FLOAT = 0x0404, TYPE_INTGEMM8 = 0x4101, TYPE_INTGEMM16 = 0x4102, CLASS_PACKED = 0x0800 };

struct cr_container {
    cr_mapped file;
    cr_arena *arena;
    cr_item *items;
    size_t count;
    cr_map *names; /* to the index of an item */
};

/* Where an item's part of each table is. */
typedef struct tables {
    const unsigned char *header, *name, *shape;
    const char *label; /* the name once it is checked */
    size_t index;
} tables;

static cr_status broken(const cr_container *c, const tables *t, cr_error *err, const char *what) {
    if (t->label)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: item %zu (%s): %s", c->file.path, t->index, t->label, what);
    return cr_fail(err, CR_ERR_SYNTAX, "%s: item %zu: %s", c->file.path, t->index, what);
}

static cr_status broken_number(const cr_container *c, const tables *t, cr_error *err, uint64_t n, const char *what) {
    char line[200];
    snprintf(line, sizeof line, "%s %s", cr_group(n).text, what);
    return broken(c, t, err, line);
}

/* The two counts at the head, and that all headers are there. */
static cr_status read_head(cr_container *c, const cr_limits *limits, cr_error *err) {
    const cr_mapped *f = &c->file;
    if (f->len < FIXED)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: ends within its head, after %zu bytes", f->path, f->len);
    uint64_t version = cr_le64(f->bytes), count = cr_le64(f->bytes + 8);
    if (version != 1)
        return cr_fail(err, CR_ERR_UNSUPPORTED, "%s: version: %s; a Marian model file of version 1 is read, nothing else", f->path,
                       cr_group(version).text);
    if (count == 0)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of items: 0", f->path);
    if (count > (f->len - FIXED) / HEADER)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of items: %s, and the file ends after the headers of %zu", f->path,
                       cr_group(count).text, (f->len - FIXED) / HEADER);
    if (count > cr_limit(limits, CR_LIMIT_MODEL_ITEMS))
        return cr_limit_met(err, limits, CR_LIMIT_MODEL_ITEMS, f->path);
    c->count = (size_t)count;
    return CR_OK;
}

/* The name: NUL at its end and nowhere else, and no other item's. */
static cr_status read_name(cr_container *c, tables *t, size_t length, cr_item *item, cr_error *err) {
    if (t->name[length - 1] != '\0')
        return broken(c, t, err, "its name does not end in NUL");
    for (size_t i = 0; i + 1 < length; i++)
        if (t->name[i] <= ' ' || t->name[i] > '~')
            return broken(c, t, err, "its name is not printable ASCII");
    bool fresh = false;
    item->name = t->label = cr_str_copy(c->arena, (cr_str){(const char *)t->name, length - 1}).ptr;
    uintptr_t *slot = item->name ? cr_map_put(c->names, (cr_str){item->name, length - 1}, &fresh) : NULL;
    if (!slot)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for the names of its items", c->file.path);
    if (!fresh)
        return broken_number(c, t, err, *slot, "is an item of the same name");
    *slot = t->index;
    return CR_OK;
}

static cr_status read_type(const cr_container *c, const tables *t, cr_item *item, cr_error *err) {
    uint64_t code = cr_le64(t->header + 8);
    char line[120];
    switch (code) {
    case TYPE_FLOAT: item->type = CR_ITEM_FLOAT; return CR_OK;
    case TYPE_INTGEMM8: item->type = CR_ITEM_INTGEMM8; return CR_OK;
    case TYPE_INT8: item->type = CR_ITEM_TEXT; return CR_OK;
    default: break;
    }
    const char *known = code == TYPE_INTGEMM16                                  ? "intgemm16"
                        : code <= UINT32_MAX && (code & 0xFF00) == CLASS_PACKED ? "packed for FBGEMM"
                        : code <= UINT32_MAX && code & CLASS_PACKED             ? "packed for one kind of processor"
                                                                                : "unknown";
    snprintf(line, sizeof line, "type 0x%llX is %s; float32 and intgemm8 are read", (unsigned long long)code, known);
    broken(c, t, err, line);
    return err ? (err->status = CR_ERR_UNSUPPORTED) : CR_ERR_UNSUPPORTED;
}

/* Shape and the bytes its values need against what the header gives. */
static cr_status read_shape(const cr_container *c, const tables *t, cr_item *item, cr_error *err) {
    uint64_t bytes = cr_le64(t->header + 24), elements = 1;
    for (size_t i = 0; i < item->dimensions; i++) {
        int32_t n = (int32_t)cr_le32(t->shape + 4 * i);
        if (n <= 0) {
            char line[80];
            snprintf(line, sizeof line, "dimension %zu is %d", i, (int)n);
            return broken(c, t, err, line);
        }
        item->shape[i] = (size_t)n;
        elements *= (uint64_t)n;
        if (elements > c->file.len) /* before it can overflow: 2^63 needs more than one such product */
            return broken_number(c, t, err, elements, "values at least, more than the file has bytes");
    }
    item->elements = (size_t)elements;
    item->cols = item->shape[item->dimensions - 1];
    item->rows = item->elements / item->cols;
    uint64_t need = item->type == CR_ITEM_FLOAT ? elements * 4 : item->type == CR_ITEM_INTGEMM8 ? elements + 4 : elements;
    if (bytes < need || bytes > c->file.len) {
        char line[200];
        snprintf(line, sizeof line, "%s bytes of data where its shape needs %s and the file has %s", cr_group(bytes).text,
                 cr_group(need).text, cr_group(c->file.len).text);
        return broken(c, t, err, line);
    }
    item->bytes = (size_t)bytes;
    return CR_OK;
}

/* Names, then shapes: lengths are checked against what is left before anything behind them is read. */
static cr_status read_items(cr_container *c, size_t *end, cr_error *err) {
    const cr_mapped *f = &c->file;
    const unsigned char *headers = f->bytes + FIXED;
    size_t at = FIXED + HEADER * c->count;
    for (size_t i = 0; i < c->count; i++) {
        tables t = {headers + HEADER * i, f->bytes + at, NULL, NULL, i};
        uint64_t length = cr_le64(t.header);
        if (length < 2 || length > NAME_BYTES)
            return broken_number(c, &t, err, length, "bytes of name, NUL included; 2 to 256 are read");
        if (length > f->len - at)
            return broken(c, &t, err, "the file ends within its name");
        CR_TRY(read_name(c, &t, (size_t)length, &c->items[i], err));
        at += (size_t)length;
    }
    for (size_t i = 0; i < c->count; i++) {
        tables t = {headers + HEADER * i, NULL, f->bytes + at, c->items[i].name, i};
        uint64_t dimensions = cr_le64(t.header + 16);
        if (dimensions < 1 || dimensions > CR_ITEM_DIMENSIONS)
            return broken_number(c, &t, err, dimensions, "dimensions; 1 to 4 are read");
        if (dimensions * 4 > f->len - at)
            return broken(c, &t, err, "the file ends within its shape");
        c->items[i].dimensions = (size_t)dimensions;
        CR_TRY(read_type(c, &t, &c->items[i], err));
        CR_TRY(read_shape(c, &t, &c->items[i], err));
        at += (size_t)dimensions * 4;
    }
    *end = at;
    return CR_OK;
}

static cr_status read_data(cr_container *c, size_t at, cr_error *err) {
    const cr_mapped *f = &c->file;
    if (f->len - at < 8)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: ends before the number of padding bytes", f->path);
    uint64_t padding = cr_le64(f->bytes + at);
    at += 8;
    if (padding > MOST_PADDING || padding > f->len - at)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of padding bytes: %s, and %zu are left", f->path, cr_group(padding).text, f->len - at);
    at += (size_t)padding;
    for (size_t i = 0; i < c->count; i++) {
        cr_item *item = &c->items[i];
        tables t = {.label = item->name, .index = i};
        if (item->bytes > f->len - at)
            return broken_number(c, &t, err, item->bytes - (f->len - at), "bytes of its data are missing at the end of the file");
        item->data = f->bytes + at;
        if (item->type == CR_ITEM_INTGEMM8) {
            item->multiplier = cr_le_float(f->bytes + at + item->elements);
            if (!isfinite(item->multiplier) || item->multiplier <= 0)
                return broken(c, &t, err, "its multiplier is not a positive number");
        }
        if (item->type == CR_ITEM_TEXT && !cr_utf8_valid((cr_str){item->data, item->elements}))
            return broken(c, &t, err, "its text is not UTF-8");
        at += item->bytes;
    }
    if (at != f->len)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %zu bytes too many at its end", f->path, f->len - at);
    return CR_OK;
}

static cr_status read_all(cr_container *c, const cr_limits *limits, cr_error *err) {
    size_t at = 0;
    CR_TRY(read_head(c, limits, err));
    c->arena = cr_arena_new(0);
    c->names = cr_map_new();
    c->items = c->arena ? CR_NEW_ARRAY(c->arena, cr_item, c->count) : NULL;
    if (!c->items || !c->names)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for its %zu items", c->file.path, c->count);
    CR_TRY(read_items(c, &at, err));
    return read_data(c, at, err);
}

/* From a path, or from bytes where there is none. */
static cr_status make(cr_str path, cr_str bytes, const char *name, const cr_limits *limits, cr_container **out, cr_error *err) {
    *out = NULL;
    cr_container *c = calloc(1, sizeof *c);
    if (!c)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a model file");
    cr_status status = name ? cr_mapped_borrow(bytes, name, limits, CR_LIMIT_MODEL_BYTES, &c->file, err)
                            : cr_mapped_open(path, limits, CR_LIMIT_MODEL_BYTES, &c->file, err);
    if (status == CR_OK)
        status = read_all(c, limits, err);
    if (status == CR_OK)
        *out = c;
    else
        cr_container_close(c);
    return status;
}

cr_status cr_container_open(cr_str path, const cr_limits *limits, cr_container **out, cr_error *err) {
    return make(path, CR_STR_NONE, NULL, limits, out, err);
}

cr_status cr_container_read(cr_str bytes, const char *name, const cr_limits *limits, cr_container **out, cr_error *err) {
    return make(CR_STR_NONE, bytes, name, limits, out, err);
}

void cr_container_close(cr_container *c) {
    if (!c)
        return;
    cr_map_free(c->names);
    cr_arena_free(c->arena);
    cr_mapped_close(&c->file);
    free(c);
}

const cr_item *cr_container_find(const cr_container *c, const char *name) {
    const uintptr_t *index = cr_map_get(c->names, cr_str_of(name));
    return index ? &c->items[*index] : NULL;
}

size_t cr_container_count(const cr_container *c) { return c->count; }
const cr_item *cr_container_item(const cr_container *c, size_t index) { return &c->items[index]; }
const char *cr_container_path(const cr_container *c) { return c->file.path; }

cr_str cr_container_text(const cr_container *c, const char *name) {
    const cr_item *item = cr_container_find(c, name);
    if (!item || item->type != CR_ITEM_TEXT)
        return CR_STR_NONE;
    cr_str text = {item->data, item->elements};
    while (text.len && text.ptr[text.len - 1] == '\0')
        text.len--;
    return text;
}

const float *cr_item_floats(const cr_item *item, cr_arena *arena) {
    if (item->type != CR_ITEM_FLOAT)
        return NULL;
    if ((uintptr_t)item->data % _Alignof(float) == 0)
        return item->data;
    float *copy = cr_arena_bytes(arena, item->elements * sizeof *copy);
    if (copy)
        memcpy(copy, item->data, item->elements * sizeof *copy);
    return copy;
}
