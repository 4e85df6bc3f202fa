"""Messages that the bot sends and edits; shared by channels, interaction replies and followups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simcord.backend.models import Interaction, Message
from simcord.components import walk_components
from simcord.http._helpers import _allowed_mentions

from playground.limits.components import FILE, GALLERY, TEXT, THUMBNAIL
from playground.limits.message import check_message, is_empty
from playground.limits.problems import Json, Problems
from playground.model.errors import by_code, empty_message, known, refuse_problems
from playground.model.world import THINKING, World

EPHEMERAL, SUPPRESS_EMBEDS, SILENT, V2 = 1 << 6, 1 << 2, 1 << 12, 1 << 15
SENDABLE = SUPPRESS_EMBEDS | SILENT | V2
COMMAND_REPLY, MENU_REPLY, REPLY = 20, 23, 19
CHAT_INPUT = 1
LAST_MOMENT = 8_640_000_000_000
"""Unix seconds: beyond that, a browser has no dates."""
LARGEST_FILE = 10 * 1024 * 1024
"""Bytes."""
_STAMP = re.compile(r"<t:(\d{1,13})(?::[tTdDfFR])?>")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    filename: str
    data: bytes
    description: str | None = None


def create(
    world: World,
    channel_id: int,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    record: Interaction | None = None,
    author_id: int | None = None,
    thinking: bool = False,
) -> Message:
    """Send a message; raises ApiError where Discord refuses it."""
    flags = _flags(body, SENDABLE | (EPHEMERAL if record else 0))
    refuse_problems(check_message(body, flags=flags, files=len(files)))
    if not thinking and is_empty(body, len(files)):
        raise empty_message()
    if body.get("poll") or body.get("sticker_ids"):
        raise known.invalid_form_body("the playground has no polls and no stickers")
    author = world.bot_user.id if author_id is None else author_id
    attachments = _store(world, channel_id, body, files)
    components = _finished(body.get("components") or [], attachments)
    embeds = list(body.get("embeds") or ([body["embed"]] if body.get("embed") else []))
    reference = _reference(world, channel_id, body.get("message_reference"))
    message = Message(
        id=world.snowflake(),
        channel_id=channel_id,
        author_id=author,
        content=body.get("content") or "",
        timestamp=world.now_iso(),
        type=_type(record, reference),
        flags=flags | (THINKING if thinking else 0),
        tts=bool(body.get("tts")),
        embeds=_with_types(embeds, attachments),
        components=components,
        attachments=attachments,
        reference=reference,
        interaction_metadata=_metadata(world, record) if record else None,
        allowed_mentions=_allowed_mentions(body.get("allowed_mentions")),
    )
    _mention(world, message)
    return world.commit_message(message)


def edit(world: World, message: Message, body: Json, files: Sequence[Upload] = ()) -> Message:
    """Change a message; absent keys stay as they are. Raises ApiError where Discord refuses it."""
    asked = _flags(body, SUPPRESS_EMBEDS | V2) if body.get("flags") is not None else message.flags
    flags = (message.flags & ~(SUPPRESS_EMBEDS | THINKING)) | (asked & (SUPPRESS_EMBEDS | V2))
    after = {key: body.get(key, getattr(message, key)) for key in ("content", "embeds")}
    refuse_problems(check_message({**body, **after}, flags=flags, files=len(files)))
    attachments = _kept(world, message, body, files)
    components = message.components
    if "components" in body:
        components = _finished(body["components"] or [], attachments)
    if is_empty({**after, "components": components}, len(attachments)):
        raise empty_message()
    message.content = after["content"] or ""
    message.embeds = _with_types(list(after["embeds"] or []), attachments)
    message.components, message.attachments = components, attachments
    if "allowed_mentions" in body or "content" in body:
        message.allowed_mentions = _allowed_mentions(body.get("allowed_mentions"))
    _mention(world, message)
    _finish_thinking(world, message)
    message.flags = flags
    message.edited_timestamp = world.now_iso()
    if message.is_ephemeral:
        world.tell_reader("MESSAGE_UPDATE", message)
    else:
        world.emit("MESSAGE_UPDATE", world.message_json(message))
    return message


def _reference(world: World, channel_id: int, asked: Json | None) -> Json | None:
    reference = world.normalize_message_reference(channel_id, asked)
    if reference is None:
        return None
    if reference["type"] != 0:
        raise known.invalid_form_body("the playground has no forwarded messages")
    if int(reference["message_id"]) in world.messages[channel_id]:
        return reference
    if reference["fail_if_not_exists"]:
        problems = Problems()
        problems.add(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        refuse_problems(problems)
    return None


def _finish_thinking(world: World, message: Message) -> None:
    if not message.flags & THINKING or message.interaction_metadata is None:
        return
    record = world.interactions.get(int(message.interaction_metadata["id"]))
    if record is not None and record.message_id == message.id and record.loading:
        record.complete_deferred()


def _flags(body: Json, allowed: int) -> int:
    value = body.get("flags") or 0
    problems = Problems()
    if problems.number(value, ("flags",), low=0, high=(1 << 53) - 1):
        return int(value) & allowed
    refuse_problems(problems)
    return 0


def _type(record: Interaction | None, reference: Json | None) -> int:
    if record is not None and record.command_type is not None:
        return COMMAND_REPLY if record.command_type == CHAT_INPUT else MENU_REPLY
    return REPLY if reference else 0


def _metadata(world: World, record: Interaction) -> Json:
    metadata: Json = {
        "id": str(record.id),
        "type": record.type,
        "user": world.user_json(world.users[record.user_id]),
        "authorizing_integration_owners": world.owners(record.user_id, record.guild_id),
    }
    if record.command_name is not None:
        metadata["name"] = record.command_name
    if record.source_message_id is not None:
        metadata["interacted_message_id"] = str(record.source_message_id)
    return metadata


def _mention(world: World, message: Message) -> None:
    text = message.content + "\n".join(_texts(message.components))
    if "@" in text or message.reference is not None:
        world.set_mentions(message, text)
    else:
        message.mention_user_ids, message.mention_role_ids, message.mention_everyone = [], [], False


def _texts(components: list[Json]) -> Iterable[str]:
    return (str(part.get("content")) for part in walk_components(components) if part.get("type") == TEXT)


def stamps(message: Message) -> list[int]:
    """The moments that a message names as Discord's own timestamps, in Unix seconds."""
    embeds = (str(part) for embed in message.embeds for part in (embed.get("title"), embed.get("description")))
    text = "\n".join([message.content, *_texts(message.components), *embeds])
    return [at for at in map(int, _STAMP.findall(text)) if at <= LAST_MOMENT]


def _store(world: World, channel_id: int, body: Json, files: Sequence[Upload]) -> list[Json]:
    if not files:
        return []
    if any(len(upload.data) > LARGEST_FILE for upload in files):
        raise by_code(40005)
    described = {str(item.get("id")): item.get("description") for item in body.get("attachments") or []}
    return [
        world.cdn.store_attachment(
            world.snowflake(),
            channel_id,
            upload.filename,
            upload.data,
            upload.description or described.get(str(index)),
        )
        for index, upload in enumerate(files)
    ]


def _kept(world: World, message: Message, body: Json, files: Sequence[Upload]) -> list[Json]:
    stored = _store(world, message.channel_id, body, files)
    if body.get("attachments") is None:
        return [] if "attachments" in body and not stored else [*message.attachments, *stored]
    old = {str(item["id"]): item for item in message.attachments}
    new = {str(index): item for index, item in enumerate(stored)}
    chosen = [str(item.get("id")) for item in body["attachments"]]
    return [old.get(key) or new[key] for key in chosen if key in old or key in new]


def _finished(components: list[Json], attachments: list[Json]) -> list[Json]:
    by_name = {f"attachment://{item['filename']}": item for item in attachments}
    parts = list(walk_components(components))
    taken = {part["id"] for part in parts if part.get("id")}
    next_id = 1
    for part in parts:
        if not part.get("id"):
            while next_id in taken:
                next_id += 1
            part["id"] = next_id
            next_id += 1
        if part["type"] in {THUMBNAIL, GALLERY, FILE}:
            _resolve_media(part, by_name)
    return components


def _resolve_media(part: Json, by_name: dict[str, Json]) -> None:
    if part["type"] == THUMBNAIL:
        _resolve(part["media"], by_name)
    elif part["type"] == GALLERY:
        for item in part["items"]:
            _resolve(item["media"], by_name)
    elif found := _resolve(part["file"], by_name):
        part["name"], part["size"] = found["filename"], found["size"]


def _resolve(media: Json, by_name: dict[str, Json]) -> Json | None:
    url = media["url"]
    if not url.startswith("attachment://"):
        return None
    found = by_name.get(url)
    if found is None:
        problems = Problems()
        code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
        problems.add(("components",), code, f"The referenced attachment {url} was not found")
        refuse_problems(problems)
        return None
    media.update(url=found["url"], proxy_url=found["proxy_url"], content_type=found["content_type"])
    media["attachment_id"] = found["id"]
    return found


def _with_types(embeds: list[Json], attachments: list[Json]) -> list[Json]:
    by_name = {f"attachment://{item['filename']}": item for item in attachments}
    for embed in embeds:
        embed.setdefault("type", "rich")
        for key in ("image", "thumbnail"):
            found = by_name.get((embed.get(key) or {}).get("url", ""))
            if found:
                embed[key] = {"url": found["url"], "proxy_url": found["proxy_url"]}
    return embeds


def shown(world: World, message: Message) -> Json:
    """A message as a REST answer carries it."""
    return world.message_json(message, for_user=world.bot_user.id)
