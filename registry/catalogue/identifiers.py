"""How devices know applications and publishers, and what a value of each kind looks like."""

import base64
import hashlib
import re
from functools import lru_cache

import idna
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from registry.catalogue.applications import Application, Publisher
from registry.languages import Localised, told
from registry.revisions.models import KnownFact, KnownQuerySet
from registry.terms import IdentifierKind, Platform, PublisherIdentifierKind

_DOTTED_NAME = r"[A-Za-z0-9-]+(\.[A-Za-z0-9_-]+)+"
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_SHA256 = r"[0-9a-f]{64}"
_GUID = r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}"
_HOST = rf"(?=.{{1,253}}(?:[/?#:]|$))({_LABEL}\.)+(?![0-9]+(?:[/?#:]|$)){_LABEL}"
# What is not seen: controls, marks of direction, joiners, separators, lone surrogates.
_SEEN = r"[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"

PATTERNS: dict[str, str] = {
    IdentifierKind.ANDROID_PACKAGE: r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+",
    IdentifierKind.ANDROID_SIGNING_CERT: _SHA256,
    IdentifierKind.IOS_BUNDLE_ID: _DOTTED_NAME,
    IdentifierKind.APP_STORE_ID: r"[1-9][0-9]{5,11}",
    IdentifierKind.MACOS_BUNDLE_ID: _DOTTED_NAME,
    IdentifierKind.APPLE_SIGNING_ID: r"([A-Z0-9]{10}|platform):[A-Za-z0-9][A-Za-z0-9._-]*",
    IdentifierKind.APPLE_CDHASH: r"[0-9a-f]{40}",
    IdentifierKind.BINARY_SHA256: _SHA256,
    IdentifierKind.WINDOWS_PACKAGE_NAME: r"[A-Za-z0-9.-]{3,50}",
    IdentifierKind.WINDOWS_PACKAGE_FAMILY: r"[A-Za-z0-9.-]{3,50}_[0-9a-hjkmnp-tv-z]{13}",
    IdentifierKind.WINDOWS_PROGRAM_NAME: rf"{_SEEN}{{1,200}}",
    IdentifierKind.WINDOWS_UPGRADE_CODE: rf"\{{{_GUID}\}}",
    IdentifierKind.DEB_PACKAGE: r"[a-z0-9][a-z0-9+.-]+",
    IdentifierKind.RPM_PACKAGE: r"[A-Za-z0-9_][A-Za-z0-9_.+-]*",
    IdentifierKind.FLATPAK_ID: r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*){2,}",
    IdentifierKind.SNAP_NAME: r"(?=.{2,40}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*",
    IdentifierKind.HOMEBREW_CASK: r"[a-z0-9][a-z0-9@.+-]*",
    IdentifierKind.CHROMIUM_EXTENSION: r"[a-p]{32}",
    IdentifierKind.FIREFOX_EXTENSION: rf"(\{{{_GUID.replace('A-F', 'A-Fa-f')}\}}|[A-Za-z0-9._-]*@[A-Za-z0-9._-]+)",
    IdentifierKind.DNS_DOMAIN: _HOST,
    IdentifierKind.URL_PATTERN: rf"https?://{_HOST}(:[0-9]{{1,5}})?([/?#][!#-;=?-\[\]_a-z~]*)?",
    PublisherIdentifierKind.APPLE_TEAM_ID: r"[A-Z0-9]{10}",
    PublisherIdentifierKind.WINDOWS_PUBLISHER_DN: rf"(CN|O|OU|L|S|ST|C|E|SERIALNUMBER|OID\.[0-9.]+)={_SEEN}+",
    PublisherIdentifierKind.CERTIFICATE_SHA256: _SHA256,
}
"""The whole of a value of each kind; case matters, as it does on the devices."""

PLATFORMS: dict[str, Platform] = {
    IdentifierKind.ANDROID_PACKAGE: Platform.ANDROID,
    IdentifierKind.ANDROID_SIGNING_CERT: Platform.ANDROID,
    IdentifierKind.IOS_BUNDLE_ID: Platform.IOS,
    IdentifierKind.APP_STORE_ID: Platform.IOS,
    IdentifierKind.MACOS_BUNDLE_ID: Platform.MACOS,
    IdentifierKind.APPLE_SIGNING_ID: Platform.MACOS,
    IdentifierKind.APPLE_CDHASH: Platform.MACOS,
    IdentifierKind.BINARY_SHA256: Platform.MACOS,
    IdentifierKind.HOMEBREW_CASK: Platform.MACOS,
    IdentifierKind.WINDOWS_PACKAGE_NAME: Platform.WINDOWS,
    IdentifierKind.WINDOWS_PACKAGE_FAMILY: Platform.WINDOWS,
    IdentifierKind.WINDOWS_PROGRAM_NAME: Platform.WINDOWS,
    IdentifierKind.WINDOWS_UPGRADE_CODE: Platform.WINDOWS,
    IdentifierKind.DEB_PACKAGE: Platform.LINUX,
    IdentifierKind.RPM_PACKAGE: Platform.LINUX,
    IdentifierKind.FLATPAK_ID: Platform.LINUX,
    IdentifierKind.SNAP_NAME: Platform.LINUX,
    IdentifierKind.CHROMIUM_EXTENSION: Platform.WEB,
    IdentifierKind.FIREFOX_EXTENSION: Platform.WEB,
    IdentifierKind.DNS_DOMAIN: Platform.WEB,
    IdentifierKind.URL_PATTERN: Platform.WEB,
}
"""The platform on which a kind of identifier is known."""


KINDS = dict(IdentifierKind.choices) | dict(PublisherIdentifierKind.choices)
"""What a kind is called."""


def canonical(kind: str, value: str) -> str:
    """Return the one way to write a value: hosts lower case in A-label form (IDNA 2008), digests lower case.

    Raises `ValidationError` where the value is not one of its kind.
    """
    value = value.strip()
    if kind == IdentifierKind.DNS_DOMAIN:
        value = _domain(value)
    elif kind == IdentifierKind.URL_PATTERN:
        scheme, _colon, rest = value.partition("://")
        host = re.split(r"[/?#:]", rest, maxsplit=1)[0]
        value = f"{scheme.lower()}://{_domain(host)}{rest.removeprefix(host)}"
    elif "sha256" in kind or kind == IdentifierKind.APPLE_CDHASH:
        value = value.replace(":", "").lower()
    elif kind == IdentifierKind.WINDOWS_UPGRADE_CODE:
        value = "{{{}}}".format(value.strip("{}").upper())
    if not re.fullmatch(PATTERNS[kind], value):
        raise ValidationError(
            _("“%(value)s” is not a valid value for %(kind)s."), params={"value": value, "kind": KINDS[kind]}
        )
    return value


def _domain(value: str) -> str:
    """Return a domain in A-label form, lower case, without the dot of the root."""
    try:
        return idna.encode(value.rstrip("."), uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValidationError(_("“%(value)s” is not an internet domain."), params={"value": value}) from error


@lru_cache(maxsize=1024)  # a publisher signs many packages
def windows_publisher_hash(distinguished_name: str) -> str:
    """Return the 13 characters by which Windows names a publisher in a package family name.

    The first 8 bytes of SHA-256 over the UTF-16LE name, in Crockford's base32 (65 bits, the last one 0).
    """
    digest = hashlib.sha256(distinguished_name.encode("utf-16-le")).digest()[:8] + b"\0\0"
    standard = base64.b32encode(digest).decode("ascii")[:13]
    crockford = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz")
    return standard.translate(crockford)


class Evidenced(KnownFact):
    """A value of some kind, with the evidence for it and the day on which it was verified."""

    value = models.CharField(_("value"), max_length=250)
    evidence_fr = models.CharField(
        _("evidence (French)"), max_length=250, help_text=_("Where the value was read: a file, a page, a device.")
    )
    evidence_en = models.CharField(_("evidence (English)"), max_length=250)
    verified_on = models.DateField(_("verified on"))

    evidence = Localised("evidence")
    objects = KnownQuerySet.as_manager()

    class Meta:
        abstract = True

    kind: str

    def __str__(self) -> str:
        """Return the kind and the value."""
        return told(KINDS.get(self.kind, self.kind), self.value)

    def clean(self) -> None:
        """Bring the value into its one form, or refuse it."""
        super().clean()
        if self.kind in PATTERNS and self.value:
            try:
                self.value = canonical(self.kind, self.value)
            except ValidationError as error:
                raise ValidationError({"value": error}) from error


class PublisherIdentifier(Evidenced):
    """How devices know a publisher; never a match by itself, it would hit everything that the publisher makes."""

    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="identifiers", verbose_name=_("publisher"))
    kind = models.CharField(_("kind"), max_length=30, choices=PublisherIdentifierKind.choices)

    class Meta:
        verbose_name = _("identifier of a publisher")
        verbose_name_plural = _("identifiers of publishers")
        constraints = (
            models.UniqueConstraint(
                name="publisher_identifier_belongs_to_one",
                fields=("kind", "value"),
                condition=Q(known_until=None),
                violation_error_message=_("A publisher has this identifier already."),
            ),
            models.CheckConstraint(
                name="publisher_identifier_kind_is_known", condition=Q(kind__in=PublisherIdentifierKind.values)
            ),
            models.CheckConstraint(
                name="publisher_identifier_is_retired_after_it_is_known",
                condition=Q(known_until=None) | Q(known_until__gt=models.F("revision")),
            ),
        )


class Identifier(Evidenced):
    """How devices know an application: a value of a kind, held by one application at a time."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="identifiers", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=IdentifierKind.choices)
    signer = models.ForeignKey(
        PublisherIdentifier,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("signed by"),
        help_text=_("The publisher's name in the certificate that signs a Windows package."),
    )

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = (
            models.UniqueConstraint(
                name="identifier_belongs_to_one_application",
                fields=("kind", "value"),
                condition=Q(known_until=None),
                violation_error_message=_("An application has this identifier already."),
            ),
            models.CheckConstraint(name="identifier_kind_is_known", condition=Q(kind__in=IdentifierKind.values)),
            models.CheckConstraint(
                name="identifier_is_retired_after_it_is_known",
                condition=Q(known_until=None) | Q(known_until__gt=models.F("revision")),
            ),
        )
        indexes = (
            models.Index(Upper("value"), name="identifier_by_value"),
            GinIndex(OpClass(Upper("value"), "gin_trgm_ops"), name="identifier_by_part"),
        )

    @property
    def platform(self) -> Platform:
        """Return the platform on which the identifier is known."""
        return PLATFORMS[self.kind]

    @property
    def package_family_name(self) -> str:
        """Return the Windows package family name, computed from the signer where it is known, else empty."""
        if self.kind == IdentifierKind.WINDOWS_PACKAGE_FAMILY:
            return self.value
        if self.kind == IdentifierKind.WINDOWS_PACKAGE_NAME and self.signer:
            return f"{self.value}_{windows_publisher_hash(self.signer.value)}"
        return ""


def applications_by_platform(revision: int | None = None) -> dict[Platform, set[int]]:
    """Return the keys of the applications that are known on each platform at a revision, by default now. One query."""
    kinds = Identifier.objects.known(revision).order_by().values_list("kind").annotate(all=ArrayAgg("application_id"))
    by_platform: dict[Platform, set[int]] = {platform: set() for platform in Platform}
    for kind, applications in kinds:
        by_platform[PLATFORMS[kind]].update(applications)
    return by_platform
