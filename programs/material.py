"""A registry with what is hard to say: sites within sites, each allowed or denied, neighbours, and extensions."""

from datetime import date

from registry.models import BaselineEntry
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome
from registry.tests.scene import Scene

DOMAIN, ADDRESS = IdentifierKind.DNS_DOMAIN, IdentifierKind.URL_PATTERN
EXTENSIONS = {
    IdentifierKind.CHROMIUM_EXTENSION: "abcdefghijklmnopabcdefghijklmnop",
    IdentifierKind.FIREFOX_EXTENSION: "banned@extensions.test",
}

PROHIBITED = {
    "tok": [(DOMAIN, "tok.test"), (DOMAIN, "tokcdn.test")],
    "tok-studio": [(DOMAIN, "studio.work.tok.test")],
    "tok-deep": [(DOMAIN, "a.b.c.tok.test")],
    "games": [(ADDRESS, "http://www.paper.test/games/")],
    "extension": list(EXTENSIONS.items()),
}
APPROVED = {
    "tok-work": [(DOMAIN, "work.tok.test")],
    "chess": [(ADDRESS, "http://www.paper.test/games/chess/")],
    "paper": [(DOMAIN, "other.test")],
    "login": [(DOMAIN, "login.test")],
}
SINCE = date(2023, 3, 24)

NAMES = {
    "tok.test": False,
    "www.tok.test": False,
    "v16.cdn.tok.test": False,
    "tokcdn.test": False,
    "c.tok.test": False,
    "elsewhere.c.tok.test": False,
    "b.c.tok.test": False,
    "x.b.c.tok.test": False,
    "a.b.c.tok.test": False,
    "x.a.b.c.tok.test": False,
    "work.tok.test": True,
    "mail.work.tok.test": True,
    "studio.work.tok.test": False,
    "x.studio.work.tok.test": False,
    "nottok.test": True,
    "tok.test.other.test": True,
    "other.test": True,
    "www.other.test": True,
}
"""Whether each name is to be reached where all is allowed but what is prohibited."""

WITHIN_EXCEPTIONS = ("studio.work.tok.test", "x.studio.work.tok.test")
"""What Firefox lets through and reports, since its exceptions outrank whatever it blocks."""

ADDRESSES = {
    "http://www.paper.test/": True,
    "http://www.paper.test/gameshow": True,
    "http://www.paper.test/games/": False,
    "http://www.paper.test/games/poker": False,
    "http://www.paper.test/games/?q=1": False,
    "http://www.paper.test/games/chess/1": True,
    "http://paper.test/games/": True,
    "http://x.www.paper.test/games/": True,
}
"""Whether each address is to open for browsers, likewise."""


def registry_of_sites() -> None:
    """Publish it: the devices of the ministry of culture are all concerned."""
    scene = Scene()
    root = scene.organisation("etat")
    scene.organisation("culture", root)
    category = scene.category("sites")
    changes: list[object] = []
    for outcome, known in ((Outcome.PROHIBITED, PROHIBITED), (Outcome.APPROVED, APPROVED)):
        for slug, values in known.items():
            application, place = scene.new_application(slug, category)
            changes += [application, place]
            changes += [scene.new_identifier(application, kind, value) for kind, value in values]
            changes.append(scene.unpublished(root, application, outcome, SINCE, device_classes=DeviceClass.values))
            if slug == "login":
                changes.append(BaselineEntry(organisation=root, application=application, role=BaselineRole.SIGN_IN))
    scene.publish(*changes)
