"""Drills from the table of stages, tools and personas: stage to tool, tool to stage, persona to duty and back.

A tool that is not keyed is asked nowhere, and no stage is offered as wrong for which a case can be made.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bot.kernel.questions import Angle, Choice, Exam, Kind, Option, Question
from bot.packs.drills.cards import choice, page, slug, statuses
from bot.packs.reading import read_tree
from bot.packs.schema import Strict, Text100
from bot.packs.shapes import distinct
from bot.packs.tables import Tables
from bot.packs.validating import validate

STAGES, PERSONAS = "SM-C02", "SM-C45"
"""The concepts that the drills are about."""

EXAMS = {Exam.AIF_C01: 1, Exam.MLA_C02: 3}


class Stage(Strict):
    """A stage of the lifecycle, and what is done there."""

    slug: str
    title: Text100
    about: str


class Tool(Strict):
    """A tool, the stage that it serves, those that it may be said to serve as well, who uses it and what for."""

    name: Text100
    stage: str
    also: tuple[str, ...] = ()
    keyed: bool = True
    persona: str
    purpose: Annotated[str, Field(min_length=10, max_length=100)]
    source: str

    def may_serve(self, stage: str) -> bool:
        """Whether a case can be made that the tool serves the stage."""
        return stage == self.stage or stage in self.also


class Persona(Strict):
    """A role and its duty."""

    name: Text100
    duty: Text100
    source: str


class Lifecycle(Strict):
    """The whole table."""

    as_of: date
    stages: Annotated[tuple[Stage, ...], Field(min_length=4)]
    tools: tuple[Tool, ...]
    personas: Annotated[tuple[Persona, ...], Field(min_length=4)]

    @field_validator("tools")
    @classmethod
    def _stages_exist(cls, tools: tuple[Tool, ...], info: ValidationInfo) -> tuple[Tool, ...]:
        distinct([slug(tool.name) for tool in tools], "tools")
        known = {stage.slug for stage in info.data.get("stages", ())}
        for tool in tools:
            if unknown := {tool.stage, *tool.also} - known:
                raise ValueError(f"{tool.name} names the stage '{min(unknown)}', which is not listed")
        return tools


@dataclass(frozen=True, slots=True)
class _Deck:
    table: Lifecycle
    tables: Tables

    def card(self, name: str, stem: str, body: Choice, explanation: str, source: str, concept: str) -> Question:
        about_stages = concept == STAGES
        return Question(
            id=name,
            version=1,
            kind=Kind.SINGLE,
            topic=self.tables.topic_of(concept),
            concept=concept,
            angle=Angle.RECALL,
            difficulty=1,
            stem=stem,
            body=body,
            explanation=explanation,
            source=page(source, self.table.as_of),
            exams=dict(EXAMS) if about_stages else {},
            status=statuses((stem, *(option.text for option in body.options if option.right)), self.tables),
        )


def cards(path: Path, tables: Tables) -> list[Question]:
    """All drills of the table. Raises `PackError` where it is broken."""
    deck = _Deck(validate(Lifecycle, read_tree(path)), tables)
    asked = [tool for tool in deck.table.tools if tool.keyed]
    stages = {stage.slug: stage for stage in deck.table.stages}
    fair = [tool for tool in asked if not _tells(tool, stages[tool.stage])]
    to_stage = [_to_stage(deck, tool, stages) for tool in fair]
    to_tool = [_to_tool(deck, tool, asked, stages[tool.stage]) for tool in fair]
    duties = [card for persona in deck.table.personas for card in _duty(deck, persona)]
    return [*to_stage, *to_tool, *duties]


def _tells(tool: Tool, stage: Stage) -> bool:
    """Whether the tool's name gives its stage away, as that of Model Monitor does."""
    beginnings = [{word[:3] for word in text.casefold().split() if len(word) > 3} for text in (tool.name, stage.title)]
    return not beginnings[0].isdisjoint(beginnings[1])


def _to_stage(deck: _Deck, tool: Tool, stages: dict[str, Stage]) -> Question:
    name = f"life-stage-{slug(tool.name)}"
    key = Option(stages[tool.stage].title, f"{tool.name}: {tool.purpose}.", right=True)
    wrong = [
        Option(s.title, f"{s.about} You would not use {tool.name} for that.")
        for s in stages.values()
        if not tool.may_serve(s.slug)
    ]
    stem = f"In SageMaker AI, for which stage of the ML lifecycle would you use **{tool.name}**?"
    explanation = f"{tool.name}: {tool.purpose}. That belongs to the stage “{stages[tool.stage].title}.”"
    return deck.card(name, stem, choice(name, key, wrong), explanation, tool.source, STAGES)


def _to_tool(deck: _Deck, tool: Tool, asked: list[Tool], stage: Stage) -> Question:
    name = f"life-tool-{slug(tool.name)}"
    key = Option(tool.name, f"{tool.name}: {tool.purpose}.", right=True)
    others = [other for other in asked if not other.may_serve(stage.slug)]
    wrong = [Option(other.name, f"{other.name}: {other.purpose}.") for other in others]
    stem = f"Which of these tools would you use in the **{stage.title}** stage of the ML lifecycle?"
    explanation = f"{stage.about} {tool.name}: {tool.purpose}."
    return deck.card(name, stem, choice(name, key, wrong), explanation, tool.source, STAGES)


def _duty(deck: _Deck, persona: Persona) -> list[Question]:
    others = [other for other in deck.table.personas if other is not persona]
    there, back = f"life-duty-{slug(persona.name)}", f"life-persona-{slug(persona.name)}"
    duty = Option(persona.duty, f"This is what the {persona.name} does.", right=True)
    duties = [Option(other.duty, f"That is what the {other.name} does.") for other in others]
    role = Option(persona.name, "This is what they do.", right=True)
    roles = [Option(other.name, f"They do something else: “{other.duty}.”") for other in others]
    explanation = f"{persona.name}: {persona.duty}."
    stem = f"In a large organization, what does the **{persona.name}** do?"
    stem_back = f"In a large organization, which role does this? {persona.duty}."
    return [
        deck.card(there, stem, choice(there, duty, duties), explanation, persona.source, PERSONAS),
        deck.card(back, stem_back, choice(back, role, roles), explanation, persona.source, PERSONAS),
    ]
