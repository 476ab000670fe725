/* Inside the renderers. */
#ifndef CR_PAGE_RENDER_PARTS_H
#define CR_PAGE_RENDER_PARTS_H
#include <courant/language.h>

#include "page/render.h"

const char *cr_render_dir(cr_str lang);              /* "ltr", "rtl", "auto" */
size_t cr_render_visible(cr_str s, size_t at);       /* 0: shown; else bytes of the control character that stands there */
cr_str cr_render_address(const cr_article *article); /* the canonical one, else where it was read; or none */
#endif
