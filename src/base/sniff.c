#include "base/sniff.h"

const char *cr_sniff_binary(cr_str head) {
    static const struct {
        const char *bytes;
        size_t len, at;
        const char *what;
    } signs[] = {{"%PDF-", 5, 0, "a PDF document"}, {"\x89PNG\r\n", 6, 0, "a picture"}, {"\xFF\xD8\xFF", 3, 0, "a picture"}, {"GIF8", 4, 0, "a picture"},
                 {"WEBP", 4, 8, "a picture"}, {"PK\x03\x04", 4, 0, "a zip archive or an office document"}, {"\x7F" "ELF", 4, 0, "a program"}, {"ustar", 5, 257, "a tar archive"}};
    head.len = head.len < CR_SNIFF_BYTES ? head.len : CR_SNIFF_BYTES;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (head.len >= signs[i].at + signs[i].len && memcmp(head.ptr + signs[i].at, signs[i].bytes, signs[i].len) == 0)
            return signs[i].what;
    if (head.len >= 2 && (memcmp(head.ptr, "\xFF\xFE", 2) == 0 || memcmp(head.ptr, "\xFE\xFF", 2) == 0))
        return NULL;
    if (cr_str_find_nocase(head, CR_STR("<html"), 0) != CR_STR_NPOS || cr_str_find_nocase(head, CR_STR("<!doctype"), 0) != CR_STR_NPOS)
        return NULL; /* a page with some noise in it */
    size_t controls = 0, zeros[2] = {0};
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        zeros[i & 1] += c == 0;
        controls += (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B) || c == 0x7F;
    }
    size_t most = zeros[0] > zeros[1] ? zeros[0] : zeros[1], least = zeros[0] + zeros[1] - most;
    if (most * 3 > head.len && least * 20 < most) /* UTF-16 without its mark */
        return NULL;
    return controls * 50 > head.len ? "binary" : NULL;
}
