"""A notice for machines that read pages: JSON-LD in the words of schema.org.

It is a `CreativeWork`, whatever its kind, which is its `genre`: `Legislation` would claim that the registry holds
the text of a law, `Report` and `NewsArticle` that it is the report itself, `SpecialAnnouncement` is made for an
emergency and retires. What was said is each a `Quotation`; what it was read in is its `citation`; it `mentions`
what a source says that it names, never what the registry inferred.
"""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from registry.announcements.models import Announcement, Quote, Source
from registry.languages import spoken
from registry.surfaces.addresses import public_origin
from registry.surfaces.pages.addresses import announcement_url, application_url
from registry.terms import DatePrecision

HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What could end a block of data in a page, as JSON writes it harmlessly: it then holds no markup at all."""


def notice_data(one: Announcement, request: HttpRequest) -> SafeString:
    """Return a notice, loaded with its parts, as the contents of a block of type application/ld+json."""
    under = public_origin(request)
    address = under + announcement_url(one)
    issuer = {"@type": "Organization", "name": one.issuer}
    speaker = {"@type": "Person", "name": one.speaker, "jobTitle": one.speaker_role} if one.speaker else None
    told = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "inLanguage": spoken()},
        "name": one.title,
        "abstract": one.summary,
        "genre": str(one.get_kind_display()),
        "datePublished": one.date.isoformat()[: 7 if one.date_precision == DatePrecision.MONTH else None],
        "publisher": issuer,
        "author": speaker or issuer,
        "spatialCoverage": {"@type": "Place", "name": str(one.get_jurisdiction_display())},
        "mentions": [
            {
                "@type": "SoftwareApplication",
                "name": link.application.name,
                "url": under + application_url(link.application),
            }
            for link in one.announced_applications.all()
            if link.named
        ],
        "hasPart": [_quotation(quote, speaker or issuer) for quote in one.quotes.all()],
        "citation": [_citation(source) for source in one.sources.all()],
    }
    text = json.dumps(_said(told), ensure_ascii=False)
    return mark_safe(text.translate(HARMLESS))  # noqa: S308  (what could be markup is written away above)


def _quotation(quote: Quote, by: dict[str, Any]) -> dict[str, Any]:
    """Return a quote; `description` says how faithful it is."""
    return {
        "@type": "Quotation",
        "text": quote.text,
        "inLanguage": quote.language,
        "creator": by,
        "description": str(quote.get_fidelity_display()),
    }


def _citation(source: Source) -> dict[str, Any]:
    """Return a source."""
    return {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.url,
        "datePublished": source.published_on.isoformat() if source.published_on else "",
    }


def _said(value: Any) -> Any:
    """Return a value without what is empty."""
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items() if one}
    return [_said(one) for one in value] if isinstance(value, list) else value
