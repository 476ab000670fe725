/* courant serve: the site alone, over a store that another program fills. */
#include <signal.h>
#include <stdio.h>

#include "base/time.h"
#include "cli/cli.h"
#include "cli/site_options.h"
#include "site/site.h"

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant serve", "serves the store on http://127.0.0.1:8040",
                                       "courant serve --data ./data --listen 127.0.0.1:9000", "another store on another port",
                                       "curl http://127.0.0.1:8040/translate -d q=Hola -d source=es -d target=en", "asks it for a translation, as one asks LibreTranslate", NULL};

static int run(cr_invocation *in) {
    cr_cli_site c;
    cr_site *site = NULL;
    cr_error err;
    if (in->operand_count)
        return cr_usage(in, "takes no file");
    if (cr_cli_site_read(in, &c, &err) != CR_OK) {
        cr_cli_site_free(&c);
        return cr_complain(&err);
    }
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* inherited by the server's threads: only sigwait below takes them */
    c.options.service = &c.service;
    int status = 0, got = 0;
    if (cr_site_open(&c.options, &site, &err) != CR_OK || cr_site_listen(site, &err) != CR_OK)
        status = cr_complain(&err);
    else {
        if (!cr_given(in, "quiet"))
            fprintf(stderr, "courant: serving on http://%.*s; stop with Ctrl-C\n", CR_FMT(c.options.listen));
        sigwait(&stop, &got);
        pthread_sigmask(SIG_UNBLOCK, &stop, NULL); /* the answers in hand are finished; a second signal ends the program at once */
    }
    cr_site_close(site);
    cr_cli_site_free(&c);
    return status;
}

const cr_command cr_command_serve = {
    .name = "serve", .operands = "", .summary = "serve the site, feeds and API",
    .description = "Serves pages, feeds and the JSON API of the store on --listen, and does nothing else: no fetching, no processing.\n\n"
                   "Programs that know LibreTranslate's API can have texts translated here: /translate, /detect, /languages. See [serve] in courant.conf(5).\n\n"
                   "Listening on an address that other machines can reach needs `public = yes` or a `password` under [site] in courant.conf.",
    .options = options, .examples = examples, .wire = true, .run = run};
