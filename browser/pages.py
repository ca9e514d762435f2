"""The addresses that are looked at: each page, and what it looks like empty, opened or wrong."""

PAGES = [
    "",
    "applications/",
    "applications/?organisation=culture&status=prohibited&platform=ios&sort=-name",
    "applications/?q=no-such-thing&organisation=culture",
    "applications/?q=fcebook&organisation=culture",
    "applications/tiktok/?organisation=culture",
    "applications/tchap/?organisation=agriculture",
    "applications/zoom/",
    "applications/tiktok/?on=2023-03-23&revision=4",
    "applications/tiktok/timeline/?organisation=culture",
    "organisations/",
    "organisations/culture/",
    "organisations/culture/exports/?device=workstation",
    "organisations/culture/exports/?device=workstation&mode=default-deny",
    "organisations/culture/exports/firefox-policy/",
    "categories/recreational/",
    "announcements/",
    "announcements/?jurisdiction=FR",
    "announcements/?jurisdiction=SG&kind=circular",
    "announcements/guerini-applications-recreatives/",
    "announcements/commission-europeenne-tiktok/",
    "derogations/",
    "compare/",
    "compare/?application=tiktok",
    "compare/?application=tiktok&application=tchap&organisation=culture",
    "compare/?category=recreational",
    "requests/",
    "requests/?application=tiktok&organisation=culture",
    "changes/",
    "changes/?organisation=culture&outcome=prohibited",
    "changes/?organisation=justice&outcome=conditional",
    "accessibility/",
    "legal/",
    "privacy/",
    "sitemap/",
]
"""Each kind of page, after the prefix of a language."""

DEAD_ENDS = {
    "nowhere/": 404,
    "applications/no-such-application/": 404,
    "applications/?page=x": 400,
    "compare/?add=no-such-thing": 400,
    "choice/": 405,
    "requests/no-such-request/": 404,
}
"""Addresses that lead nowhere, with the status that says so."""

ADMIN = "/admin/login/?next=/admin/"
"""The way into the administration, which has no language in its address."""

WIDTHS = (320, 390, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "en")
