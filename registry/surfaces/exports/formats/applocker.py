"""AppLocker: the rules of Windows for packaged applications, by who signed them (Microsoft, AppLocker CSP and XSD)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.resolve import version_key
from registry.surfaces.exports.causes import NO_MINIMUM_VERSION, NO_SIGNER, UNFIT_VALUE, Cause
from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item, Omission, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind

ANY = "*"
EVERYONE = "S-1-1-0"
LONGEST = 1_024
"""How many characters a description may have."""

PARTS, LARGEST = 4, 65_535
"""Of how many numbers a version of Windows is made, and how large each may be."""

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


class Package(NamedTuple):
    """A packaged application as AppLocker knows it: who signed it, and what it is called there."""

    signer: str
    name: str


class Rule(NamedTuple):
    """A rule for a range of versions, both ends of which are in it."""

    key: str
    name: str
    description: str
    action: str
    package: Package
    low: str = ANY
    high: str = ANY


class AppLocker(Format):
    """A policy of AppLocker with one collection of rules, that for packaged applications."""

    name = "applocker"
    label = _("AppLocker (packaged applications)")
    description = _("A policy of AppLocker: import it into a group policy of its own, or give Intune its collection.")
    media_type = "application/xml"
    suffix = ".xml"
    devices = WORKSTATIONS
    kinds = frozenset({IdentifierKind.WINDOWS_PACKAGE_NAME, IdentifierKind.WINDOWS_PACKAGE_FAMILY})
    has_minimum = True
    required = frozenset({BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.SIGN_IN})

    def write(self, export: Export) -> bytes:
        """Return the policy."""
        # A comment of XML may not hold two hyphens; in an address they can be written otherwise.
        stamp = export.stamp.replace("--", "-%2D")
        rules = "".join(_written(rule, export) for rule in _rules(export))
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"<!-- {stamp} -->\n"
            '<AppLockerPolicy Version="1">\n'
            '  <RuleCollection Type="Appx" EnforcementMode="Enabled">\n'
            f"{rules}"
            "  </RuleCollection>\n"
            "</AppLockerPolicy>\n"
        ).encode()

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier cannot be written: AppLocker knows packages by their signers alone."""
        if not identifier.signer:
            return NO_SIGNER
        if ANY in identifier.signer or NO_XML.search(identifier.signer):
            return UNFIT_VALUE
        return None

    def key(self, identifier: Identifier) -> object:
        """Return the package: its name and its family name are two ways to say one thing, in whatever case."""
        package = package_of(identifier)
        return package.signer.casefold(), package.name.casefold()

    def further(self, selection: Selection) -> Sequence[Omission]:
        """Return the versions that Windows cannot count to."""
        return [
            Omission(item.standing, NO_MINIMUM_VERSION, item.identifier)
            for item in selection.allowed
            if item.identifier.minimum and _numbers(item.identifier.minimum) is None
        ]

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        told: list[Promise | str] = [
            _("It governs packaged applications (Microsoft Store, MSIX), and leaves all other programs alone."),
            _("Replace the former policy by it: merged into it, a rule that was lifted would stay."),
            _("It takes effect while the service Application Identity (AppIDSvc) runs."),
        ]
        if mode == Mode.DEFAULT_DENY:
            told.append(
                _(
                    "It blocks every packaged application that it does not name, those of Windows included: put Start,"
                    " the search and Windows Security into the baseline. Try it with EnforcementMode AuditOnly first."
                )
            )
        return told


def package_of(identifier: Identifier) -> Package:
    """Return the package that an identifier names, by its name or by its family name."""
    is_family = identifier.kind == IdentifierKind.WINDOWS_PACKAGE_FAMILY
    return Package(identifier.signer, identifier.value.rpartition("_")[0] if is_family else identifier.value)


def _rules(export: Export) -> Iterator[Rule]:
    """Yield the rules: a collection blocks what none of its rules allows, so that one, and only one, allows all."""
    slug = export.ground.channel.organisation.slug
    if export.mode == Mode.DEFAULT_ALLOW:
        said = in_one(both(_("What no other rule denies is allowed.")))
        yield Rule("", f"Aval {slug}: *", said, "Allow", Package(ANY, ANY))
    for item, package, _minimum in _packages(export.selection.denied):
        yield _rule(export, item, package, "Deny")
    for item, package, minimum in _packages(export.selection.allowed):
        if export.mode == Mode.DEFAULT_DENY:
            yield _rule(export, item, package, "Allow", low=_dotted(minimum) if minimum else ANY)
        elif minimum and any(minimum):
            yield _rule(export, item, package, "Deny", high=_dotted(_just_below(minimum)))


def _packages(items: Sequence[Item]) -> Iterator[tuple[Item, Package, tuple[int, ...] | None]]:
    """Yield each package once, with the highest version demanded of it, None where none is."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        package = package_of(item.identifier)
        found.setdefault((package.signer.casefold(), package.name.casefold()), []).append(item)
    for group in found.values():
        minima = [
            numbers
            for one in group
            if one.identifier.minimum and (numbers := _numbers(one.identifier.minimum)) is not None
        ]
        yield group[0], package_of(group[0].identifier), max(minima, default=None)


def _rule(export: Export, item: Item, package: Package, action: str, *, low: str = ANY, high: str = ANY) -> Rule:
    slug = export.ground.channel.organisation.slug
    standing = item.standing
    told = " ".join(filter(None, (in_one(standing.name), standing.page)))
    if len(told) > LONGEST or NO_XML.search(told):
        told = standing.page
    return Rule(
        f"{package.signer}/{package.name}".casefold(),
        f"Aval {slug}: {standing.slug} ({package.name})",
        told,
        action,
        package,
        low,
        high,
    )


def _written(rule: Rule, export: Export) -> str:
    """Return a rule as XML. Its number follows from the package, so that a new file replaces the rules of the old."""
    number = uuid5(NAMESPACE_URL, f"aval:{export.ground.channel.name}/applocker/{rule.key}")
    publisher, product = quoteattr(rule.package.signer), quoteattr(rule.package.name)
    return (
        f'    <FilePublisherRule Id="{number}" Name={quoteattr(rule.name)} Description={quoteattr(rule.description)}'
        f' UserOrGroupSid="{EVERYONE}" Action="{rule.action}">\n'
        "      <Conditions>\n"
        f'        <FilePublisherCondition PublisherName={publisher} ProductName={product} BinaryName="{ANY}">\n'
        f'          <BinaryVersionRange LowSection="{rule.low}" HighSection="{rule.high}" />\n'
        "        </FilePublisherCondition>\n"
        "      </Conditions>\n"
        "    </FilePublisherRule>\n"
    )


def _numbers(version: str) -> tuple[int, ...] | None:
    """Return the four numbers of a version of Windows, None where it is none.

    >>> _numbers("7.1"), _numbers("7.1.70000")
    ((7, 1, 0, 0), None)
    """
    parts = version_key(version)
    if len(parts) > PARTS or max(parts, default=0) > LARGEST:
        return None
    return (*parts, *[0] * (PARTS - len(parts)))


def _just_below(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return the highest version that is lower; there is one, since some number is above zero."""
    at = max(index for index, number in enumerate(numbers) if number)
    return (*numbers[:at], numbers[at] - 1, *[LARGEST] * (PARTS - at - 1))


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
