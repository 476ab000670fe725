#include "translate/engine.h"
cr_status cr_libretranslate_new(cr_str url, cr_str key, const cr_limits *limits, cr_engine **out, cr_error *err) {
    (void)url, (void)key, (void)limits;
    *out = NULL;
    return cr_fail(err, CR_ERR_UNSUPPORTED, "libretranslate: not built in yet");
}
