"""Addresses of the API, under /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from registry.surfaces.api.announcements import AnnouncementViewSet
from registry.surfaces.api.applications import ApplicationViewSet
from registry.surfaces.api.categories import CategoryViewSet
from registry.surfaces.api.decisions import DecisionViewSet
from registry.surfaces.api.docs import DocsView, SchemaView
from registry.surfaces.api.organisations import OrganisationViewSet
from registry.surfaces.api.revisions import RevisionViewSet
from registry.surfaces.api.root import RootView
from registry.surfaces.api.verdicts.view import VerdictViewSet

app_name = "api"

router = SimpleRouter()
router.register("applications", ApplicationViewSet, "application")
router.register("organisations", OrganisationViewSet, "organisation")
router.register("categories", CategoryViewSet, "category")
router.register("announcements", AnnouncementViewSet, "announcement")
router.register("decisions", DecisionViewSet, "decision")
router.register("verdicts", VerdictViewSet, "verdict")
router.register("revisions", RevisionViewSet, "revision")

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("", include(router.urls)),
]
