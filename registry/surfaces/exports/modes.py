"""Modes: what a file makes of an application of which it says nothing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from registry.terms import Rule


class Mode(TextChoices):
    """Whether devices are allowed, or denied, what a file does not name."""

    DEFAULT_ALLOW = "default-allow", _("What is not listed is allowed")
    DEFAULT_DENY = "default-deny", _("What is not listed is denied")

    @classmethod
    def of(cls, rule: Rule) -> "Mode":
        """Return the mode that does what an organisation's default rule says."""
        return cls.DEFAULT_DENY if rule == Rule.DENY else cls.DEFAULT_ALLOW
