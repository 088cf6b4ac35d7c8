"""Benchmarks of the hub beside other servers. `make bench`, `make bench ONLY=B2`; results in `docs/performance.md`.

In: a quiet machine. Out: a table on the screen and `build/bench/<name>.json` for each of B1–B8.

```
native/load.c   reads thousands of sockets        rig     PostgreSQL, Valkey, hub and relay as processes
native/send.c   the floor: nothing but send()     crowd   who is connected, what they read, what happens
native/post.c   sends HTTP requests               beside  other servers, fed with the same
b1 … b8         one measure each                  report  what is written of it
```

Every server runs on one core and everything else on the others, where the machine has two. CPU is the process's own
clock over a fixed number of frames; runs of ours and theirs alternate, and what counts is the median of the ratios.

What never happens here: a limit of the hub that is loosened, a shortcut past its log, a figure of another machine.
"""
