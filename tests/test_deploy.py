"""What is shipped for running Recall in containers: it is valid there, and says the same as the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import ValidationError, validate  # type: ignore[import-untyped]

from bot import __version__
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
KUBERNETES = "1.37"

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
MANIFESTS: list[dict[str, Any]] = [
    manifest
    for file in sorted((ROOT / "deploy/kubernetes").glob("*.yaml"))
    for manifest in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]
BY_KIND = {manifest["kind"]: manifest for manifest in MANIFESTS}
POD = BY_KIND["Deployment"]["spec"]["template"]
[CONTAINER] = POD["spec"]["containers"]

NAMES = {str(field.validation_alias) for field in Settings.model_fields.values()}
ORDERLY_END_S = 10


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest["kind"])
def test_kubernetes_takes_the_manifests(manifest: dict[str, Any]) -> None:
    """Each is what its schema says, down to the last name; a misspelled one is found."""
    validate(manifest, KUBERNETES, strict=True)
    with pytest.raises(ValidationError):
        validate(manifest | {"sepc": {}}, KUBERNETES, strict=True)


def test_the_image_is_of_this_version() -> None:
    """What is built from these sources bears the version that the program tells."""
    assert CONTAINER["image"] == f"recall:{__version__}"


def test_the_manifests_belong_together() -> None:
    """The budget and the deployment mean the same pods, which get the secret and the volume that there are."""
    labels = POD["metadata"]["labels"]
    assert BY_KIND["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert BY_KIND["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert CONTAINER["envFrom"] == [{"secretRef": {"name": BY_KIND["Secret"]["metadata"]["name"]}}]
    claims = [volume["persistentVolumeClaim"]["claimName"] for volume in POD["spec"]["volumes"][:1]]
    assert claims == [BY_KIND["PersistentVolumeClaim"]["metadata"]["name"]]
    ports = {port["name"]: port["containerPort"] for port in CONTAINER["ports"]}
    assert ports == {"health": Settings.model_fields["health_port"].default}
    assert {CONTAINER[probe]["httpGet"]["port"] for probe in CONTAINER if probe.endswith("Probe")} == set(ports)


def test_a_node_can_be_drained_and_one_that_plays_or_could_stays() -> None:
    """The budget leaves one of the processes, and never forbids to move the other."""
    budget, replicas = BY_KIND["PodDisruptionBudget"]["spec"], BY_KIND["Deployment"]["spec"]["replicas"]
    assert 0 < budget["minAvailable"] < replicas
    assert POD["spec"]["terminationGracePeriodSeconds"] > ORDERLY_END_S


def test_what_else_is_in_the_namespace_sets_nothing() -> None:
    """Kubernetes makes variables of every Service's name: one named recall-health would set the port to an address."""
    assert POD["spec"]["enableServiceLinks"] is False


def test_every_setting_that_is_handed_over_is_one() -> None:
    """Of the manifests and of compose.yaml; nobody reads a misspelled one."""
    given = {item["name"] for item in CONTAINER["env"]} | set(BY_KIND["Secret"]["stringData"])
    for service in ("recall", "recall-2"):
        given |= set(COMPOSE[service]["environment"])
    assert given <= NAMES
    assert {"RECALL_CLUSTER", "RECALL_DATABASE", "DISCORD_TOKEN"} <= given


def test_every_setting_in_the_file_reaches_the_container() -> None:
    """Compose reads .env by itself only for what it fills in; a setting that is not named would have no effect."""
    for service in ("recall", "recall-2"):
        assert COMPOSE[service]["env_file"] == [{"path": ".env", "required": False}]


def test_the_two_processes_of_the_profile_are_alike() -> None:
    """Each on a port of its own; without the profile there is one, and it waits for no database server."""
    first, second = COMPOSE["recall"], COMPOSE["recall-2"]
    apart = {"ports", "profiles"}
    assert {key: first[key] for key in first.keys() - apart} == {key: second[key] for key in second.keys() - apart}
    assert (first["ports"], second["ports"]) == (["127.0.0.1:8310:8310"], ["127.0.0.1:8311:8310"])
    assert {name for name, service in COMPOSE.items() if "profiles" not in service} == {"recall"}
    assert {tuple(COMPOSE[name]["profiles"]) for name in ("recall-2", "postgres")} == {("cluster",)}
    assert first["depends_on"] == {"postgres": {"condition": "service_healthy", "required": False}}
    assert first["environment"]["RECALL_DATABASE"].endswith(":-/data/recall.sqlite3}")
