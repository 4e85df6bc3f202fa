"""Moving keys in the files of their authors: nothing that somebody wrote is lost on the way."""

from __future__ import annotations

from pathlib import Path

from bot.packs.balancing import balance_file
from bot.packs.loading import load_file

ITEM = """
  - id: item-{n}
    kind: single
    stem: Which is number {n}?
    options:
      - text: alpha
        right: true
        why: >-
          The first paragraph.

          The second one.

      # Of the next one
      - text: beta
      - text: gamma

      - text: delta
        why: The last one."""


def test_paragraphs_comments_and_empty_lines_of_options_stay(tmp_path: Path) -> None:
    """Also in a file whose last line has no end, and in which one item's options come after another's."""
    path = tmp_path / "a.yaml"
    text = "level: own\ntopic: bio\nsubtopic: Cells\nitems:" + "".join(ITEM.format(n=n) for n in range(4))
    path.write_text(text)
    assert balance_file(path) == 3
    assert sorted(path.read_text().splitlines()) == sorted(text.splitlines())
    questions = load_file(path).questions
    assert {q.body.key[0] for q in questions} == {0, 1, 2, 3}  # type: ignore[union-attr]
    for question in questions:
        alpha = next(option for option in question.body.options if option.right)  # type: ignore[union-attr]
        assert alpha.why == "The first paragraph.\nThe second one."
