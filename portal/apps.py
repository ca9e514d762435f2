"""The project's own configuration of Django's applications."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps as static_apps


class AdminConfig(admin_apps.AdminConfig):
    """The administration, on a site of our own."""

    default_site = "portal.administration.RegistrySite"

    def ready(self) -> None:
        """Take second factors out of the administration: whoever runs it has no business with others' secrets."""
        super().ready()
        for model in apps.get_models():
            if model._meta.app_label in ("otp_totp", "otp_static") and admin.site.is_registered(model):
                admin.site.unregister(model)


class StaticFilesConfig(static_apps.StaticFilesConfig):
    """Static files, less what no page asks for: API browsers that need inline styles, and maps of minified scripts."""

    ignore_patterns = [*static_apps.StaticFilesConfig.ignore_patterns, "redoc", "rest_framework", "*.js.map"]
