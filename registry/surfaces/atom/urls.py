"""Addresses of the feeds of readers, under the prefix of a language."""

from django.urls import path

from registry.surfaces.atom.announcements import announcements
from registry.surfaces.atom.changes import changes

app_name = "atom"

urlpatterns = [
    path("announcements.atom", announcements, name="announcements"),
    path("changes.atom", changes, name="changes"),
]
