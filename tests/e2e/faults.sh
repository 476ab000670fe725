#!/usr/bin/env bash
# What a disk does to a store: full, read-only, half of the file gone, a store of a newer Courant, no store at all. Each ends with exit 1
# and one line that says what to do; what was stored is there afterwards. TAP. A disk of our own needs leave to mount: skipped without.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); disk=$dir/disk
trap 'umount "$disk" 2> /dev/null; rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | sed 's/^/# /'; fi; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
: > "$dir/none.conf"
c() { timeout 120 "$courant" "$@" --config "$dir/none.conf"; }
# refused NAME WORDS COMMAND...: exit 1, one line on standard error that holds the words
refused() {
    local name=$1 words=$2 code; shift 2
    c "$@" > "$dir/out" 2> "$dir/err"; code=$?
    [ $code = 1 ] && [ "$(wc -l < "$dir/err")" = 1 ] && grep -q -- "$words" "$dir/err"
    check $? "$name (exit $code)" "$dir/err"
}

python3 tests/e2e/make_pages.py "$dir/pages" 400 11
find "$dir/pages" -type f -size 0 -delete # each would be a line of its own
c import --quiet --data "$dir/calm" "$dir/pages" > /dev/null 2> "$dir/err"; check $? "an undisturbed import" "$dir/err"
c export jsonl --data "$dir/calm" > "$dir/calm.jsonl"

# ---- a disk that is full, then has room again, then cannot be written ----
mkdir "$disk"
if mount -t tmpfs -o size=1500k none "$disk" 2> /dev/null; then
    refused "a full disk is one clear line" "disk is full" import --quiet --data "$disk/store" "$dir/pages"
    for k in $(seq 12); do c import --quiet --data "$disk/store" "$dir/pages" > /dev/null 2>&1; done # more often than a document may fail
    refused "again and again" "disk is full" import --quiet --data "$disk/store" "$dir/pages"
    mount -o remount,size=200m "$disk"
    c import --quiet --data "$disk/store" "$dir/pages" > /dev/null 2> "$dir/err"; check $? "with room the import goes on" "$dir/err"
    c export jsonl --data "$disk/store" > "$dir/full.jsonl" 2> "$dir/err"
    cmp "$dir/calm.jsonl" "$dir/full.jsonl" > "$dir/cmp" 2>&1; check $? "nothing is lost, nothing is twice: the same export" "$dir/cmp"
    mount -o remount,ro "$disk"
    refused "a read-only folder is one clear line" "cannot be written\|Read-only\|cannot be opened" import --quiet --data "$disk/store" "$dir/pages"
    mount -o remount,rw "$disk"
    c export jsonl --data "$disk/store" 2> "$dir/err" | cmp -s - "$dir/calm.jsonl"; check $? "and all is there afterwards" "$dir/err"
    umount "$disk"
else
    skip "a full disk" "no leave to mount a small disk here"
    skip "a read-only folder" "no leave to mount a small disk here"
fi

# ---- standard output that is full ----
if [ -e /dev/full ]; then
    for command in "export jsonl" "status --json"; do
        c $command --data "$dir/calm" > /dev/full 2> "$dir/err"; code=$?
        [ $code = 1 ] && grep -qi "standard output.*\(space\|full\)" "$dir/err"; check $? "$command into a full disk says so (exit $code)" "$dir/err"
    done
fi

# ---- a damaged store: half of the file, then noise ----
mkdir "$dir/half" "$dir/noise"
head -c "$(($(stat -c %s "$dir/calm/courant.db") / 2))" "$dir/calm/courant.db" > "$dir/half/courant.db"
refused "half a store: export" "damaged" export jsonl --data "$dir/half"
refused "half a store: import" "damaged" import --quiet --data "$dir/half" "$dir/pages"
head -c 100000 /dev/urandom > "$dir/noise/courant.db"
for command in status "export jsonl" "search bridge"; do refused "noise as a store: $command" "damaged" $command --data "$dir/noise"; done

# ---- a newer store: left exactly as it is ----
cp -r "$dir/calm" "$dir/newer"
python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA user_version = 999"); c.commit()' "$dir/newer/courant.db"
sum=$(sha256sum < "$dir/newer/courant.db")
for command in status "import --quiet $dir/pages" "export jsonl" retry; do refused "a newer store: ${command%% *}" "newer Courant" $command --data "$dir/newer"; done
[ "$sum" = "$(sha256sum < "$dir/newer/courant.db")" ]; check $? "the newer store is as it was"

# ---- no store, a folder that cannot be, no value ----
refused "no store yet" "no store here yet" status --data "$dir/nowhere"
[ ! -e "$dir/nowhere" ]; check $? "asking makes no folder"
touch "$dir/file"
refused "a folder below a file" "Not a directory" import --quiet --data "$dir/file/x" "$dir/pages"
c status --data= > /dev/null 2> "$dir/err"; [ $? = 2 ] && grep -q "data wants DIR" "$dir/err"; check $? "an empty --data is refused" "$dir/err"

# ---- backup: never onto the store, and whole ----
refused "a backup onto the store itself" "the store itself" backup "$dir/calm/courant.db" --data "$dir/calm"
refused "a backup into a folder that is not there" "No such file" backup "$dir/none/copy.db" --data "$dir/calm"
mkdir "$dir/copy"
c backup --quiet "$dir/copy/courant.db" --data "$dir/calm" 2> "$dir/err" && c export jsonl --data "$dir/copy" 2> "$dir/err" | cmp -s - "$dir/calm.jsonl"
check $? "a backup holds everything" "$dir/err"

# ---- two programs on one store ----
c import --quiet --data "$dir/two" "$dir/pages" > /dev/null 2> "$dir/err1" & one=$!
c import --quiet --data "$dir/two" "$dir/pages" > /dev/null 2> "$dir/err2" & two=$!
wait $one; a=$?; wait $two; b=$?
[ $a = 0 ] && [ $b = 0 ]; check $? "two imports at once both end well ($a, $b)" "$dir/err1"
c export jsonl --data "$dir/two" 2> "$dir/err" | cmp -s - "$dir/calm.jsonl"; check $? "with the same export as one" "$dir/err"

# ---- a translation server that is away: its work waits, and nobody waits for it ----
printf '[site]\nmain = "en"\neditions = {"en", "ja"}\n[translate]\nengines = {"libretranslate"}\nlibretranslate_url = "http://127.0.0.1:1"\n' > "$dir/away.conf"
mkdir "$dir/one"
echo "The mayor said on Monday that the bridge over the river is open. People came to see it, he said in the hall of the town." > "$dir/one/a.txt"
timeout 60 "$courant" import --quiet --translate --config "$dir/away.conf" --data "$dir/away" "$dir/one" > /dev/null 2> "$dir/err"; check $? "an import with its server away ends" "$dir/err"
"$courant" status --config "$dir/away.conf" --data "$dir/away" > "$dir/status" 2>&1; grep -q "to translate: 2 owed.* 0 set aside" "$dir/status"
check $? "the translations are still owed" "$dir/status"
echo "1..$n"
exit $failed
