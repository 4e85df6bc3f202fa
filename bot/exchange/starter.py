"""A pack to begin with: one small item of each kind, for its author to write over."""

from bot.exchange.importing import topic_of
from bot.exchange.text import slug

_TEMPLATE = """\
# Your own pack. `recall packs check FILE` says what is missing; `docs/pack-authors.md` describes everything.
level: own            # requires less than `published`: reasons, sources, and concepts are optional
topic: {topic}
title: {title}
subtopic: First steps # a heading for people
items:
  - id: {prefix}-choice
    kind: single
    stem: Which planet is nearest to the Sun?
    options:
      - text: Mercury
        right: true
      - text: Venus
        why: Venus is the second, and the hottest.
      - text: Earth
    explanation: Mercury goes around the Sun in 88 days.

  - id: {prefix}-statement
    kind: true_false
    stem: The Moon makes its own light.
    options:
      - text: True
      - text: False
        right: true
    explanation: It reflects the light of the Sun.

  - id: {prefix}-several
    kind: multiple
    stem: Which of these are planets? (Choose two.)
    options:
      - text: Mars
        right: true
      - text: Neptune
        right: true
      - text: The Moon
      - text: The Sun
    tags: [planets]

  - id: {prefix}-order
    kind: ordering
    stem: Put these planets in order of their distance from the Sun, the nearest first.
    steps:
      - text: Venus
      - text: Mars
      - text: Saturn

  - id: {prefix}-pairs
    kind: matching
    stem: Match each planet with what it is known for.
    pairs:
      - prompt: Saturn
        match: Its rings
      - prompt: Jupiter
        match: Its great red spot
      - prompt: Mars
        match: Its red soil

  - id: {prefix}-number
    kind: numeric
    stem: How many planets does the Solar System have?
    answer: {{value: 8, tolerance: 0}}

  - id: {prefix}-word
    kind: typed
    stem: Which star do the planets go around?
    answers: [The Sun, Sun]
"""


def starter(title: str, topic: str = "") -> str:
    """The text of a new pack file."""
    quoted = '"' + title.replace("\\", "\\\\").replace('"', "'") + '"'
    return _TEMPLATE.format(topic=topic or topic_of(title), title=quoted, prefix=slug(title, 24) or "my")
