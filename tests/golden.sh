#!/usr/bin/env bash
# Runs the golden folders: tests/golden/ROOM/NNNN-name/ holds
#   args              the command line after `courant`, one word a line; run inside the folder
#   input*            whatever the args name; `stdin`, where there, is given on standard input
#   expected          what standard output must be, byte for byte
#   stderr, exit      likewise, where they matter (exit: 0 when absent; stderr: not compared when absent)
# Prints TAP. usage: golden.sh [--accept] COURANT [FOLDER...]
set -u
cd "$(dirname "$0")/.."
accept=
[ "${1:-}" = --accept ] && { accept=1; shift; }
courant=$(realpath "${1:?usage: golden.sh [--accept] COURANT}"); shift
[ $# -gt 0 ] || set -- tests/golden/*/*/
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
n=0 failed=0
for folder in "$@"; do
    folder=${folder%/}
    [ -f "$folder/args" ] || continue
    n=$((n + 1)); name=${folder#tests/golden/}
    mapfile -t args < "$folder/args"
    input=/dev/null; [ -f "$folder/stdin" ] && input=stdin
    (cd "$folder" && timeout 60 "$courant" "${args[@]}" < "$input") > "$scratch/out" 2> "$scratch/err"; code=$?
    want=0; [ -f "$folder/exit" ] && want=$(cat "$folder/exit")
    if [ -n "$accept" ]; then
        cp "$scratch/out" "$folder/expected"
        [ "$code" = 0 ] && rm -f "$folder/exit" || echo "$code" > "$folder/exit"
        [ -f "$folder/stderr" ] && cp "$scratch/err" "$folder/stderr"
        echo "ok $n - accepted $name"; continue
    fi
    why=
    cmp -s "$scratch/out" "$folder/expected" || why="standard output differs"
    [ "$code" = "$want" ] || why="exit $code, not $want"
    [ ! -f "$folder/stderr" ] || cmp -s "$scratch/err" "$folder/stderr" || why="standard error differs"
    if [ -z "$why" ]; then echo "ok $n - golden $name"; else
        failed=$((failed + 1)); echo "not ok $n - golden $name: $why"
        diff -u "$folder/expected" "$scratch/out" | head -20 | sed 's/^/# /'
        head -5 "$scratch/err" | sed 's/^/# stderr: /'
    fi
done
echo "1..$n"
[ $failed = 0 ]
