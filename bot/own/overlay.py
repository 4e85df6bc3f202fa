"""What a form has no place for, kept when a question is edited."""

from dataclasses import replace

from bot.kernel.grading import lies_within
from bot.kernel.questions import Body, Choice, Kind, Numeric, Option, Question, Typed


def laid_over(new: Question, old: Question) -> Question:
    """The question as it was written anew, with all of the old one that its form does not show."""
    return replace(
        new,
        body=_body(new, old),
        concept=old.concept if new.tags == old.tags else new.concept,
        angle=old.angle, difficulty=old.difficulty, exams=old.exams, tasks=old.tasks, expected=old.expected,
        status=old.status, twin=old.twin, image=old.image, apart=old.apart, scenario=old.scenario, stage=old.stage,
    )  # fmt: skip


def _body(new: Question, old: Question) -> Body:
    body, before = new.body, old.body
    if isinstance(body, Choice) and isinstance(before, Choice):
        known = {option.text: option for option in before.options}
        unseen = new.kind is Kind.TRUE_FALSE and set(body.options) == _bare(before)
        return Choice(tuple(_option(one, known.get(one.text), reasons=unseen) for one in body.options))
    if isinstance(body, Numeric) and isinstance(before, Numeric):
        wrong = (one for one in before.mistakes if not lies_within(float(one.text), body.value, body.tolerance))
        return replace(body, mistakes=tuple(wrong))
    if isinstance(body, Typed) and isinstance(before, Typed):
        return replace(body, exact=before.exact, rivals=before.rivals)
    return body


def _bare(body: Choice) -> set[Option]:
    return {Option(one.text, "", one.right) for one in body.options}


def _option(new: Option, old: Option | None, *, reasons: bool) -> Option:
    if old is None:
        return new
    return replace(new, why=old.why if reasons else new.why, concept=old.concept, contrast=old.contrast)
