"""Which applications may read otherwise in a channel than in an earlier state, asked of what was published since."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet

from registry.catalogue.applications import Application, ApplicationPlacement
from registry.catalogue.identifiers import Identifier
from registry.surfaces.feed.channel import Channel
from registry.verdicts.models import Verdict
from registry.verdicts.reading import FOR_EVER


def turned_since(then: Channel, now: Channel, above: Collection[int]) -> set[int]:
    """Return the applications of which something turned after a state, by a publication or by its day.

    `above` are those whose verdicts reach the channel; it is for their names, seats, rules and baselines to be
    the same in both states. One query, each part of which looks up what turned rather than reading through all.
    """
    first, *others = _parts(then, now, above)
    return set(first.union(*others).values_list("turned", flat=True))


def _parts(then: Channel, now: Channel, above: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    """Yield the queries of what turned: verdicts, identifiers, texts and places."""
    reach = Verdict.objects.filter(organisation__in=above, device_class=now.device_class)
    if now.revision > then.revision:
        since = then.revision
        yield _of("application", reach.filter(revision_from__gt=since))
        yield _of("application", reach.filter(revision_to__gt=since, revision_to__lt=FOR_EVER))
        for part in (Q(revision__gt=since), Q(known_until__gt=since), Q(signer__known_until__gt=since)):
            yield _of("application", Identifier.objects.filter(part))
        yield _of("pk", Application.objects.filter(changed_in__gt=since))
        yield _of("application", ApplicationPlacement.objects.filter(revision__gt=since))
    if now.day > then.day:
        days = {"gt": then.day, "lte": now.day}
        for bound in ("valid__startswith", "valid__endswith"):
            yield _of("application", reach.filter(**{f"{bound}__{how}": day for how, day in days.items()}))
        placed = ApplicationPlacement.objects.filter(effective_on__gt=then.day, effective_on__lte=now.day)
        yield _of("application", placed)


def _of(column: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return the applications of some rows."""
    found: QuerySet[Any, Any] = rows.order_by().annotate(turned=F(column)).values("turned")
    return found
