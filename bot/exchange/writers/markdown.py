"""Markdown with checkboxes, as GitHub shows it; what players must not see first is behind a fold."""

from collections.abc import Iterator

from bot.exchange.carrying import sealed, tags_of
from bot.exchange.inline import marked
from bot.exchange.writers.common import Pack, Written, always_lost, figure, loses, parts_of
from bot.kernel.questions import MARK, Choice, Matching, Numeric, Ordering, Question, Typed


def write(pack: Pack) -> Written:
    """All items, each with a comment that says what Markdown has no sign for."""
    out, lines = [f"# {marked(pack.title)}", ""], []
    for section, questions in pack.by_section():
        out += [f"## {marked(section)}", ""]
        for question in questions:
            out += [*_item(question, section), ""]
            lines += loses(question, *always_lost(question))
    return Written("\n".join(out).encode(), len(pack.questions), lines)


def _item(question: Question, section: str) -> Iterator[str]:
    first, *more = question.stem.split("\n")
    yield f"### {_stem(first)}"
    tags = ", ".join(sealed(tag, ",;>") for tag in tags_of(question))
    about = {"id": question.id, "kind": question.kind.value, "section": sealed(section, ";>"), "tags": tags}
    yield f"<!-- recall: {'; '.join(f'{name}={value}' for name, value in about.items())} -->"
    yield from (_stem(line) for line in more)
    yield ""
    yield from _body(question)
    yield ""
    yield from (f"> {marked(line)}".rstrip() for line in question.explanation.split("\n") if question.explanation)
    if isinstance(question.body, Numeric) and question.body.worked:
        yield f"Worked out: {_broken(question.body.worked)}"
    if question.source:
        source = question.source
        yield f"Source: {marked(source.title)}, <{source.url}> ({source.as_of})"


def _body(question: Question) -> Iterator[str]:
    body = question.body
    if isinstance(body, Choice):
        yield from _choice(body)
    elif isinstance(body, Ordering):
        for place, step in enumerate(body.steps, start=1):
            yield f"{place}. {marked(step.text)}"
            yield from _reason(step.why)
    elif isinstance(body, Matching):
        for pair in body.pairs:
            yield f"- {marked(pair.prompt).replace('→', '&rarr;')} → {marked(pair.match)}"
            yield from _reason(pair.why)
        yield from (_wrong(extra.text, extra.why) for extra in body.extra)
    elif isinstance(body, Numeric):
        yield from _numeric(body)
    elif isinstance(body, Typed):
        for part in parts_of(question):
            yield f"Answer: {marked(part.text)}" if part.right else _wrong(part.text, part.why)


def _choice(body: Choice) -> Iterator[str]:
    for option in body.options:
        yield f"- [{'x' if option.right else ' '}] {marked(option.text)}"
        yield from _reason(option.why)


def _numeric(body: Numeric) -> Iterator[str]:
    yield f"Answer: {figure(body.value)}{f' ± {figure(body.tolerance)}' if body.tolerance else ''}"
    if body.unit:
        yield f"Unit: {marked(body.unit)}"
    yield from (_wrong(miss.text, miss.why) for miss in body.mistakes)


def _reason(why: str) -> Iterator[str]:
    if why:
        yield f"  - {_broken(why)}"


def _wrong(text: str, why: str) -> str:
    said = marked(text).replace("—", "&mdash;")
    return f"Wrong: {said}{f' — {_broken(why)}' if why else ''}"


def _stem(text: str) -> str:
    """A line of the question, what decides in bold; a backslash alone keeps an empty one."""
    parts = text.split(MARK)
    if len(parts) == 1:
        return marked(text) or "\\"
    return MARK.join(map(marked, parts))


def _broken(text: str) -> str:
    """Text of several lines on one."""
    return "<br>".join(map(marked, text.split("\n")))
