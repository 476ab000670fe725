// CLD2 has no C API. <cstdio> first: its header uses FILE without including it.
#include <cstdio>
#include <cld2/public/compact_lang_det.h>

#include "text/cld2_shim.h"

// UNKNOWN_ENCODING of encodings.h, which the other header only declares.
static const int no_encoding = 23;
// kCLDFlagBestEffort: an answer for short texts too.
static const int best_effort = 0x4000;

extern "C" void cr_cld2_detect(const char *text, size_t len, const char *hint, cr_cld2_answer *out) {
    // set here: CLD2 leaves them as they are where the text holds control characters
    CLD2::Language languages[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
    int percents[3] = {0, 0, 0}, letters = 0, valid = 0;
    double scores[3] = {0, 0, 0};
    bool reliable = false;
    CLD2::CLDHints hints = {hint, nullptr, no_encoding, CLD2::UNKNOWN_LANGUAGE};
    *out = cr_cld2_answer{{nullptr, nullptr, nullptr}, {0, 0, 0}, false};
    if (len > 1u << 20)
        len = 1u << 20;
    CLD2::ExtDetectLanguageSummaryCheckUTF8(text, static_cast<int>(len), true, hint ? &hints : nullptr, best_effort,
                                            languages, percents, scores, nullptr, &letters, &reliable, &valid);
    for (int i = 0; i < 3; i++)
        if (languages[i] != CLD2::UNKNOWN_LANGUAGE && percents[i] > 0) {
            out->code[i] = CLD2::LanguageCode(languages[i]);
            out->percent[i] = percents[i];
        }
    out->reliable = reliable;
}
