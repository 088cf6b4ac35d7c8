/* The floor: a websocket server that does nothing but send(). One thread, one epoll, no checks, no TLS.
 *
 *   send PORT SCHEDULE
 *
 * A client names its topics in the path (`/?topics=3,20`). SCHEDULE has a line an event: the topics it goes to.
 * `run RATE EVENTS SIZE BATCH` on stdin sends EVENTS events, RATE a second (0: as fast as it can) of SIZE
 * bytes; one send() a frame, or one for BATCH frames. Answers `done FRAMES SECONDS`.
 */
#include "common.h"
#include <poll.h>

struct list { int *items; int count, room; };

static void add(struct list *list, int item) {
    if (list->count == list->room) list->items = realloc(list->items, (list->room = list->room * 2 + 8) * sizeof(int));
    list->items[list->count++] = item;
}

static struct list *members, *events; /* fds by topic, topics by event */
static int topics, scheduled, epoll_fd;

static struct list *of(int topic) {
    if (topic >= topics) {
        members = realloc(members, (topic + 1) * sizeof *members);
        memset(members + topics, 0, (topic + 1 - topics) * sizeof *members);
        topics = topic + 1;
    }
    return &members[topic];
}

static void upgrade(int fd, char *head) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    char *stop = strchr(head, '\n'), *at = strstr(head, "topics=");
    if (at && at < stop)
        for (at += 7; *at >= '0' && *at <= '9'; at += *at == ',') add(of(strtol(at, &at, 10)), fd);
    send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
}

static void write_to(int fd, const char *data, size_t size) {
    while (size) {
        ssize_t sent = send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EAGAIN) {
            struct pollfd full = {.fd = fd, .events = POLLOUT};
            poll(&full, 1, 1000);
            continue;
        }
        if (sent < 0) return;
        data += sent;
        size -= sent;
    }
}

static void run(double rate, int wanted, int size, int batch) {
    size_t one = size + (size < 126 ? 2 : 4);
    char *frames = malloc(one * batch);
    for (int i = 0; i < batch; i++) {
        char *frame = frames + i * one, *text = frame + one - size;
        frame[0] = (char)0x81;
        if (size < 126) frame[1] = size;
        else { frame[1] = 126; frame[2] = size >> 8; frame[3] = size & 255; }
        memset(text, 'x', size);
    }
    uint64_t from = now_ns(), frames_sent = 0;
    for (int number = 0; number < wanted; number += batch) {
        if (rate > 0) {
            uint64_t due = from + (uint64_t)(number / rate * 1e9);
            struct timespec at = {due / 1000000000, due % 1000000000};
            while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR);
        }
        for (int i = 0; i < batch; i++) put_mark(frames + (i + 1) * one - MARK_SIZE, now_ns());
        struct list *event = &events[number % scheduled];
        for (int t = 0; t < event->count; t++) {
            struct list *readers = of(event->items[t]);
            for (int r = 0; r < readers->count; r++) write_to(readers->items[r], frames, one * batch);
            frames_sent += (uint64_t)readers->count * batch;
        }
    }
    printf("done %llu %.6f\n", (unsigned long long)frames_sent, (now_ns() - from) / 1e9);
    fflush(stdout);
    free(frames);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    raise_files();
    size_t size;
    char *line = strtok(read_file(argv[2], &size), "\n");
    for (int room = 0; line; line = strtok(NULL, "\n"), scheduled++) {
        if (scheduled == room) events = realloc(events, (room = room * 2 + 64) * sizeof *events);
        memset(&events[scheduled], 0, sizeof *events);
        for (char *at = line; *at >= '0' && *at <= '9'; at += *at == ' ') add(&events[scheduled], strtol(at, &at, 10));
    }
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) die("listen");
    epoll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[256];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    event.data.fd = 0;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &event);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        int found = epoll_wait(epoll_fd, ready, 256, -1);
        for (int i = 0; i < found; i++) {
            int fd = ready[i].data.fd;
            char text[8192];
            if (fd == listener) {
                int client = accept(listener, NULL, NULL);
                if (client < 0) die("accept");
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                event.data.fd = client;
                epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client, &event);
            } else if (fd == 0) {
                double rate;
                int wanted, bytes, batch;
                if (!fgets(text, sizeof text, stdin)) return 0;
                if (sscanf(text, "run %lf %d %d %d", &rate, &wanted, &bytes, &batch) == 4)
                    run(rate, wanted, bytes, batch);
            } else {
                ssize_t got = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
                if (got == 0) { epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL); close(fd); }
                if (got <= 0) continue;
                text[got] = 0;
                if (!strncmp(text, "GET ", 4)) upgrade(fd, text);
            }
        }
    }
}
