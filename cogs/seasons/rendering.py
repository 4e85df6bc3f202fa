"""A season's table, and the week's, for the one who asked or for everybody to see."""

from functools import partial

from discord.ui import Button, LayoutView

from bot.delivery.sender import Picture
from bot.kernel.ranking import RankedLine, RankedPage
from bot.seasons.rules.model import WEEKS
from bot.seasons.rules.views import Frame, Scored, Standing, Table, Week
from cogs.seasons import words
from cogs.seasons.ids import IS_SURE, Verb, begin_in, on_season, on_week
from cogs.shared.asking import asked_first
from cogs.shared.cards import Card, button, row
from cogs.shared.paging import paging
from cogs.shared.podium import Step, podium
from cogs.shared.words import AND_MORE, SHOW_ALL, count, from_now, if_shared, listed, medal, name, ordinal

MOST_NAMED = 5
"""Of so many the names are told in one line."""


def podium_of(table: Table) -> Picture | None:
    """A season's first places as a picture; None while it runs."""
    steps = [
        Step(
            line.place,
            line.who.name,
            line.who.points,
            count(line.who.points, *words.POINTS),
            count(line.who.days, *words.DAYS),
        )
        for line in table.podium
    ]
    return podium(words.PODIUM.format(number=table.frame.span.number), steps)


def table_card(
    table: Table, *, last: bool = False, shared: bool = False, note: str = "", picture: Picture | None = None
) -> Card:
    """All weeks of a season; with `last`, of the one before. `note` stands above it."""
    frame, page = table.frame, table.page
    on_card = picture.on_card if picture else None
    nobody = words.NOBODY_PLAYED if frame.is_over else words.NOBODY_YET
    texts = (
        note,
        f"{_title(frame)}\n{_when(frame)}",
        _champions(table),
        "\n".join(_line(line) for line in page.lines) or nobody,
    )
    if shared:
        return Card(*texts, picture=on_card)
    verb, share = (Verb.LAST, Verb.SHARE_LAST) if last else (Verb.TABLE, Verb.SHARE_TABLE)
    turning = paging(page.number, page.pages, partial(on_season, verb))
    show = button(SHOW_ALL, on_season(share, page.number))
    buttons = [*_elsewhere(frame, last=last), show, *_choice(frame, last=last)]
    own = _mine(frame, page, words.NOT_IN_LAST if frame.is_over else words.NOT_IN_IT)
    counts = "" if frame.is_over else words.WHAT_COUNTS
    return Card(*texts, _lines(own, counts), rows=[*turning, row(*buttons)], picture=on_card)


def week_card(week: Week, *, shared: bool = False) -> Card:
    """The week that runs, in one's own league or another."""
    frame, page = week.frame, week.page
    texts = (
        f"{_week_title(week)}\n{_week_ends(week)}",
        _came(week),
        "\n".join(_line(line) for line in page.lines) or words.NOBODY_THIS_WEEK,
    )
    if shared:
        return Card(*texts)
    which = week.league if week.leagues else None
    turning = paging(page.number, page.pages, lambda number: on_week(Verb.WEEK, which, number))
    buttons = [
        button(words.SEASON_TABLE, on_season(Verb.TABLE)),
        *_other_leagues(week),
        button(SHOW_ALL, on_week(Verb.SHARE_WEEK, which, page.number)),
        button(words.HOW_IT_WORKS, on_season(Verb.RULES)),
    ]
    elsewhere = week.own is not None and week.own != week.league
    own = words.YOUR_LEAGUE.format(league=(week.own or 0) + 1) if elsewhere else _mine(frame, page, words.NOT_THIS_WEEK)
    return Card(*texts, own, rows=[*turning, row(*buttons)])


def leaving_card() -> Card:
    """Whether to leave, asked once more."""
    leave, stay = on_season(Verb.LEAVE, IS_SURE), on_season(Verb.TABLE)
    return asked_first(words.SURE_TO_LEAVE, deed=(words.LEAVE, leave), keep=(words.KEEP_PLAYING, stay))


def starting_card(zone: str, goes_on_in: str | None) -> Card:
    """Whether to start anew where a stopped season's table stands, asked once more; or it `goes_on_in` another zone."""
    instead = words.GO_ON_INSTEAD.format(zone=goes_on_in) if goes_on_in else ""
    deed, keep = (words.START_A_NEW_ONE, begin_in(zone)), (words.KEEP_THE_TABLE, on_season(Verb.TABLE))
    return asked_first(words.SURE_TO_START, instead, deed=deed, keep=keep)


def left_card(table: Table) -> Card:
    """That somebody has left, without the table that they would have to look for it in."""
    told = words.OUT_AT_ITS_END if table.frame.is_over else words.OUT
    back, season = on_season(Verb.JOIN), on_season(Verb.TABLE)
    return Card(told, rows=[row(button(words.JOIN, back), button(words.SEASON_TABLE, season))])


def rules_card() -> Card:
    """What counts."""
    return Card(words.RULES)


def _title(frame: Frame) -> str:
    title = words.TITLE
    if frame.is_over:
        title = words.TITLE_STOPPED if frame.stopped_at else words.TITLE_OVER
    return title.format(number=frame.span.number, week=frame.week, weeks=WEEKS)


def _when(frame: Frame) -> str:
    if frame.is_over:
        return words.ENDED.format(end=from_now(frame.stopped_at or frame.ends_at))
    return words.ENDS.format(end=from_now(frame.ends_at), zone=frame.zone.replace("_", " "))


def _champions(table: Table) -> str:
    named = [f"{medal(line.place)} **{name(line.who.name)}**" for line in table.champions[:MOST_NAMED]]
    if len(table.champions) > MOST_NAMED:
        named.append(AND_MORE.format(number=len(table.champions) - MOST_NAMED))
    return words.CHAMPIONS.format(number=table.frame.span.number - 1, names=" · ".join(named)) if named else ""


def _line(line: RankedLine[Scored]) -> str:
    who = line.who
    return words.LINE.format(
        medal=medal(line.place, who.points),
        name=name(who.name),
        points=count(who.points, *words.POINTS),
        days=count(who.days, *words.DAYS),
        move=words.MOVES[who.move],
    )


def _mine(frame: Frame, page: RankedPage[Scored], missing: str) -> str:
    """One's own place, whatever the page, and whether today counts."""
    if frame.standing is Standing.HIDDEN:
        return words.HIDDEN
    if frame.standing is Standing.OUT:
        return words.OUT_AT_ITS_END if frame.is_over else words.OUT
    if page.own is None:
        return missing if page.lines else ""
    mine = page.own.who
    place = (words.YOU_WERE if frame.is_over else words.YOU_ARE).format(
        ordinal=ordinal(page.own.place),
        shared=if_shared(page.own.sharing),
        points=count(mine.points, *words.POINTS),
        days=count(mine.days, *words.DAYS),
    )
    return place if frame.is_over else _lines(place, _ahead(mine, page), _today(frame))


def _ahead(mine: Scored, page: RankedPage[Scored]) -> str:
    """Whom one can overtake next."""
    if page.ahead is None:
        return words.NOBODY_IS_AHEAD
    more = count(page.ahead.who.points - mine.points + 1, *words.MORE_POINTS)
    return words.YOU_NEED.format(points=more, name=name(page.ahead.who.name))


def _today(frame: Frame) -> str:
    return words.NOT_TODAY if frame.today is None else words.TODAY.format(points=count(frame.today, *words.POINTS))


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _elsewhere(frame: Frame, *, last: bool) -> list[Button[LayoutView]]:
    """The other tables that there are."""
    if last:
        return [button(words.SEASON_TABLE, on_season(Verb.TABLE))]
    found = []
    if not frame.is_over:
        found.append(button(words.MY_LEAGUE if frame.has_leagues else words.WEEK_TABLE, on_week(Verb.WEEK)))
    if frame.has_last:
        found.append(button(words.LAST_SEASON, on_season(Verb.LAST)))
    return [*found, button(words.HOW_IT_WORKS, on_season(Verb.RULES))]


def _choice(frame: Frame, *, last: bool) -> list[Button[LayoutView]]:
    if last or frame.standing is Standing.HIDDEN:
        return []
    if frame.standing is Standing.OUT:
        return [button(words.JOIN, on_season(Verb.JOIN))]
    return [button(words.LEAVE, on_season(Verb.LEAVE))]


def _week_title(week: Week) -> str:
    if not week.leagues:
        return words.THIS_WEEK
    highest = "" if week.league else words.HIGHEST
    return words.LEAGUE.format(league=week.league + 1, leagues=week.leagues, highest=highest)


def _week_ends(week: Week) -> str:
    end = from_now(week.frame.week_ends_at)
    if week.leagues < 2:
        return words.WEEK_ENDS.format(end=end)
    movers = [words.MOVERS_UP] if week.league else []
    movers += [words.MOVERS_DOWN] if week.league < week.leagues - 1 else []
    return words.LEAGUE_ENDS.format(end=end, movers=listed(movers, 2))


def _came(week: Week) -> str:
    """Who has come into this league since last week."""
    came = (words.RISEN, week.risen), (words.FALLEN, week.fallen)
    return "\n".join(
        text.format(names=listed([name(who) for who in names], MOST_NAMED)) for text, names in came if names
    )


def _other_leagues(week: Week) -> list[Button[LayoutView]]:
    """The ones above and below this one."""
    found = []
    if week.league > 0:
        label = words.HIGHER_LEAGUE.format(league=week.league)
        found.append(button(label, on_week(Verb.WEEK, week.league - 1)))
    if week.league < week.leagues - 1:
        label = words.LOWER_LEAGUE.format(league=week.league + 2)
        found.append(button(label, on_week(Verb.WEEK, week.league + 1)))
    return found
