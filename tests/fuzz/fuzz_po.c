/* The .po reader and its plural expressions on any bytes. */
#include <stdint.h>

#include "site/po.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(16 << 20);
    cr_po *po;
    cr_error err;
    if (a && cr_po_read(a, (cr_str){(const char *)data, size}, &po, &err) == CR_OK)
        for (unsigned long n = 0; n < 130; n += 7)
            if (cr_po_form(po, n) >= CR_PO_FORMS)
                __builtin_trap();
    cr_arena_free(a);
    return 0;
}
