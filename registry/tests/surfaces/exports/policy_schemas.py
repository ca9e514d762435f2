"""The policies of browsers that we write, as schemas in our own words, closed: what is not named is not there.

Restated from mozilla/policy-templates (`policies-schema.json`, which leaves its objects open) and from the list of
policies of Chrome Enterprise (URLBlocklist, URLAllowlist, ExtensionSettings).
"""

TEXT = {"type": "string", "minLength": 1, "maxLength": 1_000}


def _settings(extension: str) -> dict:
    one = {
        "type": "object",
        "properties": {"installation_mode": {"enum": ["allowed", "blocked"]}, "blocked_install_message": TEXT},
        "required": ["installation_mode"],
        "additionalProperties": False,
    }
    return {"type": "object", "patternProperties": {rf"^(\*|{extension})$": one}, "additionalProperties": False}


def _sites(entry: str) -> dict:
    return {
        "type": "array",
        "items": {"type": "string", "pattern": f"^({entry})$"},
        "maxItems": 1_000,
        "uniqueItems": True,
    }


def _closed(**properties: dict) -> dict:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


HOST = r"([a-z0-9-]+\.)+[a-z0-9-]+"
PATH = r"/[A-Za-z0-9/._~-]*"
MATCH_PATTERN = rf"<all_urls>|\*://\*\.{HOST}/\*|https?://{HOST}{PATH}\*"
FILTER = rf"\*|{HOST}|https?://\.{HOST}{PATH}"

FIREFOX = _closed(
    policies=_closed(
        WebsiteFilter=_closed(Block=_sites(MATCH_PATTERN), Exceptions=_sites(MATCH_PATTERN)),
        ExtensionSettings=_settings(r"\{[0-9A-Fa-f-]{36}\}|[A-Za-z0-9._-]*@[A-Za-z0-9._-]+"),
    )
)
CHROMIUM = _closed(URLBlocklist=_sites(FILTER), URLAllowlist=_sites(FILTER), ExtensionSettings=_settings("[a-p]{32}"))
