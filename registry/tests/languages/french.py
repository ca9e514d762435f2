"""The French catalogue, message by message."""

import re
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR, "locale", "fr", "LC_MESSAGES", "django.po")
PLACEHOLDER = r"%\(\w+\)[sd]|%[sd]"
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Message:
    """A text of the sources, its plural with it, and what it is in French."""

    context: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    is_fuzzy: bool

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Return what tells it from the others."""
        return self.context, self.english

    @property
    def traces(self) -> list[str]:
        """Return the runs of words, long enough to be nothing else, that would show that it is still in English."""
        runs = [run.strip() for text in self.english for run in re.split(PLACEHOLDER, text)]
        french = " ".join(self.french)
        return [run for run in runs if len(re.findall(r"[A-Za-z’]+", run)) >= FEWEST_WORDS and run not in french]


def messages(path: Path = CATALOGUE) -> list[Message]:
    """Return the messages of a catalogue, its header left out."""
    with path.open("rb") as file:
        return [
            Message(message.context or "", _forms(message.id), _forms(message.string), message.fuzzy)
            for message in read_po(file, locale="fr")
            if message.id
        ]


def obsolete(path: Path = CATALOGUE) -> list[str]:
    """Return the lines that a catalogue keeps of messages that the sources no longer have."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#~")]


def plain(text: str) -> str:
    """Return a text with the spaces and apostrophes of a keyboard; the catalogue's own are tested apart."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("’", "'")


def _forms(text: object) -> tuple[str, ...]:
    """Return a text, or its singular and its plural."""
    return tuple(str(form) for form in text) if isinstance(text, (list, tuple)) else (str(text),)
