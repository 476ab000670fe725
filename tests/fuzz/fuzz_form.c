/* Forms: the first line is the Content-Type, the rest the body. Whatever the bytes, names and values come out as valid UTF-8 without
 * NUL, no larger than their limit and a repair make them; and a body read as multipart gives no more parts than it has boundaries. */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "site/form.h"

static void check(cr_arena *a, const cr_form *form, const cr_limits *limits) {
    assert(form->count + form->ignored <= form->parts);
    assert(form->count <= cr_limit(limits, CR_LIMIT_FORM_FIELDS));
    for (size_t i = 0; i < form->count; i++) {
        cr_str name = form->fields[i].name, value = form->fields[i].value;
        assert(cr_utf8_valid(name) && cr_utf8_valid(value));
        assert(!memchr(name.ptr ? name.ptr : "", 0, name.len) && !memchr(value.ptr ? value.ptr : "", 0, value.len));
        assert(value.len <= 3 * cr_limit(limits, CR_LIMIT_FORM_FIELD_BYTES));
        cr_str lines = cr_form_lines(a, value);
        assert(lines.len <= value.len && !memchr(lines.ptr ? lines.ptr : "", '\r', lines.len));
    }
    cr_form_value(form, "q");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_str all = {(const char *)data, size}, type, body;
    char boundary[CR_FORM_BOUNDARY_ROOM];
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_FORM_FIELDS] = 20; /* small, so that they are met */
    limits.value[CR_LIMIT_FORM_FIELD_BYTES] = 300;
    limits.value[CR_LIMIT_FORM_HEADER_BYTES] = 200;
    size_t end = cr_str_find_byte(all, '\n', 0);
    type = end == CR_STR_NPOS ? all : cr_str_slice(all, 0, end);
    body = end == CR_STR_NPOS ? CR_STR("") : cr_str_slice(all, end + 1, size);
    cr_arena *a = cr_arena_new(16u << 20);
    if (!a)
        return 0;
    cr_form form = {0};
    cr_error err = {0};
    cr_form_kind kind = cr_form_type(type, boundary);
    assert((kind == CR_FORM_MULTIPART) == (boundary[0] != '\0') || kind == CR_FORM_OTHER);
    assert(strlen(boundary) < CR_FORM_BOUNDARY_ROOM);
    cr_status status = CR_OK;
    if (kind == CR_FORM_MULTIPART) {
        status = cr_form_multipart(a, body, cr_str_of(boundary), &limits, &form, &err);
        assert(form.parts <= body.len / (strlen(boundary) + 4) + 1);
    } else
        status = cr_form_urlencoded(a, body, &limits, &form, &err);
    assert(status == CR_OK || err.line[0]);
    check(a, &form, &limits);
    assert(cr_arena_used(a) <= 16 * size + 16384); /* linear */
    cr_arena_free(a);
    return 0;
}
