"""Apple configuration profiles: applications that phones and tablets may not, or may alone, show and open."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import PHONES, Export, Format
from registry.surfaces.exports.formats import apple
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.signer import NoSigner, signer
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind

RESTRICTIONS = "com.apple.applicationaccess"


class AppleProfile(Format):
    """The restrictions of iOS and iPadOS, as a profile that management systems sign themselves."""

    name = "apple-profile"
    label = _("Apple: configuration profile")
    description = _(
        "Restrictions of iOS and iPadOS: upload the profile as a custom one to your management system, or install it"
        " with Apple Configurator."
    )
    media_type = apple.PROFILE
    suffix = ".mobileconfig"
    devices = PHONES
    kinds = frozenset({IdentifierKind.IOS_BUNDLE_ID})
    required = frozenset({BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.TELEPHONE})

    def write(self, export: Export) -> bytes:
        """Return the profile. The two lists exclude each other: an allow list denies by leaving out."""
        chosen = export.selection
        if export.mode == Mode.DEFAULT_DENY:
            restrictions = {"allowListedAppBundleIDs": apple.values(chosen.allowed)}
        else:
            restrictions = {"blockedAppBundleIDs": apple.values(chosen.denied)}
        return apple.profile(export, AppleProfile.name, RESTRICTIONS, restrictions)

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier cannot be written."""
        return apple.why_not(identifier)

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        notes = [
            _("It acts on supervised devices with iOS or iPadOS 15 or later, enrolled as devices and not by users."),
            _("A blocked application stays installed with its data: it is not shown and does not open."),
            apple.NOT_SITES,
            _(
                "From version 27 on Apple keeps it beside the declaration app.settings, which is to replace it: load"
                " one of the two."
            ),
            _("Microsoft Intune takes no profile above 1,000,000 bytes."),
        ]
        if mode == Mode.DEFAULT_DENY:
            notes.append(apple.DISAPPEARS)
        return notes


class AppleProfileSigned(AppleProfile):
    """The same profile, signed: for systems that do not sign, and for installation by hand."""

    name = "apple-profile-signed"
    label = _("Apple: configuration profile, signed")
    description = _(
        "The same restrictions of iOS and iPadOS, signed with the certificate of this site: for Apple Configurator, and"
        " for management systems that do not sign profiles themselves."
    )

    @property
    def tagged(self) -> str:
        """Return its name and the certificate that signs, or why none does, which the report tells."""
        try:
            return f"{self.name} {signer().tag}"
        except NoSigner as error:
            return f"{self.name} {in_one(both(error.sentence))}"

    def lacks(self) -> Promise | None:
        """Return what keeps the site from signing."""
        try:
            signer()
        except NoSigner as error:
            return error.sentence
        return None

    def write(self, export: Export) -> bytes:
        """Return the profile in CMS SignedData: it replaces the unsigned one, and is replaced by it."""
        return signer().sign(super().write(export))
