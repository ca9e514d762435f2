"""Apple's declaration `com.apple.configuration.app.settings`, which replaces the restrictions of profiles (OS 27)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import PHONES, WORKSTATIONS, Export, Format
from registry.surfaces.exports.formats import apple
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind

APPLE_TEAM = "*APPLE*"
"""What stands for the team of a binary that came with macOS, which has none."""

DESCRIPTION = _("A declaration for systems that manage Apple devices by declarations: add it as a configuration.")
ALONE = _("Let it be the only declaration with a list of what is allowed: of several, devices take what is in all.")


class AppleDeclaration(Format):
    """What the declarations share. They have no place for the state that they tell."""

    description = DESCRIPTION
    media_type = "application/json"
    suffix = ".json"

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier cannot be written."""
        return apple.why_not(identifier)

    def declaration(self, export: Export, allowed: dict[str, Any]) -> bytes:
        """Return a declaration; a server gives it its token."""
        declared = {
            "Type": "com.apple.configuration.app.settings",
            "Identifier": apple.identifier_of(export, self.name),
            "Payload": {"Allowed": allowed},
        }
        return json.dumps(declared, indent=2).encode() + b"\n"


class AppleDdm(AppleDeclaration):
    """The declaration for phones and tablets, by bundle identifiers."""

    name = "apple-ddm"
    label = _("Apple: declaration app.settings, iOS and iPadOS")
    devices = PHONES
    kinds = frozenset({IdentifierKind.IOS_BUNDLE_ID})
    required = frozenset({BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.TELEPHONE})

    def write(self, export: Export) -> bytes:
        """Return the declaration. What is denied stays so whatever another declaration allows."""
        chosen = export.selection
        allowed = {"DeniedApps": apple.values(chosen.denied)}
        if export.mode == Mode.DEFAULT_DENY:
            allowed = {"AllowedApps": apple.values(chosen.allowed)} | allowed
        return self.declaration(export, allowed)

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        notes = [
            _("It acts on supervised devices with iOS or iPadOS 27 or later: load the profile on older ones."),
            _("A denied application that is open is closed; it stays installed with its data."),
            apple.NOT_SITES,
        ]
        if mode == Mode.DEFAULT_DENY:
            notes += [ALONE, apple.DISAPPEARS]
        return notes


class AppleDdmMac(AppleDeclaration):
    """The declaration for Macs, by what their programs are signed with; never by a team alone."""

    name = "apple-ddm-mac"
    label = _("Apple: declaration app.settings, macOS")
    devices = WORKSTATIONS
    kinds = frozenset({IdentifierKind.APPLE_SIGNING_ID, IdentifierKind.APPLE_CDHASH})
    required = frozenset({BaselineRole.MANAGEMENT_AGENT})

    def write(self, export: Export) -> bytes:
        """Return the declaration. An allow list keeps what came with macOS, without which a Mac is of no use."""
        chosen = export.selection
        allowed = {"DeniedBinaries": _binaries(chosen.denied)}
        if export.mode == Mode.DEFAULT_DENY:
            allowed = {"AllowedBinaries": [{"TeamID": APPLE_TEAM}, *_binaries(chosen.allowed)]} | allowed
        return self.declaration(export, allowed)

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        notes = [
            _("It acts on supervised Macs with macOS 27 or later."),
            _("A denied program that is running is closed; it stays installed."),
            _("A code directory hash names one version of a program: the next one is not covered."),
        ]
        if mode == Mode.DEFAULT_DENY:
            notes += [ALONE, _("What came with macOS stays allowed, but for what is prohibited by name.")]
        return notes


def _binaries(items: Iterable[Item]) -> list[dict[str, str]]:
    """Return how a device finds programs, none twice: all keys of one have to match."""
    return [_binary(one) for one in dict.fromkeys(item.identifier._replace(minimum="") for item in items)]


def _binary(identifier: Identifier) -> dict[str, str]:
    if identifier.kind == IdentifierKind.APPLE_CDHASH:
        return {"CDHash": identifier.value}
    team, _colon, signing = identifier.value.partition(":")
    return {"TeamID": APPLE_TEAM if team == "platform" else team, "SigningID": signing}
