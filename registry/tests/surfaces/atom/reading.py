"""An Atom document as a reader takes it; reading one that RFC 4287 does not allow fails."""

import re
from collections import Counter
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"

ONE = {"id", "title", "updated"}
"""What a feed and an entry have exactly once (4.1.1, 4.1.2)."""
AT_MOST_ONE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
ANY = {"author", "category", "contributor", "link"}

DATE = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"  # RFC 3339, as 3.3 narrows it


class Feed:
    """A feed with its entries, as they stand in the document."""

    def __init__(self, content: bytes) -> None:
        self.root = ElementTree.fromstring(content)
        assert self.root.tag == f"{ATOM}feed"
        self.language = self.root.attrib[f"{XML}lang"]
        self.entries = self.root.findall(f"{ATOM}entry")
        _check(self.root, "feed", {*ONE, *AT_MOST_ONE["feed"], *ANY, "entry"})
        for entry in self.entries:
            _check(entry, "entry", {*ONE, *AT_MOST_ONE["entry"], *ANY})
        ids = [text(entry, "id") for entry in self.entries]
        assert len(ids) == len(set(ids))
        assert all("author" in _names(one) for one in self.entries) or "author" in _names(self.root)
        assert [link["rel"] for link in links(self.root)].count("self") == 1
        moments = [datetime.fromisoformat(text(entry, "updated")) for entry in self.entries]
        assert moments == sorted(moments, reverse=True)
        assert all(moment <= datetime.fromisoformat(text(self.root, "updated")) for moment in moments)

    def texts(self, name: str) -> list[str]:
        """Return the text of an element of each entry."""
        return [text(entry, name) for entry in self.entries]


def text(element: Any, name: str) -> str:
    """Return the text of a child."""
    return element.find(f"{ATOM}{name}").text or ""


def links(element: Any) -> list[dict[str, str]]:
    """Return the links of a feed or an entry."""
    return [link.attrib for link in element.findall(f"{ATOM}link")]


def _names(element: Any) -> Counter[str]:
    """Return how often each child stands in an element; each is Atom's."""
    assert all(child.tag.startswith(ATOM) for child in element)
    return Counter(child.tag.removeprefix(ATOM) for child in element)


def _check(element: Any, kind: str, allowed: set[str]) -> None:
    """Hold a feed or an entry to the grammar."""
    found = _names(element)
    assert set(found) <= allowed
    assert {name: found[name] for name in ONE} == dict.fromkeys(ONE, 1)
    assert all(found[name] <= 1 for name in AT_MOST_ONE[kind])
    for name in ("id", "title"):
        assert text(element, name).strip()
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", text(element, "id"))
    for name in ("updated", "published"):
        if found[name]:
            assert re.fullmatch(DATE, text(element, name))
    for name in ("title", "subtitle", "summary", "rights"):
        if found[name]:
            assert element.find(f"{ATOM}{name}").attrib.get("type", "text") == "text"
            assert not list(element.find(f"{ATOM}{name}"))
    alternates = [(link.get("type"), link.get("hreflang")) for link in links(element) if link["rel"] == "alternate"]
    assert alternates
    assert len(alternates) == len(set(alternates))
    assert all(re.match(r"https?://", link["href"]) for link in links(element))
    for author in element.findall(f"{ATOM}author"):
        assert text(author, "name").strip()
    assert all(one.attrib["term"] for one in element.findall(f"{ATOM}category"))
