/* Speed of reading feeds: a large RSS is generated, read some times, and MB/s printed.
 *
 * usage: feed [ITEMS] [FILE]   (default 4000 items, about 6.5 MB; FILE: read this instead of generating) */
#include <courant/feed.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/file.h"

/* Of this process alone: other work on the machine does not count. */
static double processor_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned next(unsigned *seed) { return *seed = *seed * 1664525u + 1013904223u; }

static void sentence(cr_buf *b, unsigned *seed) {
    static const char *const words[] = {"minister", "talks", "harbour", "the",     "said", "on", "Tuesday",
                                        "río",      "über",  "budget",  "après",   "said", "a",  "vote",
                                        "election", "storm", "coast",   "новости", "of",   "in", "report",
                                        "agency",   "東京",  "and",     "that",    "would"};
    size_t n = 8 + (next(seed) >> 16) % 14;
    for (size_t i = 0; i < n; i++) {
        cr_buf_add_z(b, words[(next(seed) >> 16) % (sizeof words / sizeof *words)]);
        cr_buf_add_z(b, i + 1 < n ? " " : ". ");
    }
}

static void item(cr_buf *b, unsigned *seed, unsigned i) {
    cr_buf_printf(b, "<item><title>");
    sentence(b, seed);
    cr_buf_printf(b,
                  "</title><link>https://news.example.org/%u?a=1&amp;b=%u</link><guid isPermaLink=\"false\">n-%u</guid>"
                  "<pubDate>Tue, %02u Jan 2022 %02u:%02u:00 +0100</pubDate><dc:creator>A. "
                  "Writer</dc:creator><category>World</category><description>",
                  i, i, i, i % 28 + 1, i % 24, i % 60);
    sentence(b, seed);
    cr_buf_add_z(b, "&lt;a href=\"/more\"&gt;more&lt;/a&gt;</description><content:encoded><![CDATA[");
    for (int p = 0; p < 6; p++) {
        cr_buf_add_z(b, "<p class=\"text\">");
        sentence(b, seed);
        cr_buf_add_z(b, "<a href=\"/story/1\" onclick=\"go()\">");
        sentence(b, seed);
        cr_buf_add_z(b, "</a><em>&eacute;t&eacute; &amp; hiver</em></p>\n");
    }
    cr_buf_add_z(b, "<img src=\"/i.jpg\" alt=\"x\"><script>var a = \"<b>\";</script>]]></content:encoded></item>\n");
}

int main(int argc, char **argv) {
    unsigned items = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 4000, seed = 7;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_error err;
    if (argc > 2) {
        if (cr_file_read(argv[2], &b, &err) != CR_OK)
            return fprintf(stderr, "feed: %s\n", err.line), 1;
    } else {
        cr_buf_add_z(&b, "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>News</"
                         "title><link>https://news.example.org/</link>\n");
        for (unsigned i = 0; i < items; i++)
            item(&b, &seed, i);
        cr_buf_add_z(&b, "</channel></rss>\n");
    }
    double megabytes = (double)b.len / 1e6;
    for (int lenient = 0; lenient < (argc > 2 ? 1 : 2); lenient++) {
        if (lenient) /* one bare ampersand at the end sends it all through the second reader */
            cr_buf_add_z(&b, "&");
        double best = 0;
        size_t entries = 0, memory = 0;
        for (int run = 0; run < 5; run++) {
            cr_arena *a = cr_arena_new(0);
            cr_feed *feed;
            double start = processor_seconds();
            if (cr_feed_parse(a, cr_buf_str(&b), &(cr_feed_options){.url = CR_STR("https://news.example.org/feed.xml")},
                              &feed, &err) != CR_OK)
                return fprintf(stderr, "feed: %s\n", err.line), 1;
            double took = processor_seconds() - start;
            if (!run || took < best)
                best = took;
            entries = feed->entry_count;
            memory = cr_arena_used(a);
            cr_arena_free(a);
        }
        printf("feed %-8s %6.2f MB  %zu entries  %6.1f MB/s  arena %.1f MB\n",
               argc > 2  ? "file"
               : lenient ? "broken"
                         : "whole",
               megabytes, entries, megabytes / (best > 0 ? best : 1), (double)memory / 1e6);
    }
    cr_buf_free(&b);
    return 0;
}
