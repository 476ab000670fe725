/* Gives files to a fuzz target without a fuzzer: every argument is a file or a folder of files. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0)
        return perror(path), 1;
    if (S_ISDIR(st.st_mode)) {
        struct dirent **names;
        int n = scandir(path, &names, NULL, alphasort), failed = 0;
        for (int i = 0; i < n; i++) {
            char inside[4096];
            if (names[i]->d_name[0] != '.') {
                snprintf(inside, sizeof inside, "%s/%s", path, names[i]->d_name);
                failed |= replay(inside);
            }
            free(names[i]);
        }
        free(names);
        return failed;
    }
    FILE *f = fopen(path, "rb");
    uint8_t *bytes = malloc((size_t)st.st_size + 1); /* exact size matters: ASan sees one byte too far */
    if (!f || !bytes)
        return perror(path), 1;
    size_t n = fread(bytes, 1, (size_t)st.st_size, f);
    fclose(f);
    uint8_t *exact = malloc(n ? n : 1);
    memcpy(exact, bytes, n);
    free(bytes);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 0;
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    return failed;
}
