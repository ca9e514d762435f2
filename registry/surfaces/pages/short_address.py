"""The short address of an answer, for block messages and posters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from registry.catalogue.applications import Application
from registry.surfaces.pages.methods import only_read


@only_read
def short_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the answer on an application, in the language that the browser asks for."""
    application = get_object_or_404(Application.objects.only("slug"), slug=slug)
    address = reverse("pages:application", args=[application.slug])
    asked = request.META.get("QUERY_STRING", "")
    response = redirect(f"{address}?{asked}" if asked else address)
    patch_vary_headers(response, ["Accept-Language"])
    return response
