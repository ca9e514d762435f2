"""The site as gunicorn serves it on the bench's database, with bare views beside it: the least that Django does.

They go through all of its middleware, as any view does, and answer that nothing changed: without asking the
database anything, or after one trivial question, or from the snapshot in which public pages are read.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings_test"

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path

django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
settings.ROOT_URLCONF = __name__
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False  # as in production: no look at the disk

from portal import urls  # noqa: E402  (the addresses need the settings)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer that nothing changed, and ask nothing."""
    return HttpResponseNotModified()


def asking(request: HttpRequest) -> HttpResponse:
    """Answer that nothing changed after one trivial question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponseNotModified()


# What lies below /feed/v1/ is read outside of any snapshot.
urlpatterns = [
    path("bare", bare),
    path("feed/v1/asking", asking),
    path("feed/v1/bare", bare),
    *urls.urlpatterns,
]
application = get_wsgi_application()
