/* One line a happening, through a function the program hands in: the library itself prints nothing.
 * Lines are cleaned of control characters before they reach the function. */
#ifndef CR_BASE_LOG_H
#define CR_BASE_LOG_H
#include <courant/str.h>

typedef enum cr_log_level { CR_LOG_DEBUG, CR_LOG_INFO, CR_LOG_WARNING, CR_LOG_ERROR } cr_log_level;
typedef struct cr_log {
    void (*write)(void *context, cr_log_level level, const char *line);
    void *context;
    cr_log_level least; /* lines below are dropped */
} cr_log;
void cr_log_line(const cr_log *log, cr_log_level level, const char *format, ...) CR_PRINTF(3, 4); /* log may be NULL */
/* Replaces control characters, bidirectional controls and terminal escapes by spaces, in place. */
void cr_log_clean(char *line);
#endif
