"""The registry as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """The one application of the project; its rooms are folders, its models are gathered in `models.py`."""

    name = "registry"
    label = "registry"
    verbose_name = _("Registry")
