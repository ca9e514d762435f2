"""The project's own configuration of Django's applications, and its system checks."""

from django.contrib.staticfiles import apps


class StaticFilesConfig(apps.StaticFilesConfig):
    """Static files, less the second API browser that the sidecar brings: it breaks the content security policy."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "redoc"]

    def ready(self) -> None:
        """Registers the checks of the deployment."""
        super().ready()
        from portal import checks

        del checks  # importing it registers them
