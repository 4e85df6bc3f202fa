# ruff: noqa: E501 - the files are as long as their lines are elsewhere
"""Whole files of every format, for the fuzz to damage: what our writers make, and others' ways beside."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bot.exchange.starter import starter
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS
from bot.packs.loading import load_file

_AIKEN = "Which?\nA) one\nB) two\nC) three\nANSWER: B\n\nAnd which?\nA. yes\nB. no\nANSWER: A\n"
_JSON = (
    '{"response_code": 0, "results": [{"type": "multiple", "difficulty": "easy", "category": "A &amp; B", '
    '"question": "Who said &quot;x&quot;?", "correct_answer": "a", "incorrect_answers": ["b", "c"]}, '
    '{"question": "Word?", "answer": ["One", "1"], "info": "So."}, {"question": "Which?", "answers": ["a", "b"], "answer": 1}]}'
)
_TRIVIA = "#Q Which of these?\n^ Two\nA One\nB Two\nC Three\n\n#Q A second\nover two lines?\n^ x\nA x\nB y\n"
_RED = "AUTHOR: A\nDESCRIPTION: B\nCONFIG:\n  delay: 3\nHow many?:\n- 42\n- forty-two\n'Colon: yes?':\n- Yes\n"
_CSV = 'Question,Option A,Option B,Option C,Correct Answer,Explanation,Tags\nWhich?,x,y,z,B,Because.,"a, b"\nNext?,1,2,3,1,,\n'
_ANKI = "#separator:tab\n#html:true\n#tags column:3\nCapital of <b>Italy</b>?\tRome\ta b\n{{c1::Oslo}} is in {{c2::Norway}}.\t\t\n"
_QUIZLET = "Mitochondrion\tThe power house of the cell\nParis\tThe capital of France\n"
_MARKDOWN = (
    "# Bank\n\n### Which of them?\n\n![x](y.png)\n\n- [ ] a\n- [x] b\n\n**[Back to Top](#x)**\n\n"
    "1. First?\n   - A. x\n   - B. y\n\n   <details><summary>Answer</summary>\n   Correct answer: B\n   </details>\n"
)


def _written() -> dict[str, bytes]:
    """A pack with every kind in each format of ours."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pack.yaml"
        path.write_text(starter("Seeds"), encoding="utf-8")
        file = load_file(path)
    pack = Pack("Seeds", file.topic, file.questions, [file.subtopic] * len(file.questions))
    return {name: target.write(pack).data for name, target in TARGETS.items()}


_OURS = _written()
SEEDS: dict[str, tuple[bytes, ...]] = {
    "yaml": (_OURS["yaml"],),
    "gift": (
        _OURS["gift"],
        b"::N::Which?{=a#yes ~b#no ~%50%c ####all}\n\nM{=a->b =c->d}\n\nP{#3:1}\n\nT{T}\n\n// x\nG {=x ~y} h\n",
    ),
    "moodle": (_OURS["moodle"],),
    "aiken": (_AIKEN.encode(), _AIKEN.encode("utf-16")),
    "json": (_JSON.encode(),),
    "opentrivia": (_TRIVIA.encode(), _TRIVIA.encode("cp1252")),
    "xlsx": (_OURS["kahoot"],),
    "red": (_RED.encode(),),
    "csv": (_OURS["csv"], _CSV.encode(), _CSV.replace(",", "\t").encode()),
    "anki-text": (_ANKI.encode(),),
    "apkg": (_OURS["apkg"],),
    "quizlet": (_QUIZLET.encode(),),
    "markdown": (_OURS["markdown"], _MARKDOWN.encode()),
    "qti": (_OURS["qti"],),
}
"""By the name of the format."""
