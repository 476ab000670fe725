/* A server on loopback that says exactly the bytes it is told to: one thread, one connection after the other. */
#ifndef TESTS_LOOPBACK_H
#define TESTS_LOOPBACK_H
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct loopback {
    int listener;
    unsigned port;
    pthread_t thread;
    /* Answers one request (head and body) on the socket; returns false to end the server. */
    void (*answer)(struct loopback *s, int fd, const char *path, const char *request);
    int requests;
    char last[8192];
} loopback;

static void say(int fd, const char *text) {
    size_t n = strlen(text);
    while (n) {
        ssize_t k = send(fd, text, n, MSG_NOSIGNAL);
        if (k <= 0)
            return;
        text += k;
        n -= (size_t)k;
    }
}

static void *loopback_main(void *context) {
    loopback *s = context;
    for (int fd; (fd = accept(s->listener, NULL, NULL)) >= 0; close(fd)) {
        static char request[65536], path[4096];
        size_t n = 0;
        ssize_t k;
        while (n + 1 < sizeof request && (k = recv(fd, request + n, sizeof request - 1 - n, 0)) > 0) {
            n += (size_t)k;
            request[n] = '\0';
            char *end = strstr(request, "\r\n\r\n"), *length = strstr(request, "Content-Length: ");
            if (end && n >= (size_t)(end + 4 - request) + (length ? strtoul(length + 16, NULL, 10) : 0))
                break;
        }
        request[n] = '\0';
        char *space = strchr(request, ' '), *after = space ? strchr(space + 1, ' ') : NULL;
        if (!after)
            continue;
        snprintf(path, sizeof path, "%.*s", (int)(after - space - 1), space + 1);
        snprintf(s->last, sizeof s->last, "%.8000s", request);
        s->requests++;
        if (strcmp(path, "/stop-the-server") == 0)
            return close(fd), NULL;
        s->answer(s, fd, path, request);
    }
    return NULL;
}

static void loopback_start(loopback *s) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->listener, (struct sockaddr *)&a, sizeof a) || listen(s->listener, 16) || getsockname(s->listener, (struct sockaddr *)&a, &n))
        exit(99);
    s->port = ntohs(a.sin_port);
    pthread_create(&s->thread, NULL, loopback_main, s);
}

static void loopback_stop(loopback *s) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((in_port_t)s->port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        say(fd, "GET /stop-the-server HTTP/1.1\r\n\r\n");
    pthread_join(s->thread, NULL);
    close(fd);
    close(s->listener);
}
#endif
