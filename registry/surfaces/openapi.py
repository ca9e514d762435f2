"""The OpenAPI document of the machines' addresses: what each may answer besides what was asked for."""

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter
from rest_framework import serializers

from registry.surfaces.problems import MEDIA_TYPE


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """What is wrong with one parameter."""

    detail = serializers.CharField(help_text="A sentence that says what to do, in the language asked for.")
    parameter = serializers.CharField(required=False, help_text="The parameter, where one is at fault.")


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details, RFC 9457."""

    type = serializers.CharField(
        help_text="`about:blank` where the status says all, else `urn:problem-type:aval:<kind>`."
    )
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence that says what to do, in the language asked for.")
    instance = serializers.CharField(required=False)
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # a member, not its property


class AutoSchema(SpectacularAutoSchema):
    """Describes each address with the problems that it may answer; a view names its own in `problems`."""

    everywhere: ClassVar[tuple[int, ...]] = (400, 404, 406)

    def get_override_parameters(self) -> list[Any]:
        """Return what a single thing can be asked: the moment; what a list can be is told by its filters."""
        if self.view.__dict__.get("action") != "retrieve":
            return []
        filters: Any = getattr(self.view, "filterset_class", None)
        return [
            OpenApiParameter(
                name,
                OpenApiTypes.DATE if name == "on" else OpenApiTypes.INT,
                description=filters.base_filters[name].extra["help_text"],
            )
            for name in getattr(self.view, "moment_of_one", ())
        ]

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        """Return the answers of an address, problems included."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        statuses: Iterable[int] = (*self.everywhere, *getattr(self.view, "problems", ()))
        for status in sorted(map(str, statuses)):
            if status not in bodies:
                problem = getattr(self.view, "problem_serializers", {}).get(int(status), ProblemSerializer)
                bodies[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    problem, status, [MEDIA_TYPE], direction
                )
        return bodies
