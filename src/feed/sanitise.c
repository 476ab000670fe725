#include "feed/sanitise.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "html/cursor.h"
#include "html/html.h"
#include "net/url.h"

/* Elements that structure, mark up or show; in byte order. Forms are shown, never sent: pages are written from blocks.
 */
static const char *const elements[] = {
    "a",        "abbr",       "acronym",  "address",    "area",     "article",  "aside",    "audio",    "b",
    "bdi",      "bdo",        "big",      "blockquote", "br",       "button",   "canvas",   "caption",  "center",
    "cite",     "code",       "col",      "colgroup",   "command",  "datagrid", "datalist", "dd",       "del",
    "details",  "dfn",        "dialog",   "dir",        "div",      "dl",       "dt",       "em",       "event-source",
    "fieldset", "figcaption", "figure",   "font",       "footer",   "form",     "h1",       "h2",       "h3",
    "h4",       "h5",         "h6",       "header",     "hr",       "i",        "img",      "input",    "ins",
    "kbd",      "keygen",     "label",    "legend",     "li",       "m",        "main",     "map",      "mark",
    "menu",     "meter",      "multicol", "nav",        "nextid",   "noscript", "ol",       "optgroup", "option",
    "output",   "p",          "picture",  "pre",        "progress", "q",        "rp",       "rt",       "ruby",
    "s",        "samp",       "section",  "select",     "small",    "sound",    "source",   "spacer",   "span",
    "strike",   "strong",     "sub",      "summary",    "sup",      "table",    "tbody",    "td",       "textarea",
    "tfoot",    "th",         "thead",    "time",       "tr",       "tt",       "u",        "ul",       "var",
    "video",    "wbr"};

static const char *const attributes[] = {"abbr",
                                         "accept",
                                         "accept-charset",
                                         "accesskey",
                                         "action",
                                         "align",
                                         "alt",
                                         "autocomplete",
                                         "autofocus",
                                         "axis",
                                         "background",
                                         "balance",
                                         "bgcolor",
                                         "bgproperties",
                                         "border",
                                         "bordercolor",
                                         "bordercolordark",
                                         "bordercolorlight",
                                         "bottompadding",
                                         "cellpadding",
                                         "cellspacing",
                                         "ch",
                                         "challenge",
                                         "char",
                                         "charoff",
                                         "charset",
                                         "checked",
                                         "choff",
                                         "cite",
                                         "class",
                                         "clear",
                                         "color",
                                         "cols",
                                         "colspan",
                                         "compact",
                                         "contenteditable",
                                         "controls",
                                         "coords",
                                         "data",
                                         "datafld",
                                         "datapagesize",
                                         "datasrc",
                                         "datetime",
                                         "default",
                                         "delay",
                                         "dir",
                                         "disabled",
                                         "draggable",
                                         "dynsrc",
                                         "enctype",
                                         "end",
                                         "face",
                                         "for",
                                         "form",
                                         "frame",
                                         "galleryimg",
                                         "gutter",
                                         "headers",
                                         "height",
                                         "hidden",
                                         "hidefocus",
                                         "high",
                                         "href",
                                         "hreflang",
                                         "hspace",
                                         "icon",
                                         "id",
                                         "inputmode",
                                         "ismap",
                                         "keytype",
                                         "label",
                                         "lang",
                                         "leftspacing",
                                         "list",
                                         "longdesc",
                                         "loop",
                                         "loopcount",
                                         "loopend",
                                         "loopstart",
                                         "low",
                                         "lowsrc",
                                         "max",
                                         "maxlength",
                                         "media",
                                         "method",
                                         "min",
                                         "multiple",
                                         "name",
                                         "nohref",
                                         "noshade",
                                         "nowrap",
                                         "open",
                                         "optimum",
                                         "pattern",
                                         "point-size",
                                         "poster",
                                         "pqg",
                                         "preload",
                                         "prompt",
                                         "radiogroup",
                                         "readonly",
                                         "rel",
                                         "repeat-max",
                                         "repeat-min",
                                         "replace",
                                         "required",
                                         "rev",
                                         "rightspacing",
                                         "rows",
                                         "rowspan",
                                         "rules",
                                         "scope",
                                         "selected",
                                         "shape",
                                         "size",
                                         "span",
                                         "src",
                                         "start",
                                         "step",
                                         "style",
                                         "summary",
                                         "suppress",
                                         "tabindex",
                                         "target",
                                         "template",
                                         "title",
                                         "toppadding",
                                         "type",
                                         "unselectable",
                                         "urn",
                                         "usemap",
                                         "valign",
                                         "value",
                                         "variable",
                                         "volume",
                                         "vrml",
                                         "vspace",
                                         "width",
                                         "wrap",
                                         "xml:lang"};

static const char *const addresses[] = {"action",   "background", "cite",     "data",   "datasrc", "dynsrc",
                                        "href",     "icon",       "longdesc", "lowsrc", "poster",  "src",
                                        "template", "urn",        "usemap",   "vrml"};

static const char *const empties[] = {"area", "br", "col", "command", "hr", "img", "input", "keygen", "source", "wbr"};

/* Schemes that only lead somewhere; anything else is not followed. In byte order. */
static const char *const schemes[] = {
    "acct",    "aim",    "callto", "cvs",    "facetime", "feed",  "ftp",  "geo",      "git",   "gopher",
    "gtalk",   "h323",   "hdl",    "http",   "https",    "imap",  "info", "irc",      "irc6",  "ircs",
    "itms",    "magnet", "mailto", "mms",    "msnim",    "news",  "nntp", "prospero", "rsync", "rtsp",
    "rtspu",   "sftp",   "shttp",  "sip",    "sips",     "skype", "sms",  "snews",    "ssh",   "svn",
    "svn+ssh", "tag",    "tel",    "telnet", "urn",      "uuid",  "wais", "webcal",   "xmpp",  "ymsg"};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int order(cr_str s, const char *z) {
    int o = strncmp(s.ptr, z, s.len); /* s holds no NUL that a name of a list could match */
    return o ? o : z[s.len] ? -1 : 0;
}

static bool listed(const char *const *list, size_t count, cr_str s) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int o = order(s, list[middle]);
        if (o == 0)
            return true;
        if (o < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* A name in lower case in `out`, none when it is longer than any name of the lists. */
typedef struct lower_name {
    char bytes[24];
} lower_name;
static cr_str lowered(lower_name *out, cr_str name) {
    if (name.len > sizeof out->bytes)
        return CR_STR("");
    for (size_t i = 0; i < name.len; i++)
        out->bytes[i] = (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] + 32 : name.ptr[i]);
    return (cr_str){out->bytes, name.len};
}

cr_str cr_feed_address(cr_arena *arena, cr_str base, cr_str relative) {
    cr_str url = cr_url_resolve(arena, base, relative);
    cr_str scheme = cr_url_scheme(arena, url);
    if (cr_str_none(scheme) || listed(schemes, COUNT(schemes), scheme))
        return url;
    /* "host:8080/path" and "item:1" read like a scheme; one with a dot or a digit next is none that runs anything */
    return CR_STR("");
}

/* The length of a reference ("&eacute;", "&#233;", "&#xE9;") at `at`, 0 where there is none. *code: of a numeric one.
 */
static size_t reference(cr_arena *arena, cr_str s, size_t at, uint32_t *code) {
    size_t i = at + 1, from;
    *code = 0;
    if (i < s.len && s.ptr[i] == '#') {
        bool hex = ++i < s.len && (s.ptr[i] == 'x' || s.ptr[i] == 'X');
        from = i += hex;
        for (; i < s.len && i - from < 8; i++) {
            char c = s.ptr[i];
            int digit = c >= '0' && c <= '9'          ? c - '0'
                        : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                      : -1;
            if (digit < 0)
                break;
            *code = *code * (hex ? 16 : 10) + (uint32_t)digit;
        }
        return i > from && i < s.len && s.ptr[i] == ';' && *code && *code < 0x110000 ? i + 1 - at : 0;
    }
    from = i;
    while (i < s.len && i - from < 32 &&
           ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') ||
            (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
        i++;
    if (i == from || i == s.len || s.ptr[i] != ';')
        return 0;
    cr_str name = cr_str_slice(s, from, i), whole = cr_str_slice(s, at, i + 1);
    static const char *const common[] = {"amp",   "apos", "gt",    "hellip", "laquo", "lt",
                                         "mdash", "nbsp", "ndash", "quot",   "raquo", "rsquo"};
    if (listed(common, COUNT(common), name))
        return whole.len;
    cr_str resolved = cr_html_unescape(arena, whole);
    return resolved.len && resolved.ptr[0] != '&' ? whole.len : 0;
}

cr_str cr_feed_unescape(cr_arena *arena, cr_str text) {
    size_t at = cr_str_find_byte(text, '&', 0);
    if (at == CR_STR_NPOS)
        return text;
    char *out = cr_arena_alloc(arena, text.len * 2 + 4); /* "&nGt;" grows from 5 bytes to 6, none more than twofold */
    size_t n = 0, from = 0;
    uint32_t code;
    if (!out)
        return CR_STR_NONE;
    for (; at != CR_STR_NPOS; at = cr_str_find_byte(text, '&', at)) {
        size_t len = reference(arena, text, at, &code);
        char bytes[4]; /* a number is that character, as in XML: windows-1252 and double encoding are mended later */
        cr_str value = !len   ? CR_STR("")
                       : code ? (cr_str){bytes, cr_utf8_encode(code, bytes)}
                              : cr_html_unescape(arena, cr_str_slice(text, at, at + len));
        if (!len || !value.len || value.len > len * 2) {
            at++;
            continue;
        }
        memcpy(out + n, text.ptr + from, at - from);
        n += at - from;
        memcpy(out + n, value.ptr, value.len);
        n += value.len;
        at += len;
        from = at;
    }
    memcpy(out + n, text.ptr + from, text.len - from);
    return (cr_str){out, n + text.len - from};
}

/* Text as written, with references kept, other "&" and every "<" escaped. `quoted`: for an attribute. */
static void add_text(cr_arena *arena, cr_buf *out, cr_str s, bool quoted) {
    size_t from = 0;
    for (size_t at = 0; at < s.len;) {
        const char *instead = NULL;
        size_t taken = 1;
        char bytes[8];
        uint32_t code = 0;
        switch (s.ptr[at]) {
        case '<':
            instead = "&lt;";
            break;
        case '>':
            instead = quoted ? "&gt;" : NULL;
            break;
        case '"':
            instead = quoted ? "&quot;" : NULL;
            break;
        case '&':
            taken = reference(arena, s, at, &code);
            if (!taken) {
                taken = 1;
                instead = "&amp;";
            } else if (code == 39)
                instead = "'";
            else if (code == 34 && !quoted)
                instead = "\"";
            else if (code >= 0x80 && code < 0xA0) { /* meant as windows-1252, as the HTML standard reads them */
                cr_str c = cr_html_unescape(arena, cr_str_slice(s, at, at + taken));
                if (c.len && c.len < sizeof bytes && c.ptr[0] != '&') {
                    memcpy(bytes, c.ptr, c.len);
                    bytes[c.len] = '\0';
                    instead = bytes;
                }
            } else if (code && s.ptr[at + 2] == 'X') { /* XML knows only the small x */
                taken = 3;
                instead = "&#x";
            }
            break;
        default:
            break;
        }
        if (instead) {
            cr_buf_add(out, s.ptr + from, at - from);
            cr_buf_add_z(out, instead);
            from = at + taken;
        }
        at += taken;
    }
    cr_buf_add(out, s.ptr + from, s.len - from);
}

static void add_escaped(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        switch (s.ptr[i]) {
        case '&':
            cr_buf_add_z(out, "&amp;");
            break;
        case '<':
            cr_buf_add_z(out, "&lt;");
            break;
        case '>':
            cr_buf_add_z(out, "&gt;");
            break;
        case '"':
            cr_buf_add_z(out, "&quot;");
            break;
        default:
            cr_buf_add_byte(out, s.ptr[i]);
        }
}

cr_str cr_feed_escape(cr_arena *arena, cr_str text) {
    size_t room = 0;
    for (size_t i = 0; i < text.len; i++)
        room += text.ptr[i] == '&' ? 5 : text.ptr[i] == '"' ? 6 : text.ptr[i] == '<' || text.ptr[i] == '>' ? 4 : 1;
    if (room == text.len)
        return text;
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_buf_reserve(&out, room);
    add_escaped(&out, text);
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return copy;
}

static void add_attribute(cr_arena *arena, cr_buf *out, const cr_cursor_attribute *a, cr_str base) {
    lower_name room;
    cr_str name = lowered(&room, a->name);
    if (!name.len || !listed(attributes, COUNT(attributes), name))
        return;
    bool style = cr_str_is(name, "style"), address = listed(addresses, COUNT(addresses), name);
    cr_str value = a->value;
    if (style || address)
        value = cr_feed_unescape(arena, value);
    if (style && !(value = cr_feed_sanitise_style(arena, value)).len)
        return;
    if (address)
        value = value.len ? cr_feed_address(arena, base, value) : value;
    cr_buf_add_byte(out, ' ');
    cr_buf_add_str(out, name);
    cr_buf_add_z(out, "=\"");
    if (style || address)
        add_escaped(out, value);
    else
        add_text(arena, out, value, true);
    cr_buf_add_byte(out, '"');
}

static int order_nocase(cr_str a, cr_str b) {
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int x = (unsigned char)a.ptr[i], y = (unsigned char)b.ptr[i];
        x += x >= 'A' && x <= 'Z' ? 32 : 0;
        y += y >= 'A' && y <= 'Z' ? 32 : 0;
        if (x != y)
            return x - y;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

/* Attributes go out in byte order of their names, the first of two equal ones counting: one form whatever the source's.
 */
static void add_attributes(cr_arena *arena, cr_buf *out, const cr_cursor *c, cr_str base) {
    const cr_cursor_attribute *sorted[CR_CURSOR_ATTRIBUTES];
    size_t n = 0;
    for (size_t i = 0; i < c->attribute_count; i++) {
        size_t at = n;
        int o = 1;
        while (at && (o = order_nocase(c->attributes[i].name, sorted[at - 1]->name)) < 0)
            at--;
        if (at && o == 0)
            continue;
        memmove(&sorted[at + 1], &sorted[at], (n - at) * sizeof *sorted);
        sorted[at] = &c->attributes[i];
        n++;
    }
    for (size_t i = 0; i < n; i++)
        add_attribute(arena, out, sorted[i], base);
}

static void add_start(cr_arena *arena, cr_buf *out, const cr_cursor *c, cr_str name, cr_str base) {
    cr_buf_add_byte(out, '<');
    cr_buf_add_str(out, name);
    add_attributes(arena, out, c, base);
    bool empty = listed(empties, COUNT(empties), name);
    cr_buf_add_z(out, empty ? " />" : ">");
    if (c->empty && !empty) { /* "<b/>": an element without content */
        cr_buf_add_z(out, "</");
        cr_buf_add_str(out, name);
        cr_buf_add_byte(out, '>');
    }
}

/* Elements whose content is no text for a reader. */
static bool swallowed(cr_str name) {
    return cr_str_is(name, "script") || cr_str_is(name, "style") || cr_str_is(name, "applet");
}

cr_str cr_feed_sanitise(cr_arena *arena, cr_str html, cr_str base) {
    if (html.len == 0 || (!memchr(html.ptr, '<', html.len) && !memchr(html.ptr, '&', html.len)))
        return html.len ? cr_str_trim(html) : CR_STR("");
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_buf_reserve(&out, html.len + html.len / 8);
    cr_cursor c = cr_cursor_on(html, CR_CURSOR_HTML);
    size_t inside = 0; /* swallowed elements that are open */
    while (cr_cursor_next(&c)) {
        lower_name room;
        if (c.kind == CR_CURSOR_START || c.kind == CR_CURSOR_END) {
            cr_str name = lowered(&room, c.name);
            if (swallowed(name)) {
                if (c.kind == CR_CURSOR_START)
                    inside += !c.empty;
                else if (inside)
                    inside--;
            } else if (!inside && name.len && listed(elements, COUNT(elements), name)) {
                if (c.kind == CR_CURSOR_START)
                    add_start(arena, &out, &c, name, base);
                else if (!listed(empties, COUNT(empties), name)) {
                    cr_buf_add_z(&out, "</");
                    cr_buf_add_str(&out, name);
                    cr_buf_add_byte(&out, '>');
                }
            }
        } else if (c.kind == CR_CURSOR_TEXT && !inside)
            add_text(arena, &out, c.text, false);
    }
    cr_str result = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return cr_str_none(result) ? CR_STR("") : cr_str_trim(result);
}

cr_str cr_feed_plain(cr_arena *arena, cr_str html) {
    if (!memchr(html.ptr ? html.ptr : "", '<', html.len) && !memchr(html.ptr ? html.ptr : "", '&', html.len))
        return cr_str_squeeze(arena, html);
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_cursor c = cr_cursor_on(html, CR_CURSOR_HTML);
    while (cr_cursor_next(&c)) {
        if (c.kind == CR_CURSOR_TEXT && !c.raw)
            cr_buf_add_str(&out, c.text);
        else if (c.kind == CR_CURSOR_START && (cr_str_is_nocase(c.name, "br") || cr_str_is_nocase(c.name, "p") ||
                                               cr_str_is_nocase(c.name, "div") || cr_str_is_nocase(c.name, "li")))
            cr_buf_add_byte(&out, ' ');
    }
    cr_str text = cr_str_squeeze(arena, cr_html_unescape(arena, cr_buf_copy(&out, arena)));
    cr_buf_free(&out);
    return text;
}

bool cr_feed_looks_like_html(cr_arena *arena, cr_str text) {
    if (!text.len || (!memchr(text.ptr, '<', text.len) && !memchr(text.ptr, '&', text.len)))
        return false;
    bool sign = false;
    for (size_t at = 0; at < text.len; at++) {
        char b = text.ptr[at];
        if (b != '<' && b != '&')
            continue;
        size_t i = at + 1;
        bool end = b == '<' && i < text.len && text.ptr[i] == '/',
             numeric = b == '&' && i < text.len && text.ptr[i] == '#';
        size_t from = i += (size_t)(end || numeric);
        while (i < text.len &&
               ((text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') ||
                (text.ptr[i] >= '0' && text.ptr[i] <= '9') || text.ptr[i] == '_'))
            i++;
        if (i == from)
            continue;
        if (b == '<') {
            lower_name room;
            cr_str name = lowered(&room, cr_str_slice(text, from, i));
            if (!name.len || !listed(elements, COUNT(elements), name))
                return false;
            sign |= end && i < text.len && text.ptr[i] == '>';
        } else if (i < text.len && text.ptr[i] == ';') {
            uint32_t code;
            if (!numeric && !reference(arena, text, at, &code))
                return false;
            sign = true;
        }
        at = i - 1;
    }
    return sign;
}
