"""Text of others' files as plain text: encodings, line ends, entities, HTML."""

import html
import re
import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser

from bot.exchange.draft import Markup, UnreadableError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_LOOKS_LIKE_HTML = re.compile(
    r"</(?:p|div|span|b|i|u|em|strong|font|li|ul|ol|td|table|h[1-6]|sub|sup|pre|code|a)\s*>|<br\s*/?>|<img\s",
    re.IGNORECASE,
)
_BLOCKS = frozenset("p div br tr li ul ol table h1 h2 h3 h4 h5 h6 pre blockquote hr dt dd section".split())  # noqa: SIM905
_SILENT = frozenset({"script", "style", "head", "title"})
_MEDIA = frozenset({"img", "audio", "video", "object", "embed", "iframe", "source"})
_FILE = re.compile(r"@@PLUGINFILE@@|\.(?:mp3|ogg|wav|m4a|mp4|webm|mov|png|jpe?g|gif|svg|pdf)(?:$|[?#])", re.IGNORECASE)
"""The address of a file to hear, to watch, or to look at."""

_NAMES = (
    "a|abbr|acronym|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas|caption"
    "|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset"
    "|figcaption|figure|font|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hgroup|hr|html|i|iframe|img"
    "|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|meter|nav|nobr|noscript|object|ol|optgroup|option"
    "|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike"
    "|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul"
    "|var|video|wbr|math|semantics|annotation|mrow|mi|mn|mo|ms|mtext|mspace|msup|msub|msubsup|mfrac|msqrt|mroot"
    "|mover|munder|munderover|mtable|mtr|mtd|mstyle|mfenced|menclose|mpadded"
)
"""Of HTML and of its formulas (https://html.spec.whatwg.org/multipage/indices.html)."""

_ELEMENTS = frozenset(_NAMES.split("|"))
_NAMED = rf"/?(?:{_NAMES}|[a-z]+:[a-z][a-z0-9]*)(?=[\s/>])"
HTML_TAG = re.compile(rf"<{_NAMED}(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
"""A tag of HTML, or of a program's own such as `<o:p>`; the `<int>` of a `List<int>` is none."""

_BRACKET = re.compile(rf"{HTML_TAG.pattern}|<!doctype[^<>]*>|<!--|<\?xml[^<>]*>|<", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*]+?)(?<=\S)\*\*(?![\w*])")
MANY = 5
STARRED = "'**' in it is written '∗∗'."
"""Two asterisks mark what decides, and can stand for nothing else in a question."""


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The text with line ends as newlines, and what is to be said of its encoding.

    A line that is no UTF-8 is read as Windows-1252, as files pieced together from several sources have them. Raises
    `UnreadableError` where this is no text.
    """
    text, notes = _decoded(data)
    if "\0" in text:
        raise UnreadableError(
            "This is not a text file: it contains NUL characters. Name its format, or save it as UTF-8."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), []
    if looks_wide := _wide(data):
        return data.decode(looks_wide, "replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _line_by_line(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of its beginning is zero."""
    beginning = data[:200]
    if len(beginning) < 8:
        return None
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if not any(beginning[start::2]) and all(beginning[1 - start :: 2]):
            return encoding
    return None


def _line_by_line(data: bytes) -> tuple[str, list[str]]:
    lines, others = [], []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            others.append(number)
    where = f"{'line' if len(others) == 1 else 'lines'} {', '.join(map(str, others[:MANY]))}"
    more = f" and {len(others) - MANY} more" if len(others) > MANY else ""
    return "\n".join(lines), [f"Not UTF-8, read as Windows-1252: {where}{more}."]


def plain(text: str, markup: Markup, *, bold: bool = False) -> tuple[str, list[str]]:
    """The text without markup, and a sentence for whatever was left out. `bold`: bold parts keep the format's marks.

    Guessed text is taken for HTML only where it closes a tag, breaks a line or shows an image.
    """
    changes: list[str] = []
    if markup == "html":
        text, changes = _from_html(text, bold=bold)
    elif markup == "guessed" and _LOOKS_LIKE_HTML.search(text):
        text, changes = _from_html(text, bold=bold)
        changes = ["HTML in it is read as plain text.", *changes]
    elif markup == "guessed":
        text = unescaped(text)
    return tidied(text), changes


def unescaped(text: str) -> str:
    """The text with `&quot;`, `&#039;` and the like as the signs that they stand for."""
    return html.unescape(text) if _ENTITY.search(text) else text


def tidied(text: str) -> str:
    """The text without controls, runs of spaces and empty lines."""
    seen = "".join(
        " " if unicodedata.category(letter) == "Zs" else letter
        for letter in text
        if letter in "\n\t" or (unicodedata.category(letter) not in ("Cc", "Cs", "Co") and letter not in "\ufeff\u00ad")
    )
    lines = (_SPACES.sub(" ", line).strip() for line in seen.replace("\t", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def marks_kept(text: str) -> tuple[str, bool]:
    """The text with `**` only where a pair of them marks words, and whether others had to be written otherwise."""
    parts = _BOLD.split(text)
    outside = any("**" in part for part in parts[::2])
    kept = [f"**{part}**" if place % 2 else part.replace("**", "∗∗") for place, part in enumerate(parts)]
    return "".join(kept), outside


class _Plain(HTMLParser):
    def __init__(self, *, bold: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.bold = bold
        self.out: list[str] = []
        self.media: list[str] = []
        self.silent = 0
        self.preformatted = 0
        self.bolds = 0
        self.starred = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _MEDIA:
            self._leave_out(dict(attrs))
        elif tag == "a":
            self._link(dict(attrs).get("href") or "")
        elif tag in ("b", "strong"):
            self._mark(1)
        elif tag == "sup":
            self.out.append("^")
        elif tag in _BLOCKS:
            self.out.append("\n• " if tag == "li" else "\n")
            self.preformatted += tag == "pre"
        elif tag in ("td", "th"):
            self.out.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("b", "strong"):
            self._mark(-1)
        elif tag in _BLOCKS - {"br", "hr"}:
            self.out.append("\n")
            self.preformatted = max(0, self.preformatted - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            said = data if self.preformatted else re.sub(r"\s+", " ", data)
            self.starred = self.starred or (self.bold and "**" in said)
            self.out.append(said.replace("**", "∗∗") if self.bold else said)

    def _mark(self, step: int) -> None:
        before, self.bolds = self.bolds, max(0, self.bolds + step)
        if self.bold and (before == 0) != (self.bolds == 0):
            self.out.append("\ue000" if step > 0 else "\ue001")

    def _link(self, address: str) -> None:
        if _FILE.search(address):
            self._leave_out({"src": address})

    def _leave_out(self, attrs: dict[str, str | None]) -> None:
        name = (attrs.get("src") or attrs.get("data") or "").split("?")[0].rsplit("/", 1)[-1][:60]
        if name.startswith("data:") or not name:
            name = attrs.get("alt") or "without a name"
        self.media.append(name)


def _from_html(text: str, *, bold: bool) -> tuple[str, list[str]]:
    parser = _Plain(bold=bold)
    parser.feed(parsable(text))
    parser.close()
    joined = "".join(parser.out)
    joined = re.sub(r"\ue000(\s*)(.*?)(\s*)(?:\ue001|$)", _marked, joined, flags=re.DOTALL)
    changes = [*left_out(parser.media), *([STARRED] if parser.starred else [])]
    return joined.replace("\ue000", "").replace("\ue001", ""), changes


def parsable(text: str) -> str:
    """HTML in which only what is a tag, or a comment that ends, begins with `<`: all else is there to be read."""
    last = text.rfind("-->")
    return _BRACKET.sub(
        lambda found: (
            "&lt;" if found[0] == "<" else "&lt;!--" if found[0] == "<!--" and found.start() > last else found[0]
        ),
        text,
    )


def is_tag(name: str) -> bool:
    """Whether HTML has an element of that name."""
    return name.lower() in _ELEMENTS


def _marked(found: re.Match[str]) -> str:
    before, inside, after = found.groups()
    words = inside.replace("\n", " ").strip()
    return f"{before}**{words}**{after}" if words else before + after


def left_out(media: Sequence[str]) -> list[str]:
    """The sentence about images and sounds, by their names."""
    if not media:
        return []
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(media))
    return [f"{'An image or sound is' if len(media) == 1 else 'Images or sounds are'} left out: {names}."]


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits, at the end of a sentence or a word where there is one."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    sentence = max(head.rfind(end) for end in (". ", "! ", "? ", ".\n"))
    if sentence > most // 2:
        return head[: sentence + 1]
    return head.rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def slug(text: str, longest: int = 32, joint: str = "-") -> str:
    """The text in lowercase letters and digits, joined; empty where nothing is left."""
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return joint.join(re.findall(r"[a-z0-9]+", letters))[:longest].strip(joint)
