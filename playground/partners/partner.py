"""What a practice partner takes part in: rounds, nights, duels, tournaments, dailies, group mocks, essay evenings."""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections.abc import Coroutine
from contextlib import suppress

from playground.client import Feed, Json, Member, Playground, RefusedError, buttons, components, text_of
from playground.partners.answering import A_STEP, Answerer, Oracle, is_question, labels
from playground.partners.writing import MARK_IT, MARK_ONE, MARKS, WRITE, field_of, some_text

_CHANGES = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
_EPHEMERAL = 1 << 6
_AWAY = "Recall was away"
#: What leads on in a private message, and on a card for all.
_OWN_WAY_ON = re.compile(r"Play|Ready|First question|Next|Next question( \(\d+ of \d+\))?|Back to the tournament")
_WAY_ON = re.compile(r"Next\b.*|To the podium.*")
#: What leads on in a mock exam, question by question, until the paper is handed in.
_THROUGH_A_PAPER = ("Next", "To the review", "Hand in", "Hand in as it stands")
_PAPER, _KEPT = "hands itself in", "Locked in"
_SIGN_UP, _MY_GAME = "Sign up", "My game"
#: Seconds of thought before each kind of act.
JOINING, READING, ANSWERING, COMING = (0.5, 1.5), (4.0, 8.0), (2.0, 6.0), (5.0, 20.0)
TURNING = (1.0, 2.0)
RECENT = 6
"""So many messages of a channel a partner looks through when they come back."""


class Partner:
    """One partner. ``strength`` is how often they know the answer; ``pace`` stretches their thinking time."""

    def __init__(self, member: Member, oracle: Oracle, strength: float, rng: random.Random, pace: float = 1.0) -> None:
        self._member = member
        self._answerer = Answerer(member, oracle, strength, rng)
        self._rng = rng
        self._pace = pace
        self._id = self._name = ""
        self._paused = False
        self._busy: set[str] = set()
        self._done: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def watch(self) -> None:
        """Take part in whatever appears, until cancelled or the playground is gone."""
        async with self._member.watch(by="computer") as feed:
            me = (await self._member.me())["user"]
            self._id, self._name = me["id"], me["global_name"] or me["username"]
            self._do(self._come_back())
            while True:
                await self._see(feed)

    async def _see(self, feed: Feed) -> None:
        event = await feed.next()
        if event["t"] == "PRESENCE" and event["d"]["user_id"] == self._id:
            self._paused = bool(event["d"]["person"])
            if not self._paused:
                self._do(self._come_back())
        elif event["t"] == "BOT" and event["d"]["online"]:
            self._done = {done for done in self._done if done[1] != _MY_GAME}  # what was shown to them alone is lost
            self._do(self._come_back())
        elif event["t"] in _CHANGES:
            self._do(self._react(event["d"]))

    def _do(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _come_back(self) -> None:
        """See what stands there already, as somebody does who has just come."""
        people = await self._member.connection.call("GET", "/member")
        self._paused = any(item["id"] == self._id and item["person"] for item in people)
        me = await self._member.me()
        for channel in [channel for guild in me["guilds"] for channel in guild["channels"]] + [me["dm"]]:
            with suppress(RefusedError):
                for message in reversed(await self._member.messages(channel["id"], limit=RECENT)):
                    self._do(self._react(message))

    async def _react(self, message: Json) -> None:
        """Do what a message asks of this partner, each thing once."""
        with suppress(RefusedError, IndexError):
            if _PAPER in text_of(message) or _THROUGH_A_PAPER[-1] in labels(message):
                await self._sit(message)
            elif message.get("flags", 0) & _EPHEMERAL:
                await self._react_privately(message)
            else:
                await self._join_in(message)

    async def _sit(self, message: Json) -> None:
        """Go on with a mock exam: answer the question, turn to the next, hand in after the last."""
        if self._answerer.busy:
            return
        text = text_of(message)
        if is_question(message) and _KEPT not in text:
            shown = await self._after_thought(message, text, ANSWERING)
            if shown is None or not is_question(shown):
                return
            if not await self._answerer.answer(shown):
                self._done.discard((str(message["id"]), text))
                return
            message = await self._member.message(message["channel_id"], message["id"])
            text = text_of(message)
        label = next((label for label in labels(message) if label in _THROUGH_A_PAPER), None)
        if label is not None:
            await self._once(message, f"{label}: {text}", TURNING, label)

    async def _join_in(self, message: Json) -> None:
        """Join a lobby, accept a challenge, open a daily, take up a game, answer a question, leave a reveal."""
        for label in labels(message):
            if label == "Join" or (label == "Accept" and self._is_meant(message)):
                await self._once(message, "join", JOINING, label)
            elif label == "Play":
                await self._once(message, "play", COMING, label)
            elif label == _MY_GAME or (label == _SIGN_UP and _MY_GAME not in labels(message)):
                await self._once(message, label, JOINING, label)
            elif label == WRITE:
                await self._write(message)
            elif label == MARK_ONE:
                await self._once(message, "mark", READING, label)
            elif label == "My duel" and self._name in text_of(message):
                await self._take_up(message, label)
            elif _WAY_ON.fullmatch(label):
                await self._once(message, "next", READING, label)
        if is_question(message) and "locked in" in text_of(message):
            await self._answer(message)

    async def _write(self, message: Json) -> None:
        """Write something on the evening's subject, once."""
        shown = await self._after_thought(message, WRITE, COMING)
        if shown is not None and WRITE in labels(shown):
            opened = await self._member.press(shown, label=WRITE)
            if opened.modal is not None:
                await self._member.submit(opened, {field_of(opened.modal): some_text(self._rng)})

    async def _take_up(self, message: Json, label: str) -> None:
        """Call up one's part of a duel, where that is not before one's eyes already or was lost with the bot."""
        away = _AWAY in text_of(message)
        if away or message["channel_id"] not in self._busy:
            await self._once(message, f"{label}, {away}", READING, label)

    async def _react_privately(self, message: Json) -> None:
        """Go on with what only this partner sees: a duel's or a daily's questions, one after the other."""
        self._busy.add(message["channel_id"])
        if is_question(message):
            await self._answer(message)
            return
        shown = labels(message)
        label = next((label for label in shown if label == MARK_IT or _OWN_WAY_ON.fullmatch(label)), None)
        if MARKS.issubset(shown):
            label = self._rng.choice(sorted(MARKS))
        if label is not None:
            every = ", ".join(str(button.get("label")) for button in buttons(message))
            await self._once(message, f"{every}: {text_of(message)}", READING, label)

    def _is_meant(self, message: Json) -> bool:
        """Whether a challenge is for this partner or for anybody, and not their own."""
        invited = text_of(message).partition("challenges")[2].partition("\n")[0]
        return any(word in invited for word in ("anybody", self._name, f"<@{self._id}>"))

    def _rests(self) -> bool:
        """Whether somebody plays this member now, so that the computer must not."""
        return self._paused

    async def _answer(self, message: Json) -> None:
        controls = [str(part.get("custom_id")) for part in components(message) if "custom_id" in part]
        if self._answerer.busy:
            return
        act = " ".join(controls)
        shown = await self._after_thought(message, act, ANSWERING)
        if shown is not None and is_question(shown) and not await self._answerer.answer(shown):
            self._done.discard((str(message["id"]), act))

    async def _once(self, message: Json, act: str, seconds: tuple[float, float], label: str) -> None:
        """Press a button after some thought, once for each thing to do on a message."""
        shown = await self._after_thought(message, act, seconds)
        meant = {part["custom_id"] for part in _pressable(message) if part.get("label") == label}
        # The same button by its id, since a label may count on meanwhile: "Next" becomes "Next · 1 of 3 ready".
        still = [part["custom_id"] for part in _pressable(shown or {}) if part["custom_id"] in meant]
        if shown is not None and still:
            pressed = await self._member.press(shown, custom_id=still[0])
            if pressed.failed:  # the bot was away: once it is back, they try again
                self._done.discard((str(message["id"]), act))

    async def _after_thought(self, message: Json, act: str, seconds: tuple[float, float]) -> Json | None:
        """The message as it stands some seconds later; None where this was done before, or a person is this member."""
        key = (str(message["id"]), act)
        if self._rests() or key in self._done:
            return None
        self._done.add(key)
        await asyncio.sleep(max(A_STEP, self._rng.uniform(*seconds) * self._pace))
        if self._rests():
            self._done.discard(key)
            return None
        return await self._member.message(message["channel_id"], message["id"])


def _pressable(message: Json) -> list[Json]:
    """The buttons of a message that a press can be sent of."""
    return [part for part in buttons(message) if "custom_id" in part and not part.get("disabled")]


async def play(url: str, oracle: Oracle, names: list[str], strength: float, seed: int, pace: float) -> None:
    """Let the named members take part until the playground is gone."""
    rng = random.Random(seed)  # noqa: S311 - a partner's guess, not a secret
    async with Playground(url) as playground:
        there = {item["username"] for item in await playground.people()}
        for name in [name for name in names if name not in there]:
            print(f"The computer cannot play {name}: the members are {', '.join(sorted(there))}.", file=sys.stderr)
        members = [playground.member(name) for name in names if name in there]
        partners = [Partner(member, oracle, strength, rng, pace) for member in members]
        with suppress(ConnectionError):
            await asyncio.gather(*(partner.watch() for partner in partners))
