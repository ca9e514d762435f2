"""The OpenAPI document of the machines' addresses, and the page on which to try them."""

from functools import cache
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django.utils.translation import override
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from registry.surfaces.parameters import KnowsItsParameters


class SchemaView(KnowsItsParameters, SpectacularAPIView):
    """Answers with the OpenAPI 3.1 document, in YAML, or in JSON where that is accepted.

    It is the same for everybody, and written in English: half of a document in one language helps nobody.
    """

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the document."""
        return Response(openapi())


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document; writing it takes half a second, and is done once."""
    with override("en"):
        document: dict[str, Any] = SpectacularAPIView.generator_class().get_schema(public=True)  # type: ignore[no-untyped-call]
    return document


# Its icons are data: images within its own style sheet; nothing else of the policy is loosened.
@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class DocsView(KnowsItsParameters, SpectacularSwaggerSplitView):
    """Answers with a page that shows the document and asks what it describes."""

    known_parameters = ("script",)
    url_name = "api:schema"
