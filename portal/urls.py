"""The addresses of the site: pages under a language, machines and the administration outside it."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.health import healthz
from registry.surfaces.pages.short_address import short_address

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("api/v1/", include("registry.surfaces.api.urls")),
    path("a/<slug:slug>", short_address, name="short_address"),
    *i18n_patterns(path("", include("registry.surfaces.pages.urls"))),
]

handler400 = "registry.surfaces.pages.errors.bad_request"
handler403 = "registry.surfaces.pages.errors.permission_denied"
handler404 = "registry.surfaces.pages.errors.page_not_found"
handler500 = "registry.surfaces.pages.errors.server_error"
