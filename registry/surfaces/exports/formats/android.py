"""Android: a policy of the Android Management API, and the two bodies that change the applications in one (Google).

After the API's discovery document, androidmanagement v1. The bodies are JSON, which has no comments, and the API
refuses members that it does not know: the state of a file is told by its headers and its report.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.format import PHONES, Export, Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind

MASK = (
    "applications,playStoreMode,personalUsagePolicies.personalPlayStoreMode,personalUsagePolicies.personalApplications"
)
"""What a policy is to be patched with: without a mask the API empties every field that the body does not name."""

CHANGED = "installType,minimumVersionCode"
"""What a change writes of an application; what else a policy says of it is left alone."""

STORES = {Mode.DEFAULT_ALLOW: "BLACKLIST", Mode.DEFAULT_DENY: "WHITELIST"}
PERSONAL_STORES = {Mode.DEFAULT_ALLOW: "BLOCKLIST", Mode.DEFAULT_DENY: "ALLOWLIST"}
"""The two ways in which the API says the same of its two stores."""

UNINSTALLS = _("A blocked application is uninstalled where it is installed, and what it kept on the device is lost.")
UPDATES = _(
    "Below its minimum version an application is updated from Google Play, and the device is reported as not compliant"
    " (APP_NOT_UPDATED) until then; it is not blocked."
)
EMPTY = _("Where the list is empty there is nothing to send: the API refuses an empty list.")


class AndroidFormat(Format):
    """What the files for Android share: packages are all that Google Play knows applications by."""

    media_type = "application/json"
    suffix = ".json"
    devices = PHONES
    kinds = frozenset({IdentifierKind.ANDROID_PACKAGE})
    has_minimum = True
    required = frozenset({BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.TELEPHONE})

    def written(self, selection: Selection) -> Sequence[Item]:
        """Return what is named: under a rule that allows, an application with a minimum version too."""
        if selection.mode == Mode.DEFAULT_DENY:
            return super().written(selection)
        return (*selection.denied, *(item for item in selection.allowed if item.identifier.minimum))

    def applications(self, selection: Selection) -> list[dict[str, Any]]:
        """Return what a policy says of each package, in the order of packages whatever turns."""
        denied = {item.identifier.value for item in selection.denied}
        named = sorted(self.written(selection), key=lambda item: item.identifier.value)
        return [_application(item.identifier, is_denied=item.identifier.value in denied) for item in named]


class AndroidPolicy(AndroidFormat):
    """A policy: the applications of the work side, those of the personal side, and both stores."""

    name = "android-policy"
    label = _("Android Management API (policy)")
    description = format_lazy(
        _("The body of enterprises.policies.patch of the Android Management API, to be sent with updateMask={mask}."),
        mask=MASK,
    )
    most = 3_000
    most_minima = 20

    def write(self, export: Export) -> bytes:
        """Return the body of a PATCH."""
        chosen = export.selection
        personal = [
            {"packageName": package, "installType": kind}
            for package, kind in sorted(
                [(item.identifier.value, "BLOCKED") for item in chosen.denied]
                + [(item.identifier.value, "AVAILABLE") for item in chosen.allowed if chosen.mode == Mode.DEFAULT_DENY]
            )
        ]
        return _body(
            {
                "applications": self.applications(chosen),
                "playStoreMode": STORES[chosen.mode],
                "personalUsagePolicies": {
                    "personalPlayStoreMode": PERSONAL_STORES[chosen.mode],
                    "personalApplications": personal,
                },
            }
        )

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever sends it has to know."""
        denies = _("What the file does not name is uninstalled too, whether it came from Google Play or not.")
        return (
            format_lazy(
                _(
                    "Send it with updateMask={mask}: without a mask it empties every other field of your policy,"
                    " passwords and networks included."
                ),
                mask=MASK,
            ),
            _(
                "It replaces the list of applications of your policy: put those that you install yourself back into"
                " it, or send android-modify, which leaves them."
            ),
            UNINSTALLS,
            *((denies,) if mode == Mode.DEFAULT_DENY else ()),
            UPDATES,
            _(
                "It reaches the personal side of devices that your organisation owns, though no minimum version is"
                " demanded there; it never reaches the personal side of devices that people own."
            ),
            _(
                "Whether applications may come from elsewhere than Google Play stays as your policy says"
                " (advancedSecurityOverrides.untrustedAppsPolicy): unless it says so, they may not."
            ),
        )


class AndroidModify(AndroidFormat):
    """Changes of the applications in a policy, which leave all else in it as it is."""

    name = "android-modify"
    label = _("Android Management API (changes)")
    description = _(
        "The body of enterprises.policies.modifyPolicyApplications of the Android Management API: it sets what the"
        " file names in your policy and leaves the rest."
    )
    most = AndroidPolicy.most
    most_minima = AndroidPolicy.most_minima

    def write(self, export: Export) -> bytes:
        """Return the body of a POST."""
        applications = self.applications(export.selection)
        return _body({"changes": [{"application": one, "updateMask": CHANGED} for one in applications]})

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever sends it has to know."""
        return (
            format_lazy(
                _("It does not touch the store: your policy has to say playStoreMode {store} already."),
                store=STORES[mode],
            ),
            _("It does not reach the personal side of a device with a work profile: android-policy does."),
            UNINSTALLS,
            UPDATES,
            _(
                "An application that the file allows and that you force to be installed becomes merely available: take"
                " its change out of the list."
            ),
            _("It takes nothing back: what your policy has from an earlier state is in android-remove."),
            EMPTY,
        )


class AndroidRemove(AndroidFormat):
    """Packages to be taken out of a policy: what an earlier state named, and that of now no longer names."""

    name = "android-remove"
    label = _("Android Management API (removals)")
    description = _(
        "The body of enterprises.policies.removePolicyApplications of the Android Management API: what the file of an"
        " earlier state named, and that of now no longer names."
    )
    needs_before = True

    def write(self, export: Export) -> bytes:
        """Return the body of a POST. Raises ValueError where no earlier state was asked for."""
        if export.before is None:
            raise ValueError("a removal needs the state that devices have")
        return _body({"packageNames": sorted(self._packages(export.before) - self._packages(export.selection))})

    def _packages(self, selection: Selection) -> set[str]:
        return {item.identifier.value for item in self.written(selection)}

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever sends it has to know."""
        effects = {
            Mode.DEFAULT_ALLOW: _("What is taken out may be installed again."),
            Mode.DEFAULT_DENY: _("What is taken out is uninstalled."),
        }
        return (
            effects[mode],
            _("Ask for it in the mode of the file that your devices have, and since its state."),
            _(
                "It takes the whole entry out: put an application that you install yourself back in, where only its"
                " minimum version was lifted."
            ),
            _("It does not reach the personal side of a device with a work profile: android-policy does."),
            EMPTY,
        )


def _application(identifier: Identifier, *, is_denied: bool) -> dict[str, Any]:
    entry = {"packageName": identifier.value, "installType": "BLOCKED" if is_denied else "AVAILABLE"}
    return entry if is_denied or not identifier.minimum else entry | {"minimumVersionCode": int(identifier.minimum)}


def _body(members: dict[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
