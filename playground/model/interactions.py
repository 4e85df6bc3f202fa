"""Interactions: how one begins, how the bot answers it, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simcord.backend.models import Interaction, Message
from simcord.backend.models.interaction import ResponseKind

from playground.limits.modal import check_modal
from playground.limits.problems import Json, Problems
from playground.model import messages, threads
from playground.model.errors import ApiError, invalid_token, known, refuse_problems
from playground.model.messages import EPHEMERAL, Upload
from playground.model.world import DIRECT_PERMISSIONS, GROUP_DM, World

PING, COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 1, 2, 3, 4, 5
REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ACKNOWLEDGE_SECONDS, TOKEN_SECONDS = 3, 15 * 60
_ANSWERS = {
    COMMAND: {REPLY, DEFER, MODAL},
    COMPONENT: {REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {REPLY, DEFER, DEFER_UPDATE, UPDATE},
}


@dataclass(frozen=True, slots=True)
class Started:
    """A new interaction: its record, and the INTERACTION_CREATE payload without ``message``."""

    record: Interaction
    payload: Json
    source: Message | None = None


def begin(world: World, kind: int, user_id: int, channel_id: int, data: Json, source: Message | None = None) -> Started:
    """Record an interaction and build what the gateway sends for it."""
    channel = world.get_channel(channel_id)
    now = world.snowflake()
    record = Interaction(
        id=now,
        token=f"playground-{now}-{user_id}",
        type=kind,
        channel_id=channel_id,
        guild_id=channel.guild_id,
        user_id=user_id,
        source_message_id=source.id if source else None,
        expires_at=world.iso_after(TOKEN_SECONDS),
        initial_response_deadline=world.iso_after(ACKNOWLEDGE_SECONDS),
    )
    if kind == COMMAND:
        record.command_name = data.get("name")
        record.command_type = int(data.get("type", 1))
    world.remember_interaction(record)
    payload: Json = {
        "id": str(record.id),
        "application_id": str(world.application_id),
        "type": kind,
        "token": record.token,
        "version": 1,
        "data": data,
        "channel_id": str(channel_id),
        "channel": world.channel_json(channel),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": world.owners(user_id, channel.guild_id),
        "context": _context(channel.guild_id, channel.type),
        "attachment_size_limit": messages.LARGEST_FILE,
    }
    payload.update(_who(world, record))
    return Started(record, payload, source)


def with_message(started: Started, message: Json) -> Started:
    """The same with a made-up message in place of a real one."""
    return Started(started.record, {**started.payload, "message": message})


def _context(guild_id: int | None, channel_type: int) -> int:
    if guild_id is not None:
        return 0
    return 2 if channel_type == GROUP_DM else 1


def _who(world: World, record: Interaction) -> Json:
    channel = world.channels[record.channel_id]
    user = world.get_user(record.user_id)
    if record.guild_id is None:
        return {"user": world.user_json(user), "app_permissions": str(DIRECT_PERMISSIONS)}
    guild = world.get_guild(record.guild_id)
    member = world.member_json(guild, record.user_id)
    member["permissions"] = str(world.permissions(record.user_id, channel))
    bot = world.bot_user.id if world.bot_in(guild.id) else record.user_id
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.preferred_locale, "features": []},
        "guild_locale": guild.preferred_locale,
        "member": member,
        "app_permissions": str(world.permissions(bot, channel)),
    }


def respond(
    world: World, interaction_id: int, token: str, body: Json, files: Sequence[Upload] = ()
) -> tuple[Interaction, Message | None]:
    """The bot's first answer; raises ApiError (10062 late or unknown, 40060 twice, 50035 malformed)."""
    record = world.interactions.get(interaction_id)
    if record is None or record.token != token:
        raise known.unknown_interaction()
    if record.responded:
        raise known.already_acknowledged()
    if record.initial_response_deadline is None or world.now_iso() >= record.initial_response_deadline:
        raise known.unknown_interaction()
    kind = body.get("type")
    if kind not in _allowed(record):
        problems = Problems()
        problems.add(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(_allowed(record))}.")
        refuse_problems(problems)
    data = body.get("data") or {}
    _require_reply(world, record, int(str(kind)), data)
    return record, _RESPONSES[int(str(kind))](world, record, data, files)


def _require_reply(world: World, record: Interaction, kind: int, data: Json) -> None:
    """Raise ApiError where the channel takes no such reply from whoever began this."""
    if kind in {REPLY, DEFER, UPDATE}:
        source = world.messages.get(record.channel_id, {}).get(record.source_message_id or 0)
        flags = source.flags if kind == UPDATE and source else int(data.get("flags") or 0)
        channel = world.get_channel(record.channel_id)
        threads.require_reply(world, record.user_id, channel, private=bool(flags & EPHEMERAL))


def _allowed(record: Interaction) -> set[int]:
    allowed = _ANSWERS.get(record.type, set())
    if record.type == SUBMIT and record.source_message_id is None:
        return allowed - {DEFER_UPDATE, UPDATE}
    return allowed


def _reply(world: World, record: Interaction, data: Json, files: Sequence[Upload]) -> Message:
    message = messages.create(world, record.channel_id, data, files, record=record)
    record.respond_with_message(message.id, ephemeral=message.is_ephemeral)
    return message


def _defer(world: World, record: Interaction, data: Json, _files: Sequence[Upload]) -> Message:
    body = {"flags": int(data.get("flags") or 0) & EPHEMERAL}
    message = messages.create(world, record.channel_id, body, record=record, thinking=True)
    record.defer(message.id, ephemeral=message.is_ephemeral)
    return message


def _defer_update(_world: World, record: Interaction, _data: Json, _files: Sequence[Upload]) -> None:
    record.defer_update()


def _update(world: World, record: Interaction, data: Json, files: Sequence[Upload]) -> Message:
    source = world.get_message(record.channel_id, record.source_message_id or 0)
    message = messages.edit(world, source, data, files)
    record.update_source(message.id)
    return message


def _choices(_world: World, record: Interaction, data: Json, _files: Sequence[Upload]) -> None:
    problems = Problems()
    choices = data.get("choices") or []
    if problems.items(choices, ("data", "choices"), high=25):
        for index, choice in enumerate(choices):
            at = ("data", "choices", index)
            problems.text(choice.get("name"), (*at, "name"), low=1, high=100, required=True)
            value = choice.get("value")
            if value is None or isinstance(value, str):
                problems.text(value, (*at, "value"), high=100, required=True)
    refuse_problems(problems)
    record.complete_autocomplete(choices)


def _modal(_world: World, record: Interaction, data: Json, _files: Sequence[Upload]) -> None:
    refuse_problems(check_modal(data))
    record.show_modal(_with_ids(data))


def _with_ids(modal: Json) -> Json:
    next_id = 1
    for component in modal["components"]:
        for part in (component, component.get("component"), *(component.get("components") or [])):
            if isinstance(part, dict):
                part.setdefault("id", 0)
                part["id"] = part["id"] or next_id
                next_id += 1
    return modal


Response = Callable[[World, Interaction, Json, Sequence[Upload]], Message | None]
_RESPONSES: dict[int, Response] = {
    REPLY: _reply,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


def by_token(world: World, token: str) -> Interaction:
    """The acknowledged interaction of a token; raises ApiError (50027 too old, 10015 not acknowledged)."""
    interaction_id = world.interaction_tokens.get(token)
    if interaction_id is None:
        raise known.unknown_webhook()
    record = world.interactions[interaction_id]
    if record.expires_at is None or world.now_iso() >= record.expires_at:
        raise invalid_token()
    if not record.responded:
        raise known.unknown_webhook()
    return record


def follow_up(world: World, record: Interaction, body: Json, files: Sequence[Upload] = ()) -> Message:
    """A further message; while the first is still "thinking…", it becomes that one."""
    if record.loading and record.message_id is not None:
        return messages.edit(world, world.get_message(record.channel_id, record.message_id), body, files)
    _require_reply(world, record, REPLY, body)
    message = messages.create(world, record.channel_id, body, files, record=record)
    record.followup_ids.append(message.id)
    return message


def message_of(world: World, record: Interaction, which: str) -> Message:
    """``@original`` or a followup of an interaction; raises ApiError 10008 for any other message."""
    original = record.message_id
    if which == "@original":
        if original is None:
            raise known.unknown_message()
        return world.get_message(record.channel_id, original)
    message_id = int(which) if which.isdigit() else 0
    if message_id != original and message_id not in record.followup_ids:
        raise known.unknown_message()
    return world.get_message(record.channel_id, message_id)


_KINDS: dict[ResponseKind, str] = {kind: kind.value for kind in ResponseKind}


def outcome(world: World, record: Interaction, *, failed: bool, touched: bool) -> Json:
    """What became of an interaction so far, as ``docs/playground-api.md`` describes it."""
    kind = record.response_kind
    message = _message_or_none(world, record, record.message_id)
    followups = [_message_or_none(world, record, item) for item in record.followup_ids]
    state = "acknowledged" if record.responded else "failed" if failed else "pending"
    return {
        "id": str(record.id),
        "type": record.type,
        "state": state,
        "kind": _KINDS[kind] if kind else None,
        "ephemeral": record.ephemeral,
        "message": message,
        "modal": record.modal,
        "choices": record.autocomplete_choices,
        "followups": [item for item in followups if item is not None],
        "answered": answered(record, touched=touched),
        "reason": _reason(record) if state == "failed" else None,
    }


def answered(record: Interaction, *, touched: bool) -> bool:
    """Whether there is something to read: more than "thinking…" or a silent acknowledgement."""
    kind = record.response_kind
    if kind is ResponseKind.DEFERRED_UPDATE:
        return touched
    return record.responded and kind is not ResponseKind.DEFERRED


def _reason(record: Interaction) -> str:
    return "The application did not respond" if record.type == COMMAND else "This interaction failed"


def _message_or_none(world: World, record: Interaction, message_id: int | None) -> Json | None:
    try:
        return world.message_json(world.get_message(record.channel_id, message_id or 0))
    except ApiError:
        return None
