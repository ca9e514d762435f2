"""Proposals in the administration: two people, one path, nothing lost and nothing overwritten."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from registry.models import Announcement, Comment, Decision, MinimumVersion, Proposal, Quote, Revision, Verdict
from registry.proposals import workflow
from registry.proposals.contents import key
from registry.revisions.chain import breaks
from registry.revisions.models import today
from registry.terms import IdentifierKind, Outcome, ProposalState, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.admin.test_announcements import ADD as NOTICE
from registry.tests.admin.test_announcements import notice
from registry.tests.admin.test_decisions import ADD, ruling
from registry.tests.scene import PHONE


@pytest.fixture(autouse=True)
def second_signature(registry: Registry, settings: Any) -> None:
    """Ask for a second signature."""
    settings.SECOND_SIGNATURE = True


@pytest.fixture
def editor(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.EDITOR, registry.culture, name="editor")


@pytest.fixture
def approver(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.APPROVER, registry.culture, name="approver")


def at(proposal: Proposal) -> str:
    return f"/admin/registry/proposal/{proposal.pk}/change/"


def seen_by(browser: Browser, button: str) -> dict[str, Any]:
    """Return what pressing a button would send of what somebody sees, whether or not they see the button."""
    context = browser.page.context
    return {button: "1", "_seen": context["seen"][1], "_version": context["version"][1]}


def derogation(registry: Registry, **fields: Any) -> dict[str, Any]:
    """Return what is typed to derogate from the ban on games, for chess, for three months."""
    return ruling(registry) | {
        "application": registry.chess.pk,
        "outcome": "approved",
        "effective_on": str(today()),
        "expires_on": str(today() + timedelta(days=90)),
        "derogates": registry.ban.pk,
        "why": "A tournament.",
        **fields,
    }


def proposal_revision() -> Revision:
    return Revision.objects.newest_first()[0]


def drafted(registry: Registry, by: str = "editor") -> Proposal:
    """Let somebody keep the derogation as a draft, as the form would."""
    change = registry.scene.unpublished(
        registry.culture,
        registry.chess,
        Outcome.APPROVED,
        today(),
        expires_on=today() + timedelta(days=90),
        derogates=registry.ban,
    )
    return workflow.draft([change], by=User.objects.get(username=by), why="A tournament.")


def submitted(registry: Registry, by: str = "editor") -> Proposal:
    """Let somebody submit the derogation, as the form would."""
    proposal = drafted(registry, by)
    workflow.submit(proposal, by=proposal.author, version=proposal.version)
    return proposal


def outcome(registry: Registry, on: date) -> str | None:
    held = Verdict.objects.holding(organisation=registry.culture, on=on)
    return held.filter(application=registry.chess, device_class=PHONE).values_list("outcome", flat=True).first()


def test_one_proposes_and_another_publishes(editor: Browser, approver: Browser, registry: Registry) -> None:
    editor.open(ADD).saves(**derogation(registry))
    assert editor.turns() == [("Chess", "culture (en)", "Prohibited", "Approved")]
    assert "_publish" not in editor.form("_submit").buttons
    editor.press("_submit")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.author.username, proposal.organisation) == (
        ProposalState.SUBMITTED,
        "editor",
        registry.culture,
    )
    assert "somebody else publishes" in editor.html
    assert "_approve" not in editor.html
    assert outcome(registry, today()) == "prohibited"

    approver.open("/admin/registry/proposal/?waiting=approval")
    assert "A tournament." in approver.html
    approver.open(at(proposal))
    assert [(t.before, t.after) for t in approver.page.context["effect"].page] == [("Prohibited", "Approved")]
    assert [(c.organisation, c.changed) for c in approver.page.context["effect"].channels] == [("culture (en)", 1)]
    approver.press("_approve")
    last = Revision.objects.newest_first()[0]
    assert f"Published as revision {last.number}." in approver.html
    assert (last.authored_by.username, last.published_by.username, last.why) == ("editor", "approver", "A tournament.")
    assert outcome(registry, today()) == "approved"
    assert outcome(registry, today() + timedelta(days=90)) == "prohibited", "it ends, and the ban holds again"
    assert "_approve" not in approver.html


def test_its_author_does_not_publish_it(approver: Browser, registry: Registry) -> None:
    approver.open(ADD).saves(**derogation(registry)).press("_submit")
    page = approver.client.post(at(Proposal.objects.get()), seen_by(approver, "_approve"))
    assert "does not publish it" in page.context["error"]
    assert "_reject" not in approver.html
    approver.open(ADD).saves(**derogation(registry))
    approver.press("_submit", _publish="1")
    assert Decision.objects.get() == registry.ban


def test_whoever_edited_it_last_does_not_publish_it_either(
    editor: Browser, approver: Browser, registry: Registry
) -> None:
    proposal = drafted(registry)
    approver.open(f"{ADD}?proposal={proposal.uid}&change={key(proposal.contents[0])}").saves(
        rationale_en="Mine."
    ).press("_keep")
    approver.open(at(proposal)).press("_submit")
    assert "somebody else publishes" in approver.html
    assert "_approve" not in approver.html
    page = approver.client.post(at(proposal), seen_by(approver, "_approve"))
    assert "does not publish it" in page.context["error"]
    editor.open(at(proposal))
    assert "A tournament." not in approver.open("/admin/registry/proposal/?waiting=approval").html
    assert Decision.objects.get() == registry.ban


def test_an_editor_neither_publishes_nor_rejects(editor: Browser, registry: Registry) -> None:
    proposal = submitted(registry)
    editor.open(at(proposal))
    for button in ("_approve", "_reject"):
        page = editor.client.post(at(proposal), seen_by(editor, button) | {"reason": "No."})
        assert "does not publish" in page.context["error"] or "may not do this" in page.context["error"]
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.SUBMITTED


def test_another_ministry_sees_neither_the_draft_nor_a_way_to_it(
    editor: Browser, staff: Callable[..., Browser], registry: Registry
) -> None:
    proposal = drafted(registry)
    beside = staff(Role.APPROVER, registry.scene.organisation("beside", registry.etat), name="beside")
    assert "A tournament." not in beside.open("/admin/registry/proposal/").html
    assert "A tournament." not in beside.open("/admin/registry/proposal/?q=tournament").html
    assert beside.client.get(at(proposal)).status_code == 404
    assert beside.client.post(at(proposal), {"_comment": "1", "text": "Mine."}).status_code == 404
    assert beside.client.get(f"/admin/registry/proposal/{proposal.pk}/history/").status_code in (302, 404)
    assert beside.client.get(f"{ADD}?proposal={proposal.uid}").status_code == 404
    assert not Comment.objects.exists()


def test_an_auditor_sees_it_all_and_changes_nothing(
    editor: Browser, staff: Callable[..., Browser], registry: Registry
) -> None:
    proposal = submitted(registry)
    auditor = staff(Role.AUDITOR, registry.scene.organisation("court", registry.etat), name="auditor")
    auditor.open(at(proposal))
    assert "A tournament." in auditor.html
    assert auditor.page.context["effect"].count == 1
    for button in ("_submit", "_approve", "_reject", "_take_back", "_comment", "_reword", "_remove"):
        assert f'name="{button}"' not in auditor.html
        typed = {"text": "x", "reason": "x", "why": "x"}
        assert auditor.client.post(at(proposal), seen_by(auditor, button) | typed).context["error"], button
    again = Proposal.objects.get()
    assert (again.state, again.version, again.why) == (proposal.state, proposal.version, proposal.why)
    assert not Comment.objects.exists()


def test_a_rejection_says_why_and_publishes_nothing(editor: Browser, approver: Browser, registry: Registry) -> None:
    proposal = submitted(registry)
    approver.open(at(proposal)).press("_reject", reason="  ")
    assert "Say why you reject it" in approver.page.context["error"]
    approver.press("_reject", reason="Too long.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.rejection) == (ProposalState.REJECTED, "Too long.")
    assert "Too long." in editor.open(at(proposal)).html
    assert Decision.objects.get() == registry.ban


def test_its_author_withdraws_it(editor: Browser, approver: Browser, registry: Registry) -> None:
    proposal = submitted(registry)
    stale = approver.open(at(proposal)).page
    editor.open(at(proposal)).press("_take_back")
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN
    approver.page = stale
    approver.press("_approve")
    assert "no longer waiting" in approver.page.context["error"]
    assert Decision.objects.get() == registry.ban


def test_comments_are_added_by_those_who_work_on_it(editor: Browser, approver: Browser, registry: Registry) -> None:
    approver.open(at(drafted(registry))).press("_comment", text="<b>Shorter</b>?")
    assert "&lt;b&gt;Shorter&lt;/b&gt;?" in approver.html
    approver.press("_comment", text="")
    assert Comment.objects.count() == 1


def test_a_draft_takes_several_rulings_that_are_published_together(
    editor: Browser, approver: Browser, registry: Registry
) -> None:
    editor.open(ADD).saves(**derogation(registry)).press("_keep")
    proposal = Proposal.objects.get()
    assert "Kept as a draft" in editor.html
    editor.open(f"{ADD}?proposal={proposal.uid}")
    assert editor.form("_save").typed["why"] == ["A tournament."]
    editor.saves(**ruling(registry, why="A tournament, and no chat."))
    assert {turn[0] for turn in editor.turns()} == {"Chess", "Chat"}, "the whole draft is previewed"
    editor.press("_keep")
    proposal.refresh_from_db()
    assert (len(proposal.contents), proposal.why) == (2, "A tournament, and no chat.")
    editor.press("_submit")
    approver.open(at(proposal)).press("_approve")
    assert {decision.revision for decision in Decision.objects.exclude(pk=registry.ban.pk)} == {
        Revision.objects.newest_first()[0]
    }


def test_a_change_of_a_draft_is_written_anew_with_what_belongs_to_it(editor: Browser, registry: Registry) -> None:
    identifier = registry.scene.identifier(registry.chat, IdentifierKind.ANDROID_PACKAGE, "org.example.chat")
    version = {"minimum_versions-TOTAL_FORMS": 1, "minimum_versions-0-identifier": identifier.pk}
    editor.open(ADD).saves(
        **ruling(registry, outcome="conditional", conditions_fr="À jour.", conditions_en="Up to date."),
        **version,
        **{"minimum_versions-0-version": "7"},
    ).press("_keep")
    proposal = Proposal.objects.get()
    uid = proposal.contents[0]["uid"]
    editor.open(f"{ADD}?proposal={proposal.uid}&change={key(proposal.contents[0])}")
    typed = editor.form("_save").typed
    assert typed["conditions_en"] == ["Up to date."]
    assert typed["minimum_versions-0-version"] == ["7"]
    editor.saves(conditions_en="The last version.", **{"minimum_versions-0-version": "8"}).press("_keep")
    proposal.refresh_from_db()
    assert [form["row"] for form in proposal.contents] == ["decision", "minimumversion"]
    assert (proposal.contents[0]["uid"], proposal.contents[0]["conditions_en"]) == (uid, "The last version.")
    assert (proposal.contents[1]["decision"], proposal.contents[1]["version"]) == (uid, "8")
    editor.client.post(at(proposal), {"_remove": key(proposal.contents[0]), "_version": proposal.version})
    proposal.refresh_from_db()
    assert len(proposal.contents) == 2, "a proposal of nothing is refused"
    editor.open(f"{ADD}?proposal={proposal.uid}&change={key(proposal.contents[0])}").saves(rationale_en="Else.")
    editor.press("_keep")
    proposal.refresh_from_db()
    assert [form["row"] for form in proposal.contents] == ["decision", "minimumversion"], "what is not touched stays"
    assert not MinimumVersion.objects.exists()


def test_two_who_edit_one_draft_do_not_overwrite_each_other(
    editor: Browser, approver: Browser, registry: Registry
) -> None:
    proposal = drafted(registry)
    form = f"{ADD}?proposal={proposal.uid}&change={key(proposal.contents[0])}"
    editor.open(form)
    approver.open(form).saves(rationale_en="The approver's words.").press("_keep")
    editor.saves(rationale_en="The editor's words.")
    assert "Somebody changed this draft in the meantime" in " ".join(editor.errors)
    assert editor.form("_save").typed["rationale_en"] == ["The editor's words."], "nothing is lost"
    proposal.refresh_from_db()
    assert proposal.contents[0]["rationale_en"] == "The approver's words."
    editor.saves().press("_keep")
    proposal.refresh_from_db()
    assert proposal.contents[0]["rationale_en"] == "The editor's words.", "once the conflict was seen"

    stale = editor.open(at(proposal)).page
    approver.open(at(proposal)).press("_reword", why="Better said.")
    editor.page = stale
    editor.press("_reword", why="Lost?")
    assert "Somebody changed this proposal" in editor.page.context["error"]
    proposal.refresh_from_db()
    assert proposal.why == "Better said."


def test_the_registry_moved_since_the_preview(editor: Browser, approver: Browser, registry: Registry) -> None:
    proposal = submitted(registry)
    approver.open(at(proposal))
    registry.scene.rules(registry.culture, registry.chess, Outcome.PROHIBITED, on=today() + timedelta(days=30))
    approver.press("_approve")
    assert approver.page.context["moved"]
    assert "Nothing was published" in approver.html
    assert [turn.is_new for turn in approver.page.context["effect"].page] == [True]
    assert len(approver.page.context["vanished"]) == 1
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    approver.press("_approve")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PUBLISHED, "what was looked at again is published"


def test_what_cannot_be_published_any_more_says_so(editor: Browser, approver: Browser, registry: Registry) -> None:
    proposal = submitted(registry)
    registry.scene.withdraws(registry.ban, today())
    approver.open(at(proposal))
    assert "cannot be published" in approver.html
    assert "_approve" not in approver.html


def test_texts_that_changed_since_they_were_proposed_are_not_overwritten(
    staff: Callable[..., Browser], registry: Registry
) -> None:
    author, second = staff(Role.EDITOR, name="author"), staff(Role.APPROVER, name="second")
    author.open(f"/admin/registry/category/{registry.games.pk}/change/").saves(name_en="Fun", why="Shorter.")
    author.press("_submit")
    proposal = Proposal.objects.get()
    assert [(said.before, said.after) for said in author.page.context["changes"][0].says] == [("games (en)", "Fun")]
    registry.games.name_fr = "Jeux vidéo"
    registry.scene.publish(registry.games)
    second.open(at(proposal))
    assert "was changed by revision" in second.html
    assert second.page.context["seen"] is None
    registry.games.refresh_from_db()
    assert (registry.games.name_fr, registry.games.name_en) == ("Jeux vidéo", "games (en)")


def test_the_same_new_slug_proposed_twice_is_published_once(staff: Callable[..., Browser], registry: Registry) -> None:
    author, second = staff(Role.EDITOR, name="author"), staff(Role.APPROVER, name="second")
    for name in ("Cards", "Other cards"):
        author.open("/admin/registry/application/add/").saves(
            name=name, slug="cards", publisher=registry.scene.publisher.pk, category=registry.games.pk, why=name
        ).press("_submit")
    first, other = Proposal.objects.order_by("pk")
    second.open(at(first)).press("_approve")
    second.open(at(other))
    assert "its slug is taken" in second.html
    assert "_approve" not in second.html


def test_a_second_click_proposes_nothing_twice(editor: Browser, registry: Registry) -> None:
    editor.open(ADD).saves(**derogation(registry))
    confirmation = editor.page
    editor.press("_submit")
    editor.page = confirmation
    editor.press("_submit")
    assert "This has been proposed already" in " ".join(editor.errors)
    assert Proposal.objects.count() == 1


def test_a_derogation_that_ends_soon_is_found_and_renewed(
    editor: Browser, approver: Browser, registry: Registry
) -> None:
    ends = today() + timedelta(days=30)
    soon = registry.scene.rules(
        registry.culture, registry.chess, Outcome.APPROVED, on=today(), derogates=registry.ban, expires_on=ends
    )
    later = registry.scene.rules(
        registry.culture,
        registry.games,
        Outcome.APPROVED,
        on=today(),
        derogates=registry.ban,
        expires_on=today() + timedelta(days=90),
    )
    listed = editor.open("/admin/registry/decision/?derogation=soon").page.context["cl"].queryset
    assert list(listed) == [soon]
    assert later not in listed
    editor.open(f"/admin/registry/decision/{soon.pk}/change/")
    (renew,) = [address for address, label in editor.page.context["ways"] if label == "Renew…"]
    editor.open(renew)
    typed = editor.form("_save").typed
    assert typed["effective_on"] == [str(ends)]
    assert typed["device_classes"] == [PHONE]
    assert typed["derogates"] == [str(registry.ban.pk)]
    editor.saves(
        expires_on=str(ends + timedelta(days=30)), rationale_fr="Encore.", rationale_en="Again.", why="It goes on."
    ).press("_submit")
    proposal = Proposal.objects.get()
    approver.open(at(proposal)).press("_approve")
    renewed = Decision.objects.newest_first()[0]
    assert (renewed.effective_on, renewed.derogates, renewed.revision) == (ends, registry.ban, proposal_revision())
    revision = Revision.objects.newest_first()[0]
    page = approver.open(f"/admin/registry/revision/{revision.pk}/change/").html
    assert at(proposal) in page
    assert revision.effect in page


def test_turns_are_filtered_and_counted(editor: Browser, registry: Registry) -> None:
    for number in range(4):
        registry.scene.application(f"app-{number}", registry.messaging)
    editor.open(ADD).saves(**ruling(registry, application="", category=registry.messaging.pk)).press("_keep")
    address = at(Proposal.objects.get())
    effect = editor.open(address).page.context["effect"]
    assert effect.count == 5
    assert [(label, len(choices)) for label, choices, _more in effect.filters] == [
        ("By what turns", 1),
        ("By organisation", 1),
        ("By device", 1),
        ("By application", 5),
    ]
    assert editor.open(f"{address}?application=app-1").page.context["effect"].count == 1
    assert editor.open(f"{address}?application=app-1&device=workstation").page.context["effect"].count == 0
    for odd in ("page=zz", "page=999999999999", "application=%00", "turn=-", "organisation=" + "x" * 3000):
        assert editor.client.get(f"{address}?{odd}").status_code in (200, 400), odd


def test_odd_steps_are_refused(editor: Browser, registry: Registry) -> None:
    proposal = drafted(registry)
    for button, odd in (
        ("_remove", "9" * 5000),
        ("_submit", "-1"),
        ("_reword", "zz"),
        ("_approve", "\0"),
        ("_odd", ""),
    ):
        page = editor.client.post(at(proposal), {button: odd, "_version": odd, "why": odd, "_seen": odd})
        assert page.status_code == 200, button
        assert page.context["error"], button
    for odd in ("zz", "0", "9" * 40, "%00", "-1"):
        assert editor.client.get(f"{ADD}?proposal={odd}").status_code in (400, 404), odd
        change = editor.client.get(f"{ADD}?proposal={proposal.uid}&change={odd}")
        assert change.status_code == (400 if odd == "%00" else 404), odd
    again = Proposal.objects.get()
    assert (again.version, again.state) == (proposal.version, ProposalState.DRAFT)


def test_one_person_alone_is_told_and_marked(admin: Browser, registry: Registry, settings: Any) -> None:
    assert "SINGLE_PERSON" not in admin.open("/admin/").html
    settings.SECOND_SIGNATURE = False
    for address in ("/admin/", "/admin/registry/decision/", ADD, "/admin/password_change/"):
        assert "SINGLE_PERSON" in admin.open(address).html, address
    admin.open(ADD).saves(**derogation(registry)).publishes()
    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.PUBLISHED
    assert "published by its author" in admin.open(at(proposal)).html
    revision = Revision.objects.newest_first()[0]
    assert "published by its author" in admin.open(f"/admin/registry/revision/{revision.pk}/change/").html.lower()


def test_a_draft_elsewhere_is_not_submitted_by_others(registry: Registry, staff: Callable[..., Browser]) -> None:
    draft = workflow.draft(
        [registry.scene.unpublished(registry.etat, registry.chat, Outcome.PROHIBITED, today())],
        by=registry.scene.registrar,
        why="The root's.",
    )
    ministry = staff(Role.APPROVER, registry.culture)
    assert ministry.client.get(at(draft)).status_code == 404


def test_a_notice_is_published_with_what_was_proposed_and_nothing_more(
    staff: Callable[..., Browser], registry: Registry
) -> None:
    author, second = staff(Role.EDITOR, name="author"), staff(Role.APPROVER, name="second")
    author.open(NOTICE).saves(**notice(registry, why="It was said.")).press("_submit")
    proposal = Proposal.objects.get()
    draft = Announcement.objects.get()
    assert draft.published_in is None, "it is kept as a draft until then"
    second.open(at(proposal))
    shown = {change.what: {said.name: said.after for said in change.says} for change in second.page.context["changes"]}
    assert shown["A notice"]["Title (English)"] == "A notice"
    assert shown["« Interdit. »"]["Text"] == "« Interdit. »"

    author.open(f"/admin/registry/announcement/{draft.pk}/change/")
    unsigned = {"quotes-TOTAL_FORMS": 2, "quotes-1-text": "Unsigned.", "quotes-1-language": "en"}
    author.press("_draft", **unsigned, **{"quotes-1-fidelity": "original", "quotes-1-place": 1})
    assert Quote.objects.count() == 2
    assert "holds more than what was proposed" in second.open(at(proposal)).html
    assert "_approve" not in second.html
    Quote.objects.get(text="Unsigned.").delete()
    second.open(at(proposal)).press("_approve")
    assert Announcement.objects.get().published_in == proposal_revision()
    assert list(breaks()) == []


def test_what_a_proposal_showed_it_shows_for_ever(staff: Callable[..., Browser], registry: Registry) -> None:
    author, second = staff(Role.EDITOR, name="author"), staff(Role.APPROVER, name="second")
    author.open(NOTICE).saves(**notice(registry, why="It was said.")).press("_submit")
    second.open(at(Proposal.objects.get())).press("_approve")
    published = Announcement.objects.get()
    author.open(f"/admin/registry/announcement/{published.pk}/change/")
    author.saves(title_en="Another title", why="Mended.", **{"quotes-0-DELETE": "on"}).press("_submit")
    proposal = Proposal.objects.latest("pk")

    def says() -> list[tuple[str, list[tuple[str | None, str]]]]:
        page = second.open(at(proposal)).page
        return [(one.verb, [(said.before, said.after) for said in one.says]) for one in page.context["changes"]]

    before = says()
    assert ("is described anew", [("A notice", "Another title")]) in before
    assert any(verb == "is taken out" for verb, _says in before)
    second.press("_approve")
    assert second.page.status_code == 200
    published.refresh_from_db()
    published.title_en = "A third title"
    registry.scene.publish(published)
    assert says() == before


def test_a_draft_never_leaves_its_author(staff: Callable[..., Browser], registry: Registry) -> None:
    beside = registry.scene.organisation("beside", registry.etat)
    author = staff(Role.EDITOR, registry.culture, name="author")
    registry.scene.member(User.objects.get(username="author"), beside, Role.EDITOR)
    author.open(ADD).saves(**ruling(registry)).press("_keep")
    proposal = Proposal.objects.get()
    author.open(f"{ADD}?proposal={proposal.uid}").saves(**ruling(registry, organisation=beside.pk)).press("_keep")
    assert author.page.status_code == 200
    assert Proposal.objects.get().organisation == registry.etat
    author.open(at(proposal)).press("_submit")
    assert Proposal.objects.get().state == ProposalState.SUBMITTED
    author.press("_take_back")
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


def test_what_is_new_in_a_draft_goes_with_all_that_names_it(staff: Callable[..., Browser], registry: Registry) -> None:
    author = staff(Role.EDITOR, name="author")
    typed = {"name": "Cards", "slug": "cards", "publisher": registry.scene.publisher.pk, "why": "New."}
    author.open("/admin/registry/application/add/").saves(category=registry.games.pk, **typed).press("_keep")
    proposal = Proposal.objects.get()
    author.open(f"{ADD}?proposal={proposal.uid}").saves(**ruling(registry)).press("_keep")
    assert [change.form is not None for change in author.page.context["changes"]] == [False, False, True]
    version = Proposal.objects.get().version
    author.client.post(at(proposal), {"_remove": "application.cards", "_version": version})
    assert [form["row"] for form in Proposal.objects.get().contents] == ["decision"]


def test_a_form_that_was_overtaken_keeps_what_was_typed(editor: Browser, approver: Browser, registry: Registry) -> None:
    proposal = drafted(registry)
    editor.open(f"{ADD}?proposal={proposal.uid}&change={key(proposal.contents[0])}")
    approver.open(at(proposal)).press("_submit")
    editor.saves(rationale_en="Typed at length.")
    assert "in the meantime" in " ".join(editor.errors)
    assert editor.form("_save").typed["rationale_en"] == ["Typed at length."]


def test_derogations_do_not_overlap(editor: Browser, registry: Registry) -> None:
    ends = today() + timedelta(days=30)
    registry.scene.rules(
        registry.culture, registry.chess, Outcome.APPROVED, on=today(), derogates=registry.ban, expires_on=ends
    )
    editor.open(ADD).saves(**derogation(registry, effective_on=str(ends - timedelta(days=1))))
    assert "holds until" in editor.page.context["adminform"].form.errors["effective_on"][0]
    editor.saves(effective_on=str(ends))
    assert editor.is_confirming


def test_lists_are_not_asked_by_what_points_at_their_rows(editor: Browser, registry: Registry) -> None:
    for address in ("organisation/?proposals__isnull=0", "organisation/?memberships=1", "revision/?proposal__isnull=1"):
        assert editor.client.get(f"/admin/registry/{address}").status_code in (302, 400), address


def test_a_reason_is_not_endless(editor: Browser, registry: Registry) -> None:
    editor.open(ADD).saves(**derogation(registry, why="x" * 5001))
    assert "5000" in editor.page.context["adminform"].form.errors["why"][0]
    editor.saves(why="x" * 5000).press("_keep")
    editor.press("_comment", text="x" * 5001)
    assert "too long" in editor.page.context["error"]


def test_an_identifier_turns_nothing_and_is_told_to_devices(staff: Callable[..., Browser], registry: Registry) -> None:
    author = staff(Role.EDITOR, name="author")
    author.open(f"/admin/registry/application/{registry.chess.pk}/change/")
    known = {"new_identifiers-TOTAL_FORMS": 1, "new_identifiers-0-kind": "android_package"}
    author.saves(
        **known,
        **{
            "new_identifiers-0-value": "org.example.chess",
            "new_identifiers-0-evidence_fr": "essai",
            "new_identifiers-0-evidence_en": "test",
            "new_identifiers-0-verified_on": str(today()),
        },
        why="It was missing.",
    ).press("_submit")
    assert "how devices know an application" in author.html
    told = {(one.organisation, one.changed) for one in author.page.context["effect"].channels}
    assert told == {("etat (en)", 1), ("culture (en)", 1)}
