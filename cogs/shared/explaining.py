"""Answers and keys in words, and why an answer was not it."""

from bot.domain.grading import Answer, known_mistake
from bot.domain.questions import Choice, Matching, Numeric, Ordering, Question, Typed
from bot.domain.rounds.model import Asked
from bot.domain.shuffle import shown_order
from cogs.shared.words import LETTERS, cut, safe


def what_decides(question: Question) -> str:
    """The words of the stem that decide, to be shown with the key; nothing where none are marked."""
    return f"🔎 What decides: **{'** · **'.join(question.clues)}**" if question.clues else ""


def asked_and_clue(question: Question) -> str:
    """What was asked, and under it what decides: for whoever has the key before them."""
    return f"{question.asking}\n{what_decides(question)}".rstrip()


def key_text(question: Question) -> str:
    """The key in words, for every kind."""
    body = question.body
    if isinstance(body, Choice):
        return "\n".join(f"✅ **{option.text}**" for option in body.options if option.right)
    if isinstance(body, Ordering):
        return "\n".join(f"**{place}.** {step.text}" for place, step in enumerate(body.steps, start=1))
    if isinstance(body, Matching):
        return "\n".join(f"{pair.prompt} → **{pair.match}**" for pair in body.pairs)
    if isinstance(body, Numeric):
        unit = f" {body.unit}" if body.unit else ""
        return f"✅ **{body.value:g}{unit}**\n{body.worked}"
    return _typed_key(body)


def _typed_key(body: Typed) -> str:
    others = f" (also: {', '.join(body.answers[1:])})" if len(body.answers) > 1 else ""
    return f"✅ **{body.answers[0]}**{others}"


def answer_text(asked: Asked, answer: Answer) -> str:
    """An answer in words, options with the letters that this round gave them."""
    body = asked.question.body
    if isinstance(body, Choice):
        order = shown_order(asked.question, asked.seed)
        places = sorted(order.index(int(i)) for i in answer)
        return ", ".join(f"{LETTERS[place]}  {body.options[order[place]].text}" for place in places)
    if isinstance(body, Ordering):
        return " → ".join(cut(body.steps[int(i)].text, 40) for i in answer)
    if isinstance(body, Matching):
        picked = [body.responses[int(i)] for i in answer]
        pairs = zip(body.pairs, picked, strict=True)
        return "; ".join(f"{cut(pair.prompt, 40)} → {cut(match, 40)}" for pair, match in pairs)
    return safe(str(answer))


def why_wrong(question: Question, answer: Answer) -> str:
    """For each wrong part of an answer, what that thing is for and why it does not fit here."""
    body = question.body
    if isinstance(body, Choice):
        wrong = [body.options[int(i)] for i in answer if not body.options[int(i)].right]
        return "\n".join(f"**{option.text}:** {option.why}" for option in wrong)
    if isinstance(body, Ordering):
        late = [step for place, step in enumerate(body.steps) if int(answer[place]) != place]
        return "\n".join(f"**{step.text}:** {step.why}" for step in late)
    if isinstance(body, Matching):
        picked = [body.responses[int(i)] for i in answer]
        missed = [pair for pair, match in zip(body.pairs, picked, strict=True) if match != pair.match]
        return "\n".join(f"**{pair.prompt}:** {pair.why}" for pair in missed)
    return known_mistake(question, answer)
