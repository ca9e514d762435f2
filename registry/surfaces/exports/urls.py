"""Addresses of the exports, under that of the API."""

from django.urls import path

from registry.surfaces.exports.table_schema import table_schema_view
from registry.surfaces.exports.view import ExportsView, FileView, ReportView

urlpatterns = [
    path("organisations/<slug:slug>/exports/", ExportsView.as_view(), name="exports"),
    path("organisations/<slug:slug>/exports/<slug:format_name>/", FileView.as_view(), name="export"),
    path("organisations/<slug:slug>/exports/<slug:format_name>/report/", ReportView.as_view(), name="export_report"),
    path("schemas/exports/csv.json", table_schema_view, name="export_table_schema"),
]
