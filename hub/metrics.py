"""Metrics for Prometheus: what a process has done and how it stands, read where it is kept when asked.

The parts count in plain numbers (`hub.live.counts`, `hub.traffic`, the tail, the relay); here they get names. So
a frame costs an addition and a scrape costs a walk over a few dozen of them. Labels have few values, all ours:
no account, no area, no path of a request is ever one.

`shequ_log_*`: the log as this process has it; `shequ_live_*`: its socket; `shequ_http_*`, `shequ_commands_*`,
`shequ_rates_*`: its HTTP; `shequ_jobs`: the district's jobs; `shequ_calendars_*`: an alarm;
`shequ_pressure_*`: what is refused and why; `shequ_relay_*`: only in a relay;
`shequ_backup_*`, `shequ_archive_*`: only in the archive.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import psutil
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from hub import commands, traffic

if TYPE_CHECKING:  # the parts are given to us; a relay loads nothing of a hub
    from hub.app import Hub
    from hub.backup.age import Ages
    from hub.events.relay import Relay

Metrics = Iterable[Metric]


def of_hub(hub: "Hub") -> CollectorRegistry:
    return _registry(lambda: _hub(hub))


def of_relay(relay: "Relay") -> CollectorRegistry:
    return _registry(lambda: _relay(relay))


def of_archive(ages: "Ages") -> CollectorRegistry:
    return _registry(lambda: _archive(ages))


class _Asked(Collector):
    def __init__(self, collect: Callable[[], Metrics]) -> None:
        self._collect = collect

    def collect(self) -> Metrics:
        return self._collect()


def _registry(collect: Callable[[], Metrics]) -> CollectorRegistry:
    registry = CollectorRegistry()
    for asked in (collect, _process):
        registry.register(_Asked(asked))
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def _process() -> Metrics:
    """As the library's own names them. That one lists every open file too: 33 ms of the loop with 10,000."""
    process = psutil.Process()
    with process.oneshot():
        used, times = process.memory_info().rss, process.cpu_times()
        yield _gauge("process_resident_memory_bytes", "Resident memory.", used)
        yield _counter("process_cpu_seconds", "User and system CPU.", None, times.user + times.system)
        yield _gauge("process_start_time_seconds", "Since the epoch.", process.create_time())


def _hub(hub: "Hub") -> Metrics:
    yield from _log(hub)
    yield from _live(hub)
    yield from _presence(hub)
    yield from _http(hub)
    yield from _pressure(hub)
    yield from _database(hub)


def _log(hub: "Hub") -> Metrics:
    tail, ring = hub.tail, hub.tail.ring
    yield _gauge("shequ_log_head", "The highest number this process has.", ring.head)
    yield _gauge("shequ_log_behind_events", "What PostgreSQL had more, when last asked.",
                 max(tail.table_head - ring.head, 0))  # fmt: skip
    yield _gauge("shequ_log_level_age_seconds", "Since this process was last level with PostgreSQL.",
                 time.monotonic() - tail.progress_at)  # fmt: skip
    yield _gauge("shequ_log_ring_events", "Events in memory.", len(ring))
    yield _gauge("shequ_log_ring_bytes", "Memory they take.", ring.bytes)
    yield _counter("shequ_log_events", "Events by where they came from.", "source",
                   {"stream": tail.from_stream, "postgres": tail.from_postgres})  # fmt: skip
    yield _counter("shequ_log_alarms", "Times the ring was ahead of the table.", None, tail.alarms)


def _live(hub: "Hub") -> Metrics:
    live, done = hub.live, hub.live.counts
    kinds = {"staff": 0, "resident": 0, **done.kinds}
    kinds["unknown"] = len(live) - sum(kinds.values())
    yield _gauge("shequ_live_connections", "Open connections; unknown: not yet, or closing.", kinds, "kind")
    yield _gauge("shequ_live_audiences", "Sets of topics with readers.", len(live.fanout.audiences))
    yield _gauge("shequ_live_slow_readers", "Readers that do not keep up now.", live.slow_readers)
    yield _counter("shequ_live_slowed", "Times a reader became slow.", None, done.slow)
    yield _counter("shequ_live_handshakes", "Connections that were upgraded.", None, done.admitted)
    yield _counter("shequ_live_refused", "Connections refused at the door.", "reason", done.refused)
    yield _counter("shequ_live_closes", "Connections that ended; 1006: cut, 0: a client's own code.", "code",
                   {str(code): count for code, count in done.closes.items()})  # fmt: skip
    yield _counter("shequ_live_frames", "Frames written.", None, done.frames)
    yield _counter("shequ_live_written_bytes", "Bytes of them.", None, done.bytes)
    yield _histogram("shequ_live_batch_events", "Events in one batch.",
                     done.batch_bounds, done.batches, done.batch_events)  # fmt: skip
    yield _counter("shequ_live_resumes", "Subscriptions with a cursor, by where what they missed was.", "source",
                   {"level": 0, "ring": 0, "postgres": 0, **done.resumes})  # fmt: skip
    yield _counter("shequ_live_replayed_events", "Events sent to catch up.", "source",
                   {"ring": 0, "postgres": 0, **done.replayed})  # fmt: skip
    yield _counter("shequ_live_resets", "Readers told to fetch the state again.", "reason",
                   {"expired": 0, "epoch": 0, "lagged": 0, **done.resets})  # fmt: skip
    yield _histogram("shequ_loop_late_seconds", "How late the loop came to a timer.", done.late_bounds, done.late,
                     done.late_seconds)  # fmt: skip


def _presence(hub: "Hub") -> Metrics:
    done, others = hub.live.counts, hub.neighbours
    yield _gauge("shequ_presence_entries", "Who is on which ticket, here and as others say.",
                 len(hub.live.presence))  # fmt: skip
    yield _counter("shequ_presence_frames", "Presence frames written.", None, done.presence_frames)
    yield _counter("shequ_presence_dropped", "Announcements without room.", None, done.presence_refused)
    yield _counter("shequ_presence_messages", "Messages between hub processes.", "way",
                   {"said": others.said, "heard": others.heard})  # fmt: skip
    yield _gauge("shequ_presence_linked", "1: other hub processes are heard.", others.listening.is_set())


def _http(hub: "Hub") -> Metrics:
    requests = CounterMetricFamily(
        "shequ_http_requests", "Requests by route and status; 499: the client left.",
        labels=["method", "route", "status"],
    )  # fmt: skip
    for (method, route, status), count in hub.traffic.requests.items():
        requests.add_metric([method, route, str(status)], count)
    yield requests
    seconds = HistogramMetricFamily(
        "shequ_http_request_seconds", "From head to end of answer.", labels=["route"]
    )
    for route, buckets in hub.traffic.seconds.items():
        seconds.add_metric([route], _buckets(traffic.SECONDS, buckets), hub.traffic.total[route])
    yield seconds
    yield _counter("shequ_commands_repeated", "Commands that were not new.", "outcome",
                   {"replayed": 0, "in_flight": 0, "mismatch": 0, **commands.outcomes})  # fmt: skip
    yield _counter("shequ_rates_refused", "What a limit refused, by limit.", "limit", hub.rates.refused)


def _pressure(hub: "Hub") -> Metrics:
    pressure = hub.pressure
    yield _gauge("shequ_pressure_commands", "Commands in flight.", pressure.commands)
    yield _gauge("shequ_pressure_wait_seconds", "The oldest wait for a connection.", hub.db.oldest_wait())
    yield _gauge(
        "shequ_pressure_unnumbered_events", "Events that no relay has numbered.", pressure.unnumbered
    )
    yield _counter("shequ_pressure_refused", "Commands told to come again, by what was short.", "short",
                   {"commands": 0, "pool": 0, "loop": 0, "relay": 0, **pressure.refused})  # fmt: skip


def _database(hub: "Hub") -> Metrics:
    pool = hub.db.pool
    idle = pool.get_idle_size()
    yield _gauge("shequ_postgres_connections", "This process's pool.",
                 {"idle": idle, "busy": pool.get_size() - idle}, "state")  # fmt: skip
    jobs = GaugeMetricFamily("shequ_jobs", "Unfinished jobs of the district.", labels=["kind", "state"])
    for (kind, state), count in hub.jobs.jobs.items():
        jobs.add_metric([kind, state], count)
    yield jobs
    yield _gauge("shequ_jobs_age_seconds", "Since they were counted.", time.monotonic() - hub.jobs.looked_at)
    yield _gauge(
        "shequ_calendars_unknown_years", "Years ahead whose holidays nobody knows: Monday to Friday.",
        len(hub.calendars.unknown_years),
    )  # fmt: skip


def _relay(relay: "Relay") -> Metrics:
    yield _gauge("shequ_relay_leading", "1: this one numbers.", relay.leading)
    yield _counter("shequ_relay_numbered", "Events numbered.", None, relay.numbered)
    yield _counter(
        "shequ_relay_takeovers", "Leaders ended because they stood still.", None, relay.leader.takeovers
    )
    yield _counter("shequ_relay_held_open", "Alarms: a transaction keeps events from being seen.", None,
                   relay.numbering.alarms)  # fmt: skip
    senders = {str(district): sender for district, sender in relay.senders.items()}
    yield _gauge("shequ_relay_sent", "The highest number on the stream.",
                 {log: sender.sent for log, sender in senders.items() if sender.sent is not None}, "log")  # fmt: skip
    yield _gauge("shequ_relay_stream_errors", "Failed sendings in a row.",
                 {log: sender.errors for log, sender in senders.items()}, "log")  # fmt: skip
    yield _gauge("shequ_relay_stream_alarms", "Streams found ahead of their table, since this relay leads.",
                 {log: sender.alarms for log, sender in senders.items()}, "log")  # fmt: skip


def _archive(ages: "Ages") -> Metrics:
    yield _gauge("shequ_backup_age_seconds", "Since the newest whole copy; +Inf: there is none.", ages.copy())
    yield _gauge(
        "shequ_archive_level_age_seconds", "Since the archive had everything that was committed.", ages.log()
    )
    yield _gauge("shequ_archive_photos_age_seconds", "Since it had every photo.", ages.photos())


def _gauge(name: str, help: str, value: float | Mapping[str, float], label: str | None = None) -> Metric:
    family = GaugeMetricFamily(name, help, labels=[label] if label else None)
    for key, number in _labelled(value):
        family.add_metric(key, number)
    return family


def _counter(name: str, help: str, label: str | None, value: float | Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(name, help, labels=[label] if label else None)
    for key, number in _labelled(value):
        family.add_metric(key, number)
    return family


def _labelled(value: float | Mapping[str, float]) -> Iterable[tuple[list[str], float]]:
    if isinstance(value, Mapping):
        return [([key], number) for key, number in value.items()]
    return [([], value)]


def _histogram(name: str, help: str, bounds: Sequence[float], counts: Sequence[int], total: float) -> Metric:
    family = HistogramMetricFamily(name, help)
    family.add_metric([], _buckets(bounds, counts), total)
    return family


def _buckets(bounds: Sequence[float], counts: Sequence[int]) -> list[tuple[str, float]]:
    """(upper bound, how many up to it), as Prometheus wants them."""
    return list(zip([*map(str, map(float, bounds)), "+Inf"], accumulate(counts), strict=True))
