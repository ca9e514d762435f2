"""What the tests of the machines' addresses share: how problem details look."""

import json
from typing import Any

from django.http import HttpResponse


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """Return the problem details of an answer, or fail where it is none."""
    assert response.status_code == status, (response.status_code, response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    told = json.loads(response.content)
    assert told["status"] == status
    assert told["type"] == "about:blank" or told["type"].startswith("urn:problem-type:aval:")
    assert told["title"]
    assert told["detail"]
    assert all(error["detail"] for error in told.get("errors", []))
    return told
