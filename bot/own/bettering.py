"""A better wrong answer as a change to a question, whatever else has become of the question; and taking one back."""

from dataclasses import dataclass, fields, replace

from bot.kernel.names import unhidden
from bot.kernel.questions import Body, Choice, Kind, Option, Question
from bot.own.rules import MOST_OPTIONS, Item, Refusal, Suggestion

_OF_ITS_OWN = ("id", "version", "body")
"""What the taking back of a change leaves alone, or looks at more closely."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion with the question that it would make as things stand, or why it makes none.

    `before` is the question that it betters, if it betters one that is still there.
    """

    suggestion: Suggestion
    question: Question | Refusal
    before: Item | None = None


def takes_distractors(question: Question) -> bool:
    """Whether a question has wrong options of which there can be a better one."""
    return question.kind in (Kind.SINGLE, Kind.MULTIPLE) and isinstance(question.body, Choice)


def bettered(question: Question, text: str, why: str, instead: str) -> Question | Refusal:
    """The question with a better wrong answer at the end, in place of an option or as one more."""
    body, text, why = question.body, " ".join(unhidden(text).split()), " ".join(unhidden(why).split())
    if not isinstance(body, Choice) or not takes_distractors(question) or not text:
        return Refusal.NO_DISTRACTOR
    if text.casefold() in (option.text.casefold() for option in body.options):
        return Refusal.SAID_ALREADY
    kept = tuple(option for option in body.options if option.right or option.text != instead)
    if instead and len(kept) == len(body.options):
        return Refusal.OPTION_GONE
    if len(kept) >= MOST_OPTIONS:
        return Refusal.MANY_OPTIONS
    return replace(question, body=Choice((*kept, Option(text, why))))


def brings(suggestion: Suggestion) -> Option | None:
    """The wrong answer that a suggestion brings: the last one of its question, see `bettered`."""
    body = suggestion.question.body
    return body.options[-1] if suggestion.item and isinstance(body, Choice) else None


def proposed(suggestion: Suggestion, item: Item | None, *, as_one_more: bool = False) -> Proposal:
    """What a suggestion makes of the question as it stands now. `as_one_more`: even where what it replaces is gone."""
    new = brings(suggestion)
    if not suggestion.item:
        return Proposal(suggestion, suggestion.question)
    if item is None or item.deleted or new is None:
        return Proposal(suggestion, Refusal.NO_ITEM)
    made = bettered(item.question, new.text, new.why, suggestion.instead)
    if made is Refusal.OPTION_GONE and as_one_more:
        made = bettered(item.question, new.text, new.why, "")
    return Proposal(suggestion, made, item)


def taken_back(now: Question, before: Question, after: Question) -> Question | None:
    """The question as it stands, without the change that led from `before` to `after`, and with all others.

    None where a later change went over it.
    """
    old = {}
    for name in (one.name for one in fields(Question) if one.name not in _OF_ITS_OWN):
        was, became = getattr(before, name), getattr(after, name)
        if was != became:
            if getattr(now, name) != became:
                return None
            old[name] = was
    body = _body(now.body, before.body, after.body)
    return None if body is None else replace(now, body=body, **old)


def _body(now: Body, before: Body, after: Body) -> Body | None:
    if now == after:
        return before
    if before == after:
        return now
    if not (isinstance(now, Choice) and isinstance(before, Choice) and isinstance(after, Choice)):
        return None
    return _options(now, before, after)


def _options(now: Choice, before: Choice, after: Choice) -> Choice | None:
    """What the change brought has to be there still, just as it came, and what is left has to be a question."""
    came = [option for option in after.options if option not in before.options]
    if any(option not in now.options for option in came):
        return None
    kept = [option for option in now.options if option not in came]
    texts = {option.text.casefold() for option in kept}
    went = (option for option in before.options if option not in after.options)
    back = [option for option in went if option.text.casefold() not in texts]
    options = (*kept, *back)
    as_many = sum(option.right for option in options) == sum(option.right for option in now.options)
    fits = as_many and len(options) <= MOST_OPTIONS and not all(option.right for option in options)
    return Choice(options) if fits else None
