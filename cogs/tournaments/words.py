"""Tournaments in words."""

from bot.duels.api import LEAST_ANSWERS, DuelPace
from bot.tournaments.rules.model import End, Kind, Out, Pause, Plan, Refusal, Tournament
from bot.tournaments.rules.play import LEAST, MOST
from cogs.shared.words import count, topic_text

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "There is no tournament in this channel. `/tournament create` sets one up.",
    Refusal.TAKEN: "This channel already has a tournament. `/tournament show` brings it up; its host can end it.",
    Refusal.ENDED: "This tournament is over. `/tournament create` sets up another.",
    Refusal.BEGUN: "The tournament has already started.",
    Refusal.NOT_BEGUN: "The tournament hasn't started yet.",
    Refusal.IN_ALREADY: "You're already signed up. `/tournament show` shows where you are.",
    Refusal.NOT_IN: "You're not in this tournament.",
    Refusal.REMOVED: "The host removed you from this tournament, so you can't sign up again.",
    Refusal.TOO_LATE: "The last round has started, so it's too late to sign up.",
    Refusal.TOO_FEW: f"A tournament needs at least {LEAST} players. Wait until more have signed up.",
    Refusal.FULL: f"The tournament is full: {MOST} players have signed up.",
    Refusal.NOT_PAUSED: "The tournament isn't paused.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic, or leave the exam open.",
    Refusal.NONE_TO_ASK: (
        "There are no questions left to ask on this tournament's topic. An organizer can turn the topic on, or publish "
        "its pack, with `/packs list`; then do this again."
    ),
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

NOT_A_PLAYER = "They're not in this tournament. Choose somebody who has signed up."

KINDS = {
    Kind.SWISS: "Swiss: everybody plays in every round",
    Kind.ARENA: "arena: play as much as you like until the bell",
}

PACES = {DuelPace.LIVE: "live, both at once", DuelPace.DAY: "each alone, with days to answer"}

TITLES = {Kind.SWISS: "Swiss tournament", Kind.ARENA: "Arena tournament"}

HOW = {
    Kind.SWISS: (
        "-# In each round, you meet somebody with about as many points as you, and nobody twice. A win is 1 point, and "
        "a draw is ½. If the number of players is odd, one player has a bye, which is 1 point. "
        "Once everybody has met everybody, there are no more rounds."
    ),
    Kind.ARENA: (
        "-# A win is 2 points, and a draw is 1. After two wins in a row, you're on fire 🔥: games count double until "
        "you don't win one. Games that are still being played at the bell don't count."
    ),
}

TWO_ABSENCES = "-# Players who leave two games unplayed are withdrawn; they can sign up again."

OUT = {
    Out.LEFT: "**You've withdrawn from this tournament.** Sign up to come back.",
    Out.ABSENT: "**You were withdrawn** because two of your games went unplayed. Sign up to come back.",
    Out.REMOVED: "**The host removed you from this tournament.**",
}

PAUSED = {
    Pause.CHANNEL: "⏸️ **Paused:** Recall can't post in the tournament's channel.",
    Pause.NO_QUESTIONS: (
        "⏸️ **Paused:** there are no questions left to ask on this topic. An organizer can turn the topic on, or "
        "publish its pack, with `/packs list`; then the host or an organizer can use `/tournament continue`. After 7 "
        "days of pause, the tournament ends."
    ),
}

TELL_PAUSED = {
    Pause.CHANNEL: (
        "**Your tournament is paused:** Recall can't post in <#{channel}>. Nothing is lost. Within 7 days, give Recall "
        "access again, or use `/tournament continue` in the channel where it should continue; after that, it ends."
    ),
    Pause.NO_QUESTIONS: (
        "**Your tournament in <#{channel}> is paused:** there are no questions left to ask on its topic. Nothing is "
        "lost. Within 7 days, turn the topic back on with `/packs list`, and then use `/tournament continue`; after "
        "that, it ends."
    ),
}

TELL_HIDDEN = (
    "**The sign-up of your tournament is gone:** it was deleted from <#{channel}>, and Recall can't post there "
    "anymore. Everybody is still signed up. Give Recall access again, or use `/tournament continue` in the channel "
    "where it should continue."
)

TELL_MISSED = (
    "**Your tournament in <#{channel}> has not started:** at its time, Recall was away or had no questions left to ask "
    "on its topic. Everybody is still signed up. `/tournament start` starts it; after 7 days, it is called off."
)

TELL_MISSED_UNSEEN = (
    "**Your tournament in <#{channel}> has not started:** at its time, Recall was away or had no questions left to ask "
    "on its topic. Everybody is still signed up, but the sign-up was deleted, and Recall can't post there anymore. "
    "Give Recall access again, or use `/tournament continue` in the channel where it should continue; then "
    "`/tournament start` starts it. After 7 days, it is called off."
)

ENDS = {
    End.FINISHED: "",
    End.STOPPED: "-# It was ended early.",
    End.TOO_FEW: f"**The tournament didn't take place:** fewer than {LEAST} players signed up.",
    End.ABANDONED: "-# It was paused for 7 days, so it ended.",
    End.UNSEEN: "**The tournament didn't take place:** Recall couldn't post in its channel.",
}

NEVER_STARTED = "**The tournament didn't take place:** nobody started it within 7 days."

NOBODY_NEW = "-# It ended after round {round} of {rounds}: no way was left to give everybody somebody new to play."

NOBODY_LEFT = "-# It ended after round {round} of {rounds}: fewer than two players were left."

STOPPED_BEFORE = "**The tournament was called off.**"

IN_A_SERVER = "A tournament needs a server channel. Try `/tournament create` there."

SWISS_ONLY = "An arena has no rounds: it lasts as many minutes as you choose. Leave **rounds** out, or choose Swiss."
ARENA_ONLY = "A Swiss ends after its last round, not by the clock. Leave **minutes** out, or choose Arena."
NO_DAYS_IN_AN_ARENA = "An arena is always live. Leave **days** out, or choose Swiss with days to answer."
NO_DAYS = "Live games have no days to answer. Leave **days** out, or choose the pace with days to answer."
LIVE_ONLY = "An arena is always live. Leave the pace out, or choose Swiss."

HOST_ONLY = "Only the host or an organizer can do that."

ANNOUNCED = (
    "**The sign-up is open.** You're its host; to play, sign up like everybody else. `/tournament start` "
    "starts it, `/tournament remove` takes a player out, and `/tournament stop` ends it early."
)

STARTED = "**The tournament has started.**"

STARTED_SHORTER = (
    "**The tournament has started.** It has {rounds} instead of {planned}: by then, everybody has met everybody."
)

SURE_TO_LEAVE = (
    "**Withdraw in the middle of your game?** Your game against {who} goes on and still counts: if you don't play it "
    "to its end, you lose it. To lose nothing, finish it first, and then withdraw."
)

SURE_TO_LEAVE_BEFORE = "**Withdraw before your game?** Your game against {who} has not begun, and {who} would win it."

STILL_ON = "⚔️ **Your game against {who} goes on** and still counts: **Play** shows it."

SURE_TO_END = "**End the tournament now?** {left} The standings stay as they are."

SURE_TO_CALL_OFF = "**Call the tournament off?** {players} signed up."

LEFT_GAMES = (
    "game is not over yet, and will not count for the standings",
    "games are not over yet, and will not count for the standings",
)

NO_GAME_ON = "No game is being played."

LEFT_ROUNDS = "Round {round} of {rounds} is on."

END_IT, CALL_IT_OFF = "End the tournament", "Call it off"

STOPPED = "**The tournament is over.** The standings stay as they are."

GOES_ON_BELOW = "⬇️ **This tournament goes on below.**"
GONE_ON = "➡️ **This tournament has gone on in <#{channel}>.**"

RESUMED = "**The tournament continues in this channel.**"

RESUMED_MISSED = (
    "**The sign-up continues in this channel.** The tournament has not started: at its time, Recall was away or had no "
    "questions left to ask on its topic. Everybody is still signed up. `/tournament start` starts it; after 7 days, it "
    "is called off."
)

REMOVED = (
    "**{who} is out of the tournament** and has no place in it. A game that they have begun goes on and counts for "
    "their opponent; one that they have not goes to the other player."
)

SIGN_UP, WITHDRAW, START, MY_GAME, STANDINGS = "Sign up", "Withdraw", "Start", "My game", "Standings"

PLAY = "Play"

MY_ANSWERS = "My answers"

STARTS = "Starts {when}."

STARTS_BY_HAND = "It starts when the host or an organizer presses **Start**, which takes at least three players."

MISSED = (
    "⚠️ It was to start {when}, but Recall was away or had no questions left to ask. Everybody is still signed up: it "
    "starts when the host presses **Start**."
)

SIGNED_UP = "**{number} signed up:** {names}"

NOBODY_YET = "Nobody has signed up yet."

BELL = "🔔 The bell rings {when}."

PLAYERS_GAMES = "{players} · {games} being played"

PLAYERS_GAMES_PAUSED = "{players} · {games} not over yet"

ON_NOW = "Round {round} of {rounds} is being played."

ROUND = "## 🏆 Round {round} of {rounds}"

ROUND_LIVE = "-# Press **My game**. Live games start by themselves after two minutes."

NAMED = "the tournament in <#{channel}> (`/tournament stop`, then `/tournament create`)"
"""What names a topic, where that is not asked any more."""

ROUND_PAUSED = "-# No new game begins during the pause. If yours has begun, **My game** shows it."

ROUND_OTHERS = "-# The other games start by themselves after two minutes."

ROUND_DAYS = "-# Press **My game** and play when it suits you, {until}."

ROUND_OVER = "-# This round is over."

PAIRS = {
    "open": "⚔️ {first} against {second}",
    "cut": "{first} against {second}: cut off by the end, counts for neither",
    "first": "**{first}** beats {second}",
    "second": "**{second}** beats {first}",
    "draw": "{first} and {second} draw",
    "nobody": "{first} against {second}: neither finished it, so it counts for nobody",
    "void": "{first} against {second}: called off, ½ point each",
    "bye": "{first} has a bye: 1 point",
}

AGAINST = "{first} against {second}"

GAMES_WAIT = (
    "⏸️ **Recall was offline.** Every answer is safe. These games wait until both players press **My game**, then "
    "**Ready**: {pairs}."
)

AND_MORE = "-# And {number} more. **My game** shows yours."

WITHDRAWN = "-# Withdrawn after two unplayed games: {names}"

YOU_ARE_IN = "**You're signed up.** {players} so far. {starts}"

FOLLOWS = "-# For about a quarter of an hour, this message follows along by itself; after that, press **My game**."

FOLLOWS_BEFORE = (
    "-# For about a quarter of an hour, this message follows along by itself; after that, use `/tournament show`."
)

YOUR_GAME = "⚔️ **Your game: you play {who}.** {begins}"

LAST_GAME = "-# Your last game, against {who}:"

BEGINS = "It starts by itself {when}."

WAITS_FOR_BOTH = (
    "Recall was offline, so it starts when both of you press **Play**, then **Ready**. If one of you stays away, the "
    "game is called off {when}, at nobody's cost."
)

PLAY_UNTIL = "Play when it suits you, {until}."

SOON = "⚔️ **You play {who} next.** The game starts as soon as neither of you is in another duel."

SOON_PAUSED = "⚔️ **You play {who} next**, once the tournament continues."

A_BYE = "**You have a bye in this round:** 1 point, and nothing to do."

ROUND_DONE = "**Your game in this round is over.** The next round starts when {games}."

UNFINISHED = ("more game has finished", "more games have finished")

NEXT_ROUND_SOON = "**Your game in this round is over.** The next round is about to start."

IN_FROM_NEXT = "**You're in from the next round on.**"

LOOKING = (
    "**You're next.** As soon as you and an opponent near your place are both free, this message will show your game."
)

ELSEWHERE = (
    "**You're in a live duel{where}**, or have a live challenge out. Your next game here comes when that is over; this "
    "message will show it."
)

NOT_IN = "**You're not in this tournament yet.** Sign up to play."

OVER = "**The tournament is over.**"

YOUR_LINE = "You're in place {place}{shared} with {points}."

NO_LINE = "No game is over yet."

NO_PLACES = "No game was played to its end, so nobody has a place."

HEAD = "## Standings"

SWISS_LINE = "{medal} **{who}** · {points}\n-# Buchholz {buchholz}, Sonneborn-Berger {sonneborn}{out}"

ARENA_LINE = "{medal} **{who}**{fire} · {points} · {games}, {won} won{out}"

FIRE = " 🔥"

IS_OUT = " · out"

TIES = {
    Kind.SWISS: (
        "-# Ties: Buchholz (your opponents' points added up), then Sonneborn-Berger (the points of those you beat, and "
        "half the points of those you drew with), then the games among those who are tied."
    ),
    Kind.ARENA: "-# Ties: the number of wins.",
}

PODIUM = "## 🏆 {who} wins the tournament"

SHARED = "## 🏆 {who} share first place"

NONE_TO_ITS_END = "**No game was played to its end:** all of these points are from {sources}."

NONE_OF_THEIRS = "**{who} played no game to its end:** the points are from {sources}."

BYES = ("bye", "byes")

WALKOVERS = ("game in which the other did not play on", "games in which the other did not play on")

VOIDS = ("game that was called off", "games that were called off")

UNOPPOSED = {
    Kind.SWISS: " · {games} won by a bye or because the other did not play on",
    Kind.ARENA: " · {games} won because the other did not play on",
}

NO_GAMES = "## 🏆 The tournament is over"

REST = "-# {number} more in **Standings**."

POINTS = ("point", "points")

GAMES = ("game", "games")

PLAYERS = ("player", "players")


def started(before: Tournament | None, after: Tournament) -> str:
    """That it has begun, and why it has fewer rounds than were planned."""
    planned, rounds = (before or after).plan.rounds, after.plan.rounds
    if rounds == planned:
        return STARTED
    return STARTED_SHORTER.format(rounds=count(rounds, "round"), planned=planned)


def about(plan: Plan) -> str:
    """What is played."""
    length = f"{plan.minutes} minutes" if plan.kind is Kind.ARENA else count(plan.rounds, "round")
    pace = PACES[plan.pace] if plan.pace is DuelPace.LIVE else f"each alone, {count(plan.days, 'day')} a round"
    rated = f"rated, if both have {LEAST_ANSWERS} answers here" if plan.rated else "friendly, ratings stay as they are"
    questions = count(plan.questions, "question")
    exam = f"{plan.exam.value} · " if plan.exam else ""
    return f"**{length}** · {pace} · {exam}{topic_text(plan.topic)} · {questions} a game · {rated}"


def amount(points: float) -> str:
    """`2½`: points and sums of points, which come in halves and quarters."""
    whole, part = divmod(points, 1)
    sign = {0.0: "", 0.25: "¼", 0.5: "½", 0.75: "¾"}[part]
    return sign if sign and not whole else f"{whole:.0f}{sign}"


def scored(points: float) -> str:
    """`1 point`, `½ point`, `2½ points`."""
    return f"{amount(points)} {POINTS[0] if 0 < points <= 1 else POINTS[1]}"
