"""The operator's documents say what the program does."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.client.invite import LEAST_PERMISSIONS, invite_link, missing_permissions
from bot.monitoring.metrics import registry
from bot.servers.retention import KEPT_FOR
from bot.settings import Settings
from tests.monitoring.test_vitals import WELL

ROOT = Path(__file__).resolve().parents[1]
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def test_every_setting_is_explained() -> None:
    """Whatever an operator can set stands in the table of settings."""
    for field in Settings.model_fields.values():
        assert f"| `{field.validation_alias}` |" in OPERATING


def test_every_metric_is_explained() -> None:
    """Whatever Prometheus reads of ours stands in the table of metrics."""
    told = {sample.name for family in registry(lambda: WELL).collect() for sample in family.samples}
    for name in (name for name in told if name.startswith("recall_")):
        assert f"| `{name}` |" in OPERATING


def test_the_least_permissions_are_the_ones_explained() -> None:
    """The number in the documents is the one in the link, and every permission is given its reason."""
    assert f"permissions={LEAST_PERMISSIONS.value}\n" in OPERATING
    assert f"permissions={LEAST_PERMISSIONS.value}" in invite_link(1)
    for name in missing_permissions(0):
        assert name in OPERATING


def test_the_privacy_policy_keeps_its_word() -> None:
    """The days for which a server's data is kept are those that the policy promises."""
    policy = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert f"is kept for {KEPT_FOR.days} days" in policy
    assert "by default\nafter seven days" in policy
    assert Settings.model_fields["backups_kept"].default == 7


def test_containers_get_the_time_to_leave_in_order() -> None:
    """Nobody kills a bot that is writing what was answered: the grace is longer than an orderly end takes."""
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["recall"]
    assert int(service["stop_grace_period"].removesuffix("s")) > 10
    assert service["ports"] == ["127.0.0.1:8310:8310"]
    unit = (ROOT / "deploy/recall.service").read_text(encoding="utf-8")
    assert "TimeoutStopSec=30" in unit
    assert "RestartPreventExitStatus=2" in unit
