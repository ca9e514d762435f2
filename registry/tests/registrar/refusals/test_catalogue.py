"""Bad entries, identifiers, baselines and announcements."""

import pytest

from registry.models import AnnouncedApplication, Announcement, BaselineEntry, Publisher, Quote, Source
from registry.proposals.changes import Retirement
from registry.terms import BaselineRole, IdentifierKind, PublisherIdentifierKind
from registry.tests.registrar.ground import BAN, DURING, Ground
from registry.tests.registrar.refusals import WHOLE, refused, row

SLUG = "The slug is an address and never changes."
BLANK = "This field cannot be blank."
CHOICE = "Value 'x' is not a valid choice."
NOT_EDITED = "What was published is not edited: publish a new fact."
HELD = "An application has this identifier already."
SIGNED = "Only a Windows package has a signer: the Windows name of its publisher."
CONTROL = "The database cannot hold one of these texts: remove its control characters."


def concerned(announcement: Announcement, application, **fields) -> AnnouncedApplication:
    return AnnouncedApplication(
        announcement=announcement,
        application=application,
        **({"provenance": "named_in_text", "stance": "prohibits"} | fields),
    )


def quote(announcement: Announcement, **fields) -> Quote:
    return Quote(announcement=announcement, **({"text": "Non.", "language": "fr", "fidelity": "original"} | fields))


ENTRIES = (
    row("another slug for an organisation", lambda g: [g.again(g.culture, slug="x")], "slug", SLUG),
    row("another slug for a category", lambda g: [g.again(g.social, slug="x")], "slug", SLUG),
    row("another slug for an application", lambda g: [g.again(g.tiktok, slug="x")], "slug", SLUG),
    row("another slug for a publisher", lambda g: [g.again(g.publisher, slug="x")], "slug", SLUG),
    row("another slug for a published notice", lambda g: [g.again(g.notice, slug="x")], "slug", SLUG),
    row("another slug for a draft", lambda g: [g.again(g.draft, slug="x")], "slug", SLUG),
    row(
        "the slug of another organisation",
        lambda g: g.new_organisation("culture", g.etat),
        "slug",
        "Organisation with this Slug already exists.",
    ),
    row(
        "the slug of another application",
        lambda g: g.new_application("tiktok", g.social),
        "slug",
        "Application with this Slug already exists.",
    ),
    row(
        "one slug twice in a publication",
        lambda g: [*g.new_category("x", None), *g.new_category("x", None)],
        "slug",
        "Category with this Slug already exists.",
    ),
    row(
        "the slug of another notice",
        lambda g: [g.new_announcement("a-draft")],
        "slug",
        "Announcement with this Slug already exists.",
    ),
    row(
        "a slug with a space",
        lambda g: g.new_organisation("a b", g.etat),
        "slug",
        "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    ),
    row("an application without a name", lambda g: [g.again(g.tiktok, name="")], "name", BLANK),
    row("a name of nothing but spaces", lambda g: [g.again(g.tiktok, name="   ")], "name", BLANK),
    row("a name with a NUL", lambda g: [g.again(g.tiktok, name="Tik\0Tok")], WHOLE, CONTROL),
    row("another name with a NUL", lambda g: [g.again(g.tiktok, aliases=["Tik\0Tok"])], WHOLE, CONTROL),
    row(
        "an address that is none",
        lambda g: [g.again(g.tiktok, website="javascript:alert(1)")],
        "website",
        "Enter a valid URL.",
    ),
    row(
        "a country in three letters",
        lambda g: [Publisher(slug="x", name="X", country="fr")],
        WHOLE,
        "A country is given by its two capital letters.",
    ),
    row("a SIREN of eight digits", lambda g: [g.again(g.culture, siren="12345678")], WHOLE, "A SIREN has nine digits."),
)

IDENTIFIERS = (
    row(
        "an identifier that another application has",
        lambda g: [g.known_as(g.signal, IdentifierKind.ANDROID_PACKAGE, "io.olvid.messenger")],
        WHOLE,
        HELD,
    ),
    row(
        "an identifier that the application has already",
        lambda g: [g.known_as(g.olvid, IdentifierKind.ANDROID_PACKAGE, "io.olvid.messenger")],
        WHOLE,
        HELD,
    ),
    row(
        "one digest for two applications, written in two ways",
        lambda g: [
            g.known_as(g.olvid, IdentifierKind.BINARY_SHA256, "ab" * 32),
            g.known_as(g.signal, IdentifierKind.BINARY_SHA256, ":".join(["AB"] * 32)),
        ],
        WHOLE,
        HELD,
    ),
    row(
        "an identifier that another publisher has",
        lambda g: [g.publisher_known_as(PublisherIdentifierKind.APPLE_TEAM_ID, "ABCDE12345")],
        WHOLE,
        "A publisher has this identifier already.",
    ),
    row(
        "a value that is not of its kind",
        lambda g: [g.known_as(g.signal, IdentifierKind.ANDROID_PACKAGE, "signal")],
        "value",
        "“signal” is not a valid value for Android package.",
    ),
    row("a kind that nobody knows", lambda g: [g.known_as(g.signal, "x", "org.signal")], "kind", CHOICE),
    row(
        "a value without evidence",
        lambda g: [g.known_as(g.signal, IdentifierKind.DEB_PACKAGE, "signal", evidence_fr="")],
        "evidence_fr",
        BLANK,
    ),
    row(
        "a package that an Apple team signs",
        lambda g: [g.known_as(g.signal, IdentifierKind.WINDOWS_PACKAGE_NAME, "Signal.Desktop", signer=g.team)],
        "signer",
        SIGNED,
    ),
    row(
        "an Android package that a Windows name signs",
        lambda g: [
            name := g.publisher_known_as(PublisherIdentifierKind.WINDOWS_PUBLISHER_DN, "CN=Signal"),
            g.known_as(g.signal, IdentifierKind.ANDROID_PACKAGE, "org.signal", signer=name),
        ],
        "signer",
        SIGNED,
    ),
    row(
        "an identifier retired twice",
        lambda g: [Retirement(g.on_android), Retirement(g.on_android)],
        WHOLE,
        "“Android package: io.olvid.messenger” is no longer known.",
    ),
    row(
        "an identifier retired by the publication that adds it",
        lambda g: [x := g.known_as(g.signal, IdentifierKind.DEB_PACKAGE, "signal"), Retirement(x)],
        WHOLE,
        "“Debian package: signal” is being published: leave it out instead.",
    ),
    row("an identifier with another value", lambda g: [g.again(g.on_android, value="io.olvid.x")], WHOLE, NOT_EDITED),
    row(
        "an identifier of another application",
        lambda g: [g.again(g.on_android, application=g.signal)],
        WHOLE,
        NOT_EDITED,
    ),
)

BASELINES = (
    row(
        "an application in a baseline twice",
        lambda g: [BaselineEntry(organisation=g.culture, application=g.tchap, role=BaselineRole.TELEPHONE)],
        WHOLE,
        "This application is in the baseline already.",
    ),
    row(
        "a role that nobody knows",
        lambda g: [BaselineEntry(organisation=g.culture, application=g.signal, role="x")],
        "role",
        CHOICE,
    ),
    row("an entry for another application", lambda g: [g.again(g.entry, application=g.signal)], WHOLE, NOT_EDITED),
)

ANNOUNCEMENTS = (
    row(
        "a deadline before the notice takes effect",
        lambda g: [g.new_announcement("x", effective_on=DURING, comply_by=BAN)],
        WHOLE,
        "The deadline cannot be before the notice takes effect.",
    ),
    row("a notice of a kind that nobody knows", lambda g: [g.new_announcement("x", kind="x")], "kind", CHOICE),
    row("a notice without a mark", lambda g: [g.new_announcement("x", mark_fr=" ")], "mark_fr", BLANK),
    row(
        "an application concerned twice",
        lambda g: [g.notice, concerned(g.notice, g.tiktok), concerned(g.notice, g.tiktok, stance="mentions")],
        WHOLE,
        "The announcement lists this application already.",
    ),
    row(
        "a stance that nobody knows",
        lambda g: [g.notice, concerned(g.notice, g.tiktok, stance="x")],
        "stance",
        CHOICE,
    ),
    row(
        "a quote in a language that is no tag",
        lambda g: [g.notice, quote(g.notice, language="French")],
        WHOLE,
        "A language is given by its tag, e.g. fr or en.",
    ),
    row("a quote without words", lambda g: [g.notice, quote(g.notice, text=" ")], "text", BLANK),
    row(
        "a source at an address that is none",
        lambda g: [g.notice, Source(announcement=g.notice, title="X", url="nowhere")],
        "url",
        "Enter a valid URL.",
    ),
)


@pytest.mark.parametrize(("bad", "field", "told"), [*ENTRIES, *IDENTIFIERS, *BASELINES, *ANNOUNCEMENTS])
def test_is_refused(ground: Ground, bad, field: str, told: str) -> None:
    refused(ground, bad(ground), field, told)
