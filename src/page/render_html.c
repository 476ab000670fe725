/* HTML written from blocks alone. Everything that comes from a page goes through add_escaped. */
#include "page/render_parts.h"

static void add_escaped(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++) {
        size_t hidden = cr_render_visible(s, i);
        if (hidden) {
            i += hidden - 1;
            continue;
        }
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

/* Line ends inside a block are its own. */
static void add_lines(cr_buf *out, cr_str s) {
    cr_str line;
    for (bool first = true; cr_str_split(&s, '\n', &line); first = false) {
        cr_buf_add_z(out, first ? "" : "<br>");
        add_escaped(out, line);
    }
}

static void add_element(cr_buf *out, const char *name, cr_str text) {
    cr_buf_printf(out, "<%s>", name);
    add_lines(out, text);
    cr_buf_printf(out, "</%s>\n", name);
}

static bool is_web(cr_str url) { return cr_str_starts_nocase(url, "http://") || cr_str_starts_nocase(url, "https://"); }

static void add_meta(cr_buf *out, const char *name, cr_str value) {
    if (!value.len)
        return;
    cr_buf_printf(out, "<meta name=\"%s\" content=\"", name);
    add_escaped(out, value);
    cr_buf_add_z(out, "\">\n");
}

static void add_language(cr_buf *out, const cr_article *a) {
    if (a->lang.len && !cr_str_is(a->lang, "und")) {
        cr_buf_add_z(out, " lang=\"");
        add_escaped(out, a->lang);
        cr_buf_add_byte(out, '"');
    }
    cr_buf_printf(out, " dir=\"%s\"", cr_render_dir(a->lang));
}

void cr_render_html_head(cr_buf *out, const cr_article *a) {
    cr_str address = cr_render_address(a);
    cr_buf_add_z(out, "<!DOCTYPE html>\n<html");
    add_language(out, a);
    cr_buf_add_z(out, ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    add_escaped(out, a->title.len ? a->title : a->id.len ? a->id : CR_STR("Courant"));
    cr_buf_add_z(out, "</title>\n");
    for (size_t i = 0; i < a->author.count; i++)
        add_meta(out, "author", a->author.items[i]);
    add_meta(out, "description", a->description);
    if (is_web(address)) {
        cr_buf_add_z(out, "<link rel=\"canonical\" href=\"");
        add_escaped(out, address);
        cr_buf_add_z(out, "\">\n");
    }
    cr_buf_add_z(out, "</head>\n<body>\n");
}

/* <time> wants a whole day or month, with or without a time and its offset: that is what dates here are. Between words that run
   from right to left its digits would change places: a browser takes them for numbers of their own. */
static void add_time(cr_buf *out, cr_str date) {
    cr_buf_add_z(out, "<time dir=\"ltr\" datetime=\"");
    add_escaped(out, date);
    cr_buf_add_z(out, "\">");
    add_escaped(out, date);
    cr_buf_add_z(out, "</time>");
}

static void add_header(cr_buf *out, const cr_article *a) {
    cr_str address = cr_render_address(a);
    bool line = a->author.count || a->date.len || a->site.len || is_web(address);
    if (!a->title.len && !line && !a->notice && a->outcome == CR_OUTCOME_ARTICLE)
        return;
    cr_buf_add_z(out, "<header>\n");
    if (a->title.len)
        add_element(out, "h1", a->title);
    if (line) {
        const char *between = "";
        cr_buf_add_z(out, "<p>");
        for (size_t i = 0; i < a->author.count; i++, between = ", ") {
            cr_buf_add_z(out, between);
            add_escaped(out, a->author.items[i]);
        }
        between = a->author.count ? " · " : "";
        if (a->date.len) {
            cr_buf_add_z(out, between);
            add_time(out, a->date);
            between = " · ";
        }
        if (is_web(address)) {
            cr_buf_printf(out, "%s<a rel=\"noopener noreferrer\" href=\"", between);
            add_escaped(out, address);
            cr_buf_add_z(out, "\">");
            add_escaped(out, a->site.len ? a->site : address);
            cr_buf_add_z(out, "</a>");
        } else if (a->site.len) {
            cr_buf_add_z(out, between);
            add_escaped(out, a->site);
        }
        cr_buf_add_z(out, "</p>\n");
    }
    if (a->notice)
        add_element(out, "p", a->notice->text);
    if (a->outcome != CR_OUTCOME_ARTICLE) {
        cr_buf_printf(out, "<p><strong>%s</strong>", cr_outcome_name(a->outcome));
        cr_buf_add_z(out, a->reason.len ? ": " : "");
        add_escaped(out, a->reason);
        cr_buf_add_z(out, "</p>\n");
    }
    cr_buf_add_z(out, "</header>\n");
}

static void add_table(cr_buf *out, const cr_article *a, size_t first, size_t rows, size_t cells) {
    cr_buf_add_z(out, "<table>\n");
    for (size_t i = 0; i < rows; i++) {
        cr_str row = cr_block_text(a, first + i);
        cr_buf_add_z(out, "<tr>");
        for (size_t at = 0, k = 0; k < cells; k++) {
            size_t end = cr_str_find(row, CR_STR(" | "), at);
            end = end == CR_STR_NPOS ? row.len : end;
            cr_buf_add_z(out, "<td>");
            add_escaped(out, cr_str_slice(row, at, end));
            cr_buf_add_z(out, "</td>");
            at = end + 3 < row.len ? end + 3 : row.len;
        }
        cr_buf_add_z(out, "</tr>\n");
    }
    cr_buf_add_z(out, "</table>\n");
}

static void add_block(cr_buf *out, const cr_article *a, size_t i) {
    cr_str text = cr_block_text(a, i);
    char heading[3] = {'h', (char)('0' + (a->blocks[i].level > 1 && a->blocks[i].level < 7 ? a->blocks[i].level : 2)), '\0'};
    switch (a->blocks[i].kind) {
    case CR_BLOCK_HEADING: add_element(out, heading, text); break;
    case CR_BLOCK_LIST_ITEM: add_element(out, "li", text); break;
    case CR_BLOCK_CAPTION:
        cr_buf_add_z(out, "<figure><figcaption>");
        add_lines(out, text);
        cr_buf_add_z(out, "</figcaption></figure>\n");
        break;
    case CR_BLOCK_PREFORMATTED:
        cr_buf_add_z(out, "<pre dir=\"auto\">\n"); /* program text runs from left to right; the parser takes the first line end away */
        add_escaped(out, text);
        cr_buf_add_z(out, "</pre>\n");
        break;
    default: add_element(out, "p", text);
    }
}

void cr_render_html_article(cr_buf *out, const cr_article *a) {
    cr_buf_add_z(out, "<article");
    add_language(out, a);
    cr_buf_add_z(out, ">\n");
    add_header(out, a);
    for (size_t i = 0; i < a->block_count; i++) {
        cr_block_kind kind = a->blocks[i].kind;
        const char *group = kind == CR_BLOCK_LIST_ITEM ? "ul" : kind == CR_BLOCK_QUOTATION ? "blockquote" : NULL;
        if (group && (i == 0 || a->blocks[i - 1].kind != kind))
            cr_buf_printf(out, "<%s>\n", group);
        size_t cells, rows = cr_render_rows(a, i, &cells);
        if (rows) {
            add_table(out, a, i, rows, cells);
            i += rows - 1;
        } else
            add_block(out, a, i);
        if (group && (i + 1 == a->block_count || a->blocks[i + 1].kind != kind))
            cr_buf_printf(out, "</%s>\n", group);
    }
    cr_buf_add_z(out, "</article>\n");
}
