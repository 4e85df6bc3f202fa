"""The topics by name. Packs are data and name their topics themselves; they say so here whenever they are loaded."""

from collections.abc import Mapping

_TITLES: dict[str, str] = {}


def name_topics(titles: Mapping[str, str]) -> None:
    """Call the topics so from now on, in the whole process: slug → title."""
    _TITLES.update(titles)


def title_of(topic: str) -> str:
    """What people call a topic."""
    return _TITLES.get(topic) or plain_title(topic)


def plain_title(topic: str) -> str:
    """A title for a topic that has been given none."""
    return topic.replace("_", " ").capitalize()
