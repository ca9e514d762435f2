"""What the tests of the languages share: the seeded registry of the pages, and a reader of French."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from registry.catalogue.organisations import ROOT
from registry.models import Membership, Organisation
from registry.terms import Role
from registry.tests.surfaces.pages.conftest import get, noon, seeded, seeded_once

__all__ = ("get", "noon", "seeded", "seeded_once")


@pytest.fixture
def reader(db: None) -> Callable[..., Client]:
    """Return a way to be somebody whose browser asks for French, at the administration if need be."""

    def read(*, signed_in: bool = False) -> Client:
        client = Client(headers={"accept-language": "fr"})
        if signed_in:
            user = get_user_model().objects.create_superuser("administrateur")
            Membership.objects.create(user=user, organisation=Organisation.objects.get(slug=ROOT), role=Role.APPROVER)
            client.force_login(user)
        return client

    return read
