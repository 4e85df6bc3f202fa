"""Threads as Discord has them: who may start, join, write in, archive and lock one, and when it archives itself.

https://discord.com/developers/docs/topics/threads
"""

from __future__ import annotations

from datetime import datetime, timedelta

import discord
from simcord.backend.models import Channel, Message
from simcord.backend.models.channel import ThreadMetadata

from playground.limits.problems import Json, Problems
from playground.model.errors import by_code, refuse_problems
from playground.model.kinds import (
    POSTS_ONLY,
    PRIVATE_THREAD,
    SPOKEN,
    STARTS,
    has_room_for_messages,
)
from playground.model.world import World

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
_STATE = ("archived", "locked", "invitable", "auto_archive_duration")


def may(world: World, user_id: int, channel: Channel, permission: str) -> bool:
    """Whether somebody has a permission (discord.py's name) in a channel."""
    return bool(world.permissions(user_id, channel) & getattr(discord.Permissions, permission).flag)


def require(world: World, user_id: int, channel: Channel, *permissions: str) -> None:
    """Raise ApiError 50001 where somebody cannot see a channel, 50013 where they lack a permission there."""
    deaf = channel.type in SPOKEN and not may(world, user_id, channel, "connect")
    if deaf or not world.can_see(user_id, channel.id):
        raise by_code(50001)
    if not all(may(world, user_id, channel, permission) for permission in permissions):
        raise by_code(50013)


def require_writing(world: World, user_id: int, channel: Channel, *permissions: str) -> None:
    """Raise ApiError unless somebody may send a message in a channel; an archived thread is opened by it."""
    require(world, user_id, channel)
    if not has_room_for_messages(channel):
        raise by_code(40058 if channel.type in POSTS_ONLY else 50008)
    send = "send_messages_in_threads" if channel.is_thread else "send_messages"
    require(world, user_id, channel, send, *permissions)
    open_for(world, user_id, channel)


def open_for(world: World, user_id: int, channel: Channel) -> None:
    """Unarchive a thread for somebody who writes there; raises ApiError 50083 or 160005 where it is locked to them."""
    state = channel.thread_metadata
    if state is None or not (state.archived or state.locked):
        return
    if state.locked and (state.archived or not may(world, user_id, channel, "manage_threads")):
        raise by_code(50083 if state.archived else 160005)
    if state.archived:
        change(world, channel, {"archived": False})


def _open_for_reply(world: World, user_id: int, channel: Channel) -> None:
    """Whoever may manage threads reopens a locked one by what they run there."""
    state = channel.thread_metadata
    if state is not None and state.archived and may(world, user_id, channel, "manage_threads"):
        change(world, channel, {"archived": False})
    open_for(world, user_id, channel)


def require_reply(world: World, user_id: int, channel: Channel, *, private: bool) -> None:
    """Raise ApiError where the reply to what somebody ran is refused: a thread locked to them takes no word at all."""
    state = channel.thread_metadata
    if state is not None and state.archived and state.locked and not may(world, user_id, channel, "manage_threads"):
        raise by_code(50083)
    if not private:
        _open_for_reply(world, user_id, channel)


def refuse_archived(channel: Channel) -> None:
    """Raise ApiError 50083 for what cannot be done in an archived thread."""
    if channel.thread_metadata is not None and channel.thread_metadata.archived:
        raise by_code(50083)


def start(world: World, user_id: int, parent: Channel, body: Json, source: Message | None = None) -> Channel:
    """Start a thread, on a message or by itself; raises ApiError."""
    kinds = STARTS.get(parent.type, ())
    # Without a word, Discord takes a thread that stands on no message for a private one.
    kind = kinds[0] if source is not None and kinds else int(body.get("type") or PRIVATE_THREAD)
    require(world, user_id, parent)
    if kind not in kinds or parent.type in POSTS_ONLY:
        raise by_code(50024)
    if source is not None and source.id in world.channels:
        raise by_code(160004)
    private = kind == PRIVATE_THREAD
    require(world, user_id, parent, "create_private_threads" if private else "create_public_threads")
    check(body)
    thread = world.create_thread(
        parent.id,
        str(body["name"]),
        user_id,
        type=kind,
        auto_archive_duration=int(body.get("auto_archive_duration") or 1440),
        message_id=source.id if source else None,
        broadcast=not private,
    )
    if private:
        # The channel is told nothing of it.
        world.announce_thread_create(thread)
    return thread


def check(body: Json, *, named: bool = True) -> None:
    """Raise ApiError 50035 for a name, a slow mode or a time until archiving that no thread can have."""
    problems = Problems()
    problems.text(body.get("name"), ("name",), low=1, high=100, required=named)
    problems.number(body.get("rate_limit_per_user"), ("rate_limit_per_user",), low=0, high=21_600)
    if body.get("auto_archive_duration") not in {None, *ARCHIVE_MINUTES}:
        options = ", ".join(map(str, ARCHIVE_MINUTES))
        problems.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of {{{options}}}.")
    refuse_problems(problems)


def edit(world: World, user_id: int, thread: Channel, body: Json) -> Channel:
    """Rename, archive, lock or slow a thread; raises ApiError."""
    require(world, user_id, thread)
    check(body, named=False)
    state = thread.thread_metadata or ThreadMetadata()
    moderates = may(world, user_id, thread, "manage_threads")
    opens = body.get("archived") is False
    if state.archived and not opens and body.keys() - {"archived"}:
        raise by_code(50083)
    only_opens = body.keys() == {"archived"} and opens and not state.locked
    locks = body.keys() & {"locked", "rate_limit_per_user"}
    own = thread.owner_id == user_id and not state.locked and not locks
    if not (moderates or own or (only_opens and may(world, user_id, thread, "send_messages_in_threads"))):
        raise by_code(50013)
    return change(world, thread, body)


def change(world: World, thread: Channel, body: Json) -> Channel:
    """Change a thread without asking whether somebody may."""
    fields: Json = {key: body[key] for key in ("name", "rate_limit_per_user") if key in body}
    if "applied_tags" in body:
        fields["applied_tags"] = [int(tag) for tag in body["applied_tags"]]
    state: Json = {key: body[key] for key in _STATE if key in body}
    if "archived" in body:
        state["archive_timestamp"] = world.now_iso()
    return world.edit_channel(thread.id, fields, thread_metadata=state)


def join(world: World, user_id: int, thread: Channel, member_id: int) -> None:
    """Let somebody into a thread, or oneself; raises ApiError."""
    world.get_thread(thread.id)
    require(world, user_id, thread)
    refuse_archived(thread)
    if user_id != member_id:
        if member_id not in world.guilds[thread.guild_id or 0].members:
            raise by_code(10007)
        require(world, user_id, thread, "send_messages_in_threads")
        if thread.type == PRIVATE_THREAD and not _invites(world, user_id, thread):
            raise by_code(50013)
    world.add_thread_member(thread.id, member_id)


def _invites(world: World, user_id: int, thread: Channel) -> bool:
    if thread.owner_id == user_id or may(world, user_id, thread, "manage_threads"):
        return True
    return thread.thread_metadata is not None and thread.thread_metadata.invitable


def leave(world: World, user_id: int, thread: Channel, member_id: int) -> None:
    """Take somebody out of a thread, or oneself; raises ApiError."""
    world.get_thread(thread.id)
    require(world, user_id, thread)
    refuse_archived(thread)
    own = thread.type == PRIVATE_THREAD and thread.owner_id == user_id
    if user_id != member_id and not own:
        require(world, user_id, thread, "manage_threads")
    world.remove_thread_member(thread.id, member_id)


def archive_idle(world: World) -> None:
    """Archive the threads in which nothing happened for as long as each allows."""
    now = world.time.now()
    for thread in [item for item in world.channels.values() if item.thread_metadata is not None]:
        state = thread.thread_metadata
        if state is not None and not state.archived and now >= _idle_at(thread, state):
            change(world, thread, {"archived": True})


def _idle_at(thread: Channel, state: ThreadMetadata) -> datetime:
    started = max(filter(None, (state.create_timestamp, state.archive_timestamp)), default="")
    last = datetime.fromisoformat(started)
    if thread.last_message_id:
        last = max(last, discord.utils.snowflake_time(thread.last_message_id))
    return last + timedelta(minutes=state.auto_archive_duration)
