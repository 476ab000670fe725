/* The little we ask of CLD2, in C. */
#ifndef CR_TEXT_CLD2_SHIM_H
#define CR_TEXT_CLD2_SHIM_H
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_cld2_answer {
    const char *code[3]; /* CLD2's codes ("iw", "zh-Hant"); NULL where it has no answer */
    int percent[3];      /* of the text's letters */
    bool reliable;
} cr_cld2_answer;

/* `text`: valid UTF-8 without markup. `hint`: a code or NULL. Thread-safe (CLD2's tables are constant). */
void cr_cld2_detect(const char *text, size_t len, const char *hint, cr_cld2_answer *out);

#ifdef __cplusplus
}
#endif
#endif
