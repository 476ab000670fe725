#include "story/digest.h"
cr_status cr_digest_happenings(cr_digest_work *w, cr_digest *out) { (void)w; (void)out; return CR_OK; }
