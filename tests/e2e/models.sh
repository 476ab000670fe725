#!/usr/bin/env bash
# courant models against a registry of our own: three forms, interruptions, lies, full disks, two at once. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); trap 'rm -rf "$dir"; [ -z "${server:-}" ] || kill "$server" 2> /dev/null' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | cut -c1-300 | sed 's/^/# /'; fi; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
: > "$dir/none.conf"
export HOME=$dir/home
data=$dir/data
c() { timeout 120 "$courant" models "$@" --config "$dir/none.conf" --data "$data"; }
said() { grep -q -- "$1" "$2"; }
only_one_line() { [ "$(wc -l < "$1")" = 1 ]; }
nothing_left() { [ -z "$(find "$data/models" -name '*.part' -o -name '*.zst' -o -path '*/.incoming/*' 2> /dev/null)" ]; }

scripts/make-model --dictionary "$dir/plain" && scripts/make-model --dictionary --vocabularies 2 --seed 2 "$dir/two" || { echo "1..0 # SKIP no models could be made"; exit 0; }
mkdir "$dir/server"; python3 tests/e2e/registry_server.py "$dir/plain" "$dir/server" & server=$!
for _ in $(seq 100); do [ -s "$dir/server/port" ] && break; sleep .1; done
base=http://127.0.0.1:$(cat "$dir/server/port")
v2=$base/v1/buckets/main/collections/translations-models-v2/records v1=$base/v1/buckets/main/collections/translations-models/records
how() { printf '%s' "$1" > "$dir/server/behaviour"; : > "$dir/server/log"; }
# Bytes of attachments sent since the last `how`, and the ranges asked for.
served() { python3 -c 'import json, sys
print(sum(x["bytes"] for x in map(json.loads, open(sys.argv[1])) if "/attachments/" in x["path"] and sys.argv[2] in x["path"]))' "$dir/server/log" "${1:-}"; }
ranges() { python3 -c 'import json, sys
print(sum(1 for x in map(json.loads, open(sys.argv[1])) if x["range"] and x["status"] == 206))' "$dir/server/log"; }
size=$(($(stat -c %s "$dir/plain/model.bin") + 9 + 3 * 3)) # of the packed model: a frame's head and its blocks'
how '{}'

# Which there are.
c list > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "no translation model is installed" "$dir/out"; check $? "an empty list says so" "$dir/out"
c available "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^fr-en *tiny *2.0a1 " "$dir/out" && said "^en-fr *base-memory *2.1" "$dir/out" && ! said " 9.0 " "$dir/out"; check $? "available lists what is released" "$dir/out"
c available --json "$v2" > "$dir/out" 2> "$dir/err"; python3 - "$dir/out" <<'PY'
import json, sys
a = [json.loads(line) for line in open(sys.argv[1])]
assert {(x["from"], x["to"]) for x in a} == {("fr", "en"), ("en", "fr"), ("en", "zh-Hant"), ("en", "zh-Hans")}, a
assert all(x["bytes"] > 200000 and x["download_bytes"] > 200000 and not x["installed"] for x in a)
assert [x["version"] for x in a if not x["released"]] == ["2.1", "9.0"], a
PY
check $? "available --json tells all, released or not" "$dir/err"
c available "$base/models.json" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^es-en *base-memory" "$dir/out" && ! said "^es-en *tiny" "$dir/out"; check $? "a catalogue is read" "$dir/out"
for what in empty.json news.json page.html none.json; do
    c available "$base/$what" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err"; check $? "$what is no registry, in one line" "$dir/err"
done
"$courant" models available --config "$dir/none.conf" --data "$data" > "$dir/out" 2> "$dir/err"; [ $? = 2 ] && said "registry" "$dir/err"; check $? "without a registry it says where to name one" "$dir/err"
printf '[translate]\nregistry = "%s"\n' "$v2" > "$dir/mirror.conf"
"$courant" models available --config "$dir/mirror.conf" --data "$data" > "$dir/out" 2> "$dir/err"; check $? "the configured registry may be on loopback" "$dir/err"

# Adding.
c add "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 2 ] && said "fr-en" "$dir/err" && said "from LANG" "$dir/err"; check $? "without languages the choice is listed" "$dir/err"
c add --from fr --to ja "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said '"ja"' "$dir/err"; check $? "a language that is not there, in one line" "$dir/err"
"$courant" models add --from fr --to en --config "$dir/mirror.conf" --data "$data" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^fr-en/tiny-2.0a1 is installed" "$dir/out" && [ ! -s "$dir/err" ] && nothing_left
check $? "from the configured registry, quiet in a pipe" "$dir/err"
how '{}'; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "is there already" "$dir/out" && [ "$(served)" = 0 ]; check $? "a second add says it is there and fetches nothing" "$dir/out"
c add --from en --to fr "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^en-fr/base-memory-2.1 is installed" "$dir/out"; check $? "one for computers, not the one for telephones" "$dir/err"
c add --from en --to zh "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^en-zh/en-zh-Hans-base-memory-3.0 is" "$dir/out"; check $? "zh is simplified Chinese" "$dir/out"
c add --from en --to zh-Hant "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^en-zh/en-zh-Hant-base-memory-3.0 is" "$dir/out"; check $? "zh-Hant can be had" "$dir/out"
c add --from fr --to en "$v1" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^fr-en/model-1.0 is installed" "$dir/out"; check $? "the older form, files not packed" "$dir/err"
c add --from es --to en "$base/models.json" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^es-en/base-memory-[0-9a-f]\{8\} is installed" "$dir/out"; check $? "the catalogue, files packed with gzip" "$dir/err"
c add "$base/archives/fr-en.tiny.tar.gz" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^fr-en/tiny-1 is installed" "$dir/out" && nothing_left; check $? "an archive at an address" "$dir/err"
for f in model.bin vocab.spm lex.s2t.bin; do cmp -s "$dir/plain/$f" "$data/models/fr-en/model-1.0/$f" || false; done; check $? "what is installed is what was packed"
c available "$v2" > "$dir/out" 2> "$dir/err"; said "^fr-en .* installed" "$dir/out"; check $? "available says what is installed" "$dir/out"

# Interrupted: by the server, by kill -9, by Ctrl-C, by a server that cannot go on.
c remove fr-en > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "3 models" "$dir/out" && [ ! -e "$data/models/fr-en" ]; check $? "remove takes all of a pair and says what is free" "$dir/out"
how '{"drop_after": 100000}'; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ "$(served model.)" = "$size" ] && [ "$(ranges)" = 2 ]; check $? "a connection that is lost is taken up within one call: $(served model.) bytes for $size" "$dir/err"
c remove fr-en > /dev/null; how '{"drop_after": 30000}'; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "goes on" "$dir/err"; check $? "one that is lost again and again is said, in one line" "$dir/err"
c list > "$dir/out"; said "unfinished: fr-en" "$dir/out" && ! said "^fr-en" "$dir/out"; check $? "half a model is not listed as a model" "$dir/out"
before=$(served model.); how '{}'; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ "$((before + $(served model.)))" = "$size" ] && nothing_left; check $? "the next call goes on: $before and $(served model.) bytes for $size" "$dir/err"
for signal in KILL INT; do
    c remove fr-en > /dev/null; how '{"slow": 20}'
    "$courant" models add --from fr --to en "$v2" --config "$dir/none.conf" --data "$data" > "$dir/out" 2> "$dir/err" & adding=$!
    for _ in $(seq 200); do part=$(find "$data/models/.incoming" -name 'model.bin.part' -size +60k 2> /dev/null); [ -n "$part" ] && break; sleep .05; done
    kill -$signal $adding; wait $adding 2> /dev/null; code=$?
    before=$(stat -c %s "$part"); c list > "$dir/listed"
    [ -n "$part" ] && ! said "^fr-en" "$dir/listed" && { [ $signal = KILL ] || { [ $code = 1 ] && said "goes on" "$dir/err"; }; }; check $? "stopped by SIG$signal after $before bytes (exit $code)" "$dir/err"
    sleep .2; how '{}'; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ "$((before + $(served model.)))" = "$size" ] && [ "$(ranges)" = 1 ] && nothing_left
    check $? "the next add went on from there: $(served model.) more bytes for $size" "$dir/err"
done
# Killed while an archive comes, and while it is unpacked: what lies there of both.
c remove fr-en > /dev/null; how '{"slow": 20}'
"$courant" models add "$base/archives/fr-en.tiny.tar.gz" --config "$dir/none.conf" --data "$data" > "$dir/out" 2> "$dir/err" & adding=$!
for _ in $(seq 200); do part=$(find "$data/models/.incoming" -name 'archive.part' -size +20k 2> /dev/null); [ -n "$part" ] && break; sleep .05; done
kill -KILL $adding; wait $adding 2> /dev/null
mkdir -p "${part%/fetched/*}/unpacked/fr-en.tiny"; for f in model.bin vocab.spm model_info.json; do echo half > "${part%/fetched/*}/unpacked/fr-en.tiny/$f"; done
how '{}'; c add "$base/archives/fr-en.tiny.tar.gz" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ -n "$part" ] && said "^fr-en/tiny-1 is installed" "$dir/out" && nothing_left; check $? "an archive that was half unpacked is unpacked anew" "$dir/err"
c remove fr-en > /dev/null; how '{"drop_after": 30000}'; c add --from fr --to en "$v2" > /dev/null 2>&1; how '{"ignore_range": true}'
c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ "$(served model.)" = "$size" ]; check $? "a server that ignores ranges is taken from the beginning" "$dir/err"
cmp -s "$data/models/fr-en/tiny-2.0a1/vocab.spm" "$dir/plain/vocab.spm"; check $? "what went on is whole"

# Lies: bytes, lengths, hashes.
for what in model. vocab. lex.; do
    c remove fr-en > /dev/null 2>&1; how "{\"corrupt\": \"$what\"}"; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"
    [ $? = 1 ] && only_one_line "$dir/err" && said "SHA-256" "$dir/err" && [ ! -e "$data/models/fr-en" ] && [ -z "$(find "$data/models/.incoming" -name "${what}*" -size +0 2> /dev/null)" ]
    check $? "${what}* with another byte is refused and not kept" "$dir/err"
    how "{\"longer\": \"$what\"}"; c add --from fr --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "announced" "$dir/err"; check $? "${what}* longer than announced is refused" "$dir/err"
done
how '{"corrupt": "model."}'; c add --from en --to es "$base/models.json" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && [ ! -e "$data/models/en-es" ]; check $? "a damaged packing is refused" "$dir/err"
how '{}'; c add --from en --to es "$base/models.json" > "$dir/out" 2> "$dir/err"; check $? "and once it is whole, it comes" "$dir/err"

# A full disk.
rm -rf "$data/models/fr-en" "$data/models/.incoming"
(ulimit -f 100; c add --from fr --to en "$v2") > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "no room" "$dir/err" && [ ! -e "$data/models/fr-en" ] && nothing_left
check $? "no room: one line, nothing left" "$dir/err"
mkdir "$dir/small"; if mount -t tmpfs -o size=300k none "$dir/small" 2> /dev/null; then
    for from in es-en:$base/models.json fr-en:$v2; do
        pair=${from%%:*}; "$courant" models add --from "${pair%-*}" --to "${pair#*-}" "${from#*:}" --config "$dir/none.conf" --data "$dir/small" > "$dir/out" 2> "$dir/err"
        [ $? = 1 ] && only_one_line "$dir/err" && said "no room" "$dir/err" && [ -z "$(find "$dir/small" -type f)" ]; check $? "a disk of 300 KB and $pair: one line, nothing left" "$dir/err"
    done
    umount "$dir/small"
else skip "a disk of 300 KB" "no tmpfs can be mounted here"; fi

# Two at once.
how '{"slow": 5}'; c add --from fr --to en "$v2" > "$dir/out1" 2> "$dir/err1" & one=$!
c add --from fr --to en "$v2" > "$dir/out2" 2> "$dir/err2"; code=$?; wait $one
[ $? = 0 ] && [ $code = 0 ] && cat "$dir/out1" "$dir/out2" > "$dir/out" && said "is installed" "$dir/out" && said "is there already" "$dir/out" && [ "$(served model.)" = "$size" ] && nothing_left
check $? "two at once: one fetches, the other waits and finds it there" "$dir/out"

# From this disk.
mkdir -p "$HOME/.local/share/translateLocally" && tar -xzf <(python3 -c "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen('$base/archives/fr-en.tiny.tar.gz').read())") -C "$HOME/.local/share/translateLocally"
c list > "$dir/out"; said "courant models add $HOME/.local/share/translateLocally/fr-en.tiny$" "$dir/out"; check $? "what translateLocally keeps is offered" "$dir/out"
c add "$HOME/.local/share/translateLocally/fr-en.tiny" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^fr-en/tiny-1 is installed" "$dir/out"; check $? "and can be added" "$dir/err"
c list > "$dir/out"; ! said "courant models add" "$dir/out"; check $? "and is then not offered again" "$dir/out"
c add "$dir/plain" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "from LANG" "$dir/err"; check $? "a folder that does not tell its languages is asked for them" "$dir/err"
mkdir "$dir/named"; for f in model:model.iten.intgemm.alphas.bin vocab:vocab.iten.spm lex.s2t:lex.50.50.iten.s2t.bin; do cp "$dir/plain/${f%%:*}".[bs]* "$dir/named/${f#*:}"; done; gzip -k "$dir/named"/model* && rm "$dir/named"/model*.bin
c add "$dir/named" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^it-en/" "$dir/out" && cmp -s "$data/models/it-en/"*/model.bin "$dir/plain/model.bin"; check $? "a folder of files, packed ones too, by their names" "$dir/err"
c add --from pt --to en "$dir/two/model.bin" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && cmp -s "$data/models/pt-en/"*/trgvocab.spm "$dir/two/trgvocab.spm"; check $? "a model's file with two vocabularies beside it" "$dir/err"
tar -C "$dir" -cf - plain | zstd -q > "$dir/x.tar.zst" 2> /dev/null && { c add --from ca --to en "$dir/x.tar.zst" > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said "^ca-en/" "$dir/out"; }; check $? "an archive on this disk" "$dir/err"
ln -s /etc/passwd "$dir/plain/vocab2.spm"; tar -C "$dir" -czf "$dir/link.tar.gz" plain; rm "$dir/plain/vocab2.spm"
tar -C "$dir" --transform 's,^plain/,../../plain/,' -P -czf "$dir/up.tar.gz" plain
for bad in link up; do c add --from sv --to en "$dir/$bad.tar.gz" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "refused" "$dir/err" && [ ! -e "$data/models/sv-en" ] && nothing_left; check $? "an archive with a $bad is refused" "$dir/err"; done

# Checking and removing.
c check > "$dir/out" 2> "$dir/err"; check $? "all that is installed checks" "$dir/out"
printf x | dd of="$data/models/it-en/$(ls "$data/models/it-en")/model.bin" bs=1 seek=200000 conv=notrunc 2> /dev/null
c check it-en > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && said "it-en" "$dir/out"; check $? "a byte changed on the disk is found" "$dir/out"
head -c 100000 "$dir/plain/model.bin" > "$dir/named/model.iten.intgemm.alphas.bin"; rm -f "$dir/named"/*.gz
c remove it-en > /dev/null; c add "$dir/named" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && [ ! -e "$data/models/it-en" ] && nothing_left; check $? "half a model file is never installed" "$dir/err"
# Damaged: told, passed over, mended or taken away.
scripts/make-model --dictionary --seed 5 "$dir/second"; data=$dir/hurt
t() { echo "El tren llega hoy." | timeout 60 "$courant" translate --from es --to en --config "$dir/none.conf" --data "$data" --json > "$dir/out" 2> "$dir/err"; }
c add --from es --to en "$dir/plain" --json > "$dir/out"; python3 -c 'import json, sys; x = json.loads(open(sys.argv[1]).read()); assert x["added"] is True and x["name"].startswith("es-en/")' "$dir/out"; check $? "add --json is an object" "$dir/out"
c add --from es --to en "$dir/second" > /dev/null; hurt=$(c list --json | python3 -c 'import json, sys; print([x["name"] for x in map(json.loads, sys.stdin) if x["in_use"]][0])'); other=$(c list --json | python3 -c 'import json, sys; print([x["name"] for x in map(json.loads, sys.stdin) if not x["in_use"]][0])')
dd if=/dev/zero of="$data/models/$hurt/model.bin" bs=1 count=4000 conv=notrunc 2> /dev/null
t; [ $? = 0 ] && only_one_line "$dir/err" && said "$hurt" "$dir/err" && said "\"model\": \"$other\"" "$dir/out"; check $? "one that cannot be opened is said, and the other of its pair used" "$dir/err"
truncate -s 2000 "$data/models/$hurt/model.bin"
t; [ $? = 0 ] && only_one_line "$dir/err" && said "$hurt is damaged" "$dir/err" && said "\"model\": \"$other\"" "$dir/out"; check $? "one that is cut short likewise" "$dir/err"
c check es-en > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && said "^$hurt WRONG  damaged" "$dir/out" && said "^$other ok" "$dir/out"; check $? "check names the damaged one" "$dir/out"
for from in plain second; do c add --from es --to en "$dir/$from" > /dev/null 2> "$dir/err"; done; [ "$(ls "$data/models/es-en" | wc -l)" = 2 ] && c check > "$dir/out" 2>&1; check $? "adding it again mends it and makes no twin" "$dir/out"
c remove es-en fr-ja > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && [ "$(ls "$data/models/es-en" | wc -l)" = 2 ]; check $? "an unknown name among others: nothing is removed" "$dir/err"
truncate -s 2000 "$data/models/$hurt/model.bin"; mkdir -p "$data/models/es-en/mine"; echo > "$data/models/es-en/mine/letter"
c remove "$hurt" --json > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && said '"damaged": true' "$dir/out" && [ ! -e "$data/models/$hurt" ]; check $? "a damaged one is removed by its name" "$dir/err"
truncate -s 2000 "$data/models/$other/model.bin"; c remove es-en > "$dir/out" 2> "$dir/err"; [ $? = 0 ] && [ ! -e "$data/models/$other" ] && [ -e "$data/models/es-en/mine/letter" ]; check $? "and by its pair, and nothing else that lies there" "$dir/err"
c remove es-en > "$dir/out" 2> "$dir/err"; [ $? = 1 ]; check $? "what is no model is not removed"
how '{}'; for tag in french xx; do c add --from $tag --to en "$v2" > "$dir/out" 2> "$dir/err"; [ $? = 2 ] && said "$tag" "$dir/err" && [ ! -s "$dir/server/log" ]; check $? "--from $tag is refused before anything is asked" "$dir/err"; done
c add --from fr --to en "http://127.0.0.1:1/x.json" > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "can be added instead" "$dir/err"; check $? "a registry out of reach: the line says what else can be done" "$dir/err"
data=$dir/data
c remove xx-yy > "$dir/out" 2> "$dir/err"; [ $? = 1 ] && only_one_line "$dir/err" && said "fr-en/tiny-1" "$dir/err"; check $? "removing what is not there lists what is" "$dir/err"
for pair in $(ls "$data/models"); do c remove "$pair" > /dev/null || failed=1; done; [ -z "$(find "$data/models" -mindepth 1)" ]; check $? "removed is removed"

# The question of `courant run`: once, on a terminal alone; Enter is no.
cat > "$dir/ask.py" <<'PY'
import os, pty, select, signal, socket, sys, time
courant, conf, data, answer = sys.argv[1:5]
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
pid, fd = pty.fork()
if pid == 0:
    os.execv(courant, [courant, "run", "--no-starter", "--config", conf, "--data", data, "--listen", "127.0.0.1:%d" % port])
out, sent, end = b"", False, time.time() + 60
while time.time() < end and b"serving on" not in out:
    if select.select([fd], [], [], .2)[0]:
        try:
            out += os.read(fd, 65536)
        except OSError:
            break
    if b"[y/N]" in out and not sent:
        os.write(fd, answer.encode() + b"\n")
        sent = True
os.kill(pid, signal.SIGINT)
for _ in range(100):
    if os.waitpid(pid, os.WNOHANG)[0]:
        break
    if select.select([fd], [], [], .1)[0]:
        try:
            out += os.read(fd, 65536)
        except OSError:
            pass
sys.stdout.buffer.write(out)
PY
how '{}'; printf '[site]\nmain = en\neditions = {en, fr}\n[translate]\nregistry = "%s"\n' "$v2" > "$dir/ask.conf"
ask() { python3 "$dir/ask.py" "$courant" "$dir/ask.conf" "$1" "$2" > "$dir/out"; }
ask "$dir/one" ""; said "fr-en en-fr" "$dir/out" && said "about 50 MB" "$dir/out" && said "serving on" "$dir/out" && [ "$(served)" = 0 ] && [ ! -e "$dir/one/models" ]; check $? "courant run asks, and Enter is no" "$dir/out"
ask "$dir/one" y; ! said "y/N" "$dir/out" && said "serving on" "$dir/out" && [ ! -e "$dir/one/models" ]; check $? "and asks once" "$dir/out"
ask "$dir/two-of-them" y; said "serving on" "$dir/out" && said "fr-en/tiny-2.0a1 is installed" "$dir/out" && said "en-fr/base-memory-2.1 is installed" "$dir/out"; check $? "yes fetches them first" "$dir/out"
"$courant" run --no-starter --no-fetch --config "$dir/ask.conf" --data "$dir/three" --listen 127.0.0.1:0 < /dev/null > "$dir/out" 2> "$dir/err" & adding=$!
sleep 1; kill -INT $adding; wait $adding 2> /dev/null; ! said "y/N" "$dir/err" && [ ! -e "$dir/three/models-asked" ]; check $? "nobody is asked without a terminal" "$dir/err"
kill "$server"; wait "$server" 2> /dev/null; server=
echo "1..$n"
exit $failed
