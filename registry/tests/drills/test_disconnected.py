"""The database is lost in the middle of requests: each is answered with what happened, and the next one is whole."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from django.utils.translation import gettext

from portal.health import RETRY_AFTER
from registry.models import Proposal, Revision
from registry.revisions.chain import breaks
from registry.terms import IdentifierKind, Outcome
from registry.tests.admin.browser import FormReader
from registry.tests.admin.conftest import Registry, small_registry
from registry.tests.drills import FULL
from registry.tests.drills.serving import Answer, Visitor
from registry.verdicts.drift import drifts

pytestmark = pytest.mark.drill

PAGES = (
    "/{}/",
    "/{}/applications/?organisation=culture&q=chess",
    "/{}/applications/chess/?organisation=culture",
    "/{}/organisations/culture/",
    "/{}/changes/",
)
MACHINES = (
    "/api/v1/verdicts/?organisation=culture&device=professional_phone",
    "/api/v1/applications/chess/",
    "/api/v1/organisations/culture/feed/",
)
ADMINISTRATION = ("/admin/", "/admin/registry/decision/", "/admin/registry/decision/add/")
SENTENCE = "The registry does not answer for now"
LATE = "at its commit"


@pytest.fixture
def registry(transactional_db: None) -> Registry:
    registry = small_registry()
    registry.scene.identifier(registry.chess, IdentifierKind.ANDROID_PACKAGE, "org.example.chess")
    return registry


@pytest.fixture
def administrator(registry: Registry, settings: Any) -> Visitor:
    settings.SECOND_SIGNATURE = False
    user = registry.scene.registrar
    get_user_model().objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return Visitor(user)


class Cut:
    """Counts what is asked of the database, and ends the session before one of the statements."""

    def __init__(self, before: int | str | None = None) -> None:
        self.before, self.asked = before, 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        if self.before == self.asked:
            end_session()
        self.asked += 1
        return execute(*statement)

    @contextmanager
    def applied(self, patch: pytest.MonkeyPatch) -> Iterator["Cut"]:
        commit = BaseDatabaseWrapper._commit

        def commit_late(wrapper: BaseDatabaseWrapper) -> Any:
            if self.before == LATE:
                end_session()
            return commit(wrapper)

        with connection.execute_wrapper(self), patch.context() as patched:
            patched.setattr(BaseDatabaseWrapper, "_commit", commit_late)
            yield self


def end_session() -> None:
    """End the session of this thread as its administrator would, and wait until it is gone."""
    session = connection.connection
    if session is None or session.closed:
        return
    parameters = {
        k: v for k, v in connection.get_connection_params().items() if k in ("host", "port", "user", "dbname")
    }
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [session.info.backend_pid])


def moments(asked: int) -> list[int]:
    """Return before which of so many statements to end the session: before each, or in the middle alone."""
    return list(range(asked)) if FULL else [asked // 2]


def form_with(button: str, answer: Answer) -> dict[str, Any]:
    """Return what the form that has a button would send."""
    return next(form.typed for form in FormReader(answer.text).forms if button in form.buttons)


def says_so(answer: Answer, address: str, language: str = "en") -> bool:
    """Tell whether an answer says that the database is away, in the form that its reader expects."""
    assert answer.status == 503, (address, answer.status)
    assert answer.headers["Retry-After"] == str(RETRY_AFTER)
    assert answer.headers["Cache-Control"] == "no-store"
    if address.startswith("/api/"):
        problem = json.loads(answer.body)
        return answer.media_type == "application/problem+json" and problem["status"] == 503 and problem["detail"]
    with translation.override(language):
        said = gettext(SENTENCE)
    return answer.media_type == "text/html" and f'<html lang="{language}">' in answer.text and said in answer.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_reader_is_told_and_the_next_one_is_answered(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    reader = Visitor(language=language)
    pages = [page.format(language) for page in (PAGES if FULL or language == "fr" else PAGES[:1])]
    for address in (*pages, *(MACHINES if language == "en" else ())):
        reader.get(address)  # what Django keeps from a first time on is not asked for again
        with Cut().applied(monkeypatch) as counted:
            whole = reader.get(address)
        assert whole.status == 200, address
        assert counted.asked > 1
        for moment in moments(counted.asked):
            with Cut(before=moment).applied(monkeypatch):
                assert says_so(reader.get(address), address, language)
            assert reader.get(address)[0::2] == whole[0::2], "it answers again, without a restart"


def test_the_administration_says_so_too(administrator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ADMINISTRATION:
        administrator.get(address)
        with Cut().applied(monkeypatch) as counted:
            assert administrator.get(address).status == 200
        for moment in moments(counted.asked):
            with Cut(before=moment).applied(monkeypatch):
                assert says_so(administrator.get(address), address)
        assert administrator.get(address).status == 200


def test_what_was_being_published_is_absent_and_may_be_sent_again(
    administrator: Visitor, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/admin/registry/decision/add/"
    typed = form_with("_save", administrator.get(address)) | {
        "organisation": registry.culture.pk,
        "application": registry.chat.pk,
        "outcome": Outcome.PROHIBITED,
        "device_classes": "professional_phone",
        "effective_on": date(2024, 1, 1).isoformat(),
        "rationale_fr": "Pour un test.",
        "rationale_en": "For a test.",
        "why": "A test needs it.",
        "_save": "1",
    }
    confirmed = form_with("_publish", administrator.post(address, typed)) | {"_publish": "1"}
    begun = Revision.objects.latest_number()
    with Cut(before=LATE).applied(monkeypatch) as counted:
        assert says_so(administrator.post(address, confirmed), address)
    for moment in (LATE, *moments(counted.asked)):
        with Cut(before=moment).applied(monkeypatch):
            answer = administrator.post(address, confirmed)
        assert says_so(answer, address)
        assert "look in a minute, before you send it again" in answer.text
        assert Revision.objects.latest_number() == begun
        assert not Proposal.objects.exists()
    assert administrator.post(address, confirmed).status == 302
    assert Revision.objects.latest_number() == begun + 1
    assert [*breaks()] == []
    assert [*drifts()] == []
