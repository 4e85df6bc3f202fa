"""What a server's own packs, questions and suggestions look like to who writes them, and to who suggests."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import discord
from discord.ui import ActionRow, LayoutView, Select

from bot.exchange.report import Report
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Question
from bot.kernel.sources import own_topic
from bot.own.rules import MOST_ITEMS, Decision, Item, Pack, Suggestion, Version, is_near_the_limit
from bot.own.service import Shelf
from cogs.own.ids import KINDS, Verb, on
from cogs.own.words import DEEDS, KIND_NAMES
from cogs.shared.answering import options_text
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.explaining import background, key_text, reasons_beside
from cogs.shared.literal import literal
from cogs.shared.words import HOW_TO, count, cut, from_now, name, topic_text

A_PAGE = 25
MOST_FINDINGS = 6
MOST_LINES = 15
MOST_STATES = 12


def list_card(shelf: Shelf, topics: Mapping[str, str], page: int = 0, notice: str = "") -> Card:
    """What can be asked here: each topic on or off; below, the server's own packs. `topics`: id → title."""
    off = shelf.choices.topics_off
    drafts = [pack for pack in shelf.packs if not pack.published]
    lines = [f"{'⬜ off' if topic in off else '🟩 on'} · {literal(title)}" for topic, title in topics.items()]
    shown = lines[page * A_PAGE : (page + 1) * A_PAGE]
    own = [f"📝 draft · {literal(pack.title)}" for pack in drafts]
    rows = [_topics_row(list(topics.items())[page * A_PAGE : (page + 1) * A_PAGE], off, page)] if topics else []
    if shelf.packs:
        rows.append(_packs_row(shelf))
    if len(lines) > A_PAGE:
        rows.append(row(button("More topics", on(Verb.LIST, base36((page + 1) % (1 + (len(lines) - 1) // A_PAGE))))))
    return Card(
        notice,
        "**What is asked here** in quizzes, dailies, duels and practice. Choose in the menu what is on.",
        "\n".join(shown),
        "\n".join(own),
        _amount(shelf),
        "-# `/packs new` begins a pack of your own, `/packs import` brings one. `/packs reports` has muted questions.",
        rows=rows,
    )


def _amount(shelf: Shelf) -> str:
    items = sum(not item.deleted for item in shelf.items)
    warning = " You are near the limit." if is_near_the_limit(items) else ""
    waiting = f" · {count(len(shelf.waiting()), 'suggestion')} to decide on" if shelf.waiting() else ""
    return (
        f"-# {count(items, 'question')} of your own, of {MOST_ITEMS:,} at most.{warning}{waiting}"
        if shelf.packs
        else ""
    )


def _topics_row(topics: Sequence[tuple[str, str]], off: frozenset[str], page: int) -> ActionRow[LayoutView]:
    options = [
        discord.SelectOption(label=cut(title, 100), value=topic, default=topic not in off) for topic, title in topics
    ]
    menu = Select[LayoutView](
        custom_id=on(Verb.TOPICS, base36(page), digest(topic for topic, _ in topics)),
        placeholder="Nothing is on",
        min_values=0,
        max_values=len(options),
        options=options,
    )
    return ActionRow(menu)


def digest(topics: Iterable[str]) -> str:
    """What tells one page of topics from another, in the id of its menu."""
    return sha256("\0".join(topics).encode()).hexdigest()[:12]


def _packs_row(shelf: Shelf) -> ActionRow[LayoutView]:
    options = [
        discord.SelectOption(
            label=cut(pack.title, 100),
            value=pack.name,
            description=f"{'published' if pack.published else 'draft'}, {_size(shelf, pack)}",
        )
        for pack in shelf.packs[:A_PAGE]
    ]
    return ActionRow(Select[LayoutView](custom_id=on(Verb.PACK), placeholder="Open a pack", options=options))


def _size(shelf: Shelf, pack: Pack) -> str:
    return count(len(shelf.items_of(pack.name)), "question")


def pack_card(shelf: Shelf, pack: Pack, page: int = 0, notice: str = "") -> Card:
    """A pack with its questions, and what can be done with it."""
    items = shelf.items_of(pack.name)
    pages = max(1, -(-len(items) // A_PAGE))
    page %= pages
    shown = items[page * A_PAGE : (page + 1) * A_PAGE]
    rows: list[ActionRow[LayoutView]] = []
    if shown:
        options = [
            discord.SelectOption(
                label=cut(item.question.asking.replace("\n", " "), 100), value=item.name,
                description=KIND_NAMES[item.question.kind],
            )
            for item in shown
        ]  # fmt: skip
        rows.append(
            ActionRow(Select[LayoutView](custom_id=on(Verb.PICK), placeholder="Open a question", options=options))
        )
    kinds = [discord.SelectOption(label=KIND_NAMES[kind], value=str(n)) for n, kind in enumerate(KINDS)]
    adding = Select[LayoutView](custom_id=on(Verb.ADD, pack.name), placeholder="Add a question …", options=kinds)
    rows.append(ActionRow(adding))
    publish = button("Keep as a draft", on(Verb.PUBLISH, pack.name, "0"))
    if not pack.published:
        publish = button("Publish", on(Verb.PUBLISH, pack.name, "1"), MAIN, disabled=not items)
    buttons = [
        publish,
        button("Delete the pack", on(Verb.DROP, pack.name), STOP),
        button("All packs", on(Verb.LIST, "0")),
    ]
    if pages > 1:
        buttons.append(button("More questions", on(Verb.PACK, pack.name, base36((page + 1) % pages))))
    rows.append(row(*buttons))
    if waiting := shelf.waiting(pack.name):
        label = f"Suggestions ({len(waiting)})"
        rows.append(row(button(label, on(Verb.QUEUE, "0"), MAIN)))
    state = "published: it is asked here" if pack.published else "a draft: nobody is asked it yet"
    return Card(
        notice,
        f"**{literal(pack.title)}** · {count(len(items), 'question')} · {state}\n"
        f"-# Begun {from_now(pack.made_at)}. Its topic is `{own_topic(pack.guild_id, pack.name)}`.",
        _amount(shelf),
        rows=rows,
    )


def item_card(pack: Pack, item: Item, findings: Sequence[str], notice: str = "") -> Card:
    """A question as players will see it, what the checker finds, and what can be done."""
    state = "deleted" if item.deleted else "published" if pack.published else "a draft"
    author = f" · by {name(item.author)}" if item.author else ""
    rows = [row(button("Bring it back", on(Verb.RESTORE, item.name), MAIN), *_item_ways(pack, item))]
    if not item.deleted:
        rows = [
            row(
                button("Edit", on(Verb.EDIT, item.name), MAIN),
                button("Duplicate", on(Verb.COPY, item.name)),
                button("Delete", on(Verb.DELETE, item.name), STOP),
                *_item_ways(pack, item),
            )
        ]
    return Card(
        notice,
        f"-# {literal(pack.title)} · {state} · {KIND_NAMES[item.question.kind]} · version {item.version}{author}",
        *preview(item.question),
        _findings(findings),
        rows=rows,
    )


def _item_ways(pack: Pack, item: Item) -> list[discord.ui.Button[LayoutView]]:
    return [button("History", on(Verb.HISTORY, item.name)), button("The pack", on(Verb.PACK, pack.name, "0"))]


def preview(question: Question) -> list[str]:
    """What players see while they are asked, and what once they have answered."""
    asked = Asked(question, 0)
    return [
        f"**As it is asked**\n{literal(cut(question.asking, 900))}\n{cut(options_text(asked), 900)}\n"
        f"-# {HOW_TO[question.kind]}".replace("\n\n", "\n"),
        f"**Once it is answered**\n{cut(key_text(question), 600)}\n{cut(background(question), 600)}\n"
        f"{cut(reasons_beside(question), 500)}".rstrip(),
    ]


def _findings(findings: Sequence[str]) -> str:
    if not findings:
        return "✅ The checker has nothing to say."
    more = f"\n-# And {len(findings) - MOST_FINDINGS} more." if len(findings) > MOST_FINDINGS else ""
    shown = "\n".join(f"- {literal(cut(one, 180))}" for one in findings[:MOST_FINDINGS])
    return f"**What the checker says**\n{shown}{more}"


def unsaved_card(why: str, again: str) -> Card:
    """What was written cannot be kept, and the way back to it."""
    return Card(f"**Not saved.** {literal(why)}", rows=[row(button("Change it", again, MAIN))])


def history_card(item: Item, versions: Sequence[Version]) -> Card:
    """Who did what to a question, and when."""
    lines = [
        f"**{version.version}** · {DEEDS[version.deed]} by <@{version.by}> {from_now(version.at)}\n"
        f"-# {literal(cut(version.question.asking.replace(chr(10), ' '), 90))}"
        for version in versions[:MOST_STATES]
    ]
    more = f"-# And {len(versions) - MOST_STATES} before these." if len(versions) > MOST_STATES else ""
    return Card("**History**", "\n".join(lines), more, rows=[row(button("Back", on(Verb.ITEM, item.name)))])


def drop_card(pack: Pack, items: int) -> Card:
    """Whether a pack is really to go."""
    yes = button("Delete it for good", on(Verb.DROP_NOW, pack.name), STOP)
    return Card(
        f"**Delete {literal(pack.title)}?** Its {count(items, 'question')}, their history and its suggestions "
        "go for good. `/packs export` takes a copy first. What members have learned stays with them.",
        rows=[row(yes, button("Keep it", on(Verb.PACK, pack.name, "0")))],
    )


def queue_card(shelf: Shelf, index: int, findings: Sequence[str], notice: str = "") -> Card:
    """One suggestion that waits after the other."""
    waiting = shelf.waiting()
    if not waiting:
        return Card(notice, "**No suggestion waits.**", rows=[row(button("All packs", on(Verb.LIST, "0")))])
    index %= len(waiting)
    one = waiting[index]
    pack = shelf.pack(one.pack)
    number = base36(one.number)
    buttons = [
        button("Accept", on(Verb.ACCEPT, number), MAIN),
        button("Edit, then accept", on(Verb.IMPROVE, number)),
        button("Decline", on(Verb.DECLINE, number), STOP),
    ]
    if len(waiting) > 1:
        buttons.append(button("Next", on(Verb.QUEUE, base36((index + 1) % len(waiting)))))
    named = "likes to be named" if one.named else "not to be named"
    return Card(
        notice,
        f"-# {index + 1} of {count(len(waiting), 'suggestion')} for {literal(pack.title if pack else one.pack)} · "
        f"<@{one.by}>, {named} · {from_now(one.at)}",
        *preview(one.question),
        _findings(findings),
        rows=[row(*buttons)],
    )


def mine_card(suggestions: Sequence[Suggestion]) -> Card:
    """What somebody suggested, and what became of it."""
    if not suggestions:
        return Card("**You have suggested nothing here yet.** `/packs suggest` does.")
    signs = {Decision.WAITING: "⏳ waits", Decision.ACCEPTED: "✅ accepted", Decision.DECLINED: "➖ declined"}
    lines = []
    for one in [*reversed(suggestions)][:15]:
        word = f": {literal(one.word)}" if one.word else ""
        lines.append(f"{signs[one.decision]}{word}\n-# {literal(cut(one.question.asking.replace(chr(10), ' '), 120))}")
    return Card("**Your suggestions**", "\n".join(lines))


def report_card(report: Report, pack: Pack, token: str, *, whole: bool) -> Card:
    """What would come in of a file; nothing has come in yet. `whole`: all lines stand on the card.

    `token` tells this file from others in the id of the button.
    """
    changed = f" ({report.changed} of them changed)" if report.changed else ""
    lines = [f"- {literal(cut(str(line), 170))}" for line in report.lines[:MOST_LINES]]
    rest = "" if whole else "-# The attached file has all lines."
    rows = []
    if report.taken:
        label = f"Bring in {count(report.taken, 'question')}"
        rows = [row(button(label, on(Verb.BRING, pack.name, token), MAIN))]
    return Card(
        f"**{report.taken} would come in**{changed}, {report.refused} would not. Nothing is changed yet.",
        "\n".join(f"-# {literal(cut(note, 300))}" for note in report.notes),
        "\n".join(lines),
        rest,
        rows=rows,
        files=() if whole else ("report.txt",),
    )


def topics_of(topics: Sequence[str], shelf: Shelf) -> dict[str, str]:
    """The topics that can be on or off here, by their titles: those that are asked, and those that are off."""
    own = {own_topic(pack.guild_id, pack.name): pack.title for pack in shelf.packs if pack.published}
    known = [*topics, *sorted(shelf.choices.topics_off)]
    titles = {topic: topic_text(topic) for topic in dict.fromkeys(known)}
    return {topic: title for topic, title in titles.items() if not topic.startswith("own.") or topic in own}
