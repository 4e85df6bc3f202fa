"""Rules about the wording of stem and options: what gives the key away, or misleads.

They follow the item-writing guidelines of Haladyna, Downing and Rodriguez (2002) and the flaw list of the National
Board of Medical Examiners; the thresholds are ours.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import mean

from bot.kernel.measures import written_number
from bot.kernel.normal import normalise
from bot.kernel.questions import Question, Typed
from bot.packs.checking.flaws import Flaw, content_words, distractors, exam_options, key_text, offered, words
from bot.packs.tables import Tables

KEY_LENGTH_RATIO = 1.3
_ABSOLUTE = frozenset({"always", "never", "only", "must", "all", "completely"})
_VAGUE = frozenset({"usually", "often", "may"})
_ALL_OF_THE_ABOVE = re.compile(
    r"\b(all|none|neither|both|any) of (the above|the others|these|them)\b|\b(?-i:[A-F] and [A-F])\b|\d and \d only\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\bnot\b|n['’]t\b|\bexcept\b|\bcannot\b|\bnever\b|\bleast (likely|suitable|appropriate|true|correct)\b"
)
SEEN_AS_LONGER = 8
"""Characters by which a key is longer before anybody sees that it is: “yes” is not much longer than “no”."""

_CLAUSE = re.compile(r"\b(that|who|whose|if|when|while|because|where|so|and|but|without)\b")
_GENERIC = frozenset({"amazon", "aws", "sagemaker", "ai", "service", "the", "a", "an"})


def key_length(question: Question, _: Tables) -> Iterator[Flaw]:
    """The key is not the only detailed option: at most 1.3 times as long as the distractors on average."""
    keys = [option.text for option in exam_options(question) if option.right]
    wrong = distractors(question)
    if not wrong or all(written_number(text) is not None for text in [*keys, *wrong]):
        return
    longer, usual = mean(map(len, keys)), mean(map(len, wrong))
    ratio = longer / usual
    if ratio > KEY_LENGTH_RATIO and longer - usual >= SEEN_AS_LONGER:
        place = next(i for i, option in enumerate(exam_options(question)) if option.right)
        message = f"The key is {ratio:.2f} times as long as the distractors on average; {KEY_LENGTH_RATIO} is the most."
        yield Flaw(("options", place, "text"), message, "Shorten the key, or give the distractors as much detail.")


def all_of_the_above(question: Question, _: Tables) -> Iterator[Flaw]:
    """No option speaks of the others: they are shown shuffled, and such options are guessed."""
    for loc, text in offered(question):
        if found := _ALL_OF_THE_ABOVE.search(text):
            yield Flaw(loc, f"'{found[0]}' refers to other options.", "Name the thing itself, or ask for two of five.")


def absolute_words(question: Question, _: Tables) -> Iterator[Flaw]:
    """Words such as always, or such as often, do not stand in the key alone or in distractors alone."""
    options = exam_options(question)
    for kind, vocabulary in (("absolute", _ABSOLUTE), ("vague", _VAGUE)):
        having = [i for i, option in enumerate(options) if vocabulary & set(words(option.text))]
        if having and len({options[i].right for i in having}) == 1:
            found = sorted(vocabulary & set(words(options[having[0]].text)))
            side = "the key" if options[having[0]].right else "distractors"
            message = f"The {kind} word '{found[0]}' is only in {side}, which gives the key away."
            yield Flaw(("options", having[0], "text"), message, "Say it without that word.")


def clang(question: Question, _: Tables) -> Iterator[Flaw]:
    """No word of the stem points at the key by standing in the key and in no distractor."""
    if isinstance(question.body, Typed):
        given = f" {normalise(question.stem)} "
        if any(f" {normalise(answer)} " in given for answer in question.body.answers):
            yield Flaw(("stem",), "The stem contains the answer.", "Describe the thing without naming it.")
        return
    options = exam_options(question)
    keys = [content_words(option.text) for option in options if option.right]
    if not keys:
        return
    wrong = {stem for text in distractors(question) for stem in content_words(text)}
    in_keys = set.intersection(*(set(key) for key in keys))
    given_away = sorted(word for stem, word in content_words(question.stem).items() if stem in in_keys - wrong)
    if given_away:
        place = next(i for i, option in enumerate(options) if option.right)
        message = f"The stem's '{', '.join(given_away)}' is repeated in the key and in no distractor."
        yield Flaw(
            ("options", place, "text"), message, "Say it differently in the stem, or also use it in a distractor."
        )


def grammar(question: Question, _: Tables) -> Iterator[Flaw]:
    """The key does not stand out by its form: a full stop, a small initial, an article, or a fit with 'an'."""
    if re.search(r"\ban?$", question.stem.rstrip(" .…:")):
        yield Flaw(("stem",), "The stem ends in an article, which not every option can follow.", "End in a question.")
    options = exam_options(question)
    keys = [i for i, option in enumerate(options) if option.right]
    for trait, has in _FORMS.items():
        forms = [has(option.text) for option in options]
        of_keys, of_others = {forms[i] for i in keys}, {f for i, f in enumerate(forms) if i not in keys}
        if len(of_keys) == len(of_others) == 1 and of_keys != of_others:
            yield Flaw(
                ("options", keys[0], "text"),
                f"Only the key differs in form: {trait}.",
                "Write all options in the same form.",
            )


_FORMS: dict[str, Callable[[str], bool]] = {
    "a period at the end": lambda text: text.endswith("."),
    "a lowercase letter at the beginning": lambda text: text[:1].islower(),
    "an article at the beginning": lambda text: text.split()[0].casefold() in ("a", "an", "the"),
}


def negative_stem(question: Question, _: Tables) -> Iterator[Flaw]:
    """The question asks for what is the case: NOT and EXCEPT are overread."""
    asked = re.split(r"(?<=[.!])\s", question.stem.replace("*", ""))[-1 if question.stem.endswith("?") else 0 :]
    sentences = [sentence for sentence in asked if "?" in sentence]
    for sentence in sentences:
        found = _NEGATION.search(sentence.casefold())
        if found and not _CLAUSE.search(sentence.casefold()[: found.start()]):
            yield Flaw(("stem",), f"The question is negative: '{found[0]}'.", "Ask for what does fit.")
            return
    if found := re.search(r"\b(NOT|EXCEPT)\b", question.stem):
        yield Flaw(("stem",), f"The stem is negative: '{found[0]}'.", "Ask for what does fit.")


def overlap(question: Question, _: Tables) -> Iterator[Flaw]:
    """No two options mean the same: neither one thing under two names, nor one number, nor ranges that nest."""
    options = exam_options(question)
    for (_i, first), (i, second) in combinations(enumerate(options), 2):
        if why := _same(first.text, second.text):
            message = f"'{first.text}' and '{second.text}' {why}."
            yield Flaw(("options", i, "text"), message, "Offer another option in place of one of them.")


def _same(first: str, second: str) -> str | None:
    numbers = written_number(first), written_number(second)
    if None not in numbers:
        return "are one number" if numbers[0] == numbers[1] else None
    one, two = set(normalise(first).split()) - _GENERIC, set(normalise(second).split()) - _GENERIC
    if one and one == two and sorted(words(first)) != sorted(words(second)):
        return "name the same thing"
    ranges = _range(first), _range(second)
    if ranges[0] and ranges[1] and ranges[0][0] < ranges[1][1] and ranges[1][0] < ranges[0][1]:
        return "are ranges that overlap"
    return None


def _range(text: str) -> tuple[float, float] | None:
    found = re.fullmatch(
        r"(?:from |between )?(\d[\d.,]*)\D{0,12}(?:\bto\b|\band\b|–|-)\D{0,3}(\d[\d.,]*)\D*", text.casefold()
    )
    if not found:
        return None
    low, high = (written_number(end.rstrip(".,")) for end in found.groups())
    return (low, high) if low is not None and high is not None and low < high else None


def is_key_longest(question: Question) -> bool:
    """Whether the key of a single choice is strictly the longest option."""
    return all(len(key_text(question)) > len(text) for text in distractors(question))
