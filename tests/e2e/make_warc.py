#!/usr/bin/env python3
"""Writes the pages of a folder as a web archive, with the other records that crawlers write around them, to standard output.
usage: make_warc.py FOLDER [plain|record|whole] [PADDING]    record: a gzip member each; whole: one; PADDING: bytes of a picture behind each page"""
import gzip, os, sys, zlib

folder, packing, padding = sys.argv[1], (sys.argv[2:] + ["record"])[0], int((sys.argv[3:] + ["0"])[0])
out = sys.stdout.buffer
whole = zlib.compressobj(6, zlib.DEFLATED, 31)
count = 0


def write(kind, uri, content_type, block):
    global count
    count += 1
    head = ("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nWARC-Date: 2022-02-03T04:05:%02dZ\r\n%s"
            "Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, count, count % 60, uri and "WARC-Target-URI: %s\r\n" % uri, content_type, len(block)))
    record = head.encode() + block + b"\r\n\r\n"
    out.write(gzip.compress(record, mtime=0) if packing == "record" else whole.compress(record) if packing == "whole" else record)


def answer(uri, status, content_type, body, headers=""):
    write("request", uri, "application/http; msgtype=request", b"GET / HTTP/1.1\r\nHost: warc.example\r\n\r\n")
    write("response", uri, "application/http; msgtype=response", ("HTTP/1.1 %s\r\nContent-Type: %s\r\n%s\r\n" % (status, content_type, headers)).encode() + body)


write("warcinfo", "", "application/warc-fields", b"software: make_warc.py\r\nformat: WARC File Format 1.1\r\n")
answer("http://warc.example/robots.txt", "200 OK", "text/plain", b"User-agent: *\n")
paths = sorted(os.path.join(root, name)[len(folder) + 1:] for root, _, names in os.walk(folder) for name in names)
for i, path in enumerate(paths):
    with (gzip.open if path.endswith(".gz") else open)(os.path.join(folder, path), "rb") as f:
        page = f.read()
    uri = "http://warc.example/" + path.split(".")[0]
    if i % 3 == 0:
        answer(uri, "200 OK", "text/html; charset=utf-8", page)
    elif i % 3 == 1:
        answer(uri, "200 OK", "text/html", gzip.compress(page, mtime=0), "Content-Encoding: gzip\r\n")
    else:
        half = len(page) // 2
        answer(uri, "200 OK", "text/html", b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, page[:half], len(page) - half, page[half:]), "Transfer-Encoding: chunked\r\n")
    answer(uri + ".png", "200 OK", "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * padding)
    answer(uri + "/old", "301 Moved Permanently", "text/html", b"<html>moved</html>", "Location: %s\r\n" % uri)
    write("revisit", uri, "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
if packing == "whole":
    out.write(whole.flush())
