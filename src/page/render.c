#include "page/render.h"

void cr_render_text(cr_buf *out, const cr_article *a) {
    if (a->title.len) {
        cr_buf_add_str(out, a->title);
        cr_buf_add_z(out, "\n\n");
    }
    cr_buf_add_str(out, a->text);
    cr_buf_add_z(out, "\n\n");
}

/* Signs that CommonMark would take for markup; at a line's start a few more. */
static void add_markdown(cr_buf *out, cr_str s, const char *indent) {
    bool line_start = true;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool ordered = (c == '.' || c == ')') && i > 0 && i < 10 && s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9';
        if (strchr("\\`*_[]<>#|", c) || (line_start && strchr("-+=~", c)) || ordered)
            cr_buf_add_byte(out, '\\');
        cr_buf_add_byte(out, c);
        line_start = c == '\n';
        if (line_start)
            cr_buf_add_z(out, indent);
    }
}

static void add_code(cr_buf *out, cr_str s) {
    cr_str rest = s, line;
    while (cr_str_split(&rest, '\n', &line)) {
        cr_buf_add_z(out, "    ");
        cr_buf_add_str(out, line);
        cr_buf_add_byte(out, '\n');
    }
}

void cr_render_markdown(cr_buf *out, const cr_article *a) {
    if (a->title.len) {
        cr_buf_add_z(out, "# ");
        add_markdown(out, a->title, "");
        cr_buf_add_z(out, "\n\n");
    }
    for (size_t i = 0; i < a->block_count; i++) {
        const cr_block *b = &a->blocks[i];
        cr_str text = cr_block_text(a, i);
        bool next_item = i + 1 < a->block_count && a->blocks[i + 1].kind == CR_BLOCK_LIST_ITEM;
        switch (b->kind) {
        case CR_BLOCK_HEADING:
            for (int level = 0; level < (b->level ? b->level : 2); level++)
                cr_buf_add_byte(out, '#');
            cr_buf_add_byte(out, ' ');
            add_markdown(out, text, "");
            break;
        case CR_BLOCK_QUOTATION:
            cr_buf_add_z(out, "> ");
            add_markdown(out, text, "> ");
            break;
        case CR_BLOCK_LIST_ITEM:
            cr_buf_add_z(out, "- ");
            add_markdown(out, text, "  ");
            break;
        case CR_BLOCK_PREFORMATTED:
            add_code(out, text);
            break;
        default:
            add_markdown(out, text, "");
        }
        cr_buf_add_z(out, b->kind == CR_BLOCK_LIST_ITEM && next_item ? "\n" : "\n\n");
    }
}

static void add_escaped(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '&': cr_buf_add_z(out, "&amp;"); break;
        case '<': cr_buf_add_z(out, "&lt;"); break;
        case '>': cr_buf_add_z(out, "&gt;"); break;
        case '"': cr_buf_add_z(out, "&quot;"); break;
        case '\'': cr_buf_add_z(out, "&#39;"); break;
        default: cr_buf_add_byte(out, s.ptr[i]);
        }
    }
}

static void add_element(cr_buf *out, const char *name, cr_str text) {
    cr_buf_printf(out, "<%s>", name);
    add_escaped(out, text);
    cr_buf_printf(out, "</%s>\n", name);
}

void cr_render_html(cr_buf *out, const cr_article *a) {
    cr_buf_add_z(out, "<article lang=\"");
    add_escaped(out, a->lang);
    cr_buf_add_z(out, "\">\n");
    if (a->title.len)
        add_element(out, "h1", a->title);
    for (size_t i = 0; i < a->block_count; i++) {
        cr_block_kind kind = a->blocks[i].kind;
        cr_str text = cr_block_text(a, i);
        bool first = kind == CR_BLOCK_LIST_ITEM && (i == 0 || a->blocks[i - 1].kind != kind);
        bool last = kind == CR_BLOCK_LIST_ITEM && (i + 1 == a->block_count || a->blocks[i + 1].kind != kind);
        char heading[3] = {'h', (char)('0' + (a->blocks[i].level > 1 ? a->blocks[i].level : 2)), '\0'};
        if (first)
            cr_buf_add_z(out, "<ul>\n");
        if (kind == CR_BLOCK_QUOTATION) {
            cr_buf_add_z(out, "<blockquote><p>");
            add_escaped(out, text);
            cr_buf_add_z(out, "</p></blockquote>\n");
        } else
            add_element(out, kind == CR_BLOCK_HEADING ? heading : kind == CR_BLOCK_LIST_ITEM ? "li" : kind == CR_BLOCK_PREFORMATTED ? "pre" : "p", text);
        if (last)
            cr_buf_add_z(out, "</ul>\n");
    }
    cr_buf_add_z(out, "</article>\n");
}
