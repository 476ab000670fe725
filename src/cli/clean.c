#include <stdio.h>

#include "base/log.h"
#include "cli/cli.h"

cr_clean_text cr_clean(cr_str s) {
    cr_clean_text out;
    static const char more[] = "…";
    bool cut = s.len >= sizeof out.text;
    size_t n = cut ? sizeof out.text - sizeof more : s.len;
    while (cut && n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80) /* not in the middle of a letter */
        n--;
    for (size_t i = 0; i < n; i++)
        out.text[i] = s.ptr[i] ? s.ptr[i] : ' ';
    memcpy(out.text + n, cut ? more : "", cut ? sizeof more : 1);
    cr_log_clean(out.text);
    return out;
}

/* ESC, the other controls but tab, line feed and carriage return, and U+0080 to U+009F, of which terminals know some as well. */
static size_t next_control(const char *bytes, size_t len, size_t at, size_t *size) {
    for (; at < len; at++) {
        unsigned char c = (unsigned char)bytes[at];
        *size = 1;
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return at;
        *size = 2;
        if (c == 0xC2 && at + 1 < len && (unsigned char)bytes[at + 1] >= 0x80 && (unsigned char)bytes[at + 1] <= 0x9F)
            return at;
    }
    return len;
}

bool cr_write_clean(FILE *to, const char *bytes, size_t len) {
    for (size_t at = 0; at < len;) {
        size_t size = 0, end = next_control(bytes, len, at, &size);
        if (end > at && fwrite(bytes + at, 1, end - at, to) != end - at)
            return false;
        if (end < len && fputc(' ', to) == EOF)
            return false;
        at = end + size;
    }
    return true;
}
