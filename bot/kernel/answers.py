"""Answers and keys in plain words, free of the letters under which they were shown."""

from bot.kernel.grading import Answer
from bot.kernel.numbers import shown
from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question


def answer_in_words(question: Question, answer: Answer) -> str:
    """What was chosen or typed."""
    body = question.body
    if isinstance(body, Choice):
        return "; ".join(body.options[int(i)].text for i in answer)
    if isinstance(body, Ordering):
        return " → ".join(body.steps[int(i)].text for i in answer)
    if isinstance(body, Matching):
        picked = zip(body.pairs, map(int, answer), strict=True)
        return "; ".join(f"{pair.prompt} → {body.responses[i]}" for pair, i in picked)
    return str(answer)


def key_in_words(question: Question) -> str:
    """The right answer."""
    body = question.body
    if isinstance(body, Choice):
        return answer_in_words(question, body.key)
    if isinstance(body, Ordering):
        return answer_in_words(question, tuple(range(len(body.steps))))
    if isinstance(body, Matching):
        return answer_in_words(question, tuple(range(len(body.pairs))))
    if isinstance(body, Numeric):
        return f"{shown(body.value)} {body.unit}".strip()
    return body.answers[0]
