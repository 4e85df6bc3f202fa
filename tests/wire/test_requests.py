"""Every request that the bot makes in a round of every kind, held against Discord's limits and its own description."""

import asyncio
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

from bot.delivery.validator import command_violations, message_violations, modal_violations
from playground.client import Json, Outcome
from tests.wire.players import Table, answer, is_locked, labels
from tests.wire.processes import ROOT, stage

pytestmark = pytest.mark.wire

PACK = Path(__file__).parent / "pack"
KINDS = 7
DESCRIPTION = Path(os.environ.get("RECALL_DISCORD_OPENAPI") or ROOT.parent / "shared" / "discord-openapi.json")
BASE = "/api/v10"

MESSAGE, UPDATE, MODAL = 4, 7, 9
"""Kinds of answers to an interaction, by Discord's numbers: a message, an edited one, a form."""


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """Each request of a whole round, as the playground wrote it down."""
    directory = tmp_path_factory.mktemp("requests")
    captured = directory / "requests.jsonl"
    asyncio.run(_play(directory, captured))
    return [json.loads(line) for line in captured.read_text(encoding="utf-8").splitlines()]


async def _play(directory: Path, captured: Path) -> None:
    """A round of every kind with all that can be pressed on the way, then one in a thread."""
    async with (
        stage(directory, "--no-rate-limits", "--capture", str(captured), packs=PACK) as set_up,
        set_up.playground.member("ada").watch() as feed,
    ):
        table = Table(set_up, feed)
        ada, ben = table.member("ada"), table.member("ben")
        lobby = await table.open_lobby(topic="every_kind", questions=KINDS, pace="relaxed", scoring="accuracy")
        await ben.press(lobby, label="Join")
        await ada.press(lobby, label="Start")
        for number in range(1, KINDS + 1):
            await _one_question(table, number)
        podium = await table.podium()
        misses = await ben.press(podium, label="Review my misses")
        if misses.message is not None and labels(misses.message):
            await ben.press(misses.message, label=labels(misses.message)[0])
        again = await ada.press(podium, label="Play again")
        assert again.state == "acknowledged"
        await ada.slash(table.channel, "quiz show")
        await ada.slash(table.channel, "quiz stop")
        await ada.slash(table.channel, "help")
        await ada.slash(table.channel, "quiz start", {"thread": True, "questions": 1}, wait="answered", within=20)


async def _one_question(table: Table, number: int) -> None:
    ada, ben = table.member("ada"), table.member("ben")
    question = await table.question(number)
    if number == 1:
        await _pause_and_go_on(table, question)
        question = await table.question(number)
    await _unsure(table, await answer(ada, question))
    assert is_locked(await answer(ben, question, 1))
    reveal = await table.reveal(number)
    await ben.press(reveal, label="My answer")
    await table.next(reveal, ("ada", "ben"))


async def _pause_and_go_on(table: Table, question: Json) -> None:
    ada = table.member("ada")
    menu = await ada.press(question, label="Host")
    assert menu.message is not None
    await ada.press(menu.message, label="Pause")
    paused = await table.feed.message(table.channel, lambda message: "Continue" in labels(message))
    await ada.press(paused, label="Continue")


async def _unsure(table: Table, receipt: Outcome) -> None:
    assert is_locked(receipt)
    assert receipt.message is not None
    await table.member("ada").press(receipt.message, label="Not sure")


def test_no_request_breaks_a_limit(requests: list[Json]) -> None:
    """Every message, form and command that was sent keeps Discord's limits, by our own validator."""
    complaints = [(request["path"], complaint) for request in requests for complaint in _complaints(request)]
    assert complaints == []


def test_the_round_had_every_sort_of_request(requests: list[Json]) -> None:
    """The check means something: messages, edits, private answers, forms, commands and a thread were all there."""
    sorts = Counter(name for request in requests for name, _, _ in _checked(request))
    assert set(sorts) == {"commands", "message", "edit", "private", "private edit", "form"}
    assert any(request["path"].endswith("/threads") for request in requests)
    assert all(request["status"] < 400 for request in requests)


@pytest.fixture(scope="module")
def description() -> Json:
    """Discord's published description of its API (OpenAPI 3.1); without it the check is skipped, but never in CI."""
    if not DESCRIPTION.exists() and not os.environ.get("CI"):
        pytest.skip(
            f"Discord's description of its API is not at {DESCRIPTION}; RECALL_DISCORD_OPENAPI says where it is"
        )
    described: Json = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return described


def test_every_request_is_as_discord_describes_it(requests: list[Json], description: Json) -> None:
    """Method, address and body of every request fit Discord's own description of its API."""
    complaints = [complaint for request in requests for complaint in _undescribed(request, description)]
    assert complaints == []


def test_what_discord_does_not_describe_is_found(description: Json) -> None:
    """The check bites: a request to nowhere, a wrong type and a button without a style are each found."""
    wrong = [
        ("POST", "/nowhere", None),
        ("POST", "/channels/1/messages", {"flags": "many"}),
        ("POST", "/channels/1/messages", {"components": [{"type": 1, "components": [{"type": 2, "custom_id": "x"}]}]}),
    ]
    requests = [{"method": method, "path": BASE + path, "body": body} for method, path, body in wrong]
    assert [len(list(_undescribed(request, description))) for request in requests] == [1, 1, 1]


Check = Callable[[Mapping[str, Any]], list[str]]


def _complaints(request: Json) -> Iterator[str]:
    for _, check, payload in _checked(request):
        yield from check(payload)


def _checked(request: Json) -> Iterator[tuple[str, Check, Json]]:
    """What a request carries that has limits: its sort, its check, and the payload."""
    method, path, body = request["method"], request["path"], request["body"]
    if method == "PUT" and path.endswith("/commands"):
        yield from (("commands", command_violations, command) for command in body)
    elif path.endswith("/callback"):
        kind, data = body["type"], body.get("data")
        if kind == MODAL:
            yield "form", modal_violations, data
        elif kind in (MESSAGE, UPDATE):
            yield ("private" if kind == MESSAGE else "private edit"), message_violations, data
    elif "/messages" in path and method in ("POST", "PATCH"):
        private = "/webhooks/" in path
        yield ("private edit" if private else "message" if method == "POST" else "edit"), message_violations, body
    elif "/webhooks/" in path and method == "POST":
        yield "private", message_violations, body


def _undescribed(request: Json, description: Json) -> Iterator[str]:
    method, path = request["method"].lower(), request["path"].removeprefix(BASE)
    template = _template(path, tuple(description["paths"]))
    operation = description["paths"].get(template, {}).get(method)
    if operation is None:
        yield f"{method} {path}: Discord describes no such request"
        return
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None or request["body"] is None:
        return
    schema = f"#/paths/{template.replace('/', '~1')}/{method}/requestBody/content/application~1json/schema"
    error = best_match(_validator(schema).iter_errors(_with_words_for_files(request["body"])))
    if error is not None:
        yield f"{method} {path}: {error.json_path}: {error.message[:300]}"


def _with_words_for_files(body: Any) -> Any:
    """The body with numbers of new files as text.

    Discord describes an attachment that is there already; a file that comes along is numbered by its place, as in the
    examples of its documentation (Uploading Files), which the library follows.
    """
    if not isinstance(body, dict) or not body.get("attachments"):
        return body
    return body | {"attachments": [one | {"id": str(one["id"])} for one in body["attachments"]]}


@cache
def _validator(schema: str) -> Draft202012Validator:
    """A validator for one place in the description."""
    return Draft202012Validator({**json.loads(DESCRIPTION.read_text(encoding="utf-8")), "$ref": schema})


@cache
def _template(path: str, templates: tuple[str, ...]) -> str:
    """The described address that fits a path, the one with the fewest parameters."""
    fitting = [known for known in templates if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", known), path)]
    return min(fitting, key=lambda known: known.count("{"), default="")
