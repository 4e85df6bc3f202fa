"""The figures as a table: each beside its opponents' of the same run."""

from collections.abc import Iterator, Mapping

Row = tuple[str, str, str, str]

HEAD: Row = ("", "Recall", "bare, replies", "bare, defers")
ROWS: tuple[Row, ...] = (
    ("answers a second", "answers_per_s", "bare_reply_per_s", "bare_defer_per_s"),
    ("  Recall's rate against theirs", "", "ratio_to_reply", "ratio_to_defer"),
    ("  99th percentile at 200 a second, ms", "p99_ms", "bare_reply_p99_ms", "bare_defer_p99_ms"),
    ("  processor time an answer, µs", "answer_processor_us", "bare_reply_processor_us", ""),
    ("  processor time at rest, ms a second", "rest_processor_ms_per_s", "bare_reply_rest_processor_ms_per_s", ""),
    ("  lost", "lost", "", ""),
    ("500 press within 2 s: slowest, ms", "burst_max_ms", "bare_reply_burst_max_ms", ""),
    ("  lost", "burst_lost", "", ""),
    ("live rounds within Discord's limit", "live_rounds", "", ""),
    ("  requests a second", "live_requests_per_s", "", ""),
    ("  cards after, 99th percentile, s", "live_card_p99_s", "", ""),
    ("  reveals after, 99th percentile, s", "live_reveal_p99_s", "", ""),
    ("  counts drawn for each answer", "live_counts_per_answer", "", ""),
    ("  with twice as many: cards after, s", "live_twice_card_p99_s", "", ""),
    ("start to the first answer, first shard, s", "start_s", "bare_start_s", ""),
    ("  times the bare client's", "start_ratio", "", ""),
    ("start to the first answer, last shard, s", "start_every_shard_s", "bare_start_every_shard_s", ""),
    ("memory with 5,000 servers, MB", "guilds_memory_mb", "bare_guilds_memory_mb", ""),
    ("  and 2,000 open rounds, MB", "open_memory_mb", "", ""),
    ("  each open round, KB", "open_round_kb", "", ""),
    ("  longest stall while starting, ms", "open_start_stall_ms", "", ""),
    ("  longest stall while played, ms", "open_stall_ms", "", ""),
    ("memory at rest, MB", "rest_memory_mb", "bare_rest_memory_mb", ""),
)


ON_A_SERVER: tuple[tuple[str, str], ...] = (
    ("answers a second", "answers_per_s"),
    ("  rate against that on a file", "ratio_to_file"),
    ("  99th percentile at 200 a second, ms", "p99_ms"),
    ("  processor time an answer, µs", "processor_us"),
    ("  processes that play", "playing"),
)


def table(figures: Mapping[str, float | int]) -> Iterator[str]:
    """Its lines; rows that were not measured are left out."""
    yield _line(HEAD)
    for title, *keys in ROWS:
        if any(key in figures for key in keys):
            yield _line((title, *(f"{figures[key]:,}" if key in figures else "" for key in keys)))
    for count in sorted(int(key.split("_")[1]) for key in figures if key.endswith("_playing")):
        yield f"on PostgreSQL, {count} {'process' if count == 1 else 'processes'}"
        for title, key in ON_A_SERVER:
            yield _line((f"  {title}", f"{figures[f'postgresql_{count}_{key}']:,}", "", ""))


def _line(cells: tuple[str, ...]) -> str:
    return f"{cells[0]:44}" + "".join(f"{cell:>15}" for cell in cells[1:])
