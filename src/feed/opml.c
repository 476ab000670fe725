/* OPML 1.0 and 2.0, read with the lenient cursor (lists of subscriptions are written by hand), written anew. */
#include <courant/feed.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "feed/decode.h"
#include "html/cursor.h"
#include "html/html.h"
#include "net/url.h"

#define FOLDERS 32 /* nested; deeper ones count to the last */

typedef struct folder {
    cr_str path, language;
} folder;

typedef struct reader {
    cr_arena *arena;
    cr_opml_outline *items;
    size_t count, capacity, refused, most;
    folder folders[FOLDERS + 1];
    size_t depth, deeper;
} reader;

static cr_str value_of(cr_arena *a, const cr_cursor *c, const char *name) {
    cr_str v = cr_cursor_attribute_get(c, name);
    return v.len ? cr_str_squeeze(a, cr_html_unescape(a, v)) : CR_STR_NONE;
}

static cr_str or_none(cr_str s) { return s.len ? s : CR_STR_NONE; }

static void open_folder(reader *r, cr_str name, cr_str language) {
    if (r->depth == FOLDERS) {
        r->deeper++;
        return;
    }
    const folder *around = &r->folders[r->depth];
    folder *f = &r->folders[++r->depth];
    f->path = !name.len || around->path.len > 1000 ? around->path
              : around->path.len ? cr_str_format(r->arena, "%.*s/%.*s", CR_FMT(around->path), CR_FMT(name))
                                 : name;
    f->language = language.len ? language : around->language;
}

static void close_folder(reader *r) {
    if (r->deeper)
        r->deeper--;
    else if (r->depth)
        r->depth--;
}

/* An address that is no web address, or that a command is to filter (newsboat's "filtercmd" and the like), is no
 * source. */
static bool acceptable(const cr_cursor *c, cr_str url) {
    static const char *const commands[] = {"filtercmd", "filter", "exec", "command", NULL};
    for (size_t i = 0; commands[i]; i++)
        if (cr_cursor_attribute_get(c, commands[i]).len)
            return false;
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ' || strchr("<>\"|`\\", url.ptr[i]))
            return false;
    return cr_url_is_web(url);
}

static void outline(reader *r, const cr_cursor *c) {
    cr_str url = value_of(r->arena, c, "xmlUrl"), title = value_of(r->arena, c, "title");
    if (!url.len && cr_str_is_nocase(cr_cursor_attribute_get(c, "type"), "rss"))
        url = value_of(r->arena, c, "url");
    if (!title.len)
        title = value_of(r->arena, c, "text");
    cr_str language = value_of(r->arena, c, "language");
    if (url.len) {
        const folder *f = &r->folders[r->depth];
        cr_opml_outline *o = NULL;
        if (r->count < r->most && acceptable(c, url))
            o = CR_PUSH(r->arena, r->items, r->count, r->capacity);
        if (!o)
            r->refused++;
        else {
            cr_str site = value_of(r->arena, c, "htmlUrl");
            *o = (cr_opml_outline){.url = url,
                                   .title = or_none(title),
                                   .site_url = cr_url_is_web(site) ? site : CR_STR_NONE,
                                   .language = or_none(language.len ? language : f->language),
                                   .folder = or_none(f->path)};
        }
    }
    if (!c->empty)
        open_folder(r, url.len ? CR_STR("") : title, language);
}

cr_status cr_opml_parse(cr_arena *arena, cr_str bytes, cr_opml_outline **out, size_t *count, size_t *refused,
                        cr_error *err) {
    *out = NULL;
    *count = *refused = 0;
    if (bytes.len > cr_limit(NULL, CR_LIMIT_FEED_BYTES))
        return cr_limit_met(err, NULL, CR_LIMIT_FEED_BYTES, "the OPML file");
    cr_feed_decoded text;
    CR_TRY(cr_feed_decode(arena, bytes, NULL, &text, err));
    reader r = {.arena = arena, .most = cr_limit(NULL, CR_LIMIT_OPML_OUTLINES)};
    bool opml = false;
    cr_cursor c = cr_cursor_on(text.utf8, CR_CURSOR_XML);
    while (cr_cursor_next(&c) && !cr_arena_exhausted(arena)) {
        bool is_outline = cr_str_is_nocase(c.name, "outline");
        if (c.kind == CR_CURSOR_START && cr_str_is_nocase(c.name, "opml"))
            opml = true;
        else if (c.kind == CR_CURSOR_START && is_outline)
            outline(&r, &c);
        else if (c.kind == CR_CURSOR_END && is_outline)
            close_folder(&r);
    }
    if (cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading an OPML file");
    if (!opml && !r.count)
        return cr_fail(err, CR_ERR_SYNTAX,
                       "this is no OPML: it holds no <opml> element; export the list of subscriptions as OPML");
    *out = r.items;
    *count = r.count;
    *refused = r.refused;
    return CR_OK;
}

/* ---- writing ---- */

static void add_attribute(cr_buf *b, const char *name, cr_str value) {
    if (!value.len)
        return;
    cr_buf_printf(b, " %s=\"", name);
    for (size_t i = 0; i < value.len; i++)
        switch (value.ptr[i]) {
        case '&':
            cr_buf_add_z(b, "&amp;");
            break;
        case '<':
            cr_buf_add_z(b, "&lt;");
            break;
        case '>':
            cr_buf_add_z(b, "&gt;");
            break;
        case '"':
            cr_buf_add_z(b, "&quot;");
            break;
        default:
            cr_buf_add_byte(b, (unsigned char)value.ptr[i] < ' ' ? ' ' : value.ptr[i]);
        }
    cr_buf_add_byte(b, '"');
}

static void indent(cr_buf *b, size_t depth) {
    for (size_t i = 0; i < depth + 2; i++)
        cr_buf_add_z(b, "  ");
}

/* Closes the folders that `folder` does not share with `*open`, opens those it has more. */
static size_t change_folder(cr_buf *b, cr_str open, cr_str wanted, size_t depth) {
    cr_str a = open, w = wanted, x = CR_STR_NONE, y = CR_STR_NONE;
    size_t shared = 0;
    while (shared < depth && cr_str_split(&a, '/', &x) && cr_str_split(&w, '/', &y) && cr_str_eq(x, y))
        shared++;
    while (depth > shared) {
        indent(b, --depth);
        cr_buf_add_z(b, "</outline>\n");
    }
    w = wanted;
    for (size_t i = 0; wanted.len && i < FOLDERS && cr_str_split(&w, '/', &y); i++)
        if (i >= shared) {
            indent(b, depth++);
            cr_buf_add_z(b, "<outline");
            add_attribute(b, "text", y.len ? y : CR_STR("-"));
            cr_buf_add_z(b, ">\n");
        }
    return depth;
}

cr_status cr_opml_write(cr_arena *arena, cr_str title, const cr_opml_outline *outlines, size_t count, cr_str *out,
                        cr_error *err) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
    for (size_t i = 0; i < title.len; i++)
        cr_buf_add_z(&b, title.ptr[i] == '&'   ? "&amp;"
                         : title.ptr[i] == '<' ? "&lt;"
                         : title.ptr[i] == '>' ? "&gt;"
                                               : (char[]){title.ptr[i], 0});
    cr_buf_add_z(&b, "</title>\n  </head>\n  <body>\n");
    cr_str open = CR_STR("");
    size_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        const cr_opml_outline *o = &outlines[i];
        if (!cr_str_eq(open, cr_str_none(o->folder) ? CR_STR("") : o->folder)) {
            depth = change_folder(&b, open, o->folder, depth);
            open = cr_str_none(o->folder) ? CR_STR("") : o->folder;
        }
        indent(&b, depth);
        cr_buf_add_z(&b, "<outline type=\"rss\"");
        add_attribute(&b, "text", o->title.len ? o->title : o->url);
        add_attribute(&b, "xmlUrl", o->url);
        add_attribute(&b, "htmlUrl", o->site_url);
        add_attribute(&b, "language", o->language);
        cr_buf_add_z(&b, "/>\n");
    }
    change_folder(&b, open, CR_STR(""), depth);
    cr_buf_add_z(&b, "  </body>\n</opml>\n");
    *out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, arena);
    cr_buf_free(&b);
    return cr_str_none(*out) ? cr_fail(err, CR_ERR_MEMORY, "out of memory while writing OPML") : CR_OK;
}
