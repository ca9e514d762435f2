"""Eight who ask the site again and again while others publish, each at one of its surfaces.

What each is told has to be what the registry says afterwards of some revision, and never of an earlier one than the
last time: anything else is half a revision, or one that was seen and went away.
"""

import json
import re
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from registry.tests.drills.serving import Answer, Visitor


class Surface(NamedTuple):
    """An address, and what an answer there says that may turn; `as_known` is what asks it about a revision."""

    address: str
    says: Callable[[Answer], Hashable]
    as_known: str = "&revision={}"


def verdicts(answer: Answer) -> Hashable:
    """Return the verdicts of a list; twins have the same."""
    rows = [
        (
            row["application"]["slug"],
            row["organisation"]["slug"],
            (row["status"], row["since"], row["until"], [reason["fate"] for reason in row["reasons"]]),
            [reason["decision"]["uid"] for reason in row["reasons"]],
        )
        for row in json.loads(answer.body)["results"]
    ]
    together({slug: said for slug, _organisation, said, _uids in rows})
    return json.dumps(rows)


def records(answer: Answer) -> Hashable:
    """Return the records of a feed; twins have the same, and the document describes them."""
    feed = json.loads(answer.body)
    assert feed["record_count"] == len(feed["records"])
    together({r["id"]: (r["rev"], r["status"], r["effective_on"], r.get("until")) for r in feed["records"]})
    assert all(record["rev"] <= feed["seq"] for record in feed["records"]), "a record is newer than its feed"
    return feed["revision"], feed["state_digest"]


def badges(answer: Answer) -> Hashable:
    """Return every outcome that a page shows, in its order."""
    found = re.findall(r'class="badge (\w+)"', answer.text)
    assert found
    return tuple(found)


def table(answer: Answer) -> Hashable:
    """Return the outcome of each application of a list; twins have the same."""
    rows = re.findall(r'<th scope="row"><a href="/en/applications/([\w-]+)/.*?class="badge (\w+)"', answer.text, re.S)
    assert rows
    together(dict(rows))
    return tuple(rows)


def publications(answer: Answer) -> Hashable:
    """Return the revisions that a page tells of, without gaps, with how much was decided and turned in each."""
    parts = re.split(r'id="revision-(\d+)"', answer.text)
    numbers = [int(number) for number in parts[1::2]]
    assert all(later == earlier + 1 for later, earlier in pairwise(numbers))
    assert numbers
    return numbers[0], tuple(re.findall(r'class="badge (\w+)"', parts[2]))


def chain(answer: Answer) -> Hashable:
    """Return the last revision; each before it is the one that the next names."""
    rows = json.loads(answer.body)["results"]
    assert all(later["number"] == earlier["number"] + 1 for later, earlier in pairwise(rows))
    assert all(later["previous_digest"] == earlier["digest"] for later, earlier in pairwise(rows))
    return rows[0]["number"], rows[0]["digest"]


def together(said: dict[str, Any]) -> None:
    """Refuse an answer that tells twins apart: they are only ever ruled upon together."""
    for slug in ("ant", "bee"):
        if slug in said:
            assert said[slug] == said[f"{slug}-twin"], "half a revision"


SURFACES = (
    Surface("/api/v1/verdicts/?organisation=culture&device=professional_phone", verdicts),
    Surface("/api/v1/verdicts/?organisation=interieur&device=professional_phone", verdicts),
    Surface("/api/v1/organisations/culture/feed/?device=professional_phone", records),
    Surface("/en/applications/ant/?organisation=culture", badges),
    Surface("/en/applications/bee-twin/?organisation=etat", badges),
    Surface("/en/applications/?organisation=culture", table),
    Surface("/en/changes/?page=1", publications),
    Surface("/api/v1/revisions/?page_size=100", chain, ""),
)


@dataclass
class Watcher:
    """Somebody who asks one surface until it is over, and keeps each new thing that it says."""

    surface: Surface
    said: list[Hashable] = field(default_factory=list)
    asked: int = 0

    def watch(self, over: threading.Event, pause: float) -> None:
        visitor = Visitor()
        last = False
        while not last:
            last = over.is_set()
            answer = visitor.get(self.surface.address)
            assert answer.status == 200, (self.surface.address, answer.status)
            self.asked += 1
            told = self.surface.says(answer)
            if not self.said or self.said[-1] != told:
                self.said.append(told)
            over.wait(pause)

    def check(self, first: int, last: int) -> None:
        """Refuse what no revision says, or one that is earlier than what was told before."""
        visitor, number = Visitor(), first
        known = self.surface.says(visitor.get(self.surface.address + self.surface.as_known.format(number)))
        for told in self.said:
            while known != told and self.surface.as_known:
                number += 1
                assert number <= last, f"{self.surface.address} said what no revision says: {told}"
                known = self.surface.says(visitor.get(self.surface.address + self.surface.as_known.format(number)))
        assert self.said[-1] == self.surface.says(visitor.get(self.surface.address)), "the last word is the present"
        if not self.surface.as_known:
            assert self.said == sorted(self.said), "the numbers only rise"
