"""Rules about rationales, sources and names."""

import re
from collections.abc import Iterator

from bot.kernel.questions import Kind, Numeric, Question, Typed
from bot.packs.checking.flaws import Flaw, distractors, exam_options, key_text, offered, reasons
from bot.packs.limits import SHORTEST_REASON
from bot.packs.tables import Tables

SCENARIO_WORDS = (45, 85)
"""The fewest and the most words of a scenario's stem."""

SOLUTION_WORDS = 5
"""The fewest words of a scenario's option."""

_LETTER = re.compile(r"\b([Oo]ptions?|[Aa]nswers?|[Cc]hoices?) \(?[A-F]\b(?!\w)|\([A-F]\)")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z“\"])")
_ABBREVIATION = re.compile(r"\b(e\.g|i\.e|vs|etc|approx)\.")
_OLD_NAME = re.compile(r"\bAmazon SageMaker\b(?! AI\b)(?=[.,;:?!)'’]|\s+[a-z]|\s*$)")
_MARKDOWN = re.compile(r"`|~~|\|\||^\s*[#>]|^\s*[-*] |\]\(|__|(?<!\*)\*(?!\*)", re.MULTILINE)
_DISPUTED = re.compile(r"\b(5|6|25) ?MB\b|\b6,?291,?456\b|\b128,?000 bytes\b")


def rationale(question: Question, _: Tables) -> Iterator[Flaw]:
    """Every option, step or response says what it is for and why (not) here, each in words of its own."""
    given = reasons(question)
    seen: set[str] = set()
    for loc, why in given:
        if len(why) < SHORTEST_REASON:
            yield Flaw(loc, f"'{why}' explains nothing.", "Say what this is for, and why (not) here.")
        if why.casefold() in seen:
            yield Flaw(loc, "This rationale is used twice.", "Say what each option is for.")
        seen.add(why.casefold())
    if not given and isinstance(question.body, Numeric | Typed):
        what = "mistakes" if isinstance(question.body, Numeric) else "near"
        yield Flaw(("answer",), f"No usual wrong answer is given with its reason ('{what}').", "Add two or three.")


def explanation(question: Question, _: Tables) -> Iterator[Flaw]:
    """The explanation of the key takes two sentences at most."""
    text = _ABBREVIATION.sub("", question.explanation)
    if (count := len(_SENTENCE_END.findall(text)) + 1) > 2:
        yield Flaw(("explanation",), f"The explanation has {count} sentences.", "Say it in two.")


def option_letters(question: Question, _: Tables) -> Iterator[Flaw]:
    """No text names an option by its letter: options are shown shuffled."""
    texts = [
        (("stem",), question.stem),
        (("explanation",), question.explanation),
        *offered(question),
        *reasons(question),
    ]
    for loc, text in texts:
        if found := _LETTER.search(text):
            yield Flaw(loc, f"'{found[0]}' refers to an option by its letter.", "Name the thing itself.")


def markdown(question: Question, _: Tables) -> Iterator[Flaw]:
    """Bold marks the deciding requirement of the stem; there is no other Markdown, and none elsewhere."""
    texts = [(("explanation",), question.explanation), *offered(question), *reasons(question)]
    for loc, text in texts:
        if "**" in text or _MARKDOWN.search(text):
            yield Flaw(loc, "There is Markdown in this text.", "Write it as plain text.")
    if _MARKDOWN.search(question.stem) or question.stem.count("**") % 2:
        yield Flaw(
            ("stem",), "The stem has Markdown other than **bold**.", "Keep the bold, in pairs, and drop the rest."
        )


def source(question: Question, tables: Tables) -> Iterator[Flaw]:
    """Facts of the declared topics stand in AWS's own documentation."""
    given = question.source
    if given and question.topic in tables.topics and not given.url.startswith("https://docs.aws.amazon.com/"):
        yield Flaw(("source", "url"), "The source is not AWS's documentation.", "Give a page of docs.aws.amazon.com.")


def status(question: Question, tables: Tables) -> Iterator[Flaw]:
    """What the item is about, or its key, carries its status where it is renamed, closed or retired."""
    tagged = " / ".join(tag.service for tag in question.status)
    for service in tables.not_current(f"{question.asking}\n{key_text(question)}"):
        if not service.named_in(tagged):
            message = f"{service.names[0]} is named without its status: {service.state}, {service.note}."
            mend = f'Add status: {{service: {service.names[0]}, state: {service.state}, note: "…"}}.'
            yield Flaw(("stem",), message, mend)


def status_aside(question: Question, tables: Tables) -> Iterator[Flaw]:
    """A status says something of the subject or the key; of a mere wrong option it distracts."""
    concept = tables.concepts.get(question.concept)
    if concept is not None and concept.state != "current":
        return
    subject = f"{question.asking}\n{key_text(question)}\n{question.explanation}"
    about = {service.names for service in tables.not_current(subject)}
    wrong = {service.names for service in tables.not_current("\n".join(distractors(question)))}
    for place, tag in enumerate(question.status):
        if any(service.names in wrong - about for service in tables.not_current(tag.service)):
            message = f"{tag.service} is only a wrong option here, but has a status."
            yield Flaw(("status", place), message, "Drop the status; say it in the option's reason if it matters.")


def naming(question: Question, _: Tables) -> Iterator[Flaw]:
    """The service is called Amazon SageMaker AI, its name since December 2024, unless the renaming is the point."""
    if any(tag.state == "renamed" and "SageMaker" in tag.service for tag in question.status):
        return
    texts = [
        (("stem",), question.stem),
        (("explanation",), question.explanation),
        *offered(question),
        *reasons(question),
    ]
    for loc, text in texts:
        if _OLD_NAME.search(text.replace("*", "")):
            yield Flaw(loc, "'Amazon SageMaker' is the old name of the service.", "Write 'Amazon SageMaker AI'.")


def disputed(question: Question, _: Tables) -> Iterator[Flaw]:
    """The key does not rest on a number that AWS's own pages dispute."""
    if question.kind is not Kind.MATCHING and (found := _DISPUTED.search(key_text(question))):
        yield Flaw(("stem",), f"The key rests on a disputed number: {found[0]}.", "Ask with a margin, such as 500 MB.")


def concepts(question: Question, tables: Tables) -> Iterator[Flaw]:
    """Concepts are those of the list."""
    if not tables.concepts:
        return
    named: list[tuple[tuple[str | int, ...], str | None]] = [(("concept",), question.concept)]
    options = getattr(question.body, "options", ())
    named += [(("options", i, "concept"), option.concept) for i, option in enumerate(options)]
    for loc, concept in named:
        if concept is not None and concept not in tables.concepts:
            yield Flaw(loc, f"There is no concept {concept}.", "Use one of `packs concepts`.")


def tasks(question: Question, tables: Tables) -> Iterator[Flaw]:
    """Task statements and objectives are those of the exam's guide."""
    for exam, task in question.tasks.items():
        guide = tables.guides.get(exam)
        if guide and not guide.knows(task):
            message = f"The guide of {exam} has no task statement or objective {task}."
            yield Flaw(("exams", exam), message, "Give one of those in exams.yaml.")


def scenario(question: Question, _: Tables) -> Iterator[Flaw]:
    """A scenario is as long as the exam's, marks two requirements at least, and offers whole solutions."""
    if not question.scenario:
        return
    if question.kind not in (Kind.SINGLE, Kind.MULTIPLE):
        yield Flaw(
            ("kind",), "A scenario is single choice or multiple response.", "Remove 'scenario', or change the kind."
        )
    long = len(question.asking.split())
    if not SCENARIO_WORDS[0] <= long <= SCENARIO_WORDS[1]:
        message = f"The stem has {long} words; a scenario has {SCENARIO_WORDS[0]} to {SCENARIO_WORDS[1]}."
        yield Flaw(("stem",), message, "Change its length.")
    if len(question.clues) < 2:
        message = "The stem marks fewer than two requirements that conflict with each other."
        yield Flaw(("stem",), message, "Mark each requirement that decides as **bold**.")
    short = [i for i, option in enumerate(exam_options(question)) if len(option.text.split()) < SOLUTION_WORDS]
    if short:
        message = f"The option has fewer than {SOLUTION_WORDS} words, which is not a complete solution."
        yield Flaw(("options", short[0], "text"), message, "Say what is done, and with what.")
    if question.kind is Kind.SINGLE and len(exam_options(question)) != 4:
        yield Flaw(("options",), "A scenario of single choice offers four solutions.", "Offer four.")
