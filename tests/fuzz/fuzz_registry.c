/* A registry's list, a model's description and names of files: any bytes give models whose files lie below the base, or one line. */
#include <assert.h>
#include <stdint.h>

#include "translate/found.h"
#include "translate/registry.h"

static void registry(cr_arena *a, cr_str json) {
    cr_registry *r;
    cr_error err = {0};
    if (cr_registry_read(a, json, CR_STR("https://host/v1/x/records"), CR_STR("https://files/base/"), NULL, &r, &err) != CR_OK) {
        assert(err.line[0] && !r);
        return;
    }
    for (size_t i = 0; i < r->count; i++) {
        const cr_registry_model *m = &r->models[i];
        assert(m->from.len && m->to.len && !cr_str_none(m->files[CR_MODEL_FILE_MODEL].url));
        assert(!memchr(m->version.ptr ? m->version.ptr : "", '/', m->version.len));
        if (cr_str_is(r->form, "records") || cr_str_is(r->form, "older"))
            for (int k = 0; k < CR_MODEL_FILE_KINDS; k++)
                assert(cr_str_none(m->files[k].url) || cr_str_starts(m->files[k].url, "https://files/base/"));
    }
    for (size_t i = 0; i < r->count && i < 3; i++)
        cr_registry_choose(r, r->models[i].from, r->models[i].to, CR_STR_NONE, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_str bytes = {(const char *)data, size};
    if (a) {
        cr_installed_model m;
        cr_error err = {0};
        char from[16], to[16];
        registry(a, bytes);
        cr_registry_wants_base(bytes);
        cr_registry_base(a, bytes, CR_STR("https://host/v1/"));
        if (cr_model_description_read(a, bytes, CR_STR("folder"), &m, &err) == CR_OK)
            for (int k = 0; k < CR_MODEL_FILE_KINDS; k++)
                assert(cr_str_none(m.files[k].path) || (cr_str_starts(m.files[k].path, "folder/") && !cr_str_contains(cr_str_slice(m.files[k].path, 7, m.files[k].path.len), "/")));
        if (cr_found_pair(bytes, from, to))
            assert(from[0] && to[0] && strcmp(from, to) != 0);
        if (size > 1)
            cr_model_version_compare(cr_str_slice(bytes, 0, size / 2), cr_str_slice(bytes, size / 2, size));
    }
    cr_arena_free(a);
    return 0;
}
