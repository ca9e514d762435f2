"""Which applications may read otherwise in a channel than in an earlier state, asked of what was published since."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from registry.catalogue.applications import Application, ApplicationPlacement
from registry.catalogue.identifiers import Identifier
from registry.prepared import prepared
from registry.surfaces.feed.channel import Channel
from registry.verdicts.models import Verdict
from registry.verdicts.reading import FOR_EVER


def turned_since(then: Channel, now: Channel, above: Collection[int]) -> set[int]:
    """Return the applications of which something turned after a state, by a publication or by its day.

    `above` are those whose verdicts reach the channel; it is for their names, seats, rules and baselines to be
    the same in both states. One query, each part of which looks up what turned rather than reading through all.
    """
    since = then.revision if now.revision > then.revision else None
    days = {"after": then.day, "until": now.day} if now.day > then.day else {}
    if since is None and not days:
        return set()
    rows = _turned(above=above, device=str(now.device_class), since=since, **days)
    return {application for (application,) in rows}


@prepared
def _turned(
    *, above: list[int], device: str, since: int | None = None, after: date | None = None, until: date | None = None
) -> QuerySet[Any, Any]:
    """Return the applications of which something turned by a publication, or by a day, or by either."""
    reach = Verdict.objects.filter(organisation__in=above, device_class=device)
    parts = []
    if since is not None:
        parts += [
            _of("application", reach.filter(revision_from__gt=since)),
            _of("application", reach.filter(revision_to__gt=since, revision_to__lt=FOR_EVER)),
            *(
                _of("application", Identifier.objects.filter(part))
                for part in (Q(revision__gt=since), Q(known_until__gt=since), Q(signer__known_until__gt=since))
            ),
            _of("pk", Application.objects.filter(changed_in__gt=since)),
            _of("application", ApplicationPlacement.objects.filter(revision__gt=since)),
        ]
    if after is not None:
        parts += [
            _of("application", reach.filter(valid__startswith__gt=after, valid__startswith__lte=until)),
            _of("application", reach.filter(valid__endswith__gt=after, valid__endswith__lte=until)),
            _of("application", ApplicationPlacement.objects.filter(effective_on__gt=after, effective_on__lte=until)),
        ]
    first, *others = parts
    return first.union(*others).values_list("turned")


def _of(column: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return the applications of some rows."""
    found: QuerySet[Any, Any] = rows.order_by().annotate(turned=F(column)).values("turned")
    return found
