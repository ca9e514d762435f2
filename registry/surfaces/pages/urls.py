"""Addresses of the pages, under the prefix of a language."""

from django.urls import path

from registry.surfaces.pages import owed
from registry.surfaces.pages.announcements.announcement import announcement
from registry.surfaces.pages.announcements.announcements import announcements
from registry.surfaces.pages.application import application
from registry.surfaces.pages.categories import category
from registry.surfaces.pages.changes.changes import changes
from registry.surfaces.pages.choice import choice
from registry.surfaces.pages.compare import compare
from registry.surfaces.pages.derogations import derogations
from registry.surfaces.pages.exports.offered import exports_offered
from registry.surfaces.pages.exports.reported import export_reported
from registry.surfaces.pages.home import home
from registry.surfaces.pages.lists.applications import applications
from registry.surfaces.pages.lists.files import applications_csv, applications_json
from registry.surfaces.pages.lists.suggestions import suggestions
from registry.surfaces.pages.methods import only_read, only_sent
from registry.surfaces.pages.organisations import organisation, organisations
from registry.surfaces.pages.remembered import remembering
from registry.surfaces.pages.requests.asking import requests
from registry.surfaces.pages.requests.following import request
from registry.surfaces.pages.timeline import timeline

app_name = "pages"

urlpatterns = [
    path("", only_read(remembering(home)), name="home"),
    path("applications/", only_read(remembering(applications)), name="applications"),
    path("suggestions/", only_read(suggestions), name="suggestions"),
    path("applications.csv", only_read(applications_csv), name="applications_csv"),
    path("applications.json", only_read(applications_json), name="applications_json"),
    path("applications/<slug:slug>/", only_read(remembering(application)), name="application"),
    path("applications/<slug:slug>/timeline/", only_read(remembering(timeline)), name="timeline"),
    path("organisations/", only_read(organisations), name="organisations"),
    path("organisations/<slug:slug>/", only_read(organisation), name="organisation"),
    path("organisations/<slug:slug>/exports/", only_read(exports_offered), name="exports"),
    path("organisations/<slug:slug>/exports/<slug:format_name>/", only_read(export_reported), name="export"),
    path("categories/<slug:slug>/", only_read(remembering(category)), name="category"),
    path("announcements/", only_read(announcements), name="announcements"),
    path("announcements/<slug:slug>/", only_read(remembering(announcement)), name="announcement"),
    path("derogations/", only_read(remembering(derogations)), name="derogations"),
    path("changes/", only_read(changes), name="changes"),
    path("compare/", only_read(compare), name="compare"),
    path("choice/", only_sent(choice), name="choice"),
    path("requests/", requests, name="requests"),
    path("requests/<slug:token>/", only_read(request), name="request"),
    path("accessibility/", only_read(owed.accessibility), name="accessibility"),
    path("legal/", only_read(owed.legal), name="legal"),
    path("privacy/", only_read(owed.privacy), name="privacy"),
    path("sitemap/", only_read(owed.sitemap), name="sitemap"),
]
