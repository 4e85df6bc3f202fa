"""Answers and keys in words, what was right of an answer, and why the rest was not."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isclose

from bot.kernel.asked import Asked, Locked
from bot.kernel.grading import Answer, known_mistake, number_in
from bot.kernel.numbers import shown
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question, Typed
from bot.kernel.shuffle import shown_order
from bot.kernel.verdicts import Verdict
from bot.study.responses import FASTEST_SECONDS
from cogs.shared.literal import link, literal
from cogs.shared.marks import SIGNS, judged
from cogs.shared.words import (
    ALSO,
    AS_WELL,
    HERE_BELONGS,
    IT_GOES,
    LETTERS,
    LOCKED_IN,
    LOCKED_IN_ALONE,
    MISSED_YOU_DID_NOT,
    RIGHT_IS,
    RIGHT_IS_CLOSE_ENOUGH,
    RIGHT_OPTIONS,
    RIGHT_ORDER,
    RIGHT_PAIRS,
    RIGHT_VALUE,
    RIGHT_YOU_TYPED,
    SOURCE_AS,
    TELL_THEM_APART,
    TOO_QUICK,
    WHAT_DECIDES,
    WHY,
    YOU_CHOSE,
    YOU_GAVE,
    after_letter,
    american,
    safe,
)

RIGHT, WRONG = SIGNS[Verdict.RIGHT], SIGNS[Verdict.WRONG]


def what_decides(question: Question) -> str:
    """The words of the stem that decide, to be shown with the key; nothing where none are marked."""
    clues = deciding(question)
    return WHAT_DECIDES.format(clues="** · **".join(map(literal, clues))) if clues else ""


def deciding(question: Question) -> tuple[str, ...]:
    """The words of the stem that decide; none where they are most of it, since that points at nothing."""
    return question.clues if 3 * sum(map(len, question.clues)) <= 2 * len(question.asking) else ()


def explanation(question: Question, *said: str) -> str:
    """Why the key is right; nothing where that only repeats the question, its key, or what was `said` already."""
    known = _words(" ".join((question.asking, key_text(question), *said)))
    return literal(question.explanation) if _words(question.explanation) - known else ""


@lru_cache(maxsize=200)
def _words(text: str) -> frozenset[str]:
    """A reveal to hundreds compares the same texts for each of them."""
    return frozenset(re.findall(r"\w+", text.casefold()))


def asked_and_clue(question: Question) -> str:
    """What was asked, and under it what decides: for whoever has the key before them."""
    return f"{literal(question.asking)}\n{what_decides(question)}".rstrip()


def why_text(question: Question) -> str:
    """What decides and why the key is right, for whoever knows what was asked."""
    return f"{what_decides(question)}\n{why_said(question)}".strip()


def why_said(question: Question) -> str:
    """The explanation behind the word that stands before it everywhere; nothing where there is none."""
    why = explanation(question)
    return WHY.format(why=why) if why else ""


def key_text(question: Question) -> str:
    """The key in words, for every kind."""
    body = question.body
    if isinstance(body, Choice):
        return "\n".join(f"{RIGHT} **{literal(option.text)}**" for option in body.options if option.right)
    if isinstance(body, Ordering):
        steps = (f"**{place}.** {literal(step.text)}" for place, step in enumerate(body.steps, start=1))
        return "\n".join([f"{RIGHT} {RIGHT_ORDER}", *steps])
    if isinstance(body, Matching):
        pairs = (f"{literal(pair.prompt)} → **{literal(pair.match)}**" for pair in body.pairs)
        return "\n".join([f"{RIGHT} {RIGHT_PAIRS}", *pairs])
    if isinstance(body, Numeric):
        return f"{RIGHT} **{exact_value(body)}**\n{literal(body.worked)}".rstrip()
    return _typed_key(body)


def _typed_key(body: Typed) -> str:
    first, *others = map(literal, body.answers)
    also = ALSO.format(others=", ".join(others)) if others else ""
    return f"{RIGHT} **{first}**{also}"


def exact_value(body: Numeric) -> str:
    """The value in full, with its unit."""
    unit = f" {body.unit}" if body.unit and body.unit != "%" else body.unit
    return literal(f"{shown(body.value)}{unit}")


def receipt_text(asked: Asked, answer: Answer) -> str:
    """What was locked in, whole: letters as this game shows them; a line for each pair of a matching."""
    parts = _parts(asked, answer)
    if asked.question.kind in (Kind.MATCHING, Kind.MULTIPLE):
        return "\n".join([LOCKED_IN_ALONE, *parts])
    steps = [part.partition(". ")[2] for part in parts] if asked.question.kind is Kind.ORDERING else parts
    return LOCKED_IN.format(steps=" → ".join(steps))


def _parts(asked: Asked, answer: Answer) -> list[str]:
    """Each part of an answer, in the order in which it is read; one for what is typed."""
    body = asked.question.body
    order = shown_order(asked.question, asked.seed)
    if isinstance(body, Choice):
        chosen = _by_letter(asked, map(int, answer))
        if asked.question.kind is Kind.TRUE_FALSE:
            return [literal(body.options[index].text) for index in chosen]
        return [_lettered(asked, body, index) for index in chosen]
    if isinstance(body, Ordering):
        steps = [literal(body.steps[int(index)].text) for index in answer]
        return [f"{place}. {step}" for place, step in enumerate(steps, start=1)]
    if isinstance(body, Matching):
        picked = [(LETTERS[order.index(int(index))], literal(body.responses[int(index)])) for index in answer]
        return [
            f"{number}. {literal(pair.prompt)} → {after_letter(letter, response)}"
            for number, (pair, (letter, response)) in enumerate(zip(body.pairs, picked, strict=True), start=1)
        ]
    return [safe(str(answer))]


def you_said(answer: Answer, in_words: str) -> str:
    """`You chose: B  Precision`, `You typed: 0.8`: in the same words wherever an answer is told again."""
    return YOU_GAVE.format(typed_or_chose="typed" if isinstance(answer, str) else "chose", in_words=in_words)


def outcome_text(asked: Asked, locked: Locked | None, extra: str = "") -> str:
    """How an answer was judged, with a sign and a word; part by part where it has several; and the key where it is due.

    `extra` stands behind the word: points, time, whether the player was unsure.
    """
    if locked is None:
        return MISSED_YOU_DID_NOT.format(signs=SIGNS[Verdict.MISSED], key_text=_key_as_asked(asked))
    word = judged(locked)
    parts = _parts(asked, locked.answer)
    if len(parts) == 1:
        right = f"**{_right(asked, parts[0], locked.answer)}**"
        wrong = f"**{word.capitalize()}.** {you_said(locked.answer, parts[0])}"
        said = right if word is Verdict.RIGHT else wrong
        lines = [f"{SIGNS[word]} {said}{extra}", *_why_wrong_at_all(asked, locked)]
    else:
        said = f"**{word.capitalize()}**{extra}"
        if isinstance(asked.question.body, Choice):
            said = (f"{said}." if extra else f"**{word.capitalize()}.**") + YOU_CHOSE
        lines = [f"{SIGNS[word]} {said}", *_marked(asked, locked.answer, parts)]
    if locked.elapsed_ms < FASTEST_SECONDS * 1000:
        lines.append(TOO_QUICK)
    return "\n".join(line for line in lines if line)


def _right(asked: Asked, said: str, answer: Answer) -> str:
    """A right answer; what was typed otherwise than it stands in the pack, beside how it stands there."""
    body = asked.question.body
    if isinstance(body, Numeric):
        value = exact_value(body)
        given = number_in(str(answer), body, asked.question.stem)
        is_exact = given is not None and isclose(given, body.value, rel_tol=1e-9)
        return RIGHT_VALUE.format(value=value) if is_exact else RIGHT_IS_CLOSE_ENOUGH.format(value=value, said=said)
    if isinstance(body, Typed) and str(answer).casefold() not in map(str.casefold, body.answers):
        return RIGHT_YOU_TYPED.format(answers=literal(body.answers[0]), said=said)
    return RIGHT_IS.format(said=said)


def _why_wrong_at_all(asked: Asked, locked: Locked) -> Iterator[str]:
    """For an answer in one part: what it is for and why it does not fit here, then the key and how to tell."""
    if not locked.correct:
        yield why_wrong(asked.question, locked.answer)
        yield _key_as_asked(asked)
        yield told_apart(asked.question, locked.answer)


def _key_as_asked(asked: Asked) -> str:
    """The key in words, and options with the letters under which this game showed them."""
    body = asked.question.body
    if not isinstance(body, Choice) or asked.question.kind is Kind.TRUE_FALSE:
        return key_text(asked.question)
    return "\n".join(f"{RIGHT} **{_lettered(asked, body, index)}**" for index in _by_letter(asked, body.key))


def _lettered(asked: Asked, body: Choice, index: int) -> str:
    """`B  Precision`: an option as this game showed it."""
    letter = LETTERS[shown_order(asked.question, asked.seed).index(index)]
    return after_letter(letter, literal(body.options[index].text))


def _by_letter(asked: Asked, indices: Iterable[int]) -> list[int]:
    return sorted(indices, key=shown_order(asked.question, asked.seed).index)


def _marked(asked: Asked, answer: Answer, parts: list[str]) -> Iterator[str]:
    """Each part with its sign, and under a wrong one what belongs there and why."""
    body = asked.question.body
    for place, (part, index) in enumerate(zip(parts, map(int, _as_listed(asked, answer)), strict=True)):
        is_right, mended = _judged_part(body, place, index)
        yield f"{RIGHT if is_right else WRONG} {part}"
        if mended and not is_right:
            yield f"-# {mended}"
    if isinstance(body, Choice):
        left = [_lettered(asked, body, index) for index in _by_letter(asked, body.key) if index not in answer]
        if left:
            yield RIGHT_OPTIONS.format(as_well=AS_WELL if len(left) < len(body.key) else "", options="; ".join(left))


def _as_listed(asked: Asked, answer: Answer) -> list[int]:
    """The parts of an answer in the order of `_parts`."""
    indices = [int(index) for index in answer]
    return _by_letter(asked, indices) if isinstance(asked.question.body, Choice) else indices


def _judged_part(body: object, place: int, index: int) -> tuple[bool, str]:
    """Whether a part of an answer is right, and if not, what is to be said of it."""
    if isinstance(body, Ordering):
        step = body.steps[place]
        return index == place, _with_reason(HERE_BELONGS.format(headed=literal(headed(step.text))), step.why)
    if isinstance(body, Matching):
        pair = body.pairs[place]
        said = _with_reason(IT_GOES.format(headed=literal(headed(pair.match))), pair.why)
        return body.responses[index] == pair.match, said
    if isinstance(body, Choice):
        return body.options[index].right, literal(body.options[index].why)
    return True, ""


def _with_reason(said: str, why: str) -> str:
    return f"{said}: {literal(why)}" if why else said


def why_wrong(question: Question, answer: Answer) -> str:
    """For each wrong part of an answer, what that thing is for and why it does not fit here, if its author said so.

    It stands under the answer: where that is one option, it is not named again.
    """
    body = question.body
    if isinstance(body, Choice) and len(answer) == 1:
        chosen = body.options[int(answer[0])]
        return "" if chosen.right else literal(chosen.why)
    if isinstance(body, Choice):
        wrong = [body.options[int(i)] for i in answer if not body.options[int(i)].right]
        return _reasons((option.text, option.why) for option in wrong)
    if isinstance(body, Ordering):
        late = [step for place, step in enumerate(body.steps) if int(answer[place]) != place]
        return _reasons((step.text, step.why) for step in late)
    if isinstance(body, Matching):
        picked = [body.responses[int(i)] for i in answer]
        missed = [pair for pair, match in zip(body.pairs, picked, strict=True) if match != pair.match]
        return _reasons((pair.prompt, pair.why) for pair in missed)
    return literal(known_mistake(question, answer))


def why_right(asked: Asked) -> list[tuple[str, str]]:
    """(option, why) of the right options, as this game showed them; one that stands alone is not named again."""
    body = asked.question.body
    if not isinstance(body, Choice):
        return []
    right = [body.options[index] for index in _by_letter(asked, body.key)]
    return [(option.text if len(right) > 1 else "", option.why) for option in right]


def reasons_beside(question: Question) -> str:
    """Every reason of the wrong options, the near misses and the usual mistakes."""
    body = question.body
    if isinstance(body, Choice):
        return _reasons((option.text, option.why) for option in body.options if not option.right)
    if isinstance(body, Numeric):
        return _reasons((miss.text, miss.why) for miss in body.mistakes)
    return _reasons((miss.text, miss.why) for miss in body.near) if isinstance(body, Typed) else ""


def _reasons(parts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(_reason(text, why) for text, why in parts if why)


def _reason(text: str, why: str) -> str:
    return f"**{literal(headed(text))}:** {literal(why)}" if text else literal(why)


def told_apart(question: Question, answer: Answer) -> str:
    """How to tell what was chosen from the key, where the two are often mixed up; else nothing."""
    body = question.body
    contrasts = [body.options[int(i)].contrast for i in answer] if isinstance(body, Choice) else []
    return "\n".join(TELL_THEM_APART.format(contrast=literal(contrast)) for contrast in contrasts if contrast)


def headed(text: str) -> str:
    """The text as it stands before a colon: without a full stop of its own."""
    return text.removesuffix(".")


def source_line(question: Question) -> str:
    """Where it stands written, as a link, and when it stood there; nothing where no source is given."""
    source = question.source
    return SOURCE_AS.format(link=link(source.title, source.url), american=american(source.as_of)) if source else ""


def source_link(question: Question) -> str:
    """Where it stands written, as a link alone."""
    return f"-# {link(question.source.title, question.source.url)}" if question.source else ""


def background(question: Question, *reasons: tuple[str, str]) -> str:
    """Why the key is right, where it stands written, and what is not simply current.

    `reasons`: (of what, why); those that say no more than the key or the explanation are left out.
    """
    why = why_said(question)
    known = _words(" ".join((question.asking, key_text(question), question.explanation)))
    more = [_reason(text, reason) for text, reason in reasons if _words(reason) - known]
    lines = [why, *more, source_line(question)]
    lines += [f"-# ⚠️ {literal(status.service)}: {literal(status.note)}" for status in question.status]
    return "\n".join(line for line in lines if line)
