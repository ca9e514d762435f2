"""The site as gunicorn serves it on the bench's database, with two views that do next to nothing beside it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings_test"

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path

django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
settings.ROOT_URLCONF = __name__

from portal import urls  # noqa: E402  (the addresses need the settings)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer that nothing changed, and ask nothing."""
    return HttpResponseNotModified()


urlpatterns = [path("bare", bare), path("feed/v1/bare", bare), *urls.urlpatterns]
application = get_wsgi_application()
