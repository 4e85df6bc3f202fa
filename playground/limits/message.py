"""Messages: content, embeds, flags, files and components together."""

from __future__ import annotations

from typing import Any

from playground.limits.components import check_components
from playground.limits.problems import Json, Path, Problems

COMPONENTS_V2 = 1 << 15
EMPTY_MESSAGE = "Cannot send an empty message"


def check_message(body: Json, *, flags: int, files: int = 0) -> Problems:
    """Find what Discord would refuse in a message that is created or edited.

    ``flags`` are those the message will have, ``files`` the uploads that come with it. The keys that are absent
    from ``body`` are not checked.
    """
    problems = Problems()
    v2 = bool(flags & COMPONENTS_V2)
    problems.text(body.get("content"), ("content",), high=2000)
    _nonce(problems, body.get("nonce"))
    if body.get("embeds"):
        _embeds(problems, body["embeds"])
    if body.get("components"):
        check_components(problems, body["components"], v2=v2)
    if files > 10 or len(body.get("attachments") or []) > 10:
        problems.add(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    if v2:
        _legacy(problems, body)
    return problems


def _nonce(problems: Problems, nonce: Any) -> None:
    if isinstance(nonce, str):
        problems.text(nonce, ("nonce",), high=25)
    elif nonce is not None and (isinstance(nonce, bool) or not isinstance(nonce, int)):
        problems.add(("nonce",), "NONCE_TYPE", "A nonce is a number or a string.")


def _legacy(problems: Problems, body: Json) -> None:
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(key):
            problems.add(
                (key,),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def is_empty(body: Json, files: int) -> bool:
    """Whether a new message would show nothing (Discord's 50006)."""
    shown = ("embeds", "embed", "components", "sticker_ids", "poll")
    return not ((body.get("content") or "").strip() or files or any(body.get(key) for key in shown))


def _embeds(problems: Problems, embeds: Any) -> None:
    if not problems.items(embeds, ("embeds",), high=10):
        return
    total = sum(_embed(problems, embed, ("embeds", index)) for index, embed in enumerate(embeds))
    if total > 6000:
        problems.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _embed(problems: Problems, embed: Json, path: Path) -> int:
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    texts: list[tuple[Any, Path, int]] = [
        (embed.get("title"), (*path, "title"), 256),
        (embed.get("description"), (*path, "description"), 4096),
        (footer.get("text"), (*path, "footer", "text"), 2048),
        (author.get("name"), (*path, "author", "name"), 256),
    ]
    fields = embed.get("fields") or []
    if problems.items(fields, (*path, "fields"), high=25):
        for index, item in enumerate(fields):
            at = (*path, "fields", index)
            for key, high in (("name", 256), ("value", 1024)):
                if not item.get(key):
                    problems.add((*at, key), "BASE_TYPE_REQUIRED", "This field is required")
                texts.append((item.get(key), (*at, key), high))
    for value, at, high in texts:
        problems.text(value, at, high=high)
    return sum(len(value) for value, _, _ in texts if isinstance(value, str))
