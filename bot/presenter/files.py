"""The page's files, as they are shipped: no framework, nothing that has to be built, and of others only a font."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True)
class Files:
    """`version` changes with any of them, so that a page that is open since before an upgrade loads itself again."""

    html: str
    css: bytes
    js: bytes
    font: bytes
    version: str

    def page(self, token: str) -> str:
        """The page behind a link."""
        return self.html.replace("TOKEN", token)


def read_files() -> Files:
    """The files, with the style sheet's and the script's hashes in the page, which no other content fits."""
    html = (PAGE / "presenter.html").read_text(encoding="utf-8")
    css, js = ((PAGE / f"presenter.{kind}").read_bytes() for kind in ("css", "js"))
    font = (PAGE / "emoji.woff2").read_bytes()
    version = hashlib.sha256(html.encode() + css + js).hexdigest()[:12]
    html = html.replace("CSS_HASH", _integrity(css)).replace("JS_HASH", _integrity(js)).replace("VERSION", version)
    return Files(html, css, js, font, version)


def _integrity(content: bytes) -> str:
    """https://www.w3.org/TR/SRI/"""
    return f"sha384-{b64encode(hashlib.sha384(content).digest()).decode()}"
