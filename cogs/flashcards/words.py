"""Flashcards, in words."""

from bot.flashcards.rules import Grade

HEAD = "-# Flashcard · {topic}{waiting}"

DUE = " · {waiting} due"

THINK = "-# Think of the answer, then turn the card over."

TURN = "Turn it over"

SUSPEND = "Don't ask this again"

ANSWER = "**{back}**"

HOW_WELL = "-# How well did you know it? **Again** brings it back soonest."

GRADES = {Grade.AGAIN: "Again", Grade.HARD: "Hard", Grade.GOOD: "Good"}

ALL_REST = "## Nothing is due\nYou have also seen all of today's new cards."

ALL_OFF = (
    "## Nothing is due\nThere are no new cards, either: the topics with flashcards are off on this server. An "
    "organizer can turn them on with `/packs list`; in a direct message with Recall, they are on."
)

NEXT_DUE = "The next card is due {from_now}."

ASIDE = ("card is set aside", "cards are set aside")

RESUME = ("Ask it again", "Ask them again")

SOURCE = "-# Source: {link}, as of {day}"

GONE = "That card no longer exists, or a game or an essay evening that you can take part in is about it right now."

HERE_IS_ANOTHER = " Here is another one."

POINTS = "a point from your essays"
