"""The registry as a Django application."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """The one application of the project; its rooms are folders, its models are gathered in `models.py`."""

    name = "registry"
    label = "registry"
    verbose_name = _("Registry")

    def ready(self) -> None:
        """Have what the registry was given checked with the rest."""
        from registry.surfaces.exports.signer import files_can_be_signed

        checks.register(files_can_be_signed)
