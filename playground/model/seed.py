"""The world that a fresh playground starts with; its ids are documented in ``docs/playground-api.md``."""

from __future__ import annotations

import discord
from simcord.backend.models import Channel, Guild, Member, Role, User
from simcord.backend.ops.guilds import DEFAULT_EVERYONE_PERMISSIONS

from playground.clock import Clock
from playground.model.world import World

APPLICATION = 200_000_000_000_000_001
PEOPLE = {"ada": "Ada", "ben": "Ben", "chloe": "Chloe", "dev": "Dev", "emma": "Emma"}
FIRST_PERSON, FIRST_DIRECT = 300_000_000_000_000_001, 600_000_000_000_000_001
NOBODY = 300_000_000_000_000_000
STUDY_GROUP, CLOUD_CLUB = 100_000_000_000_000_001, 110_000_000_000_000_001
STUDY_CHANNELS, CLUB_CHANNELS = 400_000_000_000_000_001, 410_000_000_000_000_001
STUDY_ROLES, CLUB_ROLES = 500_000_000_000_000_001, 510_000_000_000_000_001
BOT_ROLE_OFFSET = 90
MANAGE_SERVER = discord.Permissions(manage_guild=True, manage_messages=True).value
EVERYONE = DEFAULT_EVERYONE_PERMISSIONS | discord.Permissions(create_private_threads=True).value
_REFUSED_TO_BOTS = discord.Permissions(administrator=True).value
BOT_PERMISSIONS = discord.Permissions.all().value & ~_REFUSED_TO_BOTS


def new_world(clock: Clock) -> World:
    """The default world: two servers, five people (group results need as many), the bot, direct channels."""
    world = empty_world(clock)
    names = [*PEOPLE]
    ids = {name: FIRST_PERSON + index for index, name in enumerate(names)}
    for name, user_id in ids.items():
        world.users[user_id] = User(user_id, name, global_name=PEOPLE[name])
    for index, user_id in enumerate(ids.values()):
        add_direct_channel(world, FIRST_DIRECT + index, user_id)
    roles = [("Organizer", MANAGE_SERVER), ("Regular", 0), ("Newcomer", 0)]
    study = add_guild(world, STUDY_GROUP, "Study group", roles, STUDY_ROLES)
    add_channels(world, study, ["quiz", "daily", "general"], STUDY_CHANNELS)
    for name, role in zip(names, (0, 1, 1, 2, 2), strict=True):
        study.members[ids[name]] = Member(ids[name], [STUDY_ROLES + role], joined_at=world.now_iso())
    club = add_guild(world, CLOUD_CLUB, "Cloud club", roles[:1], CLUB_ROLES)
    add_channels(world, club, ["quiz", "lounge"], CLUB_CHANNELS)
    club.members[ids["ben"]] = Member(ids["ben"], joined_at=world.now_iso())
    club.members[ids["dev"]] = Member(ids["dev"], [CLUB_ROLES], joined_at=world.now_iso())
    return world


def empty_world(clock: Clock) -> World:
    """Only the application and its bot."""
    world = World(clock)
    world.users.clear()
    world.application_id = APPLICATION
    world.bot_user = User(APPLICATION, "Recall", bot=True, global_name="Recall")
    world.users[APPLICATION] = world.bot_user
    world.users[NOBODY] = User(NOBODY, "playground", system=True)
    return world


def add_guild(
    world: World, guild_id: int, name: str, roles: list[tuple[str, int]], first_role: int, *, bot: bool = True
) -> Guild:
    """A server with these roles and, unless told otherwise, the bot; announced to nobody."""
    guild = Guild(guild_id, name, NOBODY)
    everyone = Role(guild_id, "@everyone", EVERYONE)
    managed = Role(first_role + BOT_ROLE_OFFSET, world.bot_user.name, BOT_PERMISSIONS, len(roles) + 1, managed=True)
    made = [
        Role(first_role + index, role, permissions, len(roles) - index)
        for index, (role, permissions) in enumerate(roles)
    ]
    guild.roles = {role.id: role for role in (everyone, *made, managed)}
    if bot:
        guild.members[world.bot_user.id] = Member(world.bot_user.id, [managed.id], joined_at=world.now_iso())
    world.guilds[guild_id] = guild
    return guild


def add_channels(world: World, guild: Guild, names: list[str], first_id: int) -> list[Channel]:
    """Text channels with ids in a row; announced to nobody."""
    made = [Channel(first_id + index, 0, name, guild.id, position=index) for index, name in enumerate(names)]
    for channel in made:
        world.channels[channel.id] = channel
        world.messages[channel.id] = {}
        guild.channel_ids.append(channel.id)
    return made


def add_direct_channel(world: World, channel_id: int, user_id: int) -> Channel:
    """The direct messages of one person with the bot."""
    channel = Channel(channel_id, 1, recipient_ids=[user_id])
    world.channels[channel_id] = channel
    world.messages[channel_id] = {}
    world.dm_channels[user_id] = channel_id
    return channel
