"""Why there is nothing to ask, where that is due to the topics that are on."""

from collections.abc import Collection

from cogs.shared.words import NO_TOPIC_IS_ON, TOPIC_IS_GONE, topic_text


def why_nothing(known: Collection[str], topic: str | None, otherwise: str) -> str:
    """Why a game on a topic (None: on everything) has no questions where these are `known`; `otherwise`: for others."""
    if not known:
        return NO_TOPIC_IS_ON
    if topic is not None and topic not in known:
        return TOPIC_IS_GONE.format(topic=topic_text(topic))
    return otherwise
