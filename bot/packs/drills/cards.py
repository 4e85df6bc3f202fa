"""What all drills have in common: ids from names, sources, and options drawn by the card's own id."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from bot.kernel.questions import Choice, Option, Source, Status
from bot.packs.tables import Tables


def slug(name: str) -> str:
    """The name as a part of an id; ids of drills begin with `gloss-` or `life-`, which the schema keeps free."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


BOOKS = {
    "wellarchitected/latest/machine-learning-lens/": "AWS Well-Architected Machine Learning Lens",
    "sagemaker/": "Amazon SageMaker AI Developer Guide",
    "bedrock/": "Amazon Bedrock User Guide",
    "whitepapers/": "AWS Whitepaper",
    "machine-learning/": "Amazon Machine Learning Developer Guide",
    "prescriptive-guidance/": "AWS Prescriptive Guidance",
    "opensearch-service/": "Amazon OpenSearch Service Developer Guide",
}
"""Where a page's path begins → what the book is called."""


def page(source: str, as_of: date) -> Source:
    """The source for a page of docs.aws.amazon.com, given without address and ending.

    It is called after the book that it stands in: the name of its file says nothing to a reader.
    """
    title = next((title for book, title in BOOKS.items() if source.startswith(book)), "AWS documentation")
    return Source(title, f"https://docs.aws.amazon.com/{source}.html", as_of)


def choice(card: str, key: Option, wrong: Sequence[Option]) -> Choice:
    """The key and three of the wrong options, the same ones in the same order whenever the card is made."""
    rng = Random(card)  # noqa: S311 - a shuffle, not a secret
    options = [key, *rng.sample(wrong, min(3, len(wrong)))]
    rng.shuffle(options)
    return Choice(tuple(options))


def statuses(texts: Iterable[str], tables: Tables) -> tuple[Status, ...]:
    """The status of each service named that is not simply current."""
    return tuple(Status(s.names[0], s.state, s.note) for s in tables.not_current("\n".join(texts)))
