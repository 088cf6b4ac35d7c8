/* Many websockets, read as cheaply as can be: one thread, one epoll, no parsing beyond finding the marks.
 *
 *   load PLAN PORT
 *
 * PLAN: for each connection u32 source address, u32 size of the upgrade request, u32 size of what is sent
 * after the 101, then both texts. A ping is answered when it is the last of what was read, as an empty one after a
 * heartbeat is. Commands come on stdin, a line each; every answer is one line of JSON.
 *
 *   open WINDOW SETTLED   opens all, WINDOW of them at a time; one is settled when SETTLED came ("-": the 101)
 *   reset                 forgets what was counted
 *   report                what was counted
 *   close                 closes all
 */
#include "common.h"

enum { UNUSED, CONNECTING, UPGRADING, OPEN, SETTLED, CLOSED };

struct connection {
    int fd;
    uint8_t state, carried;
    char carry[MARK_SIZE + 10]; /* the end of the last read: a mark may lie across two */
    uint32_t source, request_size, after_size, head_size;
    const char *request, *after;
    char *head;
};

static struct connection *all;
static int count, port, events_fd, opened, settled, closed, opening, next_open, window;
static char settle[64];
static uint64_t marks, bytes, reads, started, finished, last_mark;
static char space[64 + 256 * 1024];

static void watch(struct connection *c, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(events_fd, how, c->fd, &event)) die("epoll_ctl");
}

static void send_all(struct connection *c, const char *data, uint32_t size) {
    while (size) {
        ssize_t sent = send(c->fd, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) { usleep(100); continue; }
        if (sent <= 0) return; /* the end shows when it is read */
        data += sent;
        size -= sent;
    }
}

static void end(struct connection *c) {
    if (c->state == CLOSED) return;
    if (c->state == SETTLED) settled--;
    else opening--;
    c->state = CLOSED;
    closed++;
    close(c->fd);
    free(c->head);
    c->head = NULL;
}

static void settle_it(struct connection *c) {
    c->state = SETTLED;
    settled++;
    opening--;
    finished = now_ns();
}

static void scan(struct connection *c, char *data, size_t size, uint64_t now) {
    char *from = data, *stop = data + size;
    if (c->state == OPEN && memmem(data, size, settle, strlen(settle))) settle_it(c);
    while ((from = memchr(from, '~', stop - from))) {
        if (stop - from < MARK_SIZE) break;
        if (from[1] != 't' || from[2] != '=') { from++; continue; }
        uint64_t made = 0;
        for (int i = 3; i < MARK_SIZE; i++) made = made * 10 + (from[i] - '0');
        if (made <= now) observe(now - made);
        marks++;
        last_mark = now;
        from += MARK_SIZE;
    }
    /* Kept: an unfinished mark, or, until it is settled, what may be the beginning of the word for it. */
    size_t keep = from ? (size_t)(stop - from) : 0;
    if (c->state == OPEN && keep < strlen(settle) - 1) keep = strlen(settle) - 1; /* shorter than a mark */
    if (keep > size) keep = size;
    c->carried = keep;
    memcpy(c->carry, stop - keep, keep);
}

static void readable(struct connection *c) {
    char *data = space + 64;
    ssize_t size = recv(c->fd, data, sizeof space - 64, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) { end(c); return; }
    bytes += size;
    reads++;
    if (c->state == UPGRADING) {
        c->head = realloc(c->head, c->head_size + size + 1);
        memcpy(c->head + c->head_size, data, size);
        c->head_size += size;
        c->head[c->head_size] = 0;
        char *stop = strstr(c->head, "\r\n\r\n");
        if (!stop) return;
        if (strncmp(c->head, "HTTP/1.1 101", 12)) {
            fprintf(stderr, "refused: %.100s\n", c->head);
            end(c);
            return;
        }
        opened++;
        c->state = OPEN;
        send_all(c, c->after, c->after_size);
        size = c->head + c->head_size - (stop + 4);
        memcpy(data, stop + 4, size);
        free(c->head);
        c->head = NULL;
        if (settle[0] == '-' && !settle[1]) settle_it(c);
        if (!size) return;
    }
    if (size >= 2 && data[size - 2] == (char)0x89 && !data[size - 1]) {
        static const char pong[6] = {(char)0x8a, (char)0x80, 1, 2, 3, 4};
        send(c->fd, pong, sizeof pong, MSG_NOSIGNAL);
    }
    data -= c->carried;
    memcpy(data, c->carry, c->carried);
    scan(c, data, size + c->carried, now_ns());
}

static void open_more(void) {
    while (opening < window && next_open < count) {
        struct connection *c = &all[next_open++];
        c->fd = connect_from(c->source, port);
        c->state = CONNECTING;
        c->carried = 0;
        c->head_size = 0;
        opening++;
        watch(c, EPOLLOUT, EPOLL_CTL_ADD);
    }
}

static void report(void) {
    printf("{\"connections\":%d,\"opened\":%d,\"settled\":%d,\"closed\":%d,\"marks\":%llu,\"bytes\":%llu,"
           "\"reads\":%llu,\"opening_seconds\":%.6f,\"cpu_seconds\":%.6f,\"now\":%.6f,\"last_mark\":%.6f,"
           "\"p50\":%.6f,\"p90\":%.6f,\"p99\":%.6f,\"p999\":%.6f,\"most\":%.6f}\n",
           count, opened, settled, closed, (unsigned long long)marks, (unsigned long long)bytes,
           (unsigned long long)reads, settled ? (finished - started) / 1e9 : 0.0, cpu_ns() / 1e9,
           now_ns() / 1e9, last_mark / 1e9, quantile(.5) / 1e9, quantile(.9) / 1e9, quantile(.99) / 1e9,
           quantile(.999) / 1e9, quantile(1) / 1e9);
    fflush(stdout);
}

static void obey(char *line) {
    if (sscanf(line, "open %d %63s", &window, settle) == 2) {
        for (int i = 0; i < count; i++) all[i].state = UNUSED;
        opened = settled = closed = opening = next_open = 0;
        started = now_ns();
    } else if (!strncmp(line, "reset", 5)) {
        marks = bytes = reads = 0;
        forget();
    } else if (!strncmp(line, "report", 6)) {
        report();
    } else if (!strncmp(line, "close", 5)) {
        next_open = count;
        for (int i = 0; i < count; i++)
            if (all[i].state != UNUSED) end(&all[i]);
        printf("{}\n");
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    size_t size;
    if (argc != 3) return 2;
    char *plan = read_file(argv[1], &size), *at = plan;
    port = atoi(argv[2]);
    raise_files();
    for (int room = 0; at < plan + size; count++) {
        if (count == room) all = realloc(all, (room = room * 2 + 1024) * sizeof *all);
        struct connection *c = &all[count];
        memset(c, 0, sizeof *c);
        memcpy(&c->source, at, 4);
        memcpy(&c->request_size, at + 4, 4);
        memcpy(&c->after_size, at + 8, 4);
        c->request = at + 12;
        c->after = c->request + c->request_size;
        at = (char *)c->after + c->after_size;
    }
    events_fd = epoll_create1(0);
    struct epoll_event events[512], command = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(events_fd, EPOLL_CTL_ADD, 0, &command);
    char line[256];
    size_t typed = 0;
    for (;;) {
        if (window) open_more();
        int ready = epoll_wait(events_fd, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) {
                char letter;
                if (read(0, &letter, 1) != 1) return 0;
                line[typed++] = letter;
                if (letter == '\n' || typed == sizeof line - 1) {
                    line[typed] = 0;
                    typed = 0;
                    obey(line);
                }
            } else if (c->state == CONNECTING) {
                int error = 0;
                socklen_t length = sizeof error;
                getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
                if (error) { errno = error; perror("connect"); end(c); continue; }
                c->state = UPGRADING;
                send_all(c, c->request, c->request_size);
                watch(c, EPOLLIN, EPOLL_CTL_MOD);
            } else if (c->state != CLOSED && c->state != UNUSED) {
                readable(c);
            }
        }
    }
}
