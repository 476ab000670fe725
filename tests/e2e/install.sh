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
# A program of thirty lines against the installed library, in C and from C++, found by pkg-config.
export PKG_CONFIG_PATH="$dir/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR=
flags=$(pkg-config --define-variable=prefix="$dir/usr" --cflags --libs courant 2>&1); check $? "pkg-config knows the library" "$flags"
cp "$dir/usr/share/doc/courant/examples/article.c" "$dir/"
out=$(gcc -std=c17 -Wall -Wextra -Wpedantic -Werror -o "$dir/article" "$dir/article.c" $flags 2>&1); check $? "the example builds in C" "$out"
cp "$dir/article.c" "$dir/article.cc"
out=$(g++ -std=c++17 -Wall -Wextra -Werror -Wno-missing-field-initializers -o "$dir/article++" "$dir/article.cc" $flags 2>&1); check $? "and in C++" "$out"
for header in "$dir"/usr/include/courant/*.h; do printf '#include <courant/%s>\n' "${header##*/}"; done | tee "$dir/all.c" > "$dir/all.cc"
out=$(gcc -std=c17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "$dir/all.c" $flags 2>&1 && g++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only "$dir/all.cc" $flags 2>&1); check $? "every header stands alone, in C and in C++" "$out"
printf '%s' '<!doctype html><html lang="en"><title>The bridge</title><article><h1>The bridge</h1><p>The city council approved a new bridge across the river on Tuesday, the mayor told a news conference at the town hall.</p><p>The work will start in March, said the head of public works, who promised that the old road would stay open.</p></article>' > "$dir/page.html"
for format in text markdown html json; do
    for program in article article++; do
        "$dir/$program" $format "$dir/page.html" > "$dir/out" 2>&1 && grep -q 'The bridge' "$dir/out" && grep -q 'new bridge across the river' "$dir/out"; check $? "$program writes $format" "$(cat "$dir/out")"
    done
done
"$dir/usr/bin/courant" extract --format markdown "$dir/page.html" | cmp -s - <("$dir/article" markdown "$dir/page.html"); check $? "the same as the program writes"
"$dir/article" text "$dir/none.html" > /dev/null 2>&1; [ $? = 2 ]; check $? "a file that is not there is no crash"
echo "1..$n"
exit $failed
