#include "base/log.h"
#include <stdio.h>

#include "base/utf8.h"

/* Controls and what reorders or hides text on a terminal (Unicode bidi controls, U+2028/9). */
static bool unwanted(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFFFD;
}

void cr_log_clean(char *line) {
    cr_str s = cr_str_of(line);
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        if (unwanted(cr_utf8_next(s, &at))) {
            line[n++] = ' ';
            continue;
        }
        memmove(line + n, line + start, at - start);
        n += at - start;
    }
    line[n] = '\0';
}

void cr_log_line(const cr_log *log, cr_log_level level, const char *format, ...) {
    if (!log || !log->write || level < log->least)
        return;
    char line[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    cr_log_clean(line);
    log->write(log->context, level, line);
}
