"""Reports and counts as text and as JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.packs.catalogue import Catalogue
from bot.packs.checking.facts import scenario
from bot.packs.checking.guesser import Guess, Guessed, guess_all, score
from bot.packs.checking.report import Report, concepts_of
from bot.packs.forms import WANTED, domain_lines, forms, task_lines
from bot.packs.tables import Tables


def _shown(path: Path) -> str:
    """The path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def counted(number: int, what: str) -> str:
    """So many of something, as one says it."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def report_as_json(report: Report) -> dict[str, object]:
    """Totals, the shape of each topic, and every finding."""
    return {
        "items": report.items,
        "twins": report.twins,
        "reviewed": report.reviewed,
        "errors": report.errors,
        "warnings": len(report.problems) - report.errors,
        "guesser": asdict(report.guessed),
        "topics": {topic: asdict(shape) for topic, shape in report.topics.items()},
        "findings": [asdict(problem) | {"path": _shown(problem.path)} for problem in report.problems],
    }


def report_as_text(report: Report) -> str:
    """A line a finding, two a topic, and the totals."""
    lines = [str(problem).replace(str(problem.path), _shown(problem.path), 1) for problem in report.problems]
    for topic, shape in report.topics.items():
        kinds = ", ".join(f"{kind} {count}" for kind, count in shape.kinds.items())
        levels = ", ".join(f"{level}: {count}" for level, count in shape.difficulties.items())
        lines += [
            f"{topic}: {counted(shape.items, 'item')}; {kinds}",
            f"  difficulty {levels}; key longest in {shape.longest_key:.0%} of single choice"
            + (f"; concepts {shape.covered} of {shape.total}" if shape.total else ""),
        ]
    lines += guessed_lines(report.guessed)
    warnings = len(report.problems) - report.errors
    totals = f"{counted(report.items, 'item')}, {counted(report.twins, 'twin pair')}, {report.reviewed} read blind"
    return "\n".join([*lines, f"{totals}: {counted(report.errors, 'error')}, {counted(warnings, 'warning')}"])


def guessed_lines(guessed: Guessed) -> list[str]:
    """How the guesser did, with all its rules together and with each that applied."""
    if not guessed.together.items:
        return []
    rules = [f"{name} {one.share:.0%} of {one.items}" for name, one in guessed.rules.items() if one.items]
    together = f"{guessed.together.share:.1%} of {guessed.together.items} single-choice items right"
    return [f"guesser that does not know AWS: {together} (chance 25%)", f"  {'; '.join(rules) or 'no rule applies'}"]


def guess_line(guess: Guess) -> str:
    """One item that the guesser gets right, with the rules that point at its key."""
    rules = [f"{name} {float(chance):.0%}" for name, chance in guess.by_rule.items() if chance]
    return f"{guess.item}: {float(guess.chance):.0%} ({', '.join(rules)})"


def count(catalogue: Catalogue, tables: Tables) -> dict[str, Any]:
    """Items, kinds and covered concepts of each topic; forms by exam, the guesser's share, scenarios in order."""
    topics: dict[str, Any] = {}
    for topic in catalogue.topics:
        questions, concepts = catalogue.by_topic.get(topic, ()), concepts_of(topic, tables)
        kinds: dict[str, int] = {}
        for question in questions:
            kinds[question.kind.value] = kinds.get(question.kind.value, 0) + 1
        covered = sum(concept.id in catalogue.by_concept for concept in concepts)
        covers = {"covered": covered, "total": len(concepts)}
        topics[topic] = {"items": len(questions), "kinds": dict(sorted(kinds.items())), "concepts": covers}
    everything = catalogue.questions.values()
    return {
        "items": len(catalogue.questions),
        "topics": topics,
        "forms": {exam.value: forms(everything, guide) for exam, guide in tables.guides.items()},
        "guesser": round(score(guess_all(everything)).together.share, 4),
        "scenarios": sum(question.scenario and not list(scenario(question, tables)) for question in everything),
    }


def blueprint_lines(catalogue: Catalogue, tables: Tables) -> list[str]:
    """For each exam: the forms that can be filled, and what each domain and task statement has and needs."""
    everything, lines = catalogue.questions.values(), []
    for exam, guide in tables.guides.items():
        lines.append(f"{exam}: {forms(everything, guide)} disjoint forms of {guide.questions} (wanted: {WANTED})")
        tasks = task_lines(everything, guide)
        for number, (title, have, need) in enumerate(domain_lines(everything, guide), start=1):
            lines.append(f"  {number} {title}: have {have}, need {need}")
            of_domain = [one for one in tasks if one.task.startswith(f"{number}.")]
            lines += [f"    {one.task} {one.title}: have {one.have}, need {one.need}" for one in of_domain]
    return lines
