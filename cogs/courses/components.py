"""What the buttons and selects of a course do."""

from dataclasses import dataclass, field

from discord import Interaction

from bot.courses.rules import Part, trials
from bot.courses.service import CourseService, ModuleView, TooFew, Wait
from bot.kernel.courses import Lesson
from bot.kernel.custom_ids import Press
from bot.kernel.seeds import seed_for
from cogs.courses.ids import Verb
from cogs.courses.rendering import lesson_card, module_card, outcome_card, path_card, shared_card
from cogs.courses.words import NO_COURSE, NO_SUCH_COURSE, TOO_FEW, WAIT
from cogs.practice.components import PracticeComponents
from cogs.shared.interactions import Handler, is_alone, say, take_time, values_of
from cogs.shared.standing import Showing
from cogs.shared.words import from_now

_TRIALS = (Part.CHECKPOINT, Part.DRILL)


@dataclass(frozen=True, slots=True)
class CourseComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    courses: CourseService
    practice: PracticeComponents
    showing: Showing = field(default_factory=Showing)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.PATH: self.path,
            Verb.PICK: self.pick,
            Verb.MODULE: self.module,
            Verb.LESSON: self.lesson,
            Verb.ASK: self.ask,
            Verb.PRACTICE: self.exercise,
            Verb.CHECKPOINT: self.checkpoint,
            Verb.DRILL: self.drill,
            Verb.BACK: self.back,
            Verb.SHARE: self.share,
        }

    async def show_path(self, interaction: Interaction, course_id: str = "") -> None:
        """The course that was worked on last, or the named one."""
        await take_time(interaction)
        guild_id = interaction.guild_id or 0
        path = await self.courses.path(interaction.user.id, guild_id, interaction.created_at, course_id)
        if path:
            await say(interaction, card=path_card(path))
        else:
            await say(interaction, NO_SUCH_COURSE if course_id else NO_COURSE)

    async def show_module(self, interaction: Interaction, course_id: str, module_id: str) -> None:
        """A module as it stands."""
        view = await self._view(interaction, course_id, module_id)
        if view:
            await say(interaction, card=module_card(view, alone=is_alone(interaction)))

    async def path(self, interaction: Interaction, press: Press) -> None:
        """Back to the whole course."""
        await self.show_path(interaction, "".join(press.arguments[:1]))

    async def module(self, interaction: Interaction, press: Press) -> None:
        """One of its modules."""
        await self.show_module(interaction, *_named(press.arguments))

    async def pick(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What was chosen in a menu: a course, a module, or a lesson, by its ids."""
        ids = ":".join(values_of(interaction)).split(":")
        if len(ids) == 1:
            await self.show_path(interaction, ids[0])
        elif len(ids) == 2:
            await self.show_module(interaction, *ids)
        else:
            await self._read(interaction, tuple(ids))

    async def lesson(self, interaction: Interaction, press: Press) -> None:
        """A lesson, which counts as read."""
        await self._read(interaction, press.arguments)

    async def ask(self, interaction: Interaction, press: Press) -> None:
        """The one question of a lesson."""
        view, lesson = await self._lesson(interaction, press.arguments)
        if view and lesson:
            await self._begin(interaction, view, Part.LESSON, lesson)

    async def exercise(self, interaction: Interaction, press: Press) -> None:
        """Practice over the module's concepts."""
        await self._sit(interaction, press, Part.PRACTICE)

    async def checkpoint(self, interaction: Interaction, press: Press) -> None:
        """Take the checkpoint, or go on with it."""
        await self._sit(interaction, press, Part.CHECKPOINT)

    async def drill(self, interaction: Interaction, press: Press) -> None:
        """Take the lifecycle drill, or go on with it."""
        await self._sit(interaction, press, Part.DRILL)

    async def back(self, interaction: Interaction, press: Press) -> None:
        """From a sitting on with the course: the outcome, the next lesson, or the module."""
        sat = await self.courses.sitting(interaction.user.id, press.game_id)
        if sat is None:
            await self.show_path(interaction)
            return
        view = await self._view(interaction, sat.course, sat.module)
        if view is None:
            return
        if sat.part in _TRIALS and sat.ended_at is not None:
            await say(interaction, card=outcome_card(view, sat, alone=is_alone(interaction)))
        elif sat.part is Part.LESSON and (following := _after(view, sat.lesson)):
            await self._read(interaction, (sat.course, sat.module, following.id))
        else:
            await say(interaction, card=module_card(view, alone=is_alone(interaction)))

    async def share(self, interaction: Interaction, press: Press) -> None:
        """Tell the channel that one has passed a module."""
        view = await self._view(interaction, *_named(press.arguments))
        if view is None:
            return
        if view.done:
            page = f"course/{view.course.id}/{view.module.id}"
            await self.showing.show(interaction, shared_card(view, interaction.user.display_name), page=page)
        else:
            await say(interaction, card=module_card(view, alone=is_alone(interaction)))

    # How it is done

    async def _view(self, interaction: Interaction, course_id: str, module_id: str) -> ModuleView | None:
        """The module; where there is none, whoever pressed is told."""
        await take_time(interaction)
        user, guild_id = interaction.user.id, interaction.guild_id or 0
        view = await self.courses.module(user, guild_id, course_id, module_id, interaction.created_at)
        if view is None:
            await say(interaction, NO_SUCH_COURSE)
        return view

    async def _lesson(self, interaction: Interaction, ids: tuple[str, ...]) -> tuple[ModuleView | None, Lesson | None]:
        view = await self._view(interaction, *_named(ids))
        if view is None:
            return None, None
        name = "".join(ids[2:3])
        lesson = await self.courses.open_lesson(interaction.user.id, view, name, interaction.created_at)
        if lesson is None:
            await say(interaction, NO_SUCH_COURSE)
        return view, lesson

    async def _read(self, interaction: Interaction, ids: tuple[str, ...]) -> None:
        view, lesson = await self._lesson(interaction, ids)
        if view and lesson:
            await say(interaction, card=lesson_card(view, lesson))

    async def _sit(self, interaction: Interaction, press: Press, part: Part) -> None:
        view = await self._view(interaction, *_named(press.arguments))
        if view and part in _TRIALS and part not in trials(view.module):
            await say(interaction, card=module_card(view, alone=is_alone(interaction)))
        elif view:
            await self._begin(interaction, view, part)

    async def _begin(
        self, interaction: Interaction, view: ModuleView, part: Part, lesson: Lesson | None = None
    ) -> None:
        begun = await self.courses.begin(
            view,
            part,
            player_id=interaction.user.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            seed=seed_for(interaction.id),
            at=interaction.created_at,
            lesson=lesson,
        )
        if isinstance(begun, Wait):
            notice = WAIT.format(from_now=from_now(begun.until))
            await say(interaction, card=module_card(view, notice, alone=is_alone(interaction)))
        elif isinstance(begun, TooFew):
            notice = TOO_FEW.format(found=begun.found, needed=begun.needed)
            await say(interaction, card=module_card(view, notice, alone=is_alone(interaction)))
        else:
            await self.practice.show_begun(interaction, begun)


def _named(ids: tuple[str, ...]) -> tuple[str, str]:
    """Course and module, as an id that anybody may have forged names them."""
    return "".join(ids[:1]), "".join(ids[1:2])


def _after(view: ModuleView, lesson_id: str) -> Lesson | None:
    """The lesson that comes after one."""
    lessons = view.module.lessons
    at = next((place for place, lesson in enumerate(lessons) if lesson.id == lesson_id), len(lessons))
    return lessons[at + 1] if at + 1 < len(lessons) else None
