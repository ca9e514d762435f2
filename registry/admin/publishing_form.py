"""The form behind every publication: it asks why, and shows what was refused."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.proposals.workflow import LONGEST_REASON

if TYPE_CHECKING:

    class ModelForm(forms.ModelForm[Any]):
        """A model form, with the hook that its stubs leave out."""

        instance: Any

        def _post_clean(self) -> None: ...

else:
    ModelForm = forms.ModelForm

SEEN_REVISION = "_seen_revision"
"""The hidden field that says as of which publication the texts were read."""


class PublishingForm(ModelForm):
    """A form whose saving is a publication."""

    refusal: ClassVar[ValidationError | None] = None
    """Why the registrar refused what is typed, once it did."""
    is_taken_back: ClassVar[bool] = False
    """Whether somebody came back from the confirmation to edit."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The reason for this publication: it stands in the public list of changes."),
        max_length=LONGEST_REASON,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )

    def is_valid(self) -> bool:
        """Tell whether what is typed may be previewed."""
        return not self.is_taken_back and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Return what is typed; refuse it where the texts were changed meanwhile."""
        cleaned = super().clean() or self.cleaned_data
        changed_in = getattr(self.instance, "changed_in_id", None)
        if changed_in is not None and self.data.get(SEEN_REVISION) != str(changed_in):
            raise ValidationError(
                _(
                    "Revision %(number)s changed this meanwhile. What you typed is below: compare it with what is"
                    " published now, then preview it again."
                ),
                params={"number": changed_in},
            )
        return cleaned

    def _post_clean(self) -> None:
        """Check the row as ever; then show what the registrar refused, at its fields where they are here."""
        super()._post_clean()
        if self.refusal is None:
            return
        for name, errors in self._refused().items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))

    def _refused(self) -> dict[str, list[ValidationError]]:
        if self.refusal is None:
            return {}
        return getattr(self.refusal, "error_dict", None) or {NON_FIELD_ERRORS: self.refusal.error_list}
