"""Addresses of the pages, under the prefix of a language."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
