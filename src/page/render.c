/* What the renderers share, and the plain text. */
#include "page/render.h"

#include "page/article_json.h"
#include "page/render_parts.h"

const char *cr_render_dir(cr_str lang) {
    return lang.len == 0 || cr_str_is(lang, "und") ? "auto" : cr_language_is_rtl(lang) ? "rtl" : "ltr";
}

size_t cr_render_visible(cr_str s, size_t at) {
    unsigned char c = (unsigned char)s.ptr[at];
    if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F && c != 0xC2))
        return 0;
    if (c == 0xC2) /* U+0080 to U+009F: a terminal takes some for commands */
        return at + 1 < s.len && (unsigned char)s.ptr[at + 1] < 0xA0 ? 2 : 0;
    return 1;
}

cr_str cr_render_address(const cr_article *a) { return a->canonical_url.len ? a->canonical_url : a->url; }

static size_t cells_of(const cr_article *a, size_t i) {
    cr_str s = cr_block_text(a, i);
    size_t n = 1;
    if (a->blocks[i].kind != CR_BLOCK_PARAGRAPH || cr_str_find_byte(s, '\n', 0) != CR_STR_NPOS)
        return 1;
    for (size_t at = 0; (at = cr_str_find(s, CR_STR(" | "), at)) != CR_STR_NPOS; at += 3)
        n++;
    return n;
}

size_t cr_render_rows(const cr_article *a, size_t first, size_t *cells) {
    size_t n = 0;
    *cells = cells_of(a, first);
    while (*cells > 1 && first + n < a->block_count && cells_of(a, first + n) == *cells)
        n++;
    return n > 1 ? n : 0;
}

/* ---- plain text ---- */

static void add_plain(cr_buf *out, cr_str s, const char *indent) {
    for (size_t i = 0; i < s.len; i++) {
        size_t hidden = cr_render_visible(s, i);
        if (hidden) {
            i += hidden - 1;
            continue;
        }
        cr_buf_add_byte(out, s.ptr[i]);
        if (s.ptr[i] == '\n')
            cr_buf_add_z(out, indent);
    }
}

static void add_part(cr_buf *out, cr_str s, const char *before, bool *any) {
    if (!s.len)
        return;
    cr_buf_add_z(out, *any ? before : "");
    add_plain(out, s, "");
    *any = true;
}

static void text_head(cr_buf *out, const cr_article *a) {
    bool line = false, any = a->title.len > 0;
    if (any) {
        add_plain(out, a->title, "");
        cr_buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < a->author.count; i++)
        add_part(out, a->author.items[i], ", ", &line);
    add_part(out, a->date, " · ", &line);
    add_part(out, a->site, " · ", &line);
    if (line)
        cr_buf_add_byte(out, '\n');
    any = any || line;
    cr_str address = cr_render_address(a);
    if (address.len) {
        add_plain(out, address, "");
        cr_buf_add_byte(out, '\n');
        any = true;
    }
    if (a->outcome != CR_OUTCOME_ARTICLE) {
        cr_buf_printf(out, "[%s", cr_outcome_name(a->outcome));
        bool colon = true;
        add_part(out, a->reason, ": ", &colon);
        cr_buf_add_z(out, "]\n");
        any = true;
    }
    if (any && a->block_count)
        cr_buf_add_byte(out, '\n');
}

void cr_render_text_to(cr_buf *out, const cr_article *a) {
    text_head(out, a);
    for (size_t i = 0, cells, rows; i < a->block_count; i++) {
        cr_block_kind kind = a->blocks[i].kind, next = i + 1 < a->block_count ? a->blocks[i + 1].kind : CR_BLOCK_HEADING;
        static const char *const before[] = {[CR_BLOCK_PARAGRAPH] = "", [CR_BLOCK_HEADING] = "", [CR_BLOCK_QUOTATION] = "  ", [CR_BLOCK_LIST_ITEM] = "• ", [CR_BLOCK_CAPTION] = "", [CR_BLOCK_PREFORMATTED] = ""};
        rows = cr_render_rows(a, i, &cells);
        for (size_t k = 0; k + 1 < rows; k++) {
            add_plain(out, cr_block_text(a, i++), "");
            cr_buf_add_byte(out, '\n');
        }
        cr_buf_add_z(out, before[kind]);
        add_plain(out, cr_block_text(a, i), kind == CR_BLOCK_QUOTATION || kind == CR_BLOCK_LIST_ITEM ? "  " : "");
        cr_buf_add_z(out, i + 1 == a->block_count || (kind == CR_BLOCK_LIST_ITEM && next == kind) ? "\n" : "\n\n");
    }
}

/* ---- the public calls ---- */

static cr_str in_arena(cr_arena *arena, cr_buf *b) {
    cr_str out = b->failed ? CR_STR_NONE : cr_buf_copy(b, arena);
    cr_buf_free(b);
    return out;
}

cr_str cr_render_json(cr_arena *arena, const cr_article *a) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&b);
    cr_article_write(&j, a);
    return in_arena(arena, &b);
}

cr_str cr_render_text(cr_arena *arena, const cr_article *a) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_render_text_to(&b, a);
    return in_arena(arena, &b);
}

cr_str cr_render_markdown(cr_arena *arena, const cr_article *a) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_render_markdown_to(&b, a);
    return in_arena(arena, &b);
}

cr_str cr_render_html(cr_arena *arena, const cr_article *a) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_render_html_head(&b, a);
    cr_render_html_article(&b, a);
    cr_buf_add_z(&b, CR_RENDER_HTML_TAIL);
    return in_arena(arena, &b);
}
