"""This machine: its cores, a process's CPU time and memory."""

import os
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def server_core() -> set[int]:
    """The core of the server that is measured."""
    return set(CORES[:1])


def other_cores() -> set[int]:
    """Where everything else runs."""
    return set(CORES[1:] or CORES)


def pinned(cores: set[int]) -> Callable[[], None] | None:
    """For `preexec_fn`: keeps a child, and what it starts, on these cores."""
    return (lambda: os.sched_setaffinity(0, cores)) if CORES else None


def raise_files() -> None:
    """As many open files as the system lets us have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cpu_seconds(pid: int) -> float:
    """CPU time of a whole process, all threads, to the nanosecond: Linux's per-process clock."""
    return time.clock_gettime(((~pid) << 3) | 2)


def memory(pid: int) -> int:
    """Bytes resident in RAM."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    return 0


def load() -> float:
    """Processes that wanted a core during the last minute."""
    return os.getloadavg()[0]


def describe() -> dict[str, object]:
    model = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        model = platform.processor()
    return {
        "processor": model,
        "cores": len(CORES) or os.cpu_count(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "load_before": round(load(), 2),
    }
