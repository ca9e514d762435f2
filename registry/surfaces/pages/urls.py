"""Addresses of the pages, under the prefix of a language."""

from django.urls import path

from registry.surfaces.pages import owed
from registry.surfaces.pages.announcements import announcement, announcements
from registry.surfaces.pages.application import application
from registry.surfaces.pages.applications import applications
from registry.surfaces.pages.categories import category
from registry.surfaces.pages.changes import changes
from registry.surfaces.pages.home import home
from registry.surfaces.pages.organisations import organisation, organisations

app_name = "pages"

urlpatterns = [
    path("", home, name="home"),
    path("applications/", applications, name="applications"),
    path("applications/<slug:slug>/", application, name="application"),
    path("organisations/", organisations, name="organisations"),
    path("organisations/<slug:slug>/", organisation, name="organisation"),
    path("categories/<slug:slug>/", category, name="category"),
    path("announcements/", announcements, name="announcements"),
    path("announcements/<slug:slug>/", announcement, name="announcement"),
    path("changes/", changes, name="changes"),
    path("accessibility/", owed.accessibility, name="accessibility"),
    path("legal/", owed.legal, name="legal"),
    path("privacy/", owed.privacy, name="privacy"),
    path("sitemap/", owed.sitemap, name="sitemap"),
]
