"""Whether somebody who is challenged would ever see it: looked up for them alone, without a list of members."""

import discord
from discord import ChannelType, Interaction, Permissions

from cogs.duels.words import CANNOT_SEE, LEFT
from cogs.shared.words import name

_UNKNOWN_MEMBER, _UNKNOWN_USER = 10007, 10013


async def why_absent(interaction: Interaction, user_id: int, called: str, sent: discord.Member | None) -> str:
    """Why somebody could not take up a challenge here; nothing where they could, or where Discord does not say.

    `sent` is the member as Discord sent them along with a command.
    """
    if interaction.guild is None:
        return ""
    try:
        member = sent or await interaction.guild.fetch_member(user_id)
        sees = await _sees(interaction, member)
    except discord.NotFound as error:
        return LEFT.format(who=name(called)) if error.code in (_UNKNOWN_MEMBER, _UNKNOWN_USER) else ""
    except discord.HTTPException:
        return ""
    return "" if sees else CANNOT_SEE.format(who=name(called))


async def _sees(interaction: Interaction, member: discord.Member) -> bool:
    channel, have = interaction.channel, _permissions(interaction, member)
    if have is None or have.administrator:
        return True
    if not have.view_channel:
        return False
    if not isinstance(channel, discord.Thread) or channel.type is not ChannelType.private_thread or have.manage_threads:
        return True
    try:
        await channel.fetch_member(member.id)
    except discord.NotFound as error:
        return error.code not in (_UNKNOWN_MEMBER, _UNKNOWN_USER)
    return True


def _permissions(interaction: Interaction, member: discord.Member) -> Permissions | None:
    """What the member may do in this channel, None where that is not known."""
    if member.resolved_permissions is not None:
        return member.resolved_permissions
    channel = interaction.channel
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return channel.permissions_for(member)
    return None
