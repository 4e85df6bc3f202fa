"""The topics by name. Packs are data and name their topics themselves; they say so here whenever they are loaded."""

from collections.abc import Mapping

_PROPER = {"ai": "AI", "aws": "AWS", "genai": "GenAI", "ml": "ML", "sagemaker": "SageMaker"}
"""Words that have capitals of their own."""

_TITLES: dict[str, str] = {}


def name_topics(titles: Mapping[str, str]) -> None:
    """Call the topics so from now on, in the whole process: slug → title."""
    _TITLES.update(titles)


def title_of(topic: str) -> str:
    """What people call a topic."""
    return _TITLES.get(topic) or plain_title(topic)


def plain_title(topic: str) -> str:
    """A title for a topic that has been given none."""
    words = [_PROPER.get(word, word) for word in topic.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
