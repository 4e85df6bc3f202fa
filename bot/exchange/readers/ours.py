"""Our own YAML: what is in order comes in as it stands; an item that is not is refused with every other one kept."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.exchange.draft import Found, Place, Reading, Ready, Refused, UnreadableError, Wish
from bot.exchange.readers.archives import member, named, opened
from bot.packs.building import build
from bot.packs.loading import level_of
from bot.packs.own import AnyOwnItem, OneOwnItem, OwnPackIn
from bot.packs.problems import PackError
from bot.packs.reading import Tree, read_text
from bot.packs.schema import BUILT_LATE, AnyItem, Level, OneItem, PackIn
from bot.packs.validating import problems_of

_PUBLISHED: TypeAdapter[AnyItem] = TypeAdapter(OneItem, config=BUILT_LATE)
_OWN: TypeAdapter[AnyOwnItem] = TypeAdapter(OneOwnItem, config=BUILT_LATE)


def read(data: bytes, wish: Wish) -> Reading:
    """Each item of the pack, which may be several files in an archive: one that cannot be read keeps out no other."""
    if not data.startswith(b"PK"):
        return _read(data, wish)
    what = "a pack in several files"
    archive = opened(data, what)
    names = named(archive, ".yaml")
    if not names:
        raise UnreadableError(f"This is not {what}: the archive contains no .yaml file.")
    parts, refused = list[Reading](), list[Refused]()
    for name in names:
        try:
            parts.append(_read(member(archive, name, what), wish))
        except UnreadableError as error:
            refused.append(Refused(Place(part=name), "", str(error)))
    if not parts:
        raise UnreadableError(f"{refused[0].place}: {refused[0].why}")
    return replace(parts[0], found=chain(*(part.found for part in parts), refused))


def _read(data: bytes, wish: Wish) -> Reading:
    try:
        tree = read_text(Path(wish.name or "pack.yaml"), data)
    except PackError as error:
        raise UnreadableError(_said(error)) from None
    value = tree.value
    if not isinstance(value, dict) or not {"topic", "items"} <= value.keys():
        raise UnreadableError("This YAML is not a pack: a pack has a topic, a subtopic, and items.")
    if not isinstance(value["items"], list):
        line = tree.place(("items",))[0]
        raise UnreadableError(f"Line {line}: 'items' should be a list. Write the questions there, each after a '- '.")
    try:
        level = level_of(tree)
    except PackError as error:
        raise UnreadableError(_said(error)) from None
    topic, subtopic = str(value.get("topic") or ""), str(value.get("subtopic") or "")[:80]
    return Reading(_found(tree, value, level, topic, subtopic), (), str(value.get("title") or "")[:60], topic)


def _said(error: PackError) -> str:
    problem = error.problems[0]
    return f"Line {problem.line}: {problem.message} {problem.mend}"


def _found(tree: Tree, value: dict[str, Any], level: Level, topic: str, subtopic: str) -> Iterator[Found]:
    is_own = level == "own"
    for index, item in enumerate(value["items"]):
        place = Place(line=tree.place(("items", index))[0])
        try:
            built = _OWN.validate_python(item) if is_own else _PUBLISHED.validate_python(item)
        except ValidationError as error:
            model = OwnPackIn if is_own else PackIn
            problem = next(iter(problems_of(tree, model, error, ("items", index))))
            label = item.get("id") if isinstance(item, dict) else ""
            yield Refused(Place(line=problem.line), str(label or ""), f"{problem.message} {problem.mend}")
        else:
            yield Ready(place, build(built, topic, subtopic), subtopic)
