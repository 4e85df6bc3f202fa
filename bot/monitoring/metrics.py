"""The vitals as Prometheus metrics; `docs/operating.md` says what each means. All are read when they are asked for."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.monitoring.vitals import Gateway, Shard, Vitals, Writing


class VitalsCollector(Collector):
    """Asks for the vitals at each scrape: between scrapes metrics cost nothing."""

    def __init__(self, vitals: Callable[[], Vitals]) -> None:
        self._vitals = vitals

    def describe(self) -> Iterable[Metric]:
        """Nothing: the library would collect once to learn the names, before there is anything to collect."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every metric as it is now."""
        vitals = self._vitals()
        yield _gauge("event_loop_lag_seconds", "Longest stall of the event loop in the last minute", vitals.loop_lag_s)
        yield _gauge("stands_by", "1 while this process has no shard and stands by", int(vitals.stands_by))
        yield from _of_gateway(vitals.gateway)
        yield from _of_writer(vitals.writer)
        yield _gauge("messages_pending", "Messages that wait to be posted or redrawn", vitals.messages_pending)
        yield _gauge("requests_waiting", "Requests held back by Discord's limit", vitals.requests_waiting)
        yield _by_kind(vitals)
        yield _counter("interactions_failed", "Interactions that ended in an error of ours", vitals.interactions_failed)
        yield _gauge("database_bytes", "Size of the database with its log", vitals.database_bytes)
        if vitals.disk_free_bytes is not None:
            yield _gauge("disk_free_bytes", "Room left beside the database", vitals.disk_free_bytes)
        for name, value in vitals.figures.items():
            yield _gauge(name, name.replace("_", " ").capitalize(), value)


def registry(vitals: Callable[[], Vitals]) -> CollectorRegistry:
    """Our metrics, and those of the process (memory, processor time, open files)."""
    made = CollectorRegistry()
    made.register(VitalsCollector(vitals))
    ProcessCollector(registry=made)
    return made


def _of_gateway(gateway: Gateway) -> Iterator[Metric]:
    yield _gauge("gateway_connected", "1 while Discord hears us", int(gateway.connected))
    yield _gauge("gateway_away_seconds", "For how long Discord has not been heard", gateway.away_s)
    if gateway.latency_s is not None:
        yield _gauge("gateway_latency_seconds", "Heartbeat to acknowledgement, mean of all shards", gateway.latency_s)
    yield _gauge("gateway_shards", "Connections to the gateway", gateway.shards)
    yield _gauge("guilds", "Servers that the bot is in", gateway.guilds)
    yield _by_shard(gateway, "shard_connected", "1 while this shard is heard", lambda one: int(one.connected))
    yield _by_shard(gateway, "shard_away_seconds", "For how long it has not been heard", lambda one: one.away_s)
    yield _by_shard(gateway, "shard_guilds", "Servers that it carries", lambda one: one.guilds)
    yield _by_shard(gateway, "shard_guilds_away", "Of these, servers that are away", lambda one: one.guilds_away)


def _of_writer(writer: Writing) -> Iterator[Metric]:
    yield _gauge("writer_queue", "Units that wait to be written", writer.queued)
    yield _gauge("writer_queue_age_seconds", "How long the oldest of them has waited", writer.oldest_s)
    if writer.last_commit_s is not None:
        yield _gauge("writer_last_commit_age_seconds", "Seconds since the last commit", writer.last_commit_s)
    yield _gauge("writer_failing_seconds", "For how long nothing could be written", writer.failing_s)
    yield _counter("writer_commits", "Transactions committed", writer.commits)
    yield _counter("writer_units", "Units committed", writer.units)
    yield _counter("writer_failed", "Units that could not be written", writer.failed)


def _by_shard(gateway: Gateway, name: str, meaning: str, figure: Callable[[Shard], float]) -> Metric:
    family = GaugeMetricFamily(f"recall_{name}", meaning, labels=["shard"])
    for shard in gateway.each:
        family.add_metric([str(shard.shard)], figure(shard))
    return family


def _by_kind(vitals: Vitals) -> Metric:
    family = CounterMetricFamily("recall_interactions", "What people did, by kind", labels=["kind"])
    for kind, number in vitals.interactions.items():
        family.add_metric([kind], number)
    return family


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"recall_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"recall_{name}", meaning, value=value)
