/* A model file: any bytes are refused or have items whose every value can be read; their settings are read too. */
#include <stdint.h>
#include <stdlib.h>

#include "infer/container.h"
#include "infer/settings.h"

static void touch(const cr_item *item) {
    volatile const unsigned char *bytes = item->data;
    unsigned sum = 0;
    size_t need = item->type == CR_ITEM_FLOAT ? item->elements * 4 : item->elements;
    if (need > item->bytes || item->rows * item->cols != item->elements || item->elements == 0)
        __builtin_trap();
    for (size_t i = 0; i < need; i += i + 1 < need && need > 4096 ? need - 1 : 1)
        sum += bytes[i];
    if (item->type == CR_ITEM_INTGEMM8 && !(item->multiplier > 0))
        __builtin_trap();
    (void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_container *c;
    cr_error err;
    cr_settings s;
    cr_arena *a = cr_arena_new(32 << 20);
    cr_str text = {(const char *)data, size < 4096 ? size : 4096};
    if (a && cr_container_read((cr_str){(const char *)data, size}, "model.bin", NULL, &c, &err) == CR_OK) {
        for (size_t i = 0; i < cr_container_count(c); i++) {
            const cr_item *item = cr_container_item(c, i);
            touch(item);
            if (cr_container_find(c, item->name) != item)
                __builtin_trap();
            if (item->type == CR_ITEM_FLOAT && item->elements < 1000) {
                const float *f = cr_item_floats(item, a);
                if (f && f[0] != f[0] && f[item->elements - 1] == 1)
                    text.len /= 2;
            }
        }
        text = cr_container_text(c, "special:model.yml");
        if (!cr_str_none(text) && cr_settings_read(a, "model.bin", text, NULL, &s, &err) == CR_OK) {
            size_t n = 0;
            bool yes = false;
            double number = 0;
            for (size_t i = 0; i < s.count && i < 64; i++)
                if (cr_settings_count(&s, s.items[i].key.ptr, 1000, &n, &err) != CR_OK &&
                    cr_settings_flag(&s, s.items[i].key.ptr, &yes, &err) != CR_OK &&
                    cr_settings_number(&s, s.items[i].key.ptr, &number, &err) != CR_OK && n > 1000)
                    __builtin_trap();
        }
        cr_container_close(c);
    } else if (a && cr_settings_read(a, "config.yml", text, NULL, &s, &err) == CR_OK && s.count > 5000)
        __builtin_trap();
    cr_arena_free(a);
    return 0;
}
