"""The project's own configuration of Django's applications, and its system checks."""

from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps


class AdminConfig(admin_apps.AdminConfig):
    """The administration, on a site of our own."""

    default_site = "portal.administration.RegistrySite"


class StaticFilesConfig(apps.StaticFilesConfig):
    """Static files, less what no page asks for: API browsers that need inline styles, and maps of minified scripts."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "redoc", "rest_framework", "*.js.map"]

    def ready(self) -> None:
        """Register the checks of the deployment."""
        super().ready()
        from portal import checks  # noqa: F401  (importing it registers them; the settings import it too early for that)
