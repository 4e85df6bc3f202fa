"""XML of others as a small tree whose elements know their lines; entities and other files are refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax import ContentHandler, SAXException, SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from bot.exchange.draft import UnreadableError
from bot.exchange.text import is_tag

MOST_DEPTH = 60
MOST_ELEMENTS = 400_000


@dataclass(slots=True)
class Element:
    """An element without its namespace; `text` is what stands before its first child, `tail` what follows it."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    tail: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def below(self, *tags: str) -> list["Element"]:
        """Every element under this one that has one of the names, in document order."""
        return [one for one in self.everything() if one.tag in tags]

    def everything(self) -> Iterator["Element"]:
        """Every element under this one, in document order."""
        for child in self.children:
            yield child
            yield from child.everything()

    def said(self, tag: str) -> str:
        """The text of the first child of that name, whatever stands in it."""
        child = self.one(tag)
        return child.whole() if child else ""

    def whole(self) -> str:
        """All text in it."""
        return self.text + "".join(child.whole() + child.tail for child in self.children)

    def inside(self, leave: tuple[str, ...] = ()) -> str:
        """What stands in it, as HTML, without the elements named in `leave`."""
        return escaped(self.text) + "".join(
            ("" if child.tag in leave else as_html(child, leave)) + escaped(child.tail) for child in self.children
        )


def as_html(element: Element, leave: tuple[str, ...] = ()) -> str:
    """The element as HTML; of one that HTML does not have, what stands in it."""
    if not is_tag(element.tag):
        return element.inside(leave)
    attributes = "".join(
        f' {name}="{escaped(value)}"' for name, value in element.attributes.items() if name in ("src", "data", "alt")
    )
    return f"<{element.tag}{attributes}>{element.inside(leave)}</{element.tag}>"


def escaped(text: str) -> str:
    """Text as it stands in HTML, in an attribute too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.open: list[Element] = []
        self.last: Element | None = None
        self.count = 0
        self.line: Any = lambda: 0

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - as SAX calls it
        self.line = locator.getLineNumber

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - as SAX calls it
        self.count += 1
        if len(self.open) >= MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise UnreadableError("The XML is nested too deeply or has too many elements to be a question bank.")
        element = Element(name.rsplit(":", 1)[-1], dict(attrs.items()), self.line())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.last = None

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - as SAX calls it
        self.last = self.open.pop()

    def characters(self, content: str) -> None:
        if self.last is not None:
            self.last.tail += content
        elif self.open:
            self.open[-1].text += content


def parse(data: bytes) -> Element:
    """The root of an XML file. Raises `UnreadableError`, with the line, where it is none or is dangerous."""
    parser = create_parser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    builder = _Builder()
    parser.setContentHandler(builder)
    try:
        parser.parse(BytesIO(data))
    except DefusedXmlException:
        why = (
            "The XML defines entities or refers to other files, which can hide a bomb. Recall does not read such files."
        )
        raise UnreadableError(why) from None
    except SAXParseException as error:
        raise UnreadableError(f"This is not well-formed XML: line {error.getLineNumber()}, {_said(error)}.") from None
    except (SAXException, ValueError, LookupError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("This cannot be read as XML.") from None
    if builder.root is None:
        raise UnreadableError("The XML is empty.")
    return builder.root


def _said(error: SAXParseException) -> str:
    return str(error.getMessage())[:100]
