"""A browser without a window: it opens pages of the administration, fills their forms and presses their buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client


@dataclass
class Form:
    """A form as a page shows it: what it would send, and its buttons."""

    typed: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads the forms of a page, with the values that they hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in pairs}
        present = dict(pairs)
        if tag == "form":
            self._form = Form()
            self.forms.append(self._form)
        if self._form is None:
            return
        name = attributes.get("name", "")
        disabled = "disabled" in present
        if tag in ("input", "button") and attributes.get("type") in ("submit", None if tag == "button" else "submit"):
            self._form.buttons[name] = attributes.get("value", "")
        elif tag == "input" and name and not disabled:
            is_tick = attributes.get("type") in ("checkbox", "radio")
            if not is_tick or "checked" in present:
                self._hold(name, attributes.get("value", "on" if is_tick else ""))
        elif tag == "select" and not disabled:
            self._select = name
        elif tag == "option" and self._select and "selected" in present:
            self._hold(self._select, attributes.get("value", ""))
        elif tag == "textarea" and not disabled:
            self._textarea, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self._hold(self._textarea, self._text.removeprefix("\n"))
            self._textarea = None

    def _hold(self, name: str, value: str) -> None:
        if self._form is not None:
            self._form.typed.setdefault(name, []).append(value)


class Browser:
    """Somebody at the administration; `page` is the last answer, `html` its text.

    It follows where an answer leads only once somebody looks.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._answer: Any = None

    @property
    def page(self) -> Any:
        while self._answer is not None and self._answer.status_code in (301, 302):
            address = urljoin(self._answer.request["PATH_INFO"], self._answer.headers["location"])
            self._answer = self.client.get(address)
        return self._answer

    @page.setter
    def page(self, answer: Any) -> None:
        self._answer = answer

    @property
    def html(self) -> str:
        return self.page.content.decode()

    def open(self, address: str) -> "Browser":
        """Go to an address."""
        self.page = self.client.get(address)
        return self

    def press(self, button: str, **typed: Any) -> "Browser":
        """Fill fields of the form that has a button, and press it."""
        form = self.form(button)
        data = dict(form.typed)
        for name, value in typed.items():
            data[name] = value if isinstance(value, list) else [str(value)]
        data[button] = [form.buttons[button]]
        self.page = self.client.post(self.page.request["PATH_INFO"] + self._query(), data)
        return self

    def form(self, button: str) -> Form:
        """Return the form that has a button."""
        return next(form for form in FormReader(self.html).forms if button in form.buttons)

    def saves(self, **typed: Any) -> "Browser":
        """Fill the form and ask what it turns."""
        return self.press("_save", **typed)

    def publishes(self) -> "Browser":
        """Confirm what is shown."""
        return self.press("_publish")

    @property
    def errors(self) -> list[str]:
        """Return the errors that the form shows."""
        return [str(error) for error in self.page.context.get("errors") or ()]

    @property
    def is_confirming(self) -> bool:
        """Tell whether the page asks for a confirmation."""
        return "_keep" in self.html and self.page.templates[0].name == "admin/registry/confirmation.html"

    def turns(self) -> list[tuple[str, ...]]:
        """Return what the confirmation says would turn: application, organisation, before and after."""
        return [(t.application, t.organisation, t.before, t.after) for t in self.page.context["turns"]]

    def _query(self) -> str:
        query = self.page.request["QUERY_STRING"]
        return f"?{query}" if query else ""
