/* Namespaces by the prefix under which everybody writes them. An address is compared without case. */
#include "feed/build.h"

/* clang-format off */
static const struct known { const char *uri, *prefix, *version; } known[] = {
    {"", "", NULL},
    {"http://backend.userland.com/rss", "", NULL},
    {"http://blogs.law.harvard.edu/tech/rss", "", NULL},
    {"http://cyber.law.harvard.edu/rss", "", NULL},
    {"http://purl.org/rss/1.0/", "", "rss10"},
    {"http://my.netscape.com/rdf/simple/0.9/", "", "rss090"},
    {"http://channel.netscape.com/rdf/simple/0.9/", "", "rss090"},
    {"http://purl.org/net/rss1.1#", "", "rss11"},
    {"http://example.com/newformat#", "", NULL},
    {"http://example.com/necho", "", NULL},
    {"http://purl.org/echo/", "", NULL},
    {"uri/of/echo/namespace#", "", NULL},
    {"http://purl.org/pie/", "", NULL},
    {"http://purl.org/atom/ns#", "", NULL},
    {"http://www.w3.org/2005/atom", "", "atom10"},
    {"http://purl.org/rss/1.0/modules/rss091#", "", NULL},
    {"http://webns.net/mvcb/", "admin", NULL},
    {"http://purl.org/rss/1.0/modules/aggregation/", "ag", NULL},
    {"http://purl.org/rss/1.0/modules/annotate/", "annotate", NULL},
    {"http://media.tangent.org/rss/1.0/", "audio", NULL},
    {"http://backend.userland.com/blogchannelmodule", "blogchannel", NULL},
    {"http://creativecommons.org/ns#license", "cc", NULL},
    {"http://creativecommons.org/ns#", "cc", NULL},
    {"http://web.resource.org/cc/", "cc", NULL},
    {"http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "creativecommons", NULL},
    {"http://backend.userland.com/creativecommonsrssmodule", "creativecommons", NULL},
    {"http://purl.org/rss/1.0/modules/company", "co", NULL},
    {"http://purl.org/rss/1.0/modules/content/", "content", NULL},
    {"http://my.theinfo.org/changed/1.0/rss/", "cp", NULL},
    {"http://purl.org/dc/elements/1.1/", "dc", NULL},
    {"http://purl.org/dc/elements/1.0/", "dc", NULL},
    {"http://purl.org/dc/terms/", "dcterms", NULL},
    {"http://purl.org/rss/1.0/modules/email/", "email", NULL},
    {"http://purl.org/rss/1.0/modules/event/", "ev", NULL},
    {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner", NULL},
    {"http://freshmeat.net/rss/fm/", "fm", NULL},
    {"http://xmlns.com/foaf/0.1/", "foaf", NULL},
    {"http://www.w3.org/2003/01/geo/wgs84_pos#", "geo", NULL},
    {"http://www.georss.org/georss", "georss", NULL},
    {"http://www.opengis.net/gml", "gml", NULL},
    {"http://postneo.com/icbm/", "icbm", NULL},
    {"http://purl.org/rss/1.0/modules/image/", "image", NULL},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes", NULL},
    {"http://example.com/dtds/podcast-1.0.dtd", "itunes", NULL},
    {"http://purl.org/rss/1.0/modules/link/", "l", NULL},
    {"http://search.yahoo.com/mrss", "media", NULL},
    {"http://search.yahoo.com/mrss/", "media", NULL},
    {"http://madskills.com/public/xml/rss/module/pingback/", "pingback", NULL},
    {"http://prismstandard.org/namespaces/1.2/basic/", "prism", NULL},
    {"http://podlove.org/simple-chapters", "psc", NULL},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf", NULL},
    {"http://www.w3.org/2000/01/rdf-schema#", "rdfs", NULL},
    {"http://purl.org/rss/1.0/modules/reference/", "ref", NULL},
    {"http://purl.org/rss/1.0/modules/richequiv/", "reqv", NULL},
    {"http://purl.org/rss/1.0/modules/search/", "search", NULL},
    {"http://purl.org/rss/1.0/modules/slash/", "slash", NULL},
    {"http://schemas.xmlsoap.org/soap/envelope/", "soap", NULL},
    {"http://purl.org/rss/1.0/modules/servicestatus/", "ss", NULL},
    {"http://hacks.benhammersley.com/rss/streaming/", "str", NULL},
    {"http://purl.org/rss/1.0/modules/subscription/", "sub", NULL},
    {"http://feedsync.org/2007/feedsync", "sx", NULL},
    {"http://purl.org/rss/1.0/modules/syndication/", "sy", NULL},
    {"http://schemas.pocketsoap.com/rss/mydescmodule/", "szf", NULL},
    {"http://purl.org/rss/1.0/modules/taxonomy/", "taxo", NULL},
    {"http://purl.org/rss/1.0/modules/threading/", "thr", NULL},
    {"http://purl.org/syndication/thread/1.0", "thr", NULL},
    {"http://purl.org/rss/1.0/modules/textinput/", "ti", NULL},
    {"http://madskills.com/public/xml/rss/module/trackback/", "trackback", NULL},
    {"http://wellformedweb.org/commentapi/", "wfw", NULL},
    {"http://purl.org/rss/1.0/modules/wiki/", "wiki", NULL},
    {"http://www.w3.org/1999/xhtml", "xhtml", NULL},
    {"http://www.w3.org/1999/xlink", "xlink", NULL},
    {"http://www.w3.org/xml/1998/namespace", "xml", NULL}};
/* clang-format on */

static const struct known *find(cr_str uri) {
    uri = cr_str_trim(uri);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cr_str_is_nocase(uri, known[i].uri))
            return &known[i];
    return NULL;
}

const char *cr_feed_usual_prefix(cr_str uri) {
    const struct known *k = find(uri);
    if (!k && cr_str_find_nocase(uri, CR_STR("backend.userland.com/rss"), 0) != CR_STR_NPOS)
        return ""; /* every version of RSS had its own address there */
    return k ? k->prefix : NULL;
}

const char *cr_feed_version_of_namespace(cr_str uri) {
    const struct known *k = find(uri);
    return k ? k->version : NULL;
}
