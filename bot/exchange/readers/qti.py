"""QTI 2.1 and 2.2 items (https://www.imsglobal.org/question/), alone or in a package with a manifest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.exchange.carrying import facts_in
from bot.exchange.draft import Couple, Draft, Found, Part, Place, Reading, Refused, UnreadableError, Wish
from bot.exchange.readers.archives import member, named, opened
from bot.exchange.text import plain
from bot.exchange.xml import Element, as_html, escaped, parse
from bot.kernel.questions import Kind

WHAT = "a QTI package (.zip)"
_INTERACTION = "Interaction"
"""How the names of all interactions end."""

_MOST_ITEMS = 20_000
_GAP = "\ue010"
"""Where something is to be typed or chosen, until it is known whether anything follows."""


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each item of a package, or of one XML file."""
    if data[:2] == b"PK":
        return _package(data)
    root = parse(data)
    items = [root] if root.tag == "assessmentItem" else root.below("assessmentItem")
    if not items:
        if root.tag == "questestinterop":
            raise UnreadableError("This is QTI 1.2. Recall reads QTI 2.1 and 2.2: export it in that version.")
        raise UnreadableError(f"This XML is not a QTI item: its root is <{root.tag[:40]}>, not <assessmentItem>.")
    return Reading([_item(item, Place(item.line), ()) for item in items])


def _package(data: bytes) -> Reading:
    with opened(data, WHAT) as archive:
        names = named(archive, ".xml")
        tags: dict[str, list[str]] = {}
        for name in names:
            if name.rsplit("/", 1)[-1] == "imsmanifest.xml":
                tags = _manifest(parse(member(archive, name, WHAT)))
        found = [one for name in names[:_MOST_ITEMS] for one in _part(name, member(archive, name, WHAT), tags)]
    if not found:
        raise UnreadableError(f"This is not {WHAT}: no file in it is an <assessmentItem>.")
    return Reading(found)


def _manifest(root: Element) -> dict[str, list[str]]:
    """The keywords of each file."""
    found = {}
    for resource in root.below("resource"):
        words = [" ".join(word.whole().split()) for word in resource.below("keyword")]
        found[resource.attributes.get("href", "")] = words
    return found


def _part(name: str, data: bytes, tags: dict[str, list[str]]) -> Iterator[Found]:
    try:
        root = parse(data)
    except UnreadableError as error:
        yield Refused(Place(part=name), "", str(error))
        return
    items = [root] if root.tag == "assessmentItem" else root.below("assessmentItem")
    for item in items:
        yield _item(item, Place(part=name, line=item.line), tags.get(name, ()))


def _item(item: Element, place: Place, words: Sequence[str]) -> Found:
    title = item.attributes.get("title", "") or item.attributes.get("identifier", "")
    body = item.one("itemBody")
    if body is None:
        return Refused(place, title, "It has no <itemBody>.")
    found = [one for one in body.everything() if one.tag.endswith(_INTERACTION)]
    if len(found) != 1:
        return Refused(place, title, "It asks nothing." if not found else "It asks several things at once.")
    interaction = found[0]
    facts, tags = facts_in(words)
    responses = item.all("responseDeclaration")
    wanted = interaction.attributes.get("responseIdentifier", "")
    response = next((one for one in responses if one.attributes.get("identifier") == wanted), None)
    draft = Draft(
        place,
        Kind.SINGLE,
        _stem(body, interaction),
        explanation="<br>".join(one.inside() for one in item.all("modalFeedback")),
        name=item.attributes.get("identifier", ""),
        tags=tags,
        category=item.attributes.get("label", ""),
        markup="html",
        facts=facts,
    )
    if response is None:
        return Refused(place, title, "It does not say what is right: its <responseDeclaration> is missing.")
    match interaction.tag:
        case "choiceInteraction" | "inlineChoiceInteraction":
            return _choice(draft, interaction, _values(response))
        case "orderInteraction":
            return _ordering(draft, interaction, _values(response))
        case "matchInteraction":
            return _matching(draft, interaction, _values(response))
        case "textEntryInteraction":
            return _entry(draft, item, response)
    return Refused(place, title, f"Recall does not play <{interaction.tag}>.")


def _stem(body: Element, interaction: Element) -> str:
    """What stands before the choices, and the prompt; a gap stands for what is typed."""
    gap = interaction.tag in ("textEntryInteraction", "inlineChoiceInteraction")
    prompt = interaction.one("prompt")
    before, _, after = _without(body, interaction, _GAP if gap else "").partition(_GAP)
    if gap and (plain(after, "html")[0] or not plain(before, "html")[0]):
        before += " _____ "
    return f"{before}{after}<br>{prompt.inside() if prompt else ''}"


def _without(element: Element, interaction: Element, instead: str) -> str:
    out = [_escaped(element.text)]
    for child in element.children:
        if child is interaction:
            out.append(instead)
        elif interaction in child.below(interaction.tag):
            out.append(f"<p>{_without(child, interaction, instead)}</p>")
        elif child.tag not in ("feedbackBlock", "rubricBlock") and child.attributes.get("class") != "unit":
            out.append(as_html(child))
        out.append(_escaped(child.tail))
    return "".join(out)


def _escaped(text: str) -> str:
    return escaped(text).replace("\n", "<br>")


def _values(response: Element) -> list[str]:
    """What is right; a value that is empty says nothing."""
    correct = response.one("correctResponse")
    values = [" ".join(value.whole().split()) for value in correct.all("value")] if correct else []
    return [value for value in values if value]


def _shown(choice: Element) -> Part:
    """A choice, with the feedback inside of it as the reason."""
    whys = choice.below("feedbackInline")
    return Part(choice.inside(leave=("feedbackInline",)), whys[0].inside() if whys else "")


def _choice(draft: Draft, interaction: Element, right: Sequence[str]) -> Found:
    choices = interaction.below("simpleChoice", "inlineChoice")
    if unknown := sorted({*right} - {one.attributes.get("identifier", "") for one in choices}):
        return Refused(draft.place, draft.name, f"Its right choice '{unknown[0][:30]}' is not one of its choices.")
    parts = [replace(_shown(one), right=one.attributes.get("identifier") in right) for one in choices]
    most = interaction.attributes.get("maxChoices", "1")
    return replace(draft, kind=Kind.SINGLE if most == "1" else Kind.MULTIPLE, parts=parts)


def _ordering(draft: Draft, interaction: Element, right: Sequence[str]) -> Found:
    steps = {one.attributes.get("identifier", ""): _shown(one) for one in interaction.below("simpleChoice")}
    if set(right) != set(steps):
        return Refused(draft.place, draft.name, "Its right order does not list every step once.")
    return replace(draft, kind=Kind.ORDERING, parts=[steps[name] for name in right])


def _matching(draft: Draft, interaction: Element, right: Sequence[str]) -> Found:
    sets = interaction.all("simpleMatchSet")
    if len(sets) != 2:
        return Refused(draft.place, draft.name, "It does not have two sets to match.")
    sides = [{one.attributes.get("identifier", ""): _shown(one) for one in side.children} for side in sets]
    pairs = [value.split() for value in right]
    if any(len(pair) != 2 or pair[0] not in sides[0] or pair[1] not in sides[1] for pair in pairs):
        return Refused(draft.place, draft.name, "A right pair names something that is not in its sets.")
    if len({pair[0] for pair in pairs}) != len(sides[0]):
        return Refused(draft.place, draft.name, "One of its prompts has no response.")
    couples = [Couple(sides[0][p].text, sides[1][m].text, sides[0][p].why) for p, m in pairs]
    spare = [part for name, part in sides[1].items() if name not in {pair[1] for pair in pairs}]
    return replace(draft, kind=Kind.MATCHING, couples=couples, parts=spare)


def _entry(draft: Draft, item: Element, response: Element) -> Found:
    values = _values(response)
    wrongs = [_aside(one) for one in item.below("templateDeclaration")]
    near = [part for part in wrongs if part is not None]
    if response.attributes.get("baseType") in ("float", "integer"):
        try:
            value = float(values[0])
        except (IndexError, ValueError):
            return Refused(draft.place, draft.name, "It does not say which number is right.")
        equal = [one for one in item.below("equal") if one.attributes.get("toleranceMode") == "absolute"]
        said = equal[0].attributes.get("tolerance", "0").split() if equal else []
        try:
            tolerance = float(said[0]) if said else 0.0
        except ValueError:
            tolerance = 0.0
        unit = next((one.whole().strip() for one in item.below("span") if one.attributes.get("class") == "unit"), "")
        return replace(draft, kind=Kind.NUMERIC, value=value, tolerance=tolerance, unit=_escaped(unit), parts=near)
    mapped = [one.attributes.get("mapKey", "") for one in response.below("mapEntry") if _is_whole(one)]
    spellings = list(dict.fromkeys([*values, *mapped]))
    if not spellings:
        return Refused(draft.place, draft.name, "It does not say which answer is right.")
    return replace(draft, kind=Kind.TYPED, parts=[*(Part(_escaped(one), right=True) for one in spellings), *near])


def _is_whole(entry: Element) -> bool:
    try:
        return float(entry.attributes.get("mappedValue", "0")) >= 1
    except ValueError:
        return False


def _aside(declaration: Element) -> Part | None:
    """A wrong answer that people give, which our own files keep as a template variable that nobody is shown."""
    if not declaration.attributes.get("identifier", "").startswith("NEAR"):
        return None
    values = [one.whole().strip() for one in declaration.below("value")]
    return Part(_escaped(values[0]), _escaped(values[1]) if len(values) > 1 else "") if values else None
