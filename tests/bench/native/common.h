/* What the three programs share: time, a histogram of latencies, the marker in every event. */
#ifndef COMMON_H
#define COMMON_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

/* "~t=" and the nanoseconds of CLOCK_MONOTONIC at which the event was made, 19 digits. */
#define MARK "~t="
#define MARK_DIGITS 19
#define MARK_SIZE (3 + MARK_DIGITS)

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

static inline uint64_t cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

static inline void put_mark(char *at, uint64_t ns) {
    memcpy(at, MARK, 3);
    for (int i = MARK_SIZE - 1; i >= 3; i--, ns /= 10) at[i] = '0' + ns % 10;
}

/* Thirty-two buckets an octave: 3 % wide. */
static uint64_t buckets[64 * 32];
static uint64_t observed;

static inline void observe(uint64_t ns) {
    if (ns < 32) ns = 32;
    int octave = 63 - __builtin_clzll(ns);
    buckets[octave * 32 + ((ns >> (octave - 5)) & 31)]++;
    observed++;
}

static inline void forget(void) {
    memset(buckets, 0, sizeof buckets);
    observed = 0;
}

/* The upper edge, in nanoseconds, of the bucket in which the share lies. */
static inline uint64_t quantile(double share) {
    uint64_t wanted = (uint64_t)(share * observed), seen = 0;
    if (!observed) return 0;
    if (wanted >= observed) wanted = observed - 1;
    for (int i = 0; i < 64 * 32; i++) {
        seen += buckets[i];
        if (seen > wanted) return (1ull << (i / 32)) + ((uint64_t)(i % 32 + 1) << (i / 32 - 5));
    }
    return 0;
}

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

static inline void raise_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* A non-blocking connection from 127.x.y.z, so that neither ports nor the hub's count of an address run out. */
static inline int connect_from(uint32_t source, int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
    if (source && bind(fd, (struct sockaddr *)&address, sizeof address)) die("bind");
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) die("connect");
    return fd;
}

static inline char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *data = malloc(*size + 1);
    if (fread(data, 1, *size, file) != *size) die(path);
    data[*size] = 0;
    fclose(file);
    return data;
}
#endif
