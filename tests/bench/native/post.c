/* Sends prepared HTTP requests over kept-alive connections and measures the answers.
 *
 *   post PLAN PORT CONNECTIONS RATE SECONDS SOURCE
 *
 * PLAN: u32 size and the text of each request; a mark in it is set to the moment of sending. RATE a second,
 * evenly spaced whatever the answers do (latency counts from the moment it was due), or 0: each connection sends
 * when it is answered. Ends after SECONDS or at the end of PLAN. SOURCE: the first connection's address, as a
 * number; the others follow it. Prints one line of JSON.
 */
#include "common.h"

struct request { char *text; uint32_t size; char *mark; };
struct connection { int fd, busy; uint64_t due; size_t got; char answer[32768]; };

static struct request *requests;
static struct connection *all;
static int count, connections, next_request, answered, failed, idle;
static int statuses[1000];

static void give(struct connection *c, uint64_t due) {
    struct request *r = &requests[next_request++];
    if (r->mark) put_mark(r->mark, due);
    c->busy = 1;
    c->due = due;
    c->got = 0;
    idle--;
    for (uint32_t sent = 0; sent < r->size;) {
        ssize_t size = send(c->fd, r->text + sent, r->size - sent, MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN) die("send");
        if (size > 0) sent += size;
    }
}

/* The status of a whole answer, or 0. */
static int complete(struct connection *c) {
    c->answer[c->got] = 0;
    char *stop = strstr(c->answer, "\r\n\r\n"), *length = strcasestr(c->answer, "\r\ncontent-length:");
    if (!stop) return 0;
    size_t body = length && length < stop ? strtoul(length + 17, NULL, 10) : 0;
    if (c->got < stop + 4 - c->answer + body) return 0;
    return atoi(c->answer + 9);
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    size_t size;
    char *plan = read_file(argv[1], &size);
    int port = atoi(argv[2]);
    connections = idle = atoi(argv[3]);
    double rate = atof(argv[4]), seconds = atof(argv[5]);
    uint32_t source = strtoul(argv[6], NULL, 10);
    raise_files();
    for (char *at = plan; at < plan + size; count++) {
        if (count % 1024 == 0) requests = realloc(requests, (count + 1024) * sizeof *requests);
        struct request *r = &requests[count];
        memcpy(&r->size, at, 4);
        r->text = at + 4;
        r->mark = memmem(r->text, r->size, MARK, 3);
        at += 4 + r->size;
    }
    int events_fd = epoll_create1(0);
    struct epoll_event ready[256];
    all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        all[i].fd = connect_from(source + i, port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(events_fd, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    usleep(300000);
    uint64_t from = now_ns(), until = from + (uint64_t)(seconds * 1e9), last = from;
    int turn = 0;
    for (;;) {
        uint64_t now = now_ns();
        int more = now < until && next_request < count;
        if (!more && (idle == connections || now > until + 5000000000ull)) break;
        int wait = 100;
        while (more && idle && next_request < count) {
            uint64_t due = rate > 0 ? from + (uint64_t)(next_request / rate * 1e9) : now;
            if (due > now) { wait = (due - now) / 1000000; break; }
            while (all[turn % connections].busy) turn++;
            give(&all[turn++ % connections], due);
        }
        int found = epoll_wait(events_fd, ready, 256, wait);
        for (int i = 0; i < found; i++) {
            struct connection *c = ready[i].data.ptr;
            ssize_t got = recv(c->fd, c->answer + c->got, sizeof c->answer - 1 - c->got, MSG_DONTWAIT);
            if (got == 0) { fprintf(stderr, "closed: %.300s\n", c->answer); return 1; }
            if (got < 0) continue;
            c->got += got;
            int status = complete(c);
            if (!status) continue;
            last = now_ns();
            observe(last - c->due);
            statuses[status % 1000]++;
            if (status / 100 == 2) answered++;
            else if (!failed++) fprintf(stderr, "%.600s\n", c->answer);
            c->busy = 0;
            idle++;
        }
    }
    printf("{\"sent\":%d,\"answered\":%d,\"failed\":%d,\"seconds\":%.6f,\"cpu_seconds\":%.6f,"
           "\"p50\":%.6f,\"p90\":%.6f,\"p99\":%.6f,\"most\":%.6f}\n",
           next_request, answered, failed, (last - from) / 1e9, cpu_ns() / 1e9, quantile(.5) / 1e9,
           quantile(.9) / 1e9, quantile(.99) / 1e9, quantile(1) / 1e9);
    return 0;
}
