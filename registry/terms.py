"""The words of the registry: codes that never change, with labels that are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What a ruling says of an application; no ruling at all is *unlisted*, which is not an outcome."""

    APPROVED = "approved", _("Approved")
    CONDITIONAL = "conditional", _("Approved with conditions")
    PROHIBITED = "prohibited", _("Prohibited")
    UNDER_REVIEW = "under_review", _("Under review")


UNLISTED = "unlisted"
"""The status of an application on which no ruling holds."""


class DeviceClass(TextChoices):
    """The kind of device that a ruling covers; a notice on phones does not cover tablets."""

    PROFESSIONAL_PHONE = "professional_phone", _("Professional phone")
    PROFESSIONAL_TABLET = "professional_tablet", _("Professional tablet")
    WORKSTATION = "workstation", _("Workstation")
    PERSONAL_DEVICE = "personal_device", _("Personal device")


class Rule(TextChoices):
    """What *unlisted* means at an organisation; below the root an empty rule inherits."""

    ALLOW = "allow", _("Unlisted applications are allowed")
    DENY = "deny", _("Unlisted applications are denied")


class IdentifierKind(TextChoices):
    """The namespace in which a device knows an application."""

    ANDROID_PACKAGE = "android_package", _("Android package")
    ANDROID_SIGNING_CERT = "android_signing_cert_sha256", _("Android signing certificate (SHA-256)")
    IOS_BUNDLE_ID = "ios_bundle_id", _("iOS bundle identifier")
    APP_STORE_ID = "app_store_id", _("App Store number")
    MACOS_BUNDLE_ID = "macos_bundle_id", _("macOS bundle identifier")
    APPLE_SIGNING_ID = "apple_signing_id", _("Apple signing identifier")
    APPLE_CDHASH = "apple_cdhash", _("Apple code directory hash")
    BINARY_SHA256 = "binary_sha256", _("Binary (SHA-256)")
    WINDOWS_PACKAGE_NAME = "windows_package_name", _("Windows package name")
    WINDOWS_PACKAGE_FAMILY = "windows_package_family_name", _("Windows package family name")
    WINDOWS_PROGRAM_NAME = "windows_program_name", _("Windows program name")
    WINDOWS_UPGRADE_CODE = "windows_upgrade_code", _("Windows upgrade code")
    DEB_PACKAGE = "deb_package", _("Debian package")
    RPM_PACKAGE = "rpm_package", _("RPM package")
    FLATPAK_ID = "flatpak_id", _("Flatpak identifier")
    SNAP_NAME = "snap_name", _("Snap name")
    HOMEBREW_CASK = "homebrew_cask", _("Homebrew cask")
    CHROMIUM_EXTENSION = "chromium_extension_id", _("Chromium extension")
    FIREFOX_EXTENSION = "firefox_extension_id", _("Firefox extension")
    DNS_DOMAIN = "dns_domain", _("Internet domain")
    URL_PATTERN = "url_pattern", _("Web address")


class PublisherIdentifierKind(TextChoices):
    """The namespace in which a device knows a publisher: never a match for an application by itself."""

    APPLE_TEAM_ID = "apple_team_id", _("Apple team")
    WINDOWS_PUBLISHER_DN = "windows_publisher_dn", _("Windows publisher name")
    CERTIFICATE_SHA256 = "certificate_sha256", _("Signing certificate (SHA-256)")


class Platform(TextChoices):
    """The system on which an identifier is known."""

    ANDROID = "android", "Android"
    IOS = "ios", "iOS"
    MACOS = "macos", "macOS"
    WINDOWS = "windows", "Windows"
    LINUX = "linux", "Linux"
    WEB = "web", _("Web")


class BaselineRole(TextChoices):
    """Why a default-deny device cannot do without an application."""

    MANAGEMENT_AGENT = "management_agent", _("Management agent")
    SETTINGS = "settings", _("Settings")
    TELEPHONE = "telephone", _("Telephone")
    SIGN_IN = "sign_in", _("Sign-in")
    OTHER = "other", _("Other essential application")


class NoticeKind(TextChoices):
    """What kind of act an announcement is."""

    MEASURE = "measure", pgettext_lazy("notice kind", "Measure")
    CIRCULAR = "circular", pgettext_lazy("notice kind", "Circular")
    ADVICE = "advice", pgettext_lazy("notice kind", "Advice")
    STATEMENT = "statement", pgettext_lazy("notice kind", "Statement")
    PRESS_REPORT = "press_report", pgettext_lazy("notice kind", "Press report")


class Jurisdiction(TextChoices):
    """Whose notice an announcement is: an ISO 3166-1 alpha-2 country, or the European Union."""

    FR = "FR", _("France")
    EU = "EU", _("European Union")
    BE = "BE", _("Belgium")
    CA = "CA", _("Canada")
    CN = "CN", _("China")
    GB = "GB", _("United Kingdom")
    NO = "NO", _("Norway")
    SG = "SG", _("Singapore")
    US = "US", _("United States")


class DatePrecision(TextChoices):
    """How exactly the date of a notice is known."""

    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")


class Fidelity(TextChoices):
    """How a quote relates to what was said or written."""

    ORIGINAL = "original", _("Original wording")
    TRANSLATION = "translation", _("Translation")
    AS_REPORTED = "as_reported", _("As reported by the press")


class Provenance(TextChoices):
    """How the registry knows that a notice concerns an application."""

    NAMED_IN_TEXT = "named_in_text", _("Named in the text")
    NAMED_BY_PRESS = "named_by_press", _("Named by the issuer, according to the press")
    INFERRED = "inferred_from_category", _("Inferred from the category by the registry")


class Stance(TextChoices):
    """What a notice says of an application that it concerns."""

    PROHIBITS = "prohibits", _("Prohibits")
    ADVISES_AGAINST = "advises_against", _("Advises against")
    REQUIRES = "requires", _("Requires")
    OUTSIDE = "outside", _("Leaves outside its scope")
    MENTIONS = "mentions", _("Mentions")


class Fate(TextChoices):
    """What became of a ruling when a verdict was reached."""

    HOLDS = "holds", _("Holds")
    OUTWEIGHED = "outweighed", _("Outweighed by a ruling that takes precedence")
    DISPLACED = "displaced", _("Displaced by a nearer or later ruling of the same organisation")
    SET_ASIDE = "set_aside", _("Set aside by a derogation")
    STEPPED_ASIDE = "stepped_aside", _("Steps aside: an assessment yields to a ruling")


class Role(TextChoices):
    """What a member of an organisation may do there and in everything below it."""

    EDITOR = "editor", _("Editor: proposes")
    APPROVER = "approver", _("Approver: publishes or rejects what others propose")
    AUDITOR = "auditor", _("Auditor: sees everything, everywhere, and changes nothing")


class ProposalState(TextChoices):
    """Where a proposal stands on its way to publication."""

    DRAFT = "draft", pgettext_lazy("state of a proposal", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a proposal", "Submitted")
    PUBLISHED = "published", pgettext_lazy("state of a proposal", "Published")
    REJECTED = "rejected", pgettext_lazy("state of a proposal", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a proposal", "Withdrawn by its author")


class RequestClosing(TextChoices):
    """How an organisation closed a request for an assessment without a proposal."""

    ANSWERED = "answered", pgettext_lazy("closing of a request", "Answered")
    DECLINED = "declined", pgettext_lazy("closing of a request", "Declined")


class RequestState(TextChoices):
    """Where a request for an assessment stands; it follows from its proposal and its closing."""

    RECEIVED = "received", pgettext_lazy("state of a request", "Received")
    TAKEN_UP = "taken_up", pgettext_lazy("state of a request", "Taken up")
    PUBLISHED = "published", pgettext_lazy("state of a request", "Published")
    REJECTED = "rejected", pgettext_lazy("state of a request", "Rejected")
    ANSWERED = "answered", pgettext_lazy("state of a request", "Answered")
    DECLINED = "declined", pgettext_lazy("state of a request", "Declined")
