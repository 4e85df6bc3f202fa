"""The operator's documents say what the program does."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from alembic.script import ScriptDirectory

from bot.client.invite import LEAST_PERMISSIONS, invite_link, missing_permissions
from bot.monitoring.counts import Counts
from bot.monitoring.metrics import registry
from bot.servers.retention import KEPT_FOR
from bot.settings import Settings
from bot.storage.place import data_directory
from bot.storage.revisions import MIGRATIONS
from tests.monitoring.test_vitals import WELL

ROOT = Path(__file__).resolve().parents[1]
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def test_the_documents_are_a_site_without_dead_links(tmp_path: Path) -> None:
    """Every link, anchor and picture in them leads somewhere, and every page for people can be found."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    front = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    for document in (ROOT / "docs").glob("*.md"):
        assert f'href="{document.stem}.html"' in front, document.name


def test_every_setting_is_explained() -> None:
    """Whatever an operator can set stands in the table of settings."""
    for field in Settings.model_fields.values():
        assert f"| `{field.validation_alias}` |" in OPERATING


def test_every_metric_is_explained() -> None:
    """Whatever Prometheus reads of ours stands in the table of metrics."""
    for name in every_metric():
        assert f"| `{name}` |" in OPERATING


def test_every_figure_of_a_feature_is_explained() -> None:
    """What the features count is read by Prometheus, too."""
    named: set[str] = set()
    for manifest in (ROOT / "bot").glob("*/manifest.py"):
        for node in ast.walk(ast.parse(manifest.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "figures":
                named |= {
                    key.value
                    for one in ast.walk(node)
                    if isinstance(one, ast.Dict)
                    for key in one.keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
    assert "rounds_running" in named
    assert [name for name in sorted(named) if f"| `recall_{name}` |" not in OPERATING] == []


def every_metric() -> set[str]:
    """The names that Prometheus reads; a histogram by its own, since its three series belong together."""
    families = [*registry(lambda: WELL).collect(), *Counts().registry.collect()]
    return {
        family.name + ("_total" if family.type == "counter" else "")
        for family in families
        if family.name.startswith("recall_")
    }


def test_dashboard_and_alerts_ask_for_what_exists() -> None:
    """Every metric that the dashboard or an alert names is one that Recall tells, or the process."""
    known = every_metric() | {"recall_last_backup_age_seconds", "process_resident_memory_bytes", "up"}
    known |= {f"{name}_{part}" for name in known for part in ("bucket", "count", "sum")}
    for file in ("deploy/grafana-dashboard.json", "deploy/alerts.yaml"):
        named = set(re.findall(r"\b(?:recall|process)_[a-z_]+\b", _expressions(file)))
        assert named
        assert named - known == set(), file


def _expressions(file: str) -> str:
    tree = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    if file.endswith(".json"):
        return "\n".join(target["expr"] for panel in tree["panels"] for target in panel.get("targets", ()))
    return "\n".join(rule["expr"] for group in tree["groups"] for rule in group["rules"])


def test_every_alert_says_what_to_do() -> None:
    """Each alert has its paragraph, and the link in it leads there."""
    page = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
    tree = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))
    names = [rule["alert"] for group in tree["groups"] for rule in group["rules"]]
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == names
    for rule in (rule for group in tree["groups"] for rule in group["rules"]):
        assert rule["annotations"]["runbook"] == f"docs/alerts.md#{rule['alert'].lower()}"


def test_upgrading_names_every_contract_since_the_version_before() -> None:
    """An operator reads which migrations cannot be gone back past, without asking the program."""
    row = next(line for line in (ROOT / "docs/upgrading.md").read_text().splitlines() if line.startswith("| 0.2 |"))
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    contracts = [one.revision for one in scripts if one.module.kind == "contract" and one.module.needs == "0.2.0"]
    assert contracts
    assert [revision for revision in contracts if revision not in row] == []


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
def test_prometheus_takes_the_alerts() -> None:
    """Prometheus' own checker finds nothing wrong with them."""
    run = subprocess.run(
        ["promtool", "check", "rules", str(ROOT / "deploy/alerts.yaml")], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


def test_the_least_permissions_are_the_ones_explained() -> None:
    """The number in the documents is the one in the link, and every permission is given its reason."""
    assert f"permissions={LEAST_PERMISSIONS.value}\n" in OPERATING
    assert f"permissions={LEAST_PERMISSIONS.value}" in invite_link(1)
    for name in missing_permissions(0):
        assert name in OPERATING


def test_the_privacy_policy_keeps_its_word() -> None:
    """The days for which a server's data is kept are those that the policy promises."""
    policy = " ".join((ROOT / "docs/privacy.md").read_text(encoding="utf-8").split())
    assert f"is kept for {KEPT_FOR.days} days" in policy
    assert "by default after seven days" in policy
    assert "beside the database" not in policy, "on a server there is nothing beside it"
    assert Settings.model_fields["backups_kept"].default == 7


def test_containers_get_the_time_to_leave_in_order() -> None:
    """Nobody kills a bot that is writing what was answered: the grace is longer than an orderly end takes."""
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["recall"]
    assert int(service["stop_grace_period"].removesuffix("s")) > 10
    assert service["ports"] == ["127.0.0.1:8310:8310"]
    unit = (ROOT / "deploy/recall.service").read_text(encoding="utf-8")
    assert "TimeoutStopSec=30" in unit
    assert "RestartPreventExitStatus=2" in unit


LOGGED = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'recall_log_events_total{{level="{level}", event="lost"}}', values: '{values}'}}
    alert_rule_test:
      - eval_time: 22m
        alertname: RecallErrorsInLog
        exp_alerts: {raised}
"""
RAISED = "[{exp_labels: {event: lost, severity: warning}, exp_annotations: {summary: %s, runbook: %s}}]"
AWAY = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series: [{{series: recall_gateway_away_seconds, values: '0+60x20'}}]
    alert_rule_test:
      - {{eval_time: 2m, alertname: RecallNotHeard}}
      - {{eval_time: 10m, alertname: RecallNotHeard, exp_alerts: {raised}}}
"""


def _told(alert: str) -> tuple[str, str]:
    tree = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))
    [rule] = [one for group in tree["groups"] for one in group["rules"] if one["alert"] == alert]
    return rule["annotations"]["summary"], rule["annotations"]["runbook"]


def _promtool(tmp_path: Path, text: str, **values: str) -> str:
    file = tmp_path / "test.yaml"
    file.write_text(text.format(rules=ROOT / "deploy/alerts.yaml", **values), encoding="utf-8")
    run = subprocess.run(["promtool", "test", "rules", str(file)], check=False, capture_output=True, text=True)
    return "" if run.returncode == 0 else run.stdout + run.stderr


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
@pytest.mark.parametrize(
    ("level", "values", "fires"),
    [
        ("error", "_x20 1x40", True),
        ("critical", "_x20 1x40", True),
        ("error", "1x20 2x40", True),
        ("error", "1x60", False),
        ("warning", "_x20 1x40", False),
    ],
)
def test_an_error_that_happens_once_raises_the_alert(tmp_path: Path, level: str, values: str, *, fires: bool) -> None:
    """Also the first of its kind, with which its series begins; one of long ago raises none."""
    raised = RAISED % _told("RecallErrorsInLog") if fires else "[]"
    assert _promtool(tmp_path, LOGGED, level=level, values=values, raised=raised) == ""


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
def test_the_alert_is_raised_where_discord_was_never_reached(tmp_path: Path) -> None:
    """Then there is no shard yet that could tell of itself."""
    summary, runbook = _told("RecallNotHeard")
    raised = f"[{{exp_labels: {{severity: critical}}, exp_annotations: {{summary: {summary}, runbook: {runbook}}}}}]"
    assert _promtool(tmp_path, AWAY, raised=raised) == ""


TAKEN_OVER = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'recall_guilds{{job="recall", instance="a"}}', values: '100x30 0x90'}}
      - {{series: 'recall_guilds{{job="recall", instance="b"}}', values: '0x30 {guilds}x90'}}
      - {{series: 'recall_stands_by{{job="recall", instance="a"}}', values: '0x30 1x90'}}
      - {{series: 'recall_stands_by{{job="recall", instance="b"}}', values: '1x30 {stands_by}x90'}}
    alert_rule_test:
      - {{eval_time: 75m, alertname: {alert}, exp_alerts: {raised}}}
"""


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
@pytest.mark.parametrize("alert", ["RecallManyServersGone", "RecallNobodyPlays"])
@pytest.mark.parametrize("taken_over", [True, False])
def test_a_planned_takeover_raises_no_alert(tmp_path: Path, alert: str, *, taken_over: bool) -> None:
    """Whoever had the bot stands by then, with no servers; that is well as long as somebody else has them."""
    summary, runbook = _told(alert)
    severity = "warning" if alert == "RecallManyServersGone" else "critical"
    labels = f"exp_labels: {{job: recall, severity: {severity}}}"
    raised = f"[{{{labels}, exp_annotations: {{summary: '{summary}', runbook: {runbook}}}}}]"
    values = {"guilds": "100", "stands_by": "0"} if taken_over else {"guilds": "0", "stands_by": "1"}
    assert _promtool(tmp_path, TAKEN_OVER, alert=alert, raised="[]" if taken_over else raised, **values) == ""


BACKED_UP = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'recall_backups_total{{job="recall", outcome="failed"}}', values: '{failed}'}}
      - {{series: 'recall_backups_total{{job="recall", outcome="made"}}', values: '0x60'}}
      - {{series: 'recall_last_backup_age_seconds{{job="recall"}}', values: '{age}'}}
    alert_rule_test:
      - {{eval_time: 45m, alertname: RecallNoBackup, exp_alerts: {raised}}}
"""


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
@pytest.mark.parametrize(
    ("failed", "age", "fires"),
    [
        ("1x60", "_x60", True),
        ("1x60", "200x60", False),
        ("0x60", "_x60", False),
        ("0x60", "200000x60", True),
        ("1x60", "200000x60", True),
    ],
)
def test_a_backup_that_was_never_made_raises_the_alert(tmp_path: Path, failed: str, age: str, *, fires: bool) -> None:
    """Where none was ever made, none can be too old; before the first try, and once one is made, all is well."""
    summary, runbook = _told("RecallNoBackup")
    labels = "exp_labels: {job: recall, severity: critical}"
    raised = f"[{{{labels}, exp_annotations: {{summary: '{summary}', runbook: {runbook}}}}}]" if fires else "[]"
    assert _promtool(tmp_path, BACKED_UP, failed=failed, age=age, raised=raised) == ""


def test_the_service_and_commands_as_root_share_one_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What root orders with the service's settings lies where the service looks: in the folder from systemd."""
    lines = (ROOT / "deploy/recall.env").read_text(encoding="utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    monkeypatch.setenv("XDG_DATA_HOME", settings["XDG_DATA_HOME"])
    [state] = re.findall(r"^StateDirectory=(.+)$", (ROOT / "deploy/recall.service").read_text(), re.MULTILINE)
    assert data_directory() == Path("/var/lib") / state


def _settings_in(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    named = (line.removeprefix("Environment=") for line in lines if "=" in line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in named if line.startswith(("RECALL_", "XDG_")))


def test_a_service_whose_settings_are_from_before_finds_its_database() -> None:
    """0.1's file of settings holds only the token: the unit says the rest, as weakly as a default, and the same."""
    unit = (ROOT / "deploy/recall.service").read_text(encoding="utf-8")
    assert {"RECALL_DATABASE", "RECALL_BACKUPS"} <= _settings_in("deploy/recall.service").keys()
    assert _settings_in("deploy/recall.service") == _settings_in("deploy/recall.env")
    assert "\nEnvironmentFile=/etc/recall.env\n" in unit  # which systemd lets prevail over Environment=


@pytest.mark.parametrize("set_before", [{}, {"RECALL_DATABASE": "/srv/quiz.sqlite3"}])
def test_the_way_to_0_2_under_systemd_is_whole(tmp_path: Path, set_before: dict[str, str]) -> None:
    """It brings what 0.1's unit had into the file, behind whatever that ends with; a path that is there prevails."""
    section = _section("From 0.1 to 0.2 under systemd")
    adding = section.partition("cd /opt/recall\n")[2].partition("    ./recall")[0]
    file = tmp_path / "recall.env"
    before = {"DISCORD_TOKEN": "abc"} | set_before
    file.write_text("\n".join(f"{name}={value}" for name, value in before.items()), encoding="utf-8")
    subprocess.run(["sh", "-c", adding.replace("/etc/recall.env", str(file))], check=True, cwd=ROOT)
    held = dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if line)
    assert held == _settings_in("deploy/recall.env") | before
    _in_order(
        section, ">> /etc/recall.env", "cp deploy/recall.service", "systemctl daemon-reload", "systemctl restart recall"
    )


def test_the_way_back_to_0_1_under_systemd_is_whole() -> None:
    """0.1 takes the database from its environment alone, gives no owner back, and does not notify systemd."""
    section = _section("Back to 0.1 under systemd")
    database = _settings_in("deploy/recall.env")["RECALL_DATABASE"]
    restoring = f"RECALL_DATABASE={database} ./recall db restore"
    unit = "cp deploy/recall.service"
    _in_order(
        section,
        "systemctl stop",
        "git checkout v0.1.0",
        restoring,
        "chown -R",
        unit,
        "daemon-reload",
        "systemctl start",
    )


def _section(title: str) -> str:
    page = (ROOT / "docs/upgrading.md").read_text(encoding="utf-8")
    return re.split(r"^#+ ", page.partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def _in_order(text: str, *steps: str) -> None:
    commands = "\n".join(line for line in text.splitlines() if line.startswith("    "))
    places = [commands.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
