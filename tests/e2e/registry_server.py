#!/usr/bin/env python3
"""A registry of translation models on loopback, in the three JSON forms of the Firefox project, that misbehaves on demand.

usage: registry_server.py MODEL_FOLDER WORK_FOLDER
MODEL_FOLDER holds model.bin, vocab.spm and lex.s2t.bin. Writes WORK_FOLDER/port when it listens, a line for each request to
WORK_FOLDER/log (JSON: path, range, status, bytes sent), and reads WORK_FOLDER/behaviour (JSON) before each answer:
  drop_after N      close the connection after N bytes of an attachment     ignore_range   always send the whole
  slow MS           so long between pieces of 4 KiB                         no_etag        no validator
  corrupt NAME      one byte of that attachment is another                  longer NAME    a byte too much
Forms: /v1/buckets/main/collections/translations-models-v2/records (zstd; the root document at /v1/ names the files' place),
/v1/buckets/main/collections/translations-models/records (older, not packed), /models.json (catalogue, gzip), and
/archives/fr-en.tiny.tar.gz (as translateLocally distributes them)."""
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import struct
import sys
import tarfile
import threading
import time

models, work = sys.argv[1], sys.argv[2]
files, lock = {}, threading.Lock()


def read(name):
    with open(os.path.join(models, name), "rb") as f:
        return f.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def zstd(data):
    """A frame of raw blocks (RFC 8878): packed in form only, which needs no library."""
    out = bytearray(struct.pack("<IBI", 0xFD2FB528, 0xA0, len(data)))
    pieces = [data[i:i + 100000] for i in range(0, len(data), 100000)] or [b""]
    for i, piece in enumerate(pieces):
        out += struct.pack("<I", (len(piece) << 3) | (i == len(pieces) - 1))[:3] + piece
    return bytes(out)


content = {"model": read("model.bin"), "vocab": read("vocab.spm"), "lex": read("lex.s2t.bin")}
# another model of the same form: one byte of its last weights
other = dict(content, model=content["model"][:-2000] + bytes([content["model"][-2000] ^ 1]) + content["model"][-1999:])
NAMES = {"model": "model.%s.intgemm.alphas.bin", "vocab": "vocab.%s.spm", "lex": "lex.50.50.%s.s2t.bin"}


def records(older):
    out = []
    pairs = [("fr", "en", "tiny", "1.0", "", content), ("fr", "en", "tiny", "2.0a1", "", other), ("fr", "en", "tiny", "9.0", "env.channel == 'nightly'", other),
             ("en", "fr", "base-memory", "2.1", "env.appinfo.OS != 'Android'", content), ("en", "fr", "tiny", "2.1", "env.appinfo.OS == 'Android'", content),
             ("en", "zh-Hant", "base-memory", "3.0", "", other), ("en", "zh-Hans", "base-memory", "3.0", "", content)]
    for source, target, architecture, version, condition, these in pairs:
        for kind, data in these.items():
            if older and (architecture != "tiny" or version == "2.0a1"):
                continue
            name = NAMES[kind] % (source + target)
            packed = data if older else zstd(data)
            path = "%s/%s-%s/%s.%s%s" % ("old" if older else "new", source, target, version, name, "" if older else ".zst")
            files["/attachments/" + path] = packed
            attachment = {"hash": sha256(packed), "size": len(packed), "filename": name, "location": path,
                          "mimetype": "application/octet-stream" if older else "application/zstd"}
            record = {"id": "%s-%s-%s" % (path, version, kind), "name": name, "version": version, "fileType": kind, "filter_expression": condition,
                      "schema": 1, "last_modified": 1700000000000, "attachment": attachment}
            if older:
                record.update(fromLang=source, toLang=target)
            else:
                record.update(sourceLanguage=source, targetLanguage=target, architecture=architecture, decompressedSize=len(data), decompressedHash=sha256(data))
            out.append(record)
    out.append({"name": "qualityModel.fren.bin", "sourceLanguage": "fr", "targetLanguage": "en", "fileType": "qualityModel", "version": "1.0"})
    return {"data": out}


def catalogue():
    def entry(source, target, architecture, status, these):
        found = {}
        for kind, key in (("model", "model"), ("lex", "lexicalShortlist"), ("vocab", "vocab")):
            path = "models/%s-%s/%s/%s.gz" % (source, target, architecture, NAMES[kind] % (source + target))
            files["/bucket/" + path] = gzip.compress(these[kind], 1, mtime=0)
            found[key] = {"path": path}
        found["model"].update(uncompressedSize=len(these["model"]), uncompressedHash=sha256(these["model"]))
        return {"architecture": architecture, "releaseStatus": status, "sourceLanguage": source, "targetLanguage": target, "files": found}
    return {"generated": "2026-01-01T00:00:00Z", "baseUrl": "/bucket",
            "models": {"es-en": [entry("es", "en", "base-memory", "Release", content), entry("es", "en", "tiny", "Nightly", other)],
                       "en-es": [entry("en", "es", "tiny", "Release", content)]}}


def archive():
    info = {"shortName": "fr-en-tiny", "modelName": "French-English tiny", "srcTags": {"fr": "French"}, "trgTag": "en", "type": "tiny", "version": 1, "API": 1}
    config = "models:\n  - model.bin\nvocabs:\n  - vocab.spm\n  - vocab.spm\nshortlist:\n  - lex.s2t.bin\n  - false\nbeam-size: 1\nnormalize: 1.0\n"
    parts = {"model_info.json": json.dumps(info).encode(), "config.intgemm8bitalpha.yml": config.encode(), "model.bin": other["model"],
             "vocab.spm": content["vocab"], "lex.s2t.bin": content["lex"]}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        folder = tarfile.TarInfo("fr-en.tiny")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)
        for name, data in parts.items():
            one = tarfile.TarInfo("fr-en.tiny/" + name)
            one.size = len(data)
            tar.addfile(one, io.BytesIO(data))
    return out.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, status, sent):
        with lock, open(os.path.join(work, "log"), "a") as f:
            f.write(json.dumps({"path": self.path, "range": self.headers.get("Range"), "if_range": self.headers.get("If-Range"), "status": status, "bytes": sent}) + "\n")

    def whole(self, status, data, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.note(status, len(data))

    def attachment(self, data):
        try:
            with open(os.path.join(work, "behaviour")) as f:
                how = json.load(f)
        except (OSError, ValueError):
            how = {}
        if how.get("corrupt") and how["corrupt"] in self.path:
            data = data[:len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1:]
        if how.get("longer") and how["longer"] in self.path:
            data += b"x"
        etag = '"%s"' % sha256(data)[:16]
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(wanted.group(1)) if wanted and not how.get("ignore_range") and self.headers.get("If-Range") in (None, etag) else 0
        if start >= len(data):
            self.whole(416, b"")
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if not how.get("no_etag"):
            self.send_header("ETag", etag)
        if start:
            self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data)))
        self.end_headers()
        sent, most = 0, how.get("drop_after") or len(data)
        try:
            while start + sent < len(data) and sent < most:
                piece = data[start + sent:start + min(sent + 4096, most)]
                self.wfile.write(piece)
                self.wfile.flush()
                sent += len(piece)
                if how.get("slow"):
                    time.sleep(how["slow"] / 1000)
        except OSError:
            pass
        self.note(206 if start else 200, sent)
        if start + sent < len(data):
            self.close_connection = True
            self.connection.close()

    def do_GET(self):
        path = self.path.split("?")[0]
        if path in ("/v1/", "/v1"):
            self.whole(200, json.dumps({"project_name": "ours", "capabilities": {"attachments": {"base_url": "http://%s/attachments/" % self.headers["Host"]}}}).encode())
        elif path in pages:
            self.whole(200, pages[path])
        elif path in files:
            self.attachment(files[path])
        else:
            self.whole(404, b"{}")


pages = {"/v1/buckets/main/collections/translations-models-v2/records": json.dumps(records(False)).encode(),
         "/v1/buckets/main/collections/translations-models/records": json.dumps(records(True)).encode(),
         "/models.json": json.dumps(catalogue()).encode(), "/empty.json": b'{"data": []}', "/news.json": b'{"items": []}', "/page.html": b"<html>"}
files["/archives/fr-en.tiny.tar.gz"] = archive()


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # a client that is killed


server = Server(("127.0.0.1", 0), Handler)
with open(os.path.join(work, "port.new"), "w") as f:
    f.write(str(server.server_address[1]))
os.rename(os.path.join(work, "port.new"), os.path.join(work, "port"))
server.serve_forever()
