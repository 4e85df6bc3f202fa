"""What other formats have no place for, carried in places that they have: tags, and the end of an explanation.

`difficulty::2` as a tag, and `Source: Model hosting, https://docs.aws.amazon.com/x.html (2026-09-29)` as the last line
of an explanation, are read again by every reader here. An author's own tag that looks like that is written as
`tag::difficulty::2`.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from urllib.parse import unquote

from bot.kernel.questions import Question, Source, Typed

JOINT = "::"
_SINGLE = ("difficulty", "expected", "angle", "concept", "version", "twin")
_MANY = ("exam", "apart")
_SAID = frozenset((*_SINGLE, *_MANY, "scenario", "exact", "tag"))
_SOURCE = re.compile(
    r"\n?[ \t]*Source: (?P<title>.{1,200}?), (?P<url>https?://\S{1,300}) \((?P<as_of>\d{4}-\d\d-\d\d)\)\s*$"
)
_WORKED = re.compile(r"(?:^|\n)[ \t]*Worked out:[ \t]*(?P<worked>[^\n]{0,300})\Z")


def sealed(text: str, signs: str) -> str:
    """The text with some signs as `%2C` and the like, where they would part it."""
    return "".join(f"%{ord(letter):02X}" if letter == "%" or letter in signs else letter for letter in text)


def unsealed(text: str) -> str:
    """What was `sealed`, whatever the signs were."""
    return unquote(text)


def tags_of(question: Question) -> list[str]:
    """An item's own tags, and what else there is to say of it as tags."""
    said = [
        ("difficulty", "" if question.expected is not None else str(question.difficulty)),
        ("expected", "" if question.expected is None else f"{question.expected:g}"),
        ("angle", question.angle.value),
        ("concept", question.concept if question.concept not in question.tags[:1] else ""),
        ("version", "" if question.version == 1 else str(question.version)),
        ("twin", question.twin or ""),
        *(
            ("exam", f"{exam.value}{JOINT}{question.tasks.get(exam, domain)}")
            for exam, domain in question.exams.items()
        ),
        *(("apart", other) for other in question.apart),
    ]
    own = (f"tag{JOINT}{tag}" if tag.partition(JOINT)[0] in _SAID and JOINT in tag else tag for tag in question.tags)
    found = [*own, *(f"{name}{JOINT}{value}" for name, value in said if value)]
    if question.scenario:
        found.append(f"scenario{JOINT}yes")
    if isinstance(question.body, Typed) and question.body.exact:
        found.append(f"exact{JOINT}yes")
    return found


def facts_in(tags: Iterable[str]) -> tuple[dict[str, object], list[str]]:
    """What tags say in the form above, as keys of our format, and the other tags."""
    facts: dict[str, object] = {}
    exams: dict[str, str] = {}
    apart: list[str] = []
    others: list[str] = []
    for tag in tags:
        name, found, value = tag.partition(JOINT)
        if not found or name not in _SAID:
            others.append(tag)
        elif name == "tag":
            others.append(value)
        elif name == "exam":
            exam, _, task = value.partition(JOINT)
            exams[exam] = task
        elif name == "apart":
            apart.append(value)
        else:
            facts[name] = value
    if exams:
        facts["exams"] = exams
    if apart:
        facts["apart"] = apart
    return facts, others


def explained(question: Question, *, worked: bool = True) -> str:
    """The explanation with what else is to be read behind it: how it is worked out, and where it stands written."""
    lines = [question.explanation]
    if worked and (said := getattr(question.body, "worked", "")):
        lines += [f"Worked out: {line}".strip() for line in said.split("\n")]
    if question.source:
        source = question.source
        lines.append(f"Source: {source.title}, {source.url} ({source.as_of})")
    return "\n".join(line for line in lines if line)


def source_in(explanation: str) -> tuple[str, Source | None]:
    """The explanation and its source, where that stands at its end as `explained` puts it."""
    if found := _SOURCE.search(explanation):
        with suppress(ValueError):
            source = Source(found["title"].strip(), found["url"], date.fromisoformat(found["as_of"]))
            return explanation[: found.start()].strip(), source
    return explanation.strip(), None


def worked_in(explanation: str) -> tuple[str, str]:
    """The explanation and how it is worked out, where that stands at its end as `explained` puts it."""
    lines: list[str] = []
    while found := _WORKED.search(explanation):
        lines.insert(0, found["worked"].strip())
        explanation = explanation[: found.start()].rstrip()
    return explanation, "\n".join(lines).strip()
