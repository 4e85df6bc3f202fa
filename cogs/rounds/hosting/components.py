"""What the host's menu does: each control asks the service for one thing and shows the menu as it then is."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.kernel.pace import Pace
from bot.presenter.presenter import Presenter
from bot.rounds.hosting import Change, HostService
from bot.rounds.rules.control import may_control
from bot.rounds.rules.model import (
    LEAST_TEAMS,
    MOST_TEAMS,
    Forming,
    Joining,
    Phase,
    Refusal,
    Round,
    Speaking,
    Teams,
    Weight,
)
from bot.rounds.service import RoundService
from bot.servers.api import Hosting, ServerService, may_host
from cogs.rounds.hosting.ids import Act
from cogs.rounds.hosting.rendering import TALK_SECONDS, host_card, link_card, people_card, teams_card
from cogs.rounds.hosting.words import A_ROLE, HOSTS_NOW, IS_OUT, MAY_NOT_HOST, NO_PRESENTER, ORGANIZERS, YOU_HOST
from cogs.rounds.ids import Verb
from cogs.rounds.privates import QuizPrivates
from cogs.rounds.words import REFUSALS
from cogs.shared.cards import Card
from cogs.shared.interactions import Handler, may_manage, refuse, say, values_of
from cogs.shared.words import DAMAGED, name

E = TypeVar("E", bound=StrEnum)

TEAM_ACTS = (Act.NUMBER, Act.FORMING, Act.SPEAKING, Act.TALK)


@dataclass(frozen=True, slots=True)
class HostComponents:
    """The handlers of the menu, by verb."""

    rounds: RoundService
    hosts: HostService
    privates: QuizPrivates
    presenter: Presenter

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.HOST_MENU: self.menu, Verb.HOST_ACT: self.act}

    async def menu(self, interaction: Interaction, press: Press) -> None:
        """Show who may control the round how."""
        game = await self._controlled(interaction, press)
        if game is not None:
            await self.privates.show(interaction, game.id, self._menu(interaction, game))

    async def act(self, interaction: Interaction, press: Press) -> None:
        """Do what the menu was asked for; a list of people opens first."""
        what = _read(Act, press.arguments[0] if press.arguments else "")
        if what is Act.HAND_OVER or what is Act.REMOVE:
            await self._about_somebody(interaction, press, what)
        elif what is Act.TEAMS:
            game = await self._controlled(interaction, press)
            if game is not None:
                await self.privates.show(interaction, game.id, teams_card(game))
        elif what is Act.PRESENT:
            await self._present(interaction, press)
        elif what in TEAM_ACTS:
            await self._set_teams(interaction, press, what)
        elif what is Act.LOOK_UP:
            allowed = may_manage(interaction)
            result = await self.hosts.look_up(
                press.game_id, interaction.user.id, interaction.created_at, may_manage=allowed
            )
            await self._shown(interaction, result)
        else:
            changed = await self._set(interaction, press, what)
            await (say(interaction, DAMAGED) if changed is None else self._shown(interaction, changed))

    async def _present(self, interaction: Interaction, press: Press) -> None:
        """Hand out the link, which is for whoever steers the round alone."""
        game = await self._controlled(interaction, press)
        if game is not None and self.presenter.offered:
            await self.privates.show(interaction, game.id, link_card(game, self.presenter.link(game.id)))
        elif game is not None:
            await say(interaction, NO_PRESENTER)

    def _menu(self, interaction: Interaction, game: Round) -> Card:
        return host_card(game, interaction.user.id, presents=self.presenter.offered)

    async def _set(self, interaction: Interaction, press: Press, what: Act | None) -> Round | Refusal | None:
        """Change what a select or a switch says; None where they say nothing."""
        game_id, by, allowed = press.game_id, interaction.user.id, may_manage(interaction)
        value = next(iter(values_of(interaction)), "")
        if what is Act.JOINING and (who := _read(Joining, value)):
            return await self.hosts.let_in(game_id, by, who, may_manage=allowed)
        if what is Act.PACE and (pace := _read(Pace, value)):
            return await self.hosts.set_pace(game_id, by, pace, may_manage=allowed)
        if what is Act.WEIGHT and (weight := _read(Weight, value)) and weight is not Weight.NOT_AT_ALL:
            return await self.hosts.weigh(game_id, by, weight, may_manage=allowed)
        if what is Act.WARM_UP and press.arguments[1:]:
            return await self.hosts.warm_up(game_id, by, wanted=press.arguments[1] == "1", may_manage=allowed)
        return None

    async def _set_teams(self, interaction: Interaction, press: Press, what: Act) -> None:
        change = changing(what, next(iter(values_of(interaction)), ""))
        if change is None:
            await refuse(interaction, DAMAGED)
            return
        allowed = may_manage(interaction)
        result = await self.hosts.set_teams(press.game_id, interaction.user.id, change, may_manage=allowed)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            await self.privates.show(interaction, result.id, teams_card(result))

    async def _about_somebody(self, interaction: Interaction, press: Press, what: Act) -> None:
        chosen = next(iter(values_of(interaction)), "")
        if not chosen:
            game = await self._controlled(interaction, press)
            if game is not None:
                page = read_number(press.arguments[1] if press.arguments[1:] else "0") or 0
                card = people_card(game, what, interaction.user.id, page)
                await self.privates.show(interaction, game.id, card)
        elif chosen.isascii() and chosen.isdigit() and len(chosen) < 20:
            await self._choose(interaction, press, what, int(chosen))
        else:
            await refuse(interaction, DAMAGED)

    async def _choose(self, interaction: Interaction, press: Press, what: Act, who: int) -> None:
        by, at, allowed = interaction.user.id, interaction.created_at, may_manage(interaction)
        if what is Act.HAND_OVER:
            result = await self.hosts.pass_on(press.game_id, by, who, may_manage=allowed)
        else:
            result = await self.hosts.remove(press.game_id, by, who, at, may_manage=allowed)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
            return
        told = (HOSTS_NOW if what is Act.HAND_OVER else IS_OUT).format(name=name(result.players[who].name))
        await self.privates.show(interaction, result.id, Card(told), over=result.phase is Phase.ENDED)
        if what is Act.HAND_OVER and result.phase is Phase.LOBBY and by != who:
            host = Card(YOU_HOST.format(name=name(interaction.user.display_name)))
            self.privates.update(result.id, who, host, at)

    async def _controlled(self, interaction: Interaction, press: Press) -> Round | None:
        """The round, where it is under way and theirs to control; otherwise they are told."""
        game = await self.rounds.find(press.game_id)
        if game is None or game.phase is Phase.ENDED:
            await refuse(interaction, REFUSALS[Refusal.ENDED if game else Refusal.UNKNOWN])
        elif not may_control(game, interaction.user.id, may_manage=may_manage(interaction)):
            await refuse(interaction, REFUSALS[Refusal.NOT_HOST])
        else:
            return game
        return None

    async def _shown(self, interaction: Interaction, result: Round | Refusal) -> None:
        """The menu as it is now, in the place of the one that was pressed."""
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            card = self._menu(interaction, result)
            await self.privates.show(interaction, result.id, card, over=result.phase is Phase.ENDED)


def changing(what: Act, value: str) -> Change | None:
    """What a choice makes of what was chosen about teams before; None where it says nothing."""
    if what is Act.NUMBER and value == "0":
        return lambda _: None
    number = read_number(value, 10)
    if what is Act.NUMBER and number is not None and LEAST_TEAMS <= number <= MOST_TEAMS:
        return lambda teams: replace(teams or Teams(), number=number)
    if what is Act.FORMING and (forming := _read(Forming, value)):
        return lambda teams: teams and replace(teams, forming=forming)
    if what is Act.SPEAKING and (speaking := _read(Speaking, value)):
        return lambda teams: teams and replace(teams, speaking=speaking)
    if what is Act.TALK and number is not None and number in TALK_SECONDS:
        return lambda teams: teams and replace(teams, talk=timedelta(seconds=number))
    return None


async def why_not_host(interaction: Interaction, servers: ServerService) -> str:
    """Who starts quizzes on a server, said to somebody who may not; nothing where they may."""
    settings = await servers.settings(interaction.guild_id or 0)
    user = interaction.user
    roles = {role.id for role in user.roles} if isinstance(user, discord.Member) else set()
    if may_host(settings, roles, may_manage=may_manage(interaction)):
        return ""
    who = A_ROLE.format(role=f"<@&{settings.host_role}>") if settings.hosting is Hosting.ROLE else ORGANIZERS
    return MAY_NOT_HOST.format(who=who)


def _read(kind: type[E], value: str) -> E | None:
    return kind(value) if value in {one.value for one in kind} else None
