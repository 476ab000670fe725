#!/usr/bin/env python3
"""A web server that misbehaves, for tests/e2e: prints its port, then answers until its standard input ends."""
import gzip, socketserver, sys, threading, time

PAGE = ("<!DOCTYPE html><html lang=en><title>{0}</title><body><article><h1>{0}</h1><p>The engineers said on Monday that the old bridge over the river is safe "
        "again, and that it will open to all in the spring of the year.</p><p>Many people came to see it with their own eyes, and some had waited for two "
        "years to walk over it again, they said.</p></article></body></html>")


class Handler(socketserver.StreamRequestHandler):
    timeout = 30

    def say(self, status, headers="", body=b""):
        body = body.encode() if isinstance(body, str) else body
        self.wfile.write(f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    def handle(self):
        try:
            path = self.rfile.readline().split()[1].decode()
            headers = b""
            while (line := self.rfile.readline().strip()):
                headers += line + b"\n"
            self.answer(path, headers)
        except (OSError, IndexError):
            pass

    def answer(self, path, headers):
        if path == "/loop":
            self.say("302 Found", "Location: /loop2\r\n")
        elif path == "/loop2":
            self.say("302 Found", "Location: /loop\r\n")
        elif path == "/metadata":
            self.say("302 Found", "Location: http://169.254.169.254/latest/\r\n")
        elif path == "/file":
            self.say("301 Moved", "Location: file:///etc/passwd\r\n")
        elif path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            for _ in range(60):
                self.wfile.write(b"x")
                time.sleep(1)
        elif path == "/bomb":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n" + BOMB)
        elif path == "/short":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9999\r\n\r\n<p>short")
        elif path == "/busy":
            self.say("429 Too Many Requests", "Retry-After: 3600\r\n")
        elif path == "/gone":
            self.say("410 Gone")
        elif path == "/laughs":
            entities = "".join(f'<!ENTITY a{i} "{("&a%d;" % (i - 1)) * 10}">' for i in range(1, 12))
            self.say("200 OK", "Content-Type: application/rss+xml\r\n", f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss version="2.0"><channel><title>&a11;</title></channel></rss>')
        elif path == "/robots.txt":
            self.say("200 OK", "", "User-agent: *\nDisallow: /forbidden\n")
        elif path == "/feed":
            if b"f1" in headers:
                return self.say("304 Not Modified")
            port = self.server.server_address[1]
            links = ("/good", "/loop", "/metadata", "/slow", "/bomb", "/short", "/forbidden", "/gone")
            items = "".join(f"<item><title>Item {l}</title><link>http://127.0.0.1:{port}{l}</link><description>What the feed says of {l}, in its own words.</description></item>" for l in links)
            self.say("200 OK", 'Content-Type: application/rss+xml\r\nETag: "f1"\r\n', f"<rss version='2.0'><channel><title>Hostile</title>{items}</channel></rss>")
        else:
            self.say("200 OK", "Content-Type: text/html\r\n", PAGE.format("A page at " + path))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


BOMB = gzip.compress(bytes(200 << 20), 6)
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
