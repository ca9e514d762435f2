"""Addresses of the feed, under that of the API."""

from django.urls import path

from registry.surfaces.feed.check.view import CheckView
from registry.surfaces.feed.shapes import schema_view
from registry.surfaces.feed.view import FeedView

urlpatterns = [
    path("organisations/<slug:slug>/feed/", FeedView.as_view(), name="feed"),
    path("organisations/<slug:slug>/check/", CheckView.as_view(), name="check"),
    path("schemas/feed/<slug:name>.json", schema_view, name="feed_schema"),
]
