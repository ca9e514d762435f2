"""What a publication made, and what it would have made where the registry moved meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from registry.reach.counting import Reach
from registry.revisions.models import Revision
from registry.verdicts.turns import Effect, Turn


class Moved(Exception):
    """The registry moved since the preview, and the effect is another one; nothing was published.

    `publication` is what would have been published now, with what would have turned.
    """

    def __init__(self, publication: "Publication") -> None:
        """Keep what would turn now."""
        super().__init__(
            _("The registry has moved since you looked: what would turn is no longer what you saw. Look at it again.")
        )
        self.publication = publication


@dataclass(frozen=True)
class Publication:
    """What a publication made: its revision, its rows in their order, and what it turned.

    `wide` is where it turns more at once than may turn unconfirmed, unless nobody counted.
    """

    revision: Revision
    rows: Sequence[Model]
    effect: Effect
    wide: Sequence[Reach] = ()

    @property
    def turns(self) -> Sequence[Turn]:
        """Return what turned."""
        return self.effect.turns
