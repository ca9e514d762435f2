"""A page as a reader or a browser takes it: its elements, its text, its links."""

import re
from html.parser import HTMLParser
from typing import Any

INLINE = {"a", "span", "code", "time", "abbr"}
VOID = {"meta", "link", "img", "input", "br", "line", "circle", "path", "rect"}


class Markup(HTMLParser):
    """The elements of a page in their order, each with its attributes, and its visible text."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.words: list[str] = []
        self.headings: list[int] = []
        self.feed(response.content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in INLINE:
            self.words.append(" ")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """Return the text, its spaces drawn together."""
        return re.sub(r"[ \n\t]+", " ", "".join(self.words)).strip()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a tag."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        """Return where the page leads."""
        return [attributes["href"] or "" for attributes in self.all("a")]
