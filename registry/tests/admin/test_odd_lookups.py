"""Lookups of which the database makes nothing are refused with a sentence, outside of any transaction."""

import pytest

from registry.tests.admin.conftest import signed_in, small_registry


@pytest.mark.django_db(transaction=True)
def test_odd_lookups_are_refused_with_a_sentence() -> None:
    small_registry()
    client = signed_in(is_superuser=True).client
    for question in (
        "outcome__regex=(",
        "outcome__exact=%00",
        "effective_on__year=99999",
        "effective_on__year=x",
        "expires_on__year=0",
        "expires_on__year=99999",
        "effective_on__year=" + "9" * 20,
        "effective_on__exact=x",
        "device_classes__contains=x",
        "device_classes__exact=x",
        "rationale_fr__iregex=[",
        "organisation__id__exact=" + "9" * 40,
        "organisation__isnull=x",
        "revision__number__gt=x",
        "nothing__here=1",
        "organisation__changed_in__published_by__password__startswith=a",
    ):
        assert client.get(f"/admin/registry/decision/?{question}").status_code in (200, 302, 400), question
    users = client.get("/admin/auth/user/?username__regex=(")
    assert users.status_code == 400
    assert "<h1" in users.content.decode(), "a page of ours says so"
