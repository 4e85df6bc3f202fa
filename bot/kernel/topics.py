"""The topics by name. Packs are data and name their topics themselves; they say so here whenever they are loaded."""

from collections.abc import Mapping

from bot.kernel.reading import key_of
from bot.kernel.sources import owner_of

_PROPER = {"ai": "AI", "aws": "AWS", "genai": "GenAI", "ml": "ML", "sagemaker": "SageMaker"}
"""Words that have capitals of their own."""

_TITLES: dict[str, str] = {}


def _as_compared(name: str) -> str:
    return key_of(name).replace(" ", "")


FOR_ALL = ("any", "all", "all topics", "every topic", "everything", "any topic")
"""What people type for every topic."""

_EVERYBODYS = set(map(_as_compared, FOR_ALL))
"""Under which names the topics of everybody are found, each and all of them, as they are compared."""

_OF_THIS_SERVER = "{title} (this server)"


def name_topics(titles: Mapping[str, str]) -> None:
    """Call the topics so from now on, in the whole process: slug → title."""
    _TITLES.update(titles)
    shared = {topic: title for topic, title in titles.items() if not owner_of(topic)}
    _EVERYBODYS.update(_as_compared(name) for name in (*shared, *shared.values()))


def is_everybodys(title: str) -> bool:
    """Whether a topic that every server has goes by this name, in whatever case and punctuation."""
    return _as_compared(title) in _EVERYBODYS


def title_of(topic: str) -> str:
    """What people call a topic; one of a server's own that is called like one of everybody's is told apart."""
    title = _TITLES.get(topic) or plain_title(topic.rpartition(".")[2].replace("-", "_"))  # one that is gone
    return told_apart(title) if owner_of(topic) else title


def told_apart(title: str) -> str:
    """The title of a server's own topic, with a word where a topic of everybody's is called so too."""
    return _OF_THIS_SERVER.format(title=title) if is_everybodys(title) else title


def plain_title(topic: str) -> str:
    """A title for a topic that has been given none."""
    words = [_PROPER.get(word, word) for word in topic.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
