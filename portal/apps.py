"""The project's own configuration of Django's applications."""

from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps


class AdminConfig(admin_apps.AdminConfig):
    """The administration, on a site of our own."""

    default_site = "portal.administration.RegistrySite"


class StaticFilesConfig(apps.StaticFilesConfig):
    """Static files, less what no page asks for: API browsers that need inline styles, and maps of minified scripts."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "redoc", "rest_framework", "*.js.map"]
