"""Routes of the bot about threads."""

from __future__ import annotations

from typing import Any

from simcord.backend.models import Channel

from playground.model import threads
from playground.model.kinds import POSTS_ONLY
from playground.model.routes import Call, route, theirs

_post = theirs("POST", "/channels/{channel_id}/threads")
_edit_channel = theirs("PATCH", "/channels/{channel_id}")
_delete_channel = theirs("DELETE", "/channels/{channel_id}")


def _channel(call: Call) -> Channel:
    return call.world.get_channel(call.id("channel_id"))


@route("POST", "/channels/{channel_id}/threads")
def create(call: Call) -> Any:
    """Start a thread without a message, or a post of a forum."""
    channel = _channel(call)
    if channel.type in POSTS_ONLY:
        threads.require(call.world, call.world.bot_user.id, channel, "send_messages")
        threads.check(call.body)
        return _post(call)
    return call.world.channel_json(threads.start(call.world, call.world.bot_user.id, channel, call.body))


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def create_from_message(call: Call) -> Any:
    """Start a thread on a message, once."""
    world, channel = call.world, _channel(call)
    threads.require(world, world.bot_user.id, channel, "read_message_history")
    source = world.get_message(channel.id, call.id("message_id"))
    return world.channel_json(threads.start(world, world.bot_user.id, channel, call.body, source))


@route("PATCH", "/channels/{channel_id}")
def edit(call: Call) -> Any:
    """Change a channel or thread."""
    channel = _channel(call)
    if not channel.is_thread:
        return _edit_channel(call)
    return call.world.channel_json(threads.edit(call.world, call.world.bot_user.id, channel, call.body))


@route("DELETE", "/channels/{channel_id}")
def delete(call: Call) -> Any:
    """Delete a channel, or a thread by whoever manages threads."""
    channel = _channel(call)
    if not channel.is_thread:
        return _delete_channel(call)
    threads.require(call.world, call.world.bot_user.id, channel, "manage_threads")
    gone = call.world.channel_json(channel)
    call.world.delete_channel(channel.id)
    return gone


_MEMBERS = "/channels/{channel_id}/thread-members/"


def _member(call: Call) -> int:
    return call.id("user_id") if "user_id" in call.args else call.world.bot_user.id


@route("PUT", _MEMBERS + "@me")
@route("PUT", _MEMBERS + "{user_id}")
def add_member(call: Call) -> Any:
    """Join a thread, or add somebody to it."""
    threads.join(call.world, call.world.bot_user.id, _channel(call), _member(call))


@route("DELETE", _MEMBERS + "@me")
@route("DELETE", _MEMBERS + "{user_id}")
def remove_member(call: Call) -> Any:
    """Leave a thread, or remove somebody from it."""
    threads.leave(call.world, call.world.bot_user.id, _channel(call), _member(call))
