"""Routes of the bot that differ from SimCord's: messages, interactions, webhooks, commands, identity."""

from __future__ import annotations

from typing import Any

from simcord.backend.models import Channel, Message

from playground.limits.problems import Json
from playground.model import commands, interactions, messages, threads
from playground.model.errors import by_code, known
from playground.model.messages import shown
from playground.model.routes import Call, route, theirs
from playground.model.world import World

NONCE_SECONDS = 5 * 60
DM = 1
_execute_incoming = theirs("POST", "/webhooks/{webhook_id}/{token}")
_delete_message = theirs("DELETE", "/channels/{channel_id}/messages/{message_id}")


@route("POST", "/channels/{channel_id}/messages")
def send(call: Call) -> Any:
    """Send a message, once for each enforced nonce."""
    world, body = call.world, call.body
    channel = world.get_channel(call.id("channel_id"))
    _may_send(world, channel, files=bool(call.files))
    if body.get("message_reference") and not threads.may(world, world.bot_user.id, channel, "read_message_history"):
        raise by_code(160002)
    nonce = body.get("nonce")
    if body.get("enforce_nonce") and nonce is not None:
        sent = world.message_with_nonce(str(nonce), NONCE_SECONDS)
        if sent is not None:
            return {**shown(world, sent), "nonce": nonce}
    message = messages.create(world, channel.id, body, call.files)
    if nonce is not None:
        world.remember_nonce(str(nonce), message)
    return {**shown(world, message), "nonce": nonce}


def _may_send(world: World, channel: Channel, *, files: bool) -> None:
    if channel.guild_id is None:
        if channel.type != DM:
            raise known.missing_access()
        if not all(_reachable(world, uid) for uid in channel.recipient_ids):
            raise known.cannot_dm_bot()
        return
    threads.require_writing(world, world.bot_user.id, channel, *(["attach_files"] if files else []))


def _reachable(world: World, user_id: int) -> bool:
    if world.users[user_id].bot:
        return False
    together = (guild for guild in world.guilds.values() if world.bot_in(guild.id))
    return user_id in world.installed or any(user_id in guild.members for guild in together)


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(call: Call) -> Any:
    """Edit a message of its own."""
    world = call.world
    channel = world.get_channel(call.id("channel_id"))
    world.require_permissions(channel.guild_id, world.bot_user.id, channel.id)
    message = world.get_message(channel.id, call.id("message_id"))
    if message.is_ephemeral:
        raise known.unknown_message()
    if message.author_id != world.bot_user.id:
        raise known.cannot_edit_other_user()
    threads.refuse_archived(channel)
    return shown(world, messages.edit(world, message, call.body, call.files))


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(call: Call) -> Any:
    """Delete a message."""
    threads.refuse_archived(call.world.get_channel(call.id("channel_id")))
    return _delete_message(call)


@route("POST", "/interactions/{interaction_id}/{token}/callback")
def callback(call: Call) -> Any:
    """The first answer to an interaction."""
    interaction_id = call.id("interaction_id")
    record, message = interactions.respond(call.world, interaction_id, call.args["token"], call.body, call.files)
    call.acknowledged = record.id
    if call.params.get("with_response", "").lower() not in {"1", "true"}:
        return None
    answer: Json = {
        "interaction": {
            "id": str(record.id),
            "type": record.type,
            "response_message_id": str(record.message_id) if record.message_id else None,
            "response_message_loading": record.loading,
            "response_message_ephemeral": record.ephemeral,
        }
    }
    if message is not None:
        answer["resource"] = {"type": call.body["type"], "message": shown(call.world, message)}
    return answer


@route("POST", "/webhooks/{webhook_id}/{token}")
def follow_up(call: Call) -> Any:
    """A followup, or the execution of a channel's own webhook."""
    if call.args["token"] in call.world.webhook_tokens:
        return _execute_incoming(call)
    record = interactions.by_token(call.world, call.args["token"])
    message = interactions.follow_up(call.world, record, call.body, call.files)
    call.touched = record.id
    return shown(call.world, message)


def _of_token(call: Call) -> Message:
    record = interactions.by_token(call.world, call.args["token"])
    call.touched = record.id
    return interactions.message_of(call.world, record, call.args["message_id"])


@route("GET", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
def get_reply(call: Call) -> Any:
    """A reply or followup."""
    if call.args["token"] in call.world.webhook_tokens:
        return theirs("GET", "/webhooks/{webhook_id}/{token}/messages/{message_id}")(call)
    message = _of_token(call)
    call.touched = None
    return shown(call.world, message)


@route("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
def edit_reply(call: Call) -> Any:
    """Edit a reply or followup."""
    if call.args["token"] in call.world.webhook_tokens:
        return theirs("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}")(call)
    return shown(call.world, messages.edit(call.world, _of_token(call), call.body, call.files))


@route("DELETE", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
def delete_reply(call: Call) -> Any:
    """Delete a reply or followup."""
    if call.args["token"] in call.world.webhook_tokens:
        return theirs("DELETE", "/webhooks/{webhook_id}/{token}/messages/{message_id}")(call)
    message = _of_token(call)
    call.world.delete_message(message.channel_id, message.id)
    return None


_ORIGINAL = "/webhooks/{webhook_id}/{token}/messages/@original"


@route("GET", _ORIGINAL)
def get_original(call: Call) -> Any:
    """The first reply."""
    call.args["message_id"] = "@original"
    return get_reply(call)


@route("PATCH", _ORIGINAL)
def edit_original(call: Call) -> Any:
    """Edit the first reply."""
    call.args["message_id"] = "@original"
    return edit_reply(call)


@route("DELETE", _ORIGINAL)
def delete_original(call: Call) -> Any:
    """Delete the first reply."""
    call.args["message_id"] = "@original"
    return delete_reply(call)


_SCOPES = ("/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands")


def _scope(call: Call) -> int | None:
    return call.id("guild_id") if "guild_id" in call.args else None


def _overwrite(call: Call) -> Any:
    given = call.json if isinstance(call.json, list) else []
    return commands.overwrite(call.world, call.quota, _scope(call), given)


def _upsert(call: Call) -> Any:
    return commands.upsert(call.world, call.quota, _scope(call), call.body)


def _edit_command(call: Call) -> Any:
    before = commands.find(call.world, _scope(call), call.args["command_id"])
    return commands.upsert(call.world, call.quota, _scope(call), {**before, **call.body})


def _get_command(call: Call) -> Any:
    return commands.find(call.world, _scope(call), call.args["command_id"])


def _delete_command(call: Call) -> Any:
    commands.delete(call.world, _scope(call), call.args["command_id"])


for _path in _SCOPES:
    route("PUT", _path)(_overwrite)
    route("POST", _path)(_upsert)
    route("PATCH", _path + "/{command_id}")(_edit_command)
    route("GET", _path + "/{command_id}")(_get_command)
    route("DELETE", _path + "/{command_id}")(_delete_command)


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def application(call: Call) -> Any:
    """The application, installable to servers and to users."""
    bot = call.world.user_json(call.world.bot_user)
    install = {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}}
    return {
        "id": str(call.world.application_id),
        "name": call.world.bot_user.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": bot,
        "team": None,
        "flags": 0,
        "bot": bot,
        "integration_types_config": {"0": install, "1": install},
        "approximate_guild_count": len(call.world.guilds),
    }


@route("GET", "/users/@me/guilds")
def my_guilds(call: Call) -> Any:
    """The servers the bot is in, by id, up to 200 a page."""
    after, before = int(call.params.get("after", 0)), int(call.params.get("before", 1 << 63))
    limit = min(int(call.params.get("limit", 200)), 200)
    found = sorted(guild.id for guild in call.world.guilds.values() if call.world.bot_in(guild.id))
    chosen = [guild_id for guild_id in found if after < guild_id < before][:limit]
    return [_my_guild(call.world, guild_id) for guild_id in chosen]


def _my_guild(world: World, guild_id: int) -> Json:
    """A server with what its roles grant the bot there."""
    granted = world.compute_permissions(guild_id, world.bot_user.id)
    return {**world.guild_json(world.guilds[guild_id]), "permissions": str(granted)}


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave(call: Call) -> Any:
    """Leave a server."""
    call.world.remove_bot(call.id("guild_id"))
