/* courant publish: the public site as files. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/site_options.h"
#include "site/site.h"

static const cr_option options[] = {
    {.name = "base-url", .argument = "URL", .help = "where the files will be reached; for feeds, sitemaps and canonical links", .example = "courant publish --base-url https://news.example public/"},
    {0}};
static const char *const examples[] = {"courant publish public/", "writes the site as files below public/",
                                       "courant publish --base-url https://news.example /var/www/news", "with the address it will have", NULL};

static int run(cr_invocation *in) {
    cr_cli_site c;
    cr_site *site = NULL;
    cr_error err;
    cr_site_published n = {0};
    if (in->operand_count != 1)
        return cr_usage(in, "wants one folder to write to");
    if (cr_cli_site_read(in, &c, &err) != CR_OK) {
        cr_cli_site_free(&c);
        return cr_complain(&err);
    }
    c.options.public_mode = true;
    c.options.password = CR_STR_NONE;
    c.options.threads = 1;
    if (cr_given(in, "base-url"))
        c.options.base_url = cr_str_of(cr_value(in, "base-url"));
    int status = 0;
    if (cr_site_open(&c.options, &site, &err) != CR_OK || cr_site_publish(site, in->operands[0], &n, &err) != CR_OK)
        status = cr_complain(&err);
    else if (cr_given(in, "json"))
        printf("{\"files\": %zu, \"written\": %zu, \"removed\": %zu}\n", n.files, n.written, n.removed);
    else if (!cr_given(in, "quiet"))
        printf("%zu files, %zu of them new or changed, %zu removed\n"
               "links begin at the root, so serve %s as a web root; --base-url URL sets the canonical address\n",
               n.files, n.written, n.removed, in->operands[0]);
    cr_site_close(site);
    cr_cli_site_free(&c);
    return cr_finish(status);
}

const cr_command cr_command_publish = {
    .name = "publish", .operands = "DIR", .summary = "write the public site as files",
    .description = "Writes the site below DIR for any web server: headlines, short extracts, statements and links; whole texts only of sources "
                   "with full rights; nothing of internal sources or of pages that reserve their text against machines.\n\n"
                   "Each file is replaced as a whole, files that did not change keep their times, and files of an earlier run that the site no "
                   "longer has are removed; `.courant-published` in DIR lists them. Files that Courant did not write are left alone: one that "
                   "stands where a page has to go, or a page changed by hand, stops the run before anything is written.\n\n"
                   "Links begin at the root (/en/…), so DIR has to be served as the root of a web server, not opened as files.",
    .options = options, .examples = examples, .wire = true, .run = run};
