"""Facets: every count is what counting every application's own answer gives, in random registries, at any moment."""

from collections import Counter
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from django.test import RequestFactory

from registry.catalogue.identifiers import PLATFORMS
from registry.catalogue.trees import category_tree
from registry.models import Application, Category, Identifier, Publisher, Revision
from registry.proposals.changes import Retirement
from registry.surfaces.pages.lists.narrowing import narrow
from registry.terms import UNLISTED, DeviceClass, Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.verdicts.dense import Dense
from registry.tests.verdicts.histories import DAYS, History
from registry.verdicts.reading import BY_STRICTNESS

pytestmark = pytest.mark.django_db

SEEDS = range(5)
QUESTIONS = 12
STRICTNESS = ["prohibited", "conditional", "approved", "under_review", "unlisted"]


class Shop(History):
    """A random history with publishers and identifiers, and applications that arrive late."""

    def __init__(self, chance):
        super().__init__(chance)
        publishers = [Publisher(slug=f"maker-{n}", name=f"Maker {n}", country="FR") for n in range(3)]
        self.scene.publish(*publishers)
        for number in range(9):
            self.happen(1)
            application, placement = self.scene.new_application(f"late-{number}", chance.choice(self.categories))
            application.publisher = chance.choice(publishers)
            known = {
                "ios_bundle_id": f"org.late{number}",
                "app_store_id": f"12345{number:03}",
                "android_package": f"org.late{number}",
                "dns_domain": f"late-{number}.example",
            }
            kinds = chance.sample(list(known), chance.randrange(4))
            identifiers = [self.scene.new_identifier(application, kind, known[kind]) for kind in kinds]
            self.scene.publish(application, placement, *identifiers)
            self.applications.append(application)
        for one in Identifier.objects.all()[:2]:
            self.scene.publish(Retirement(one))
        self.happen(6)


class Naive:
    """The same counts, from each application's own answer."""

    def __init__(self):
        self.dense = Dense()
        self.applications = list(Application.objects.select_related("publisher"))
        self.categories = {one.pk: one.slug for one in Category.objects.all()}
        self.identifiers = list(Identifier.objects.all())

    def told(self, *, organisation, device, on, revision):
        """Return what each application known at the revision is, by each filter."""
        tree = category_tree(revision)
        told = {}
        for one in self.applications:
            if one.pk not in tree.applications:
                continue
            asked = {"application": one.pk, "organisation": organisation, "on": on, "revision": revision}
            told[one] = {
                "status": {self.dense.ask(device_class=device, **asked).outcome or UNLISTED},
                "category": {self.categories[pk] for pk in tree.of_application(one.pk, on)},
                "platform": {
                    PLATFORMS[known.kind].value
                    for known in self.identifiers
                    if known.application_id == one.pk
                    and known.revision_id <= revision
                    and (known.known_until_id is None or known.known_until_id > revision)
                },
                "publisher": {one.publisher.slug},
                **{
                    f"on {other}": {self.dense.ask(device_class=other, **asked).outcome or UNLISTED}
                    for other in DeviceClass.values
                },
            }
        return told


def passing(told, filters, but=""):
    """Return the applications that pass all filters but one."""
    return [one for one, values in told.items() if all(v in values[name] for name, v in filters.items() if name != but)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_count_is_that_of_every_answer(seed):
    chance = Random(seed)
    shop = Shop(chance)
    naive = Naive()
    last = Revision.objects.latest_number()
    for _ in range(QUESTIONS):
        organisation = chance.choice(shop.organisations)
        device = chance.choice((PHONE, TABLET))
        on = chance.choice(DAYS) + timedelta(chance.choice((0, 1)))
        revision = chance.choice((last, last, chance.randrange(last // 2, last + 1)))
        told = naive.told(organisation=organisation.pk, device=device, on=on, revision=revision)
        filters = {
            "status": chance.choice(STRICTNESS),
            "category": chance.choice(["top", "middle", "low"]),
            "platform": chance.choice(["ios", "android", "web"]),
            "publisher": chance.choice(["maker-0", "maker-1", "publisher"]),
        }
        for name in chance.sample(list(filters), chance.choice((1, 2, 3, 4, 4))):
            del filters[name]
        asked = {"organisation": organisation.slug, "device": device, "on": on.isoformat(), "revision": revision}
        narrowed = narrow(RequestFactory().get("/", asked | filters), offset=0, limit=50)
        found = narrowed.found

        def counted(name, told=told, filters=filters):
            return dict(Counter(value for one in passing(told, filters, name) for value in told[one][name]))

        left = passing(told, filters)
        assert len(found) == len(left)
        assert found.keys == [one.pk for one in sorted(left, key=lambda one: (one.sort_key, one.pk))]
        assert found.statuses == counted("status")
        assert {one.slug: one.number for one in found.publishers} == counted("publisher")
        assert {name: number for name, number in found.platforms.items() if number} == counted("platform")
        tree = category_tree(revision, [])
        within = Counter()
        for key, number in found.categories.items():
            within.update({naive.categories[above]: number for above in tree.upwards(key, on)})
        assert dict(within) == counted("category")
        status = filters.get("status")
        others = passing(told, filters, "status")
        assert found.devices == (
            {other: sum(status in told[one][f"on {other}"] for one in others) for other in DeviceClass.values}
            if status
            else {}
        )


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_the_strictest_first_is_an_order_of_the_answers(seed):
    shop = Shop(Random(seed))
    naive = Naive()
    last = Revision.objects.latest_number()
    for organisation, on in product(shop.organisations, DAYS[::3]):
        told = naive.told(organisation=organisation.pk, device=PHONE, on=on, revision=last)
        asked = {"organisation": organisation.slug, "on": on.isoformat(), "sort": "outcome"}
        found = narrow(RequestFactory().get("/", asked), offset=0, limit=50).found
        ordered = sorted(told, key=lambda one: (*map(STRICTNESS.index, told[one]["status"]), one.sort_key, one.pk))
        assert found.keys == [one.pk for one in ordered]


def test_statuses_are_numbered_from_the_mildest_to_the_strictest_and_none_is_left_out():
    assert list(reversed(BY_STRICTNESS)) == STRICTNESS
    assert set(BY_STRICTNESS) == {UNLISTED, *Outcome.values}
