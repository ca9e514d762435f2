"""The records of a feed: one for each application on which something holds in its channel.

No field of a record changes without its `rev` rising above the seq at which it was last seen. So `rev` is
the last seq, up to now, at which anything turned from which the record is written: a verdict on the
application of an organisation that was ever above the channel's, the seat of one of these, the name or the
identifiers of the application, its place in a baseline, the name of the authority, the alternatives. Some of
it may turn and leave the record as it was, which is then sent once too often.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, NotRequired, TypedDict, cast

from registry.catalogue.organisations import BaselineEntry
from registry.surfaces import addresses
from registry.surfaces.feed.alternatives import Listed
from registry.surfaces.feed.concerned import Subject
from registry.surfaces.feed.identifiers import IdentifierRecord
from registry.surfaces.feed.state import State
from registry.surfaces.texts import Texts, texts
from registry.terms import Outcome, Rule
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Stretch

UNUSABLE = (Outcome.PROHIBITED, Outcome.UNDER_REVIEW)


class ReasonRecord(TypedDict):
    """The ruling that is cited and the notice on which it rests; neither where the baseline alone speaks."""

    decision: str | None
    announcement_url: str | None
    authority: Texts


class Record(TypedDict):
    """A record as the feed writes it."""

    id: str
    rev: int
    status: str
    name: Texts
    identifiers: list[IdentifierRecord]
    conditions: NotRequired[Texts]
    effective_on: str
    comply_by: NotRequired[str]
    until: NotRequired[str]
    reason: ReasonRecord
    url: str
    alternatives: list[str]


class Draft(NamedTuple):
    """A record but for its list of alternatives, with the `rev` that it has without it.

    `category` is the one whose list it shows; nothing is listed where the application may be used.
    """

    application: int
    record: Record
    category: int | None
    is_usable: bool

    def written(self, listed: Listed) -> Record:
        """Return the record with its list of alternatives."""
        record = self.record
        record["alternatives"] = list(listed.slugs)
        record["rev"] = max(record["rev"], listed.turned)
        return record


def records(state: State, origin: str, only: Collection[int] | None = None, *, dated: bool = True) -> Iterator[Record]:
    """Yield the records of a channel, or of some applications, by their ids, with addresses below an origin.

    Those that are not `dated` have a `rev` of 0: to find it is dear, and whoever reads a state alone has no use for it.
    """
    for draft in drafts(state, origin, only, dated=dated):
        yield draft.record if draft.is_usable else draft.written(state.shelves.listed(draft.category))


def drafts(state: State, origin: str, only: Collection[int] | None = None, *, dated: bool = True) -> Iterator[Draft]:
    """Yield the records of a channel, or of some applications, by their ids, each but for its list of alternatives."""
    for application in state.applications:
        if only is not None and application.pk not in only:
            continue
        run = state.runs[application.pk]
        essential = state.baseline.entry(application.pk, state.chain) if state.default_rule == Rule.DENY else None
        # An assessment steps aside for the baseline, as it does for a ruling: devices cannot do without.
        if essential and run.outcome in (None, Outcome.UNDER_REVIEW):
            record = _essential(state, application, essential, origin, dated=dated)
            yield Draft(application.pk, record, None, is_usable=True)
        elif run.verdict:
            yield _ruled(state, application, run, run.verdict, origin, dated=dated)


def _ruled(state: State, application: Subject, run: Stretch, verdict: Verdict, origin: str, *, dated: bool) -> Draft:
    """Return the draft of an application on which a verdict holds."""
    grounds = state.reasons.of(verdict)
    cited = grounds.cited
    authority = cited.authority
    is_usable = verdict.outcome not in UNUSABLE
    member = state.members[application.pk]
    rev = 0
    if dated:
        placed = 0 if is_usable else member.placed(state.clock)
        rev = max(turned(state, application), state.clock.of_texts(authority.changed_in_id), placed)
    record = _record(
        id=application.slug,
        rev=rev,
        status=verdict.outcome,
        name=_brand(application),
        identifiers=state.identified.records(application.pk, grounds.minima),
        conditions=grounds.conditions,
        effective_on=run.starts.isoformat(),
        comply_by=grounds.comply_by and grounds.comply_by.isoformat(),
        until=run.ends and run.ends.isoformat(),
        reason=ReasonRecord(
            decision=str(cited.uid),
            announcement_url=addresses.page(origin, "announcement", cited.basis) if cited.basis else None,
            authority=texts(authority, "name"),
        ),
        url=_answer(state, application, origin),
        alternatives=[],
    )
    category = None if is_usable else member.category(state.clock, state.clock.now)
    return Draft(application.pk, record, category, is_usable)


def _essential(state: State, application: Subject, entry: BaselineEntry, origin: str, *, dated: bool) -> Record:
    """Return the record of an application that a baseline lists and on which no ruling holds."""
    return _record(
        id=application.slug,
        rev=turned(state, application) if dated else 0,
        status=Outcome.APPROVED.value,
        name=_brand(application),
        identifiers=state.identified.records(application.pk, {}),
        effective_on=state.clock.days[entry.revision_id - 1].isoformat(),
        reason=ReasonRecord(decision=None, announcement_url=None, authority=texts(entry.organisation, "name")),
        url=_answer(state, application, origin),
        alternatives=[],
    )


def _record(**fields: Any) -> Record:
    """Return a record without the fields that have nothing to say."""
    return cast("Record", {name: value for name, value in fields.items() if value is not None})


def turned(state: State, application: Subject) -> int:
    """Return the last seq at which anything turned for an application, the alternatives to it aside."""
    return max(
        state.seated,
        state.clock.of_texts(application.changed_in_id),
        state.identified.turned(application.pk, state.clock),
        state.baseline.turned(application.pk),
        *(step for row in state.rows.get(application.pk, ()) for step in row.steps(state.clock)),
    )


def _brand(application: Subject) -> Texts:
    """Return the name of an application in both languages: today it is one, yet “Settings” is “Réglages”."""
    return {"fr": application.name, "en": application.name}


def _answer(state: State, application: Subject, origin: str) -> str:
    """Return the address of the page that answers for a device of the channel."""
    channel = state.channel
    return addresses.answer(origin, application.slug, channel.organisation.slug, channel.device_class)
