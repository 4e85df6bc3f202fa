"""Reading a message as a person would."""

from __future__ import annotations

from playground.client.connection import Json


def buttons(message: Json) -> list[Json]:
    """Every button of a message, in the order shown."""
    return [part for part in components(message) if part["type"] == 2]


def components(message: Json) -> list[Json]:
    """Every component of a message or modal, nested ones too, in the order shown."""
    found: list[Json] = []
    waiting = list(message.get("components") or [])
    while waiting:
        part = waiting.pop(0)
        found.append(part)
        inner = [part[key] for key in ("component", "accessory") if part.get(key)]
        waiting = [*(part.get("components") or []), *inner, *waiting]
    return found


def text_of(message: Json) -> str:
    """Everything that can be read in a message: content, embeds and text displays, a line each."""
    lines = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        lines += [embed.get("title") or "", embed.get("description") or ""]
        lines += [f"{item['name']}\n{item['value']}" for item in embed.get("fields") or []]
    lines += [part["content"] for part in components(message) if part["type"] == 10]
    return "\n".join(line for line in lines if line).translate(_UNSEEN)


_UNSEEN = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""Isolates: they keep the directions of names apart, and nobody sees them."""
