"""The baseline of a channel: what its devices cannot do without, and so may use though no ruling says so."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from typing import Any

from registry.catalogue.organisations import BaselineEntry, DefaultRule
from registry.surfaces.feed.clock import Clock


class ReadBaselines:
    """The baselines of some organisations, or of all, and the default rules under which they count."""

    def __init__(self, organisations: Collection[int] | None, at: Clock) -> None:
        """Read those that a state knows. Two queries."""
        known: dict[str, Any] = {"revision__lte": at.last}
        if organisations is not None:
            known["organisation__in"] = organisations
        self.entries = list(BaselineEntry.objects.filter(**known).select_related("organisation"))
        self.rules = list(DefaultRule.objects.filter(**known).values_list("organisation", "revision", "effective_on"))


class Baseline:
    """The baselines of some organisations that a state knows, applications that were taken out included."""

    def __init__(self, read: "ReadBaselines", organisations: Collection[int], at: Clock) -> None:
        """Take theirs of all baselines, and the default rules under which they count."""
        self._at = at
        self._entries: dict[int, list[BaselineEntry]] = defaultdict(list)
        for entry in read.entries:
            if entry.organisation_id in organisations:
                self._entries[entry.application_id].append(entry)
        self._rules = [rule[1:] for rule in read.rules if rule[0] in organisations]

    def wound_on(self, later: Clock) -> "Baseline":
        """Return the same baselines in a later state, where none of them has turned since."""
        same = copy(self)
        same._at = later
        return same

    @property
    def applications(self) -> Collection[int]:
        """Return the applications that are or were in one."""
        return self._entries.keys()

    def entry(self, application: int, chain: Sequence[int]) -> BaselineEntry | None:
        """Return the entry that lists an application, that of the organisation nearest the root first."""
        return min(
            (
                entry
                for entry in self._entries.get(application, ())
                if self._at.closed(entry.known_until_id) is None and entry.organisation_id in chain
            ),
            key=lambda entry: chain.index(entry.organisation_id),
            default=None,
        )

    def turned(self, application: int) -> int:
        """Return the seq of the last change that a baseline made for an application, 0 where none lists it."""
        entries, clock = self._entries.get(application, ()), self._at
        if not entries:
            return 0
        steps = [step for e in entries for step in clock.steps(e.revision_id, clock.closed(e.known_until_id))]
        steps += [clock.of_texts(e.organisation.changed_in_id) for e in entries]
        steps += [step for revision, day in self._rules for step in clock.steps(revision, None, day)]
        return max(steps)
