#!/usr/bin/env bash
# make install into a folder: the program runs from there, every page of the manual is sound, completion parses, libcourant links. TAP.
set -u
cd "$(dirname "$0")/../.."
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || printf '%s\n' "$3" | head -n 12 | sed 's/^/# /'; fi; }
out=$(make -s install DESTDIR="$dir" PREFIX=/usr 2>&1); check $? "make install" "$out"
"$dir/usr/bin/courant" --version > /dev/null; check $? "the installed program runs"
for page in "$dir"/usr/share/man/man*/*; do
    out=$(mandoc -Tlint -Wwarning "$page" 2>&1 | grep -vE 'cross reference to self|referenced manual not found'); [ -z "$out" ]; check $? "${page##*/} is sound" "$out"
done
for c in $("$dir/usr/bin/courant" --help | awk '/^  [a-z]/ { print $1 }'); do
    [ -f "$dir/usr/share/man/man1/courant-$c.1" ]; check $? "courant $c has its page"
done
bash -n "$dir/usr/share/bash-completion/completions/courant"; check $? "the completion for bash parses"
words=$(bash -c '. "$1"; COMP_WORDS=(courant ext); COMP_CWORD=1; _courant; echo "${COMPREPLY[@]}"' _ "$dir/usr/share/bash-completion/completions/courant")
[ "$words" = extract ]; check $? "the completion completes: ext -> $words"
cat > "$dir/use.c" <<'C'
#include <courant/page.h>
#include <stdio.h>
int main(void) {
    cr_arena *arena = cr_arena_new(0);
    cr_page_input in = {.bytes = CR_STR("<title>T</title><article><h1>T</h1><p>One sentence that is long enough to be a text.</p></article>")};
    cr_article *article;
    cr_error err;
    if (cr_page_read(arena, &in, &article, &err) != CR_OK)
        return 1;
    printf("%.*s\n", CR_FMT(article->title));
    cr_arena_free(arena);
    return 0;
}
C
libs=$(pkg-config --libs libcurl gumbo expat icu-i18n icu-uc sqlite3 jansson libmicrohttpd libconfuse libzstd libbrotlidec zlib libmd libxxhash)
out=$(gcc -std=c17 -Wall -Werror -I"$dir/usr/include" -c "$dir/use.c" -o "$dir/use.o" 2>&1 && g++ -o "$dir/use" "$dir/use.o" "$dir/usr/lib/libcourant.a" $libs -lstemmer -lcld2 -lm -pthread 2>&1); check $? "a program builds on libcourant" "$out"
[ "$("$dir/use")" = T ]; check $? "and reads a page"
echo "1..$n"
exit $failed
