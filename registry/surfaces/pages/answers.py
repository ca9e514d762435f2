"""The sentences of an answer: what a person would say, who decided, since when, and never more than the evidence."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.surfaces.pages.days import in_words
from registry.terms import UNLISTED, DeviceClass, Fate, Outcome, Provenance, Rule, Stance

CARD_WORDS: dict[str, Promise] = {
    Outcome.APPROVED: pgettext_lazy("title of the answer", "Approved"),
    Outcome.CONDITIONAL: pgettext_lazy("title of the answer", "Approved with conditions"),
    Outcome.PROHIBITED: pgettext_lazy("title of the answer", "Prohibited"),
    Outcome.UNDER_REVIEW: pgettext_lazy("title of the answer", "Under review"),
    UNLISTED: pgettext_lazy("title of the answer", "Not listed"),
}

ON_YOUR: dict[str, Promise] = {
    DeviceClass.PROFESSIONAL_PHONE: gettext_lazy("on your professional phone"),
    DeviceClass.PROFESSIONAL_TABLET: gettext_lazy("on your professional tablet"),
    DeviceClass.WORKSTATION: gettext_lazy("on your workstation"),
    DeviceClass.PERSONAL_DEVICE: gettext_lazy("on your personal device"),
}

STANCES_IN_TEXT: dict[str, Promise] = {
    Stance.PROHIBITS: gettext_lazy("The text names %(application)s and prohibits it."),
    Stance.ADVISES_AGAINST: gettext_lazy(
        "The text names %(application)s and advises against it, which is not a prohibition."
    ),
    Stance.REQUIRES: gettext_lazy(
        "The text names %(application)s and requires it; that prohibits no other application."
    ),
    Stance.OUTSIDE: gettext_lazy("The text names %(application)s and leaves it outside its scope."),
    Stance.MENTIONS: gettext_lazy("The text names %(application)s and decides nothing about it."),
}

STANCES_BY_PRESS: dict[str, Promise] = {
    Stance.PROHIBITS: gettext_lazy("According to the press, its issuer said that it prohibits %(application)s."),
    Stance.ADVISES_AGAINST: gettext_lazy(
        "According to the press, its issuer said that it advises against %(application)s, which is not a prohibition."
    ),
    Stance.REQUIRES: gettext_lazy(
        "According to the press, its issuer said that it requires %(application)s; that prohibits no other application."
    ),
    Stance.OUTSIDE: gettext_lazy("According to the press, its issuer said that %(application)s is outside its scope."),
    Stance.MENTIONS: gettext_lazy(
        "According to the press, its issuer mentioned %(application)s; it decides nothing about it."
    ),
}

STANCES_INFERRED: dict[str, Promise] = {
    Stance.PROHIBITS: gettext_lazy(
        "It does not name %(application)s: the registry places it in the category that the notice prohibits."
    ),
    Stance.ADVISES_AGAINST: gettext_lazy(
        "It does not name %(application)s: the registry places it in the category that the notice advises against."
    ),
    Stance.REQUIRES: gettext_lazy(
        "It does not name %(application)s: the registry places it in the category that the notice requires."
    ),
    Stance.OUTSIDE: gettext_lazy(
        "It does not name %(application)s: the registry places it in a category outside the notice’s scope."
    ),
    Stance.MENTIONS: gettext_lazy(
        "It does not name %(application)s: the registry places it in a category that the notice mentions."
    ),
}

SAID: dict[str, dict[str, Promise]] = {
    Provenance.NAMED_IN_TEXT: STANCES_IN_TEXT,
    Provenance.NAMED_BY_PRESS: STANCES_BY_PRESS,
    Provenance.INFERRED: STANCES_INFERRED,
}
"""What a notice says of an application, by how the registry knows it."""


class Named(Enum):
    """How an application comes under a prohibition: the answer claims no more than this."""

    ITSELF = auto()
    """A ruling or the notice behind it names it."""
    BY_CATEGORY = auto()
    """Only its category is ruled on, and the notice does not name it."""
    BY_CATEGORY_WITHOUT_NOTICE = auto()
    """Only its category is ruled on, and the ruling cites no notice."""


@dataclass(frozen=True)
class Told:
    """What an answer tells: the status, and all that its sentence needs."""

    status: str
    application: str
    organisation: str
    device: str
    since: date | None = None
    named: Named = Named.ITSELF
    unlisted_rule: str = Rule.ALLOW


def word(status: str) -> str:
    """Return the short word of a status, as lists show it."""
    return _("Not listed") if status == UNLISTED else str(Outcome(status).label)


def card_word(status: str) -> str:
    """Return the word at the head of an answer."""
    return str(CARD_WORDS[status])


def sentence(told: Told) -> str:
    """Return the answer as a person would say it, in the second person."""
    words = {
        "application": told.application,
        "organisation": told.organisation,
        "on_your_device": ON_YOUR[told.device],
        "day": in_words(told.since) if told.since else "",
    }
    return _sentence(told) % words


def _sentence(told: Told) -> str:
    """Return the sentence before its names are filled in."""
    if told.status == Outcome.APPROVED:
        return _("Yes: you may install %(application)s %(on_your_device)s.")
    if told.status == Outcome.CONDITIONAL:
        return _("Yes, you may install %(application)s %(on_your_device)s on these conditions:")
    if told.status == Outcome.PROHIBITED:
        return _prohibition(told.named)
    if told.status == Outcome.UNDER_REVIEW:
        if told.unlisted_rule == Rule.ALLOW:
            return _("Not yet: the assessment of %(application)s is in progress. Meanwhile, devices do not block it.")
        return _(
            "Not yet: the assessment of %(application)s is in progress. Do not install it before the assessment ends."
        )
    if told.unlisted_rule == Rule.ALLOW:
        return _("%(application)s is not listed; for %(organisation)s, applications that are not listed are allowed.")
    return _("%(application)s is not listed: do not install it before it has been assessed.")


def _prohibition(named: Named) -> str:
    """Return the sentence of a prohibition, which never says that a notice names what it does not."""
    if named is Named.ITSELF:
        return _("No: %(application)s has been prohibited %(on_your_device)s since %(day)s.")
    if named is Named.BY_CATEGORY:
        return _(
            "No: %(application)s belongs to a category that has been prohibited %(on_your_device)s since %(day)s. The"
            " notice does not name it; the registry made that link."
        )
    return _(
        "No: %(application)s belongs to a category that has been prohibited %(on_your_device)s since %(day)s. The"
        " ruling names the category; the registry placed %(application)s in it."
    )


def default_rule_sentence(organisation: str, rule: str) -> str:
    """Return what holds for an application that is not in the registry at all."""
    if rule == Rule.ALLOW:
        sentence = _("For %(organisation)s, applications that are not listed are allowed.")
    else:
        sentence = _(
            "For %(organisation)s, an application that is not listed is not to be installed before an assessment."
        )
    return sentence % {"organisation": organisation}


def provenance_sentence(application: str, provenance: str, stance: str) -> str:
    """Return what a notice says of an application, and how the registry knows."""
    return str(SAID[provenance][stance]) % {"application": application}


def unnamed_sentence(application: str) -> str:
    """Return what is said where a ruling rests on a notice that has no link to the application."""
    return _("It does not name %(application)s: the ruling reaches it through its category.") % {
        "application": application
    }


def fate_sentence(fate: str, organisation: str) -> str:
    """Return half a sentence on why a ruling is not what holds; `organisation` made the one that caused it."""
    sentences = {
        Fate.OUTWEIGHED: _("outweighed, since the ruling of %(organisation)s takes precedence"),
        Fate.DISPLACED: _("displaced by a nearer or later ruling of %(organisation)s"),
        Fate.SET_ASIDE: _("set aside by a derogation of %(organisation)s"),
        Fate.STEPPED_ASIDE: _("an assessment, which steps aside before the ruling of %(organisation)s"),
    }
    return sentences[Fate(fate)] % {"organisation": organisation}


def period(starts: date | None, ends: date | None) -> str:
    """Return a period in words; `ends` is the first day after it, and either side may be open."""
    if starts is None:
        return _("Since always") if ends is None else _("Until %(last)s") % {"last": in_words(ends - timedelta(days=1))}
    words = {"first": in_words(starts)}
    if ends is None:
        return _("From %(first)s, without an end") % words
    return _("From %(first)s to %(last)s") % {**words, "last": in_words(ends - timedelta(days=1))}
