"""Santa, which authorises programs on Macs: rules to import, and a profile with static rules (northpolesec/santa)."""

import html
import json
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.formats import apple
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier
from registry.surfaces.texts import Texts
from registry.terms import BaselineRole, IdentifierKind

RULE_TYPES = {
    IdentifierKind.BINARY_SHA256: "BINARY",
    IdentifierKind.APPLE_SIGNING_ID: "SIGNINGID",
    IdentifierKind.APPLE_CDHASH: "CDHASH",
}
MONITOR, LOCKDOWN = 1, 2  # ClientMode

MOST_STATIC = 3_000
"""How many static rules a profile holds at most: a few thousand are known to work, and few are advised."""

BLOCKED = _("%(application)s is prohibited on this device.")
NARROW = _("A hash names one version of a program: the next one is not covered.")
HARDENED = _("Santa minds code directory hashes only of programs with the hardened runtime.")


class Santa(Format):
    """What the files for Santa share. A team is never named: its rule would reach all that a publisher makes."""

    devices = WORKSTATIONS
    kinds = frozenset(RULE_TYPES)
    required = frozenset({BaselineRole.MANAGEMENT_AGENT})

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier cannot be written."""
        return apple.why_not(identifier)


class SantaRules(Santa):
    """Rules for `santactl rule --import`."""

    name = "santa-rules"
    label = _("Santa: rules")
    description = _("Rules of Santa for Macs without a sync server: import them with santactl rule --import.")
    media_type = "application/json"
    suffix = ".json"

    def write(self, export: Export) -> bytes:
        """Return the rules, each on a line of its own."""
        lines = ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in _rules(export.selection))
        return f'{{"rules": [\n{lines}\n]}}\n'.encode()

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        notes = [
            _("An import adds rules: give --clean with it, so that those of an earlier file go."),
            _("Santa refuses the import where it has a sync server or static rules."),
            NARROW,
            HARDENED,
        ]
        if mode == Mode.DEFAULT_DENY:
            notes.append(_("The rules deny by default only in the mode Lockdown, which a profile sets: ClientMode 2."))
        return notes


class SantaProfile(Santa):
    """A profile that sets Santa's mode and its static rules."""

    name = "santa-profile"
    label = _("Santa: configuration profile")
    description = _("The mode and the static rules of Santa: upload the profile as a custom one for Macs.")
    media_type = apple.PROFILE
    suffix = ".mobileconfig"
    most = MOST_STATIC

    def write(self, export: Export) -> bytes:
        """Return the profile. A message that would not reach the device as it is stays out: the address says it."""
        rules = _rules(export.selection)
        for rule in rules:
            if not apple.stays(rule.get("custom_msg", "")):
                del rule["custom_msg"]
        mode = LOCKDOWN if export.mode == Mode.DEFAULT_DENY else MONITOR
        settings = {"ClientMode": mode, "StaticRules": rules}
        return apple.profile(export, self.name, "com.northpolesec.santa", settings)

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        notes = [
            _("It sets ClientMode and StaticRules: where Santa has a profile already, put the two keys into that one."),
            _("Static rules come before those of a sync server, and no rule can be added with santactl beside them."),
            NARROW,
            HARDENED,
        ]
        if mode == Mode.DEFAULT_DENY:
            notes.append(_("Santa then blocks every program without a rule, but for what came with macOS and itself."))
        return notes


def _rules(chosen: Selection) -> list[dict[str, Any]]:
    """Return a rule for each identifier, none twice."""
    said = both(BLOCKED)
    rules: dict[object, dict[str, Any]] = {}
    for item in chosen.denied:
        rules.setdefault(item.identifier[:2], _block(item, said))
    for item in chosen.allowed if chosen.mode == Mode.DEFAULT_DENY else ():
        rules.setdefault(item.identifier[:2], _rule(item, "ALLOWLIST"))
    return list(rules.values())


def _block(item: Item, said: Texts) -> dict[str, Any]:
    """Return a rule that blocks, with what the device then says: Santa reads it as HTML."""
    name = item.standing.name
    french = said["fr"] % {"application": name["fr"]}
    english = said["en"] % {"application": name["en"] or name["fr"]}
    message = in_one({"fr": french, "en": english})
    return _rule(item, "BLOCKLIST") | {"custom_msg": html.escape(message), "custom_url": item.standing.page}


def _rule(item: Item, policy: str) -> dict[str, Any]:
    kind, value = item.identifier[:2]
    return {"identifier": value, "rule_type": RULE_TYPES[kind], "policy": policy}
