"""One good item of each kind, as YAML, and a way to write packs for a test."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path

import yaml

COMMON = """
version: 1
concept: IM-C02
angle: choose
difficulty: 2
exams: {AIF-C01: 1, MLA-C02: 3}
explanation: Idle time costs nothing because no instance is kept running.
source: {title: Serverless inference, url: "https://docs.aws.amazon.com/x.html", as_of: 2026-09-29}
"""

BODIES = {
    "single": """
stem: A support bot is idle most of the night and gets **short bursts** by day. Which option fits?
options:
  - {text: Serverless inference, right: true, why: It scales to zero between bursts., concept: IM-C02}
  - {text: Real-time inference endpoint, why: Its instances run and cost while nobody asks., concept: IM-C01}
  - {text: Asynchronous inference, why: It queues requests that take long., concept: IM-C03}
  - {text: Batch transform job, why: It scores a whole data set at once., concept: IM-C04}
""",
    "true_false": """
stem: A serverless endpoint keeps an instance running between requests.
options:
  - {text: True, why: That is what a real-time endpoint does.}
  - {text: False, right: true, why: It scales to zero between requests.}
""",
    "multiple": """
stem: A team wants **no charge while idle**. Which options can scale to zero? (Choose two.)
options:
  - {text: Serverless inference, right: true, why: It scales to zero by itself.}
  - {text: Asynchronous inference, right: true, why: Its queue can wait with no instance.}
  - {text: Real-time inference, why: It keeps instances up.}
  - {text: Multi-model hosting, why: It shares instances that stay up.}
  - {text: Shadow testing, why: It copies traffic to a second variant.}
""",
    "ordering": """
stem: A model is to be put into production. Put the steps in order.
steps:
  - {text: Prepare the data, why: Training needs it.}
  - {text: Train the model, why: There is none before.}
  - {text: Deploy the model, why: It has to be trained.}
""",
    "matching": """
stem: Match each need to the inference option that fits it best.
pairs:
  - {prompt: A reply in milliseconds, match: Real-time, why: An instance waits.}
  - {prompt: A weekly file of a million rows, match: Batch transform, why: No endpoint is needed.}
  - {prompt: A 500 MB payload, match: Asynchronous, why: It takes large payloads.}
extra:
  - {text: Shadow testing, why: It compares variants.}
""",
    "numeric": """
stem: A classifier has TP 40, FP 10, FN 20 and TN 30. What is its precision?
answer: {value: 0.8, tolerance: 0.005}
worked: 40 / (40 + 10) = 0.8
mistakes:
  - {value: 0.667, why: That is recall.}
""",
    "typed": """
stem: Which AWS service finds the sentiment of a text?
answers: [Amazon Comprehend, Comprehend]
near:
  - {text: Amazon Lex, why: It builds chatbots.}
""",
}


@cache
def _body(kind: str) -> dict[str, object]:
    """Read once: thousands of items are made of these."""
    return dict(yaml.load(COMMON + BODIES[kind], yaml.BaseLoader))  # noqa: S506 - it makes text alone


def item(kind: str = "single", name: str | None = None, /, **changes: object) -> dict[str, object]:
    """A good item of the kind as a mapping, with some keys changed; None takes a key away."""
    whole = {"id": name or f"im-{kind.replace('_', '-')}", "kind": kind, **deepcopy(_body(kind)), **changes}
    return {key: value for key, value in whole.items() if value is not None}


def write_pack(path: Path, *items: dict[str, object], topic: str = "inference_modes", **header: str) -> Path:
    """Write a pack file with the items; JSON is YAML too, and never holds an alias."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pack = {"topic": topic, "subtopic": "Samples", "items": list(items), **header}
    path.write_text(json.dumps(pack, indent=1), encoding="utf-8")
    return path
