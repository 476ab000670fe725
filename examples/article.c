/* A page in, its article out: article [text|markdown|html|json] FILE
 *
 *     cc -o article article.c $(pkg-config --cflags --libs courant)
 */
#include <courant/page.h>
#include <courant/render.h>
#include <stdio.h>

int main(int argc, char **argv) {
    static char page[8 << 20];
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    size_t length = file ? fread(page, 1, sizeof page, file) : 0;
    if (!file || ferror(file) || fclose(file) != 0)
        return fprintf(stderr, "usage: article text|markdown|html|json FILE\n"), 2;

    cr_arena *arena = cr_arena_new(0); /* owns all that follows */
    cr_page_input input = {0};
    cr_article *article;
    cr_error error;
    input.bytes.ptr = page;
    input.bytes.len = length;
    if (!arena || cr_page_read(arena, &input, &article, &error) != CR_OK)
        return fprintf(stderr, "article: %s\n", arena ? error.line : "out of memory"), 1;
    cr_str out = argv[1][0] == 't'   ? cr_render_text(arena, article)
                 : argv[1][0] == 'm' ? cr_render_markdown(arena, article)
                 : argv[1][0] == 'h' ? cr_render_html(arena, article)
                                     : cr_render_json(arena, article);
    fwrite(out.ptr, 1, out.len, stdout);
    cr_arena_free(arena);
    return fflush(stdout) == 0 ? 0 : 1;
}
