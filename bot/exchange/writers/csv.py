"""Our own CSV, with a column for everything."""

import csv
from io import StringIO

from bot.exchange.carrying import sealed, tags_of
from bot.exchange.cells import safe
from bot.exchange.readers.own_table import MOST, TAGS, header
from bot.exchange.writers.common import Pack, Written, always_lost, figure, left, loses, parts_of
from bot.kernel.questions import Matching, Numeric, Ordering, Question


def write(pack: Pack) -> Written:
    """A row an item. A cell that a spreadsheet might take for a formula begins with an apostrophe."""
    rows, lines = [], []
    for question, section in zip(pack.questions, pack.sections, strict=True):
        options = _options(question)
        if len(options) > MOST:
            lines.append(left(question, f"It has {len(options)} options and spellings; the table has room for {MOST}."))
            continue
        rows.append((question, section, options))
        lines += loses(question, *always_lost(question))
    most = max((len(options) for _, _, options in rows), default=0) or 1
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header(most))
    for question, section, options in rows:
        writer.writerow([safe(cell) for cell in _row(question, section, options, most)])
    return Written(b"\xef\xbb\xbf" + out.getvalue().encode(), len(rows), lines)


def _options(question: Question) -> list[tuple[str, str, str]]:
    """(option, match, reason) of each part."""
    body = question.body
    if isinstance(body, Ordering):
        return [(step.text, "", step.why) for step in body.steps]
    if isinstance(body, Matching):
        pairs = [(pair.prompt, pair.match, pair.why) for pair in body.pairs]
        return [*pairs, *(("", extra.text, extra.why) for extra in body.extra)]
    return [(part.text, "", part.why) for part in parts_of(question)]


def _row(question: Question, section: str, options: list[tuple[str, str, str]], most: int) -> list[str]:
    body, source = question.body, question.source
    answer, tolerance, unit, worked = "", "", "", ""
    if isinstance(body, Numeric):
        answer, tolerance, unit, worked = figure(body.value), figure(body.tolerance), body.unit, body.worked
    elif not isinstance(body, Matching):
        right = [part.right for part in parts_of(question)] if not isinstance(body, Ordering) else [True] * len(options)
        answer = ", ".join(str(n) for n, is_right in enumerate(right, start=1) if is_right)
    padded = [*options, *[("", "", "")] * (most - len(options))]
    about = [question.id, question.kind.value, section, question.stem, answer, tolerance, unit, worked]
    after = [source.title, source.url, str(source.as_of)] if source else ["", "", ""]
    return [
        *about,
        question.explanation,
        *(cell for option in padded for cell in option),
        *after,
        TAGS.join(sealed(tag, ";") for tag in tags_of(question)),
    ]
