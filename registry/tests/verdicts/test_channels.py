"""What a publication does to devices is what the rule gives each channel before and after."""

from datetime import date, timedelta
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.catalogue.trees import organisation_tree
from registry.models import Revision
from registry.tests.scene import PHONE, TABLET, Scene
from registry.tests.verdicts.dense import Dense
from registry.tests.verdicts.histories import DAYS, History
from registry.verdicts.channels import Change
from registry.verdicts.turns import Effect, effect_of


def effect_of_last() -> Effect:
    last = Revision.objects.latest_number()
    return effect_of(last, before=organisation_tree(last - 1), after=organisation_tree(last))


def test_a_ruling_of_the_root_reaches_every_channel_that_inherits(scene: Scene) -> None:
    etat = scene.organisation("etat")
    culture, justice = scene.organisation("culture", etat), scene.organisation("justice", etat)
    social = scene.category("social")
    app, other = scene.application("app", social), scene.application("other", social)
    scene.rules(culture, app, "prohibited", date(2024, 1, 1))
    ban = scene.unpublished(etat, social, "prohibited", date(2026, 1, 1))
    changes = scene.publish(ban).effect.channels(date(2026, 2, 1))
    assert changes == {
        (etat.pk, PHONE): Change(added=2),
        (justice.pk, PHONE): Change(added=2),
        (culture.pk, PHONE): Change(added=1, changed=1),
    }
    assert other.slug == "other"


def test_a_withdrawal_drops_records_on_its_day(scene: Scene) -> None:
    etat = scene.organisation("etat")
    app = scene.application("app", scene.category("social"))
    ban = scene.rules(etat, app)
    scene.withdraws(ban, date(2027, 1, 1))
    effect = effect_of_last()
    assert effect.channels(date(2026, 12, 1)) == {(etat.pk, PHONE): Change(dropped=1)}
    assert effect.channels(date(2026, 12, 31) + timedelta(days=1)) == {(etat.pk, PHONE): Change(dropped=1)}


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chance=st.integers(0, 2**32).map(Random))
def test_each_channel_changes_as_the_rule_says(db: None, chance: Random) -> None:
    with transaction.atomic():
        history = History(chance)
        history.happen(chance.randint(2, 8))
        last = Revision.objects.latest_number()
        today = DAYS[2]
        changes = effect_of_last().channels(today)
        dense = Dense()
        for organisation in history.organisations:
            for device_class in (PHONE, TABLET):
                differing = 0
                for application in history.applications:
                    question = {
                        "application": application.pk,
                        "organisation": organisation.pk,
                        "device_class": device_class,
                    }
                    differing += any(
                        not dense.has_ended(organisation.pk, day, last)
                        and [r.id for r in dense.ask(**question, on=day, revision=last).reasons]
                        != [r.id for r in dense.ask(**question, on=day, revision=last - 1).reasons]
                        for day in DAYS
                        if day >= today
                    )
                change = changes.get((organisation.pk, device_class), Change())
                assert change.added + change.changed + change.dropped == differing
        transaction.set_rollback(True)


def test_a_publication_without_effect_changes_no_channel(scene: Scene) -> None:
    scene.organisation("etat")
    assert effect_of_last().channels(date(2026, 1, 1)) == {}
