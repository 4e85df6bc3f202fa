"""Reading a press, and answering it: always privately, always in words."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

import discord
import structlog
from discord import ComponentType, Interaction, InteractionResponseType, InteractionType
from discord.http import handle_message_parameters
from discord.ui import LayoutView, Modal
from discord.webhook.async_ import async_context

from bot.delivery.sender import UNKNOWN_MESSAGE, Drawing, MalformedError, told_apart
from bot.kernel.asked import Player
from bot.kernel.custom_ids import Press
from bot.kernel.keys import Viewer
from cogs.shared.barred.words import CREATE_PUBLIC_THREADS, LACKS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL
from cogs.shared.cards import Card
from cogs.shared.words import NO_FORM_ON_A_FORM

_log = structlog.get_logger(__name__)

LEAST_LIMIT = 10 * 2**20
"""Bytes that Discord takes in a message where it says nothing else."""

POSTED = "posted"
"""Set in an interaction's `extras` once it has had something posted for all to see."""

IN_PASSING = "in_passing"
"""Set in an interaction's `extras` where a private message of its own answers it that goes with the next one."""

Handler = Callable[[Interaction, Press], Awaitable[None]]
"""What answers a press or a form, given what its id says."""


async def say(
    interaction: Interaction,
    text: str = "",
    *,
    card: LayoutView | None = None,
    files: Sequence[discord.File] = (),
    beside: bool = False,
) -> None:
    """Answer the one who pressed, for their eyes alone; on a private message of ours in its place, or `beside` it."""

    full = card or Card(text)

    async def answer(view: LayoutView) -> None:
        attached = files if view is full else ()  # nothing else names them, and what is not named is not shown
        if _is_promised(interaction) and not beside:
            await _as_promised(interaction, view, attached)
        elif interaction.response.is_done():
            await interaction.followup.send(view=view, files=list(attached), ephemeral=True)
        elif _on_private(interaction) and not beside:
            await in_place(interaction, view, attached)
        else:
            await interaction.response.send_message(view=view, files=list(attached), ephemeral=True)

    await show_or_plainer(answer, full)


async def refuse(interaction: Interaction, text: str, *, beside: bool = False) -> None:
    """Say why a press does nothing, as `say` does, for as long as whoever pressed is told nothing else."""
    await say(interaction, text, beside=beside)
    if interaction.response.type is InteractionResponseType.channel_message:
        interaction.extras[IN_PASSING] = True


async def show_or_plainer(answer: Callable[[LayoutView], Awaitable[None]], view: LayoutView) -> None:
    """Answer; where Discord shows no such message, with its controls alone, so that whoever pressed can go on."""
    try:
        await answer(view)
    except discord.HTTPException as error:
        if not isinstance(told_apart(error), MalformedError):
            raise
        _log.error("Discord refuses a private message as malformed", why=error.text)
        await answer(Drawing(view, settled=True).plainer()[0].view)


async def take_time(interaction: Interaction, *, quietly: bool = False) -> None:
    """Have Discord wait for longer than its three seconds for what `say` will say: call it before anything long.

    Whatever reads all that somebody answered is long, and whatever is built of a server's own questions. No form can be
    opened after it. `quietly`: of a button whose effect shows elsewhere, so that `acknowledge` follows.
    """
    if interaction.response.is_done():
        return  # whoever began this has asked for it
    if quietly or _on_private(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


def is_owed(interaction: Interaction) -> bool:
    """Whether Discord was asked to wait for the private message that answers this press, and which can be edited."""
    waits = interaction.response.type is InteractionResponseType.deferred_channel_message
    return waits or _is_promised(interaction)


def _on_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_promised(interaction: Interaction) -> bool:
    """Whether a private message of ours waits for what is to take its place."""
    deferred = interaction.response.type is InteractionResponseType.deferred_message_update
    return deferred and _on_private(interaction)


async def _as_promised(interaction: Interaction, view: LayoutView, files: Sequence[discord.File]) -> None:
    """On the message that waits; beside it where that was dismissed in the meantime."""
    try:
        await interaction.edit_original_response(view=view, attachments=list(files))
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        await interaction.followup.send(view=view, files=_anew(files), ephemeral=True)


async def in_place(interaction: Interaction, view: LayoutView, files: Sequence[discord.File] = ()) -> None:
    """Answer on the message that the press came from; beside it where that was dismissed in the meantime."""
    try:
        await interaction.response.edit_message(view=view, attachments=list(files))
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        await interaction.response.send_message(view=view, files=_anew(files), ephemeral=True)


def _anew(files: Sequence[discord.File]) -> list[discord.File]:
    """Files that were sent once, and read to their end with that."""
    for file in files:
        file.reset()
    return list(files)


async def redraw_reply(interaction: Interaction, view: LayoutView) -> None:
    """Show something else in the reply that was given. The library would make objects of the message as it is then."""
    client = interaction.client
    with handle_message_parameters(view=view, previous_allowed_mentions=client.allowed_mentions) as sent:
        await async_context.get().edit_original_interaction_response(
            interaction.application_id,
            interaction.token,
            session=interaction._session,  # noqa: SLF001 - as the library does it
            proxy=client.http.proxy,
            proxy_auth=client.http.proxy_auth,
            payload=sent.payload,
        )


async def open_form(interaction: Interaction, form: Modal) -> None:
    """Show a form to who pressed; Discord shows none in answer to a form, which only a forged press can ask for."""
    if interaction.type is InteractionType.modal_submit:
        await say(interaction, NO_FORM_ON_A_FORM)
    else:
        await interaction.response.send_modal(form)


async def acknowledge(interaction: Interaction, told: str = "Done.") -> None:
    """The effect shows elsewhere. On a private message of ours the controls have served: `told` takes their place."""
    if _is_promised(interaction):
        await _as_promised(interaction, Card(told), ())
    elif interaction.response.is_done():
        return  # Discord was asked to wait, and waits for nothing else
    elif _on_private(interaction):
        await in_place(interaction, Card(told))
    elif interaction.type is InteractionType.modal_submit:
        await say(interaction, told)
    else:
        await interaction.response.defer()


def is_alone(interaction: Interaction) -> bool:
    """Whether who pressed is alone with Recall, so that there is no channel to show anything to."""
    return interaction.guild_id is None and not interaction.context.private_channel


def may_manage(interaction: Interaction) -> bool:
    """Whether who pressed may manage the server."""
    return interaction.permissions.manage_guild


def viewer_of(interaction: Interaction, game_id: int = 0) -> Viewer:
    """Who looks, and where; `game_id`: the game whose own screen it is."""
    return Viewer(interaction.user.id, interaction.guild_id or 0, game_id)


def appeared_at(interaction: Interaction) -> datetime | None:
    """Since when the controls that were pressed have stood there, by Discord's clock; None for a form.

    A shared message has its controls from the start, and is edited only for what stands above them; a private one
    takes the place of another by an edit.
    """
    message = interaction.message
    if message is None or interaction.type is InteractionType.modal_submit:
        return None
    private = message.flags.ephemeral
    return (message.edited_at if private else None) or message.created_at


def player_of(interaction: Interaction) -> Player:
    """Who pressed, by the name that this server knows."""
    return Player(interaction.user.id, interaction.user.display_name, interaction.created_at)


def what_is_lacking(interaction: Interaction) -> str:
    """What is to be granted before anything can be set up in this channel, in words; nothing where all is there."""
    missing = missing_permissions(interaction, own_thread=False)
    return lacking(missing) if missing else ""


def lacking(permissions: Iterable[str]) -> str:
    """That these are to be granted in this channel, to somebody who may not be able to."""
    return LACKS.format(names=", ".join(f"**{permission}**" for permission in permissions))


def missing_permissions(interaction: Interaction, *, own_thread: bool) -> list[str]:
    """What the bot lacks to hold a quiz here, as Discord's settings call it."""
    have = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = {VIEW_CHANNEL: have.view_channel}
    if own_thread:
        needed[CREATE_PUBLIC_THREADS] = have.create_public_threads
    if own_thread or in_thread:
        needed[SEND_MESSAGES_IN_THREADS] = have.send_messages_in_threads
    else:
        needed[SEND_MESSAGES] = have.send_messages
    if isinstance(interaction.channel, discord.VoiceChannel | discord.StageChannel):
        needed["Connect"] = have.connect
    return [permission for permission, granted in needed.items() if not granted]


def largest_file(interaction: Interaction) -> int:
    """Bytes that Discord takes in an answer, all files together."""
    return interaction.filesize_limit or LEAST_LIMIT


def custom_id_of(interaction: Interaction) -> str:
    """The id of what was pressed or submitted, empty where there is none."""
    return str(_data(interaction).get("custom_id", ""))


def values_of(interaction: Interaction) -> tuple[str, ...]:
    """What was chosen in a select, whatever its client sent."""
    values = _data(interaction).get("values", [])
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def form_values(interaction: Interaction) -> dict[str, str]:
    """Field → text, or what was chosen, of a submitted form, whatever its client sent."""
    return dict(_fields(_data(interaction).get("components", [])))


def form_typed(interaction: Interaction) -> list[str]:
    """What was typed into the fields of a submitted form, without what was chosen in it."""
    return list(filter(None, _texts(_data(interaction).get("components", []))))


def _texts(node: Any) -> Iterator[str]:
    for child in node if isinstance(node, list) else ():
        yield from _texts(child)
    if isinstance(node, dict):
        is_typed = node.get("type", ComponentType.text_input.value) == ComponentType.text_input.value
        if is_typed and isinstance(node.get("custom_id"), str) and isinstance(node.get("value"), str):
            yield node["value"]
        for inside in ("components", "component"):
            yield from _texts(node.get(inside))


def form_choices(interaction: Interaction, field: str) -> list[str]:
    """All that was chosen in one field of a submitted form."""
    return [value for name, value in _choices(_data(interaction).get("components", [])) if name == field]


def _choices(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from _choices(child)
    elif isinstance(node, dict):
        if isinstance(node.get("custom_id"), str) and isinstance(node.get("values"), list):
            yield from ((node["custom_id"], value) for value in node["values"] if isinstance(value, str))
        for inside in ("components", "component"):
            yield from _choices(node.get(inside))


def form_files(interaction: Interaction) -> list[discord.Attachment]:
    """The files that a submitted form has brought."""
    resolved = _data(interaction).get("resolved")
    sent = resolved.get("attachments") if isinstance(resolved, dict) else None
    found = sent.values() if isinstance(sent, dict) else ()
    return [discord.Attachment(data=one, state=interaction._state) for one in found]  # noqa: SLF001 - there is no other


def is_checked(interaction: Interaction, field: str) -> bool:
    """Whether a single box of a submitted form is checked."""
    return _checked(_data(interaction).get("components", []), field)


def _checked(node: Any, field: str) -> bool:
    if isinstance(node, list):
        return any(_checked(child, field) for child in node)
    if not isinstance(node, dict):
        return False
    here = node.get("custom_id") == field and node.get("value") is True
    return here or any(_checked(node.get(inside), field) for inside in ("components", "component"))


def _data(interaction: Interaction) -> dict[str, Any]:
    return cast("dict[str, Any]", interaction.data or {})


def _fields(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from _fields(child)
    elif isinstance(node, dict):
        if isinstance(node.get("custom_id"), str):
            chosen = node.get("values")
            value = chosen[0] if isinstance(chosen, list) and chosen else node.get("value")
            if isinstance(value, str):
                yield node["custom_id"], value
        for inside in ("components", "component"):
            yield from _fields(node.get(inside))
