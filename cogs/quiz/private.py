"""What one player sees alone: the lock-in, the answer sheet, how it went, the misses."""

from bot.custom_ids import base36, build
from bot.domain.grading import Answer, normalise, read_number
from bot.domain.questions import Choice, Matching, Numeric, Ordering, Question, Typed
from bot.domain.rounds.model import Asked, Round
from bot.domain.rounds.standings import missed_by
from bot.domain.scoring import Scoring
from bot.domain.shuffle import shown_order
from cogs.quiz.ids import PODIUM, Verb, on_question
from cogs.quiz.rendering.reveal import key_text
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.sheet import SheetIds, sheet_card
from cogs.shared.words import LETTERS, count, cut, safe, seconds


def locked_card(game: Round, position: int, player_id: int) -> Card:
    """The receipt: what was chosen is on disk."""
    asked = game.asked[position]
    locked = asked.answers[player_id]
    change = " Press another to change it." if game.settings.scoring is Scoring.ACCURACY else ""
    unsure = "" if not locked.unsure else "\n-# Noted that you were not sure."
    buttons = [] if locked.unsure else [button("Not sure", on_question(Verb.UNSURE, game, position=position))]
    return Card(
        f"🔒 **Locked in: {answer_text(asked, locked.answer)}**{unsure}",
        f"-# Question {position + 1} of {len(game.asked)}.{change}",
        rows=[row(*buttons)] if buttons else [],
    )


def outcome_card(game: Round, position: int, player_id: int) -> Card:
    """How one question went for one player: the key, and why what they chose was not it."""
    asked = game.asked[position]
    locked = asked.answers.get(player_id)
    source = f"-# [{asked.question.source.title}](<{asked.question.source.url}>)"
    if locked is None:
        return Card("You did not answer this one.", key_text(asked.question), asked.question.explanation, source)
    if locked.correct:
        return Card(
            f"✅ **Right: {answer_text(asked, locked.answer)}** · {locked.points} points, {seconds(locked.elapsed_ms)}",
            asked.question.explanation,
            source,
        )
    partly = f" · {locked.points} points for what was right" if locked.points else ""
    return Card(
        f"❌ **You chose: {answer_text(asked, locked.answer)}**{partly}",
        why_wrong(asked.question, locked.answer),
        f"{key_text(asked.question)}\n{asked.question.explanation}",
        source,
    )


def misses_card(game: Round, player_id: int, index: int) -> Card:
    """One of the player's misses after the other."""
    misses = missed_by(game, player_id)
    if not misses:
        return Card("**Nothing missed.** You had every question right.")
    index %= len(misses)
    asked, locked = misses[index]
    told = why_wrong(asked.question, locked.answer) if locked else "You did not answer this one."
    chosen = f"❌ {answer_text(asked, locked.answer)}\n" if locked else ""
    rows = []
    if len(misses) > 1:
        following = build(Verb.MISSES, game.id, PODIUM, base36((index + 1) % len(misses)))
        rows = [
            row(button(f"Next miss ({index + 2 if index + 1 < len(misses) else 1} of {len(misses)})", following, MAIN))
        ]
    return Card(
        f"-# {count(len(misses), 'miss', 'misses')} · {index + 1} of {len(misses)}",
        asked.question.stem,
        f"{chosen}{told}",
        f"{key_text(asked.question)}\n{asked.question.explanation}",
        f"-# [{asked.question.source.title}](<{asked.question.source.url}>)",
        rows=rows,
    )


def round_sheet(game: Round, position: int, draft: str) -> Card:
    """The answer sheet of an ordering or a matching of this round."""

    def on(verb: Verb, *arguments: str) -> str:
        return on_question(verb, game, *arguments, position=position)

    ids = SheetIds(
        tap=lambda draft, digit: on(Verb.SHEET_TAP, draft, digit),
        pick=lambda draft: on(Verb.SHEET_PICK, draft),
        undo=lambda draft: on(Verb.SHEET_UNDO, draft),
        lock=lambda draft: on(Verb.SHEET_LOCK, draft),
    )
    return sheet_card(game.asked[position], draft, ids)


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
    return _known_mistake(body, str(answer))


def _known_mistake(body: Numeric | Typed, text: str) -> str:
    known = body.mistakes if isinstance(body, Numeric) else body.near
    return next((extra.why for extra in known if _same(body, extra.text, text)), "")


def _same(body: Numeric | Typed, known: str, given: str) -> bool:
    if isinstance(body, Numeric):
        return abs(read_number(known) - read_number(given)) <= max(body.tolerance, 1e-9)
    return normalise(known) == normalise(given)
