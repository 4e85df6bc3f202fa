"""The list of what is asked in a server, as its editors and its members see it."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import discord
from discord.ui import ActionRow, LayoutView, Select

from bot.kernel.choosing import Order
from bot.kernel.custom_ids import base36
from bot.kernel.sources import Game, own_topic
from bot.kernel.topics import told_apart
from bot.own.rules import MOST_ITEMS, Choices, Pack, is_near_the_limit
from bot.own.shelf import Shelf
from cogs.own import words
from cogs.own.fitting import ROOM, widest
from cogs.own.ids import SCOPES, Verb, on
from cogs.reports.ids import Verb as Reports
from cogs.reports.ids import case
from cogs.shared.cards import Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import count, cut, topic_title

A_PAGE = 25
MOST_DRAFTS = 10


def list_card(
    shelf: Shelf,
    topics: Mapping[str, str],
    page: int = 0,
    game: Game | None = None,
    notice: str = "",
    *,
    edits: bool = True,
    manages: bool = True,
) -> Card:
    """What can be asked here: each topic on or off in a game; below, the packs. `topics`: id → title."""
    pages = max(1, -(-max(len(topics), len(shelf.packs) if edits else 0) // A_PAGE))
    page %= pages
    shown = dict([*topics.items()][page * A_PAGE : (page + 1) * A_PAGE])
    rows = [_topics_row(shown, shelf.choices, game, page)] if shown and edits else []
    rows.append(_games_row(game))
    if edits:
        rows.append(_order_row(shelf.choices.order))
    if shelf.packs and edits:
        rows.append(_packs_row(shelf, page))
    buttons = [button(words.MY_SUGGESTIONS, on(Verb.MINE))]
    if manages:
        buttons.append(button(words.REPORTS_AND_MUTED, case(Reports.CASE, "0", "0")))
    if pages > 1:
        following = on(Verb.LIST, base36((page + 1) % pages), base36(SCOPES.index(game)))
        buttons.append(button(words.MORE_PAGES, following))
    rows.append(row(*buttons))
    where = words.LIST_OF_ONE.format(game=words.GAMES_WITHIN[game]) if game else words.LIST_OF_ALL
    how = words.HOW_TO_SWITCH if edits else words.ONLY_EDITORS_SWITCH
    drafts = [pack for pack in shelf.packs if not pack.published] if edits else []
    return Card(
        notice,
        f"{words.LIST_HEAD}\n{where} {how}",
        widest(lambda width: _lines(shown, shelf.choices, game, drafts, width), ROOM - 600, (60, 40, 24, 12)),
        f"-# {words.ORDER_NOW.format(order=words.ORDERS[shelf.choices.order])}",
        amount(shelf) if edits else "",
        words.LIST_FOOT if edits else words.LIST_FOOT_OF_MEMBERS,
        rows=rows,
    )


def _lines(shown: Mapping[str, str], choices: Choices, game: Game | None, drafts: Sequence[Pack], width: int) -> str:
    """The topics of a page, and some of the drafts below, with titles of so many characters."""
    lines = [_topic(topic, cut(title, width), choices, game) for topic, title in shown.items()]
    lines += [words.DRAFT.format(title=literal(cut(pack.title, width))) for pack in drafts[:MOST_DRAFTS]]
    if len(drafts) > MOST_DRAFTS:
        lines.append(words.MORE_DRAFTS.format(more=count(len(drafts) - MOST_DRAFTS, *words.DRAFTS)))
    return "\n".join(lines)


def _topic(topic: str, title: str, choices: Choices, game: Game | None) -> str:
    title = literal(title)
    if topic in choices.off_in(game):
        return words.OFF.format(title=title)
    off = [words.GAMES_WITHIN[one] for one in Game if topic in choices.off_in(one)] if game is None else []
    return words.PARTLY_ON.format(title=title, games=", ".join(off)) if off else words.ON.format(title=title)


def amount(shelf: Shelf) -> str:
    """How many questions the server has of its own, and how many suggestions wait."""
    if not shelf.packs:
        return ""
    items = words.AMOUNT.format(items=count(shelf.items, *words.QUESTIONS), most=MOST_ITEMS)
    warning = words.NEAR_THE_LIMIT if is_near_the_limit(shelf.items) else ""
    waiting = count(len(shelf.waiting), *words.SUGGESTIONS)
    return items + warning + (words.WAITING.format(suggestions=waiting) if shelf.waiting else "")


def _topics_row(topics: Mapping[str, str], choices: Choices, game: Game | None, page: int) -> ActionRow[LayoutView]:
    off = choices.off_in(game)
    options = [
        discord.SelectOption(label=cut(title, 100), value=topic, default=topic not in off)
        for topic, title in topics.items()
    ]
    menu = Select[LayoutView](
        custom_id=on(Verb.TOPICS, base36(page), digest(topics), base36(SCOPES.index(game))),
        placeholder=words.NOTHING_IS_ON,
        min_values=0,
        max_values=len(options),
        options=options,
    )
    return ActionRow(menu)


def _games_row(game: Game | None) -> ActionRow[LayoutView]:
    options = [
        discord.SelectOption(
            label=words.SHOW_A_GAME.format(game=words.GAMES[one] if one else words.ALL_GAMES),
            value=base36(place),
            default=one is game,
        )
        for place, one in enumerate(SCOPES)
    ]
    return ActionRow(Select[LayoutView](custom_id=on(Verb.SCOPE), options=options))


def _order_row(order: Order) -> ActionRow[LayoutView]:
    options = [
        discord.SelectOption(
            label=words.ORDERS[one], value=one.value, description=words.ORDER_NOTES[one], default=one is order
        )
        for one in Order
    ]
    return ActionRow(Select[LayoutView](custom_id=on(Verb.ORDER), options=options))


def digest(topics: Iterable[str]) -> str:
    """What tells one page of topics from another, in the id of its menu."""
    return sha256("\0".join(topics).encode()).hexdigest()[:12]


def _packs_row(shelf: Shelf, page: int) -> ActionRow[LayoutView]:
    """A page of the packs; where there are fewer pages of them than of topics, the last."""
    first = min(page, (len(shelf.packs) - 1) // A_PAGE) * A_PAGE
    options = [
        discord.SelectOption(label=cut(pack.title, 100), value=pack.name, description=_size(shelf, pack))
        for pack in shelf.packs[first : first + A_PAGE]
    ]
    return ActionRow(Select[LayoutView](custom_id=on(Verb.PACK), placeholder=words.OPEN_A_PACK, options=options))


def _size(shelf: Shelf, pack: Pack) -> str:
    state = words.PUBLISHED if pack.published else words.DRAFT_STATE
    return words.PACK_SIZE.format(state=state, size=count(shelf.size(pack.name), *words.QUESTIONS))


def topics_of(topics: Sequence[str], shelf: Shelf) -> dict[str, str]:
    """The topics that can be on or off here, by their titles: everybody's, and those of published packs."""
    own = [own_topic(pack.guild_id, pack.name) for pack in shelf.packs if pack.published and shelf.size(pack.name)]
    off = sorted(topic for topic in shelf.choices.off_anywhere if not topic.startswith("own."))
    titles = {own_topic(pack.guild_id, pack.name): told_apart(pack.title) for pack in shelf.packs}
    known = dict.fromkeys([*topics, *off, *own])
    return {topic: titles.get(topic) or topic_title(topic) for topic in known}
