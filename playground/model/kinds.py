"""The kinds of channel (https://discord.com/developers/docs/resources/channel#channel-object-channel-types)."""

from __future__ import annotations

from simcord.backend.models import channel as simcord_channels
from simcord.backend.models.channel import Channel

TEXT, DIRECT, VOICE, GROUP, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 3, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 10, 11, 12, 13, 15, 16
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
POSTS_ONLY = (FORUM, MEDIA)
SPOKEN = (VOICE, STAGE)
IN_SERVERS = (TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM, MEDIA)

#: Which threads may be started in a channel of each kind, the first being the usual one.
STARTS: dict[int, tuple[int, ...]] = {
    TEXT: (PUBLIC_THREAD, PRIVATE_THREAD),
    ANNOUNCEMENT: (ANNOUNCEMENT_THREAD,),
    FORUM: (PUBLIC_THREAD,),
    MEDIA: (PUBLIC_THREAD,),
}

# SimCord knows no announcement threads; its channels ask this tuple whether they are threads.
simcord_channels.THREAD_TYPES = THREADS  # type: ignore[assignment]


def has_room_for_messages(channel: Channel) -> bool:
    """Whether messages can stand in a channel itself: not in a category, and in a forum only within its posts."""
    return channel.type not in {CATEGORY, *POSTS_ONLY}
