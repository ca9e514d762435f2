"""What a person looks for: the text that they typed or pasted, read without asking the database.

An address of a store or a web page gives up the identifier that it holds, and the name that stands in it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST = 100
"""Letters of a name that count: no name of an application is longer."""

LONGEST_READ = 500
"""Letters that are read at all: an address may be long, and the patterns below take their time."""

NOISE = frozenset({"appli", "application", "applications", "app", "apk", "apps", "logiciel", "l", "the", "télécharger"})
"""Words that people write around a name; they count only where nothing else is written."""

MARKS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)
PARTED = re.compile(r"[^\s]*[^\s.:_{}@-][.:_@{}-][^\s.:_@-][^\s]*")
FAMILY = re.compile(r"([A-Z0-9.-]{3,50})_[0-9A-Z]{13}")
GUID = re.compile(r"\{?[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}?")
DIGEST = re.compile(r"(?:[0-9A-F]{2}:){19,31}[0-9A-F]{2}")
NUMBERED = re.compile(r"id([1-9][0-9]{5,11})")
OPAQUE = re.compile(r"[0-9a-z]{12}|[a-p]{32}|id[0-9]+|[0-9]+", re.IGNORECASE)

# Where in an address of a store its identifier stands, and the name beside it; what stands there in between does not
# count (a language, "app", "detail"). The last path that fits is taken.
STORES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # host, the words before what counts, the parameters that hold an identifier
    ("play.google.com", "", ("id",)),
    ("market", "", ("id",)),
    ("apps.apple.com", "app", ()),
    ("itunes.apple.com", "app", ()),
    ("apps.microsoft.com", "detail", ()),
    ("www.microsoft.com", "p", ()),
    ("ms-windows-store", "", ("PFN",)),
    ("flathub.org", "apps", ()),
    ("f-droid.org", "packages", ()),
    ("apt.izzysoft.de", "apk", ()),
    ("chromewebstore.google.com", "detail", ()),
    ("chrome.google.com", "detail", ()),
    ("addons.mozilla.org", "addon", ()),
    ("snapcraft.io", "", ()),
    ("formulae.brew.sh", "cask", ()),
    ("packages.debian.org", "", ()),
    ("galaxystore.samsung.com", "detail", ()),
    ("galaxy.store", "", ()),
    ("appgallery.huawei.com", "", ("packageName",)),
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a name in `text`, and the `values` that an identifier of it might have, in capitals."""

    text: str
    values: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    """Pieces of the text that may be a name by themselves."""
    is_identifier: bool = False
    """It looks like an identifier, or a piece of one, rather than a name: org.example, team:bundle, an address."""

    @classmethod
    def of(cls, typed: str) -> Self:
        """Read what was typed or pasted; controls, marks of direction and lone surrogates count as nothing."""
        plain = _plain(typed)
        if address := ADDRESS.search(plain):
            values, name = _in_address(address[0])
            name = _plain(name)[:LONGEST]
            return cls(name, _capitals(values), _runs(name), is_identifier=True)
        if HOST.fullmatch(plain):
            values = [*_ways(plain), *_domains(plain)]
            return cls(plain[:LONGEST], _capitals(values), (_label(plain),), is_identifier=True)
        text = _without_noise(plain)[:LONGEST]
        return cls(text, _capitals(_ways(plain)), _runs(text), is_identifier=bool(PARTED.fullmatch(plain)))

    @property
    def is_readable(self) -> bool:
        """Tell whether the text has any letter or digit by which a name could be found.

        A modifier, which Unicode counts among the letters, is none: of "ʼ" nothing is left to compare, and
        nothing is held by every name.
        """
        return any(letter.isalnum() and unicodedata.category(letter) != "Lm" for letter in self.text)


def _plain(typed: str) -> str:
    """Return a text in its usual letters, without what is not seen, its spaces drawn together."""
    usual = unicodedata.normalize("NFKC", typed[:LONGEST_READ].encode("utf-8", "ignore").decode("utf-8"))
    return " ".join(MARKS.sub("", usual).split())[:LONGEST_READ]


def _runs(text: str) -> tuple[str, ...]:
    """Return the runs of words that may be a name within a longer text, the longest first; at most 15."""
    words = text.split()[:5]
    return tuple(
        " ".join(words[start : start + length])
        for length in range(len(words), 0, -1)
        for start in range(len(words) - length + 1)
        if length < len(words) and len("".join(words[start : start + length])) > 2
    )


def _without_noise(plain: str) -> str:
    words = re.sub(r"\b[ld][’']", "", plain, flags=re.IGNORECASE).split()
    telling = [word for word in words if word.casefold() not in NOISE]
    return " ".join(telling) or plain


def _in_address(address: str) -> tuple[list[str], str]:
    """Return the identifiers that an address may hold, and the name that can be read in it."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no address
        return [], address
    steps = [unquote(step) for step in parts.path.split("/") if step]
    store = next((one for one in STORES if host == one[0] or parts.scheme == one[0]), None)
    if store is None:
        return [address, *_domains(host)], _label(host) if host else address
    _host, before, holding = store
    values = [value for name, value in parse_qsl(parts.query) if name in holding]
    if before in steps:
        steps = steps[len(steps) - steps[::-1].index(before) :]
    values += [value for step in steps for value in _ways(step)]
    values += [number[1] for step in steps if (number := NUMBERED.fullmatch(step))]
    readable = [step for step in steps if not OPAQUE.fullmatch(step) and not HOST.fullmatch(step)]
    return values, readable[0].replace("-", " ") if before and readable else ""


def _domains(host: str) -> list[str]:
    """Return a host and the domains above it, down to the registrable one."""
    labels = host.casefold().rstrip(".").split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]


def _label(host: str) -> str:
    """Return the name in a host: "facebook" of m.facebook.com."""
    return _domains(host)[-1].split(".")[0].replace("-", " ")


def _ways(value: str) -> Iterator[str]:
    """Yield the ways in which the registry may have written an identifier."""
    value = value.strip("\"'<>,;")
    yield value
    capitals = value.upper()
    if family := FAMILY.fullmatch(capitals):
        yield family[1]
    if GUID.fullmatch(capitals):
        yield "{{{}}}".format(capitals.strip("{}"))
    if DIGEST.fullmatch(capitals):
        yield capitals.replace(":", "")
    if re.fullmatch(r"[A-Z0-9]{10}[.:].+", value):  # an Apple team before a bundle
        yield value[11:]
    if number := NUMBERED.fullmatch(value):
        yield number[1]


def _capitals(values: list[str] | Iterator[str]) -> tuple[str, ...]:
    seen = (value.upper() for value in values if value.isprintable())  # a NUL may stand in an address as %00
    return tuple(dict.fromkeys(value for value in seen if 0 < len(value) <= 250))
