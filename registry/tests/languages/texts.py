"""The texts of a page, each whole and with its language: what stands between tags, and what attributes tell."""

import re
from html.parser import HTMLParser

TOLD = {"alt", "title", "aria-label", "aria-description", "placeholder", "label", "summary"}
"""Attributes that tell a person something; what begins with `data-` is told by a script."""

CARDS = {"description", "og:title", "og:description", "og:site_name", "og:image:alt"}
"""What is told of a page elsewhere, by the name or the property of its `meta`."""

MACHINES = {"data-model-ref", "data-model-name", "data-app-label", "data-field-name"}
"""What Django's scripts read in the administration, which is never shown."""

SILENT = {"script", "style", "code"}
VOID = {"meta", "link", "img", "input", "br", "hr", "col", "wbr", "source"}


class Texts(HTMLParser):
    """What a page tells in each language; `lang` counts for all that stands within."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: dict[str, set[str]] = {}
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self._open[-1][1])
        if tag not in VOID:
            self._open.append((tag, language))
        if tag == "meta" and (given.get("name") or given.get("property")) in CARDS:
            self._tell(given.get("content", ""), language)
        for name, value in given.items():
            if (
                name in TOLD
                or (name.startswith("data-") and name not in MACHINES)
                or (name == "value" and given.get("type") == "submit")
            ):
                self._tell(value, language)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1]
        if tag not in SILENT:
            self._tell(data, language)

    def _tell(self, text: str, language: str) -> None:
        self.told.setdefault(language, set()).add(re.sub(r"[ \n\t]+", " ", text).strip(" ·"))
