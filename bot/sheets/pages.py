"""Sheets as web pages that print well: one file a family, and one that lists them."""

from collections.abc import Iterable
from html import escape

from bot.kernel.sheets import Row, Sheet

HEADS = ("", "What it is for", "Choose it when", "Not when", "Limits", "Don't confuse with")

INDEX_TITLE = "Sheets"

_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; color: #111; background: #fff; }
body { margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: .4rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: #eee; }
tbody th { overflow-wrap: break-word; }
small { color: #444; }
@media screen and (max-width: 48rem) {
  thead { display: none; }
  tr, th, td { display: block; border: 0; padding: .15rem 0; }
  tr { border-top: 2px solid #999; padding: .6rem 0; }
  tbody th { font-size: 1.15em; }
  td.empty { display: none; }
  td::before { content: attr(data-head) ": "; font-weight: 600; }
}
@page { size: A4 landscape; margin: 10mm; }
@media print {
  body { font-size: 10px; margin: 0; max-width: none; padding: 0; }
  tr { break-inside: avoid; }
}
"""


def page(sheet: Sheet) -> str:
    """A family as a page of its own."""
    heads = "".join(f"<th>{escape(head)}</th>" for head in HEADS)
    rows = "\n".join(_row(row) for row in sheet.rows)
    body = (
        f"<h1>{escape(sheet.title)}</h1>\n<p>{escape(sheet.about)}</p>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )
    return _document(sheet.title, body)


def index(sheets: Iterable[Sheet]) -> str:
    """All families, with links to their pages."""
    lines = "\n".join(
        f'<li><a href="{escape(sheet.id)}.html">{escape(sheet.title)}</a>: {escape(sheet.about)}</li>'
        for sheet in sheets
    )
    return _document(INDEX_TITLE, f"<h1>{INDEX_TITLE}</h1>\n<ul>\n{lines}\n</ul>")


def _row(row: Row) -> str:
    limits = "<br>".join(
        f'{escape(limit.text)} <small>(<a href="{escape(limit.source)}">{limit.as_of}</a>)</small>'
        for limit in row.limits
    )
    apart = "<br>".join(map(escape, row.apart))
    cells = (escape(row.purpose), escape(row.choose), escape(row.avoid), limits, apart)
    told = "".join(_cell(head, cell) for head, cell in zip(HEADS[1:], cells, strict=True))
    return f"<tr><th>{escape(row.name)}</th>{told}</tr>"


def _cell(head: str, cell: str) -> str:
    """A cell, with its head for narrow screens; an empty one keeps its column."""
    return f'<td data-head="{escape(head)}">{cell}</td>' if cell else '<td class="empty"></td>'


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
