"""The addresses of the site: pages under a language, machines and the administration outside it."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("registry.urls")),
    *i18n_patterns(
        path("", include("registry.surfaces.pages.urls")),
        path("", include("registry.surfaces.atom.urls")),
    ),
]

handler400 = "registry.urls.bad_request"
handler403 = "registry.urls.permission_denied"
handler404 = "registry.urls.page_not_found"
handler500 = "registry.urls.server_error"
