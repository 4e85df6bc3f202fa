"""QTI 2.1 items in a package: https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html."""

from collections.abc import Iterator

from bot.exchange.carrying import explained, tags_of
from bot.exchange.writers.common import (
    Pack,
    Written,
    always_lost,
    escaped,
    figure,
    html,
    lined,
    loses,
    parts_of,
    zipped,
)
from bot.kernel.questions import Kind, Matching, Numeric, Option, Ordering, Question

_NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
_MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"


def write(pack: Pack) -> Written:
    """An item a file, and the manifest with each item's tags."""
    lines = [line for question in pack.questions for line in loses(question, *always_lost(question))]
    return Written(zipped(_files(pack)), len(pack.questions), lines)


def _files(pack: Pack) -> Iterator[tuple[str, bytes]]:
    yield "imsmanifest.xml", "\n".join(_manifest(pack)).encode()
    for question, section in zip(pack.questions, pack.sections, strict=True):
        yield f"items/{question.id}.xml", "\n".join(_item(question, section)).encode()


def _manifest(pack: Pack) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="recall-pack">'
    yield "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>"
    yield "<organizations/>"
    yield "<resources>"
    for question in pack.questions:
        words = "".join(f"<keyword><string>{escaped(tag)}</string></keyword>" for tag in tags_of(question))
        lom = f'<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general>{words}</general></lom>'
        name = f"items/{question.id}.xml"
        yield f'<resource identifier="{question.id}" type="imsqti_item_xmlv2p1" href="{name}">'
        yield f'<metadata>{lom}</metadata><file href="{name}"/></resource>'
    yield "</resources></manifest>"


def _item(question: Question, section: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    title, label = escaped(question.asking[:80]).replace("\n", " "), escaped(section)
    yield f'<assessmentItem xmlns="{_NAMESPACE}" identifier="{question.id}" title="{title}" label="{label}"'
    yield ' adaptive="false" timeDependent="false">'
    yield from _response(question)
    yield '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    yield '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier">'
    yield "<defaultValue><value>explanation</value></defaultValue></outcomeDeclaration>"
    yield from _near(question)
    yield "<itemBody>"
    yield from _body(question)
    yield "</itemBody>"
    yield from _processing(question)
    if explanation := explained(question):
        said = 'outcomeIdentifier="FEEDBACK" identifier="explanation" showHide="show"'
        yield f"<modalFeedback {said}>{lined(explanation).replace('<br>', '<br/>')}</modalFeedback>"
    yield "</assessmentItem>"


def _response(question: Question) -> Iterator[str]:
    body = question.body
    if isinstance(body, Numeric):
        yield _declared("single", "float", [figure(body.value)])
    elif question.kind is Kind.TYPED:
        spellings = [part.text for part in parts_of(question) if part.right]
        entries = "".join(
            f'<mapEntry mapKey="{escaped(text)}" mappedValue="1" caseSensitive="false"/>' for text in spellings
        )
        yield _declared("single", "string", spellings[:1], f'<mapping defaultValue="0">{entries}</mapping>')
    elif isinstance(body, Ordering):
        yield _declared("ordered", "identifier", [f"S{n}" for n in range(len(body.steps))])
    elif isinstance(body, Matching):
        yield _declared("multiple", "directedPair", [f"P{n} M{n}" for n in range(len(body.pairs))])
    else:
        right = [f"O{n}" for n, part in enumerate(parts_of(question)) if part.right]
        yield _declared("multiple" if question.kind is Kind.MULTIPLE else "single", "identifier", right)


def _declared(cardinality: str, base: str, right: list[str], more: str = "") -> str:
    values = "".join(f"<value>{escaped(value)}</value>" for value in right)
    head = f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
    return f"{head}<correctResponse>{values}</correctResponse>{more}</responseDeclaration>"


def _near(question: Question) -> Iterator[str]:
    """Wrong answers that people type, which the standard has no place for: variables that nobody is shown."""
    if question.kind in (Kind.TYPED, Kind.NUMERIC):
        for n, part in enumerate(part for part in parts_of(question) if not part.right):
            values = f"<value>{escaped(part.text)}</value><value>{escaped(part.why)}</value>"
            yield f'<templateDeclaration identifier="NEAR{n}" cardinality="ordered" baseType="string">'
            yield f"<defaultValue>{values}</defaultValue></templateDeclaration>"


def _body(question: Question) -> Iterator[str]:
    body = question.body
    stem = f"<p>{html(question.stem).replace('<br>', '<br/>')}</p>"
    yield stem
    if isinstance(body, Matching):
        yield f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{len(body.pairs)}">'
        prompts = [_associable(f"P{n}", pair.prompt, pair.why, 1) for n, pair in enumerate(body.pairs)]
        matches = [_associable(f"M{n}", pair.match, "", len(body.pairs)) for n, pair in enumerate(body.pairs)]
        spare = [_associable(f"X{n}", extra.text, extra.why, len(body.pairs)) for n, extra in enumerate(body.extra)]
        yield f"<simpleMatchSet>{''.join(prompts)}</simpleMatchSet>"
        yield f"<simpleMatchSet>{''.join([*matches, *spare])}</simpleMatchSet></matchInteraction>"
    elif isinstance(body, Ordering):
        steps = [Option(step.text, step.why) for step in body.steps]
        yield '<orderInteraction responseIdentifier="RESPONSE" shuffle="true">'
        yield "".join(_simple(f"S{n}", step) for n, step in enumerate(steps)) + "</orderInteraction>"
    elif question.kind in (Kind.TYPED, Kind.NUMERIC):
        unit = f' <span class="unit">{escaped(body.unit)}</span>' if isinstance(body, Numeric) and body.unit else ""
        yield f'<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="30"/>{unit}</p>'
    else:
        most = question.choose if question.kind is Kind.MULTIPLE else 1
        yield f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        yield "".join(_simple(f"O{n}", part) for n, part in enumerate(parts_of(question))) + "</choiceInteraction>"


def _feedback(name: str, why: str) -> str:
    said = f'outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show"'
    return f"<feedbackInline {said}>{lined(why).replace('<br>', '<br/>')}</feedbackInline>" if why else ""


def _simple(name: str, part: Option) -> str:
    return f'<simpleChoice identifier="{name}">{escaped(part.text)}{_feedback(name, part.why)}</simpleChoice>'


def _associable(name: str, text: str, why: str, most: int) -> str:
    head = f'<simpleAssociableChoice identifier="{name}" matchMax="{most}">'
    return f"{head}{escaped(text)}{_feedback(name, why)}</simpleAssociableChoice>"


def _processing(question: Question) -> Iterator[str]:
    if isinstance(question.body, Numeric):
        tolerance = figure(question.body.tolerance)
        yield "<responseProcessing><responseCondition><responseIf>"
        yield f'<equal toleranceMode="absolute" tolerance="{tolerance} {tolerance}">'
        yield '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
        yield '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        yield "</responseIf></responseCondition></responseProcessing>"
    else:
        yield f'<responseProcessing template="{_MAP if question.kind is Kind.TYPED else _MATCH}"/>'
