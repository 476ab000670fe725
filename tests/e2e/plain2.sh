#!/usr/bin/env bash
# The twenty pages and the notices of tests/plain2, as text and as HTML made of them: see its README.md. The floors stand a little below what is reached.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath build/courant)
out=$(mktemp); trap 'rm -f "$out"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi; }
at_least() { # at_least LABEL NAME PER-CENT: the line "name right/all" of the last run
    local line; line=$(grep -E "^$2 +[0-9]+/[0-9]+$" "$out") || line="$2 0/1"
    local right=${line##* } all; all=${right#*/} right=${right%/*}
    [ $((right * 100)) -ge $(($3 * all)) ]; check $? "$1: $2 $right of $all"
}
judge() { # judge LABEL ARGUMENTS...
    local label=$1; shift
    python3 tests/plain2/score.py "$@" "$courant" > "$out" 2>&1; check $? "$label is scored"
}
judge "text"; for f in article:98 furniture:98 title:95 date:95 author:75 notice:100 related:90; do at_least text "${f%:*}" "${f#*:}"; done
judge "second set" --later; for f in article:97 furniture:98 title:90 date:90 notice:90 related:90; do at_least "second set" "${f%:*}" "${f#*:}"; done
judge "second set, sentences" --later --notices; for f in notices:95 found:97 misses:100; do at_least "second set, sentences" "${f%:*}" "${f#*:}"; done
judge "HTML of paragraphs" --html plain; for f in article:98 furniture:97 title:85 notice:100 related:85; do at_least "HTML of paragraphs" "${f%:*}" "${f#*:}"; done
judge "HTML of a template" --html template; for f in article:98 furniture:98 title:85 notice:100; do at_least "HTML of a template" "${f%:*}" "${f#*:}"; done
judge "HTML of one cell" --html soup; for f in article:98 furniture:98 title:95 notice:100 related:85; do at_least "HTML of one cell" "${f%:*}" "${f#*:}"; done
judge "sentences" --notices; for f in notices:97 found:98 left-out:98 misses:100; do at_least sentences "${f%:*}" "${f#*:}"; done
for manner in plain template soup; do
    judge "sentences as HTML, $manner" --notices --html $manner
    for f in notices:88 found:90 misses:100; do at_least "sentences as HTML, $manner" "${f%:*}" "${f#*:}"; done
done
echo "1..$n"
exit $failed
