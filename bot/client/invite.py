"""The link with which a server takes Recall in, and the permissions that it asks for there."""

import discord

LEAST_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    read_message_history=True,
)
"""What Recall cannot do without: cards in channels and threads (`/quiz start` can open one), charts and exports as
files, and the history, in which a post of its own is looked for before it is repeated."""

SCOPES = ("bot", "applications.commands")


def invite_link(application_id: int) -> str:
    """Opened in a browser, it asks to which server Recall may come."""
    return discord.utils.oauth_url(application_id, permissions=LEAST_PERMISSIONS, scopes=SCOPES)


def missing_permissions(granted: int) -> list[str]:
    """What a bot with these permissions lacks, by the names in Discord's settings."""
    have = discord.Permissions(granted)
    if have.administrator:
        return []
    return [_title(name) for name, needed in LEAST_PERMISSIONS if needed and not getattr(have, name)]


def _title(name: str) -> str:
    """As Discord's settings call it; the library knows View Channels by an older name."""
    return "View Channels" if name == "read_messages" else name.replace("_", " ").title().replace(" In ", " in ")
