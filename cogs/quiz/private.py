"""What one player sees alone: the lock-in, the answer sheet, how it went, the misses."""

from collections.abc import Container

from bot.custom_ids import base36, build
from bot.domain.rounds.model import Round
from bot.domain.rounds.standings import missed_by, took_part
from bot.domain.scoring import Scoring
from cogs.quiz.ids import PODIUM, Verb, on_question
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.explaining import answer_text, key_text, why_wrong
from cogs.shared.words import KEY_WAITS, count, seconds


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


def misses_card(game: Round, player_id: int, index: int, hidden: Container[str] = ()) -> Card:
    """One of the player's misses after the other, but for questions whose keys are `hidden` for now."""
    if not took_part(game, player_id):
        return Card("**You were not in this quiz**, so there is nothing to review.")
    missed = missed_by(game, player_id)
    misses = [(asked, locked) for asked, locked in missed if asked.question.id not in hidden]
    if not misses:
        return Card(f"**Not yet.** {KEY_WAITS}" if missed else "**Nothing missed.** You had every question right.")
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
