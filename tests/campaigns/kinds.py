"""A pack with one topic for each kind of question, so that a campaign can ask for the kind it wants."""

from pathlib import Path

from bot.kernel.questions import Kind

_HEAD = """\
topic: {kind}_only
subtopic: Campaign
title: {title}
items:
"""

_ITEM = """\
  - id: campaign-{slug}-{number}
    version: 1
    kind: {kind}
    concept: IM-C01
    angle: recall
    difficulty: 1
    exams: {{}}
    stem: Campaign question {number} of this kind.{hint}
    explanation: It is as it is.
    source: {{title: Campaign, url: "https://docs.aws.amazon.com/", as_of: 2026-11-01}}
{body}"""

_OPTION = "      - {{text: Option {number}, why: Because., right: {right}}}\n"

_BODIES = {
    Kind.SINGLE: "    options:\n" + "".join(_OPTION.format(number=n, right=str(n == 1).lower()) for n in range(1, 5)),
    Kind.TRUE_FALSE: (
        "    options:\n      - {text: 'True', why: Yes., right: true}\n      - {text: 'False', why: No.}\n"
    ),
    Kind.MULTIPLE: "    options:\n" + "".join(_OPTION.format(number=n, right=str(n < 3).lower()) for n in range(1, 6)),
    Kind.ORDERING: "    steps:\n" + "".join(f"      - {{text: Step {n}, why: Because.}}\n" for n in range(1, 5)),
    Kind.MATCHING: (
        "    pairs:\n" + "".join(f"      - {{prompt: Prompt {n}, match: Match {n}, why: Yes.}}\n" for n in range(1, 8))
    ),
    Kind.NUMERIC: "    answer: {value: 0.5, tolerance: 0.01, unit: ''}\n    worked: One half.\n",
    Kind.TYPED: "    answers: [Comprehend, Amazon Comprehend]\n",
}


def topic_of(kind: Kind) -> str:
    return f"{kind.value}_only"


def write_pack(directory: Path, items: int = 3) -> Path:
    """A directory of packs, a file a kind."""
    for kind in Kind:
        hint = " (Choose two.)" if kind is Kind.MULTIPLE else ""
        slug = kind.value.replace("_", "-")
        text = _HEAD.format(kind=kind.value, title=kind.value.replace("_", " "))
        for number in range(1, items + 1):
            text += _ITEM.format(kind=kind.value, slug=slug, number=number, hint=hint, body=_BODIES[kind])
        folder = directory / topic_of(kind)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "campaign.yaml").write_text(text, encoding="utf-8")
    return directory
