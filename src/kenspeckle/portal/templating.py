"""The portal's template engine, whatever else Django is set up for, and the few filters its templates use."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .verdicts import BANNERS, KINDS, VERDICTS

register = Library()


@cache
def engine() -> Engine:
    """Return the engine; templates are parsed once in a process."""
    folder = str(Path(__file__).parent / "templates")
    return Engine(
        dirs=[folder],
        loaders=[("django.template.loaders.cached.Loader", [("django.template.loaders.filesystem.Loader", [folder])])],
        builtins=[*Engine.default_builtins, "kenspeckle.portal.templating"],
    )


def render(name: str, context: dict[str, Any]) -> SafeString:
    """Return the template `name` filled in; everything in `context` is escaped unless it is marked safe."""
    # Pages are the same wherever they are made: nothing is formatted for the locale of this computer.
    return engine().get_template(name).render(Context(context, use_l10n=False, use_tz=False))


def day(text: str) -> str:
    """Return an ISO date or time as readers write it: 2026-11-09 is 9 November 2026; other text stays as it is."""
    try:
        when = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{when.day} {when:%B} {when.year}"


def grouped(number: int) -> str:
    """Return a whole number with a comma every three digits."""
    return f"{number:,}"


def spoken(text: str) -> str:
    """Return a code of the kind `elected-members` as words."""
    return text.replace("-", " ").replace("_", " ")


def kind_title(kind: str) -> str:
    """Return what a kind of story is called."""
    return KINDS.get(kind, (spoken(kind).capitalize(), ""))[0]


def banner_title(kind: str) -> str:
    """Return the heading of a banner."""
    return BANNERS.get(kind, spoken(kind).capitalize())


def sentence(text: str) -> str:
    """Return text as a sentence: with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".!?…”" else ".")


_UNITS = {
    "percent": "per cent",
    "per_1000": "for every 1,000",
    "per_10000": "for every 10,000",
    "per_100000": "for every 100,000",
}


def unit_words(unit: str) -> str:
    """Return the name of a unit as readers say it."""
    return _UNITS.get(unit, spoken(unit))


def better_words(better: str) -> str:
    """Return which direction is better, in words."""
    return {"higher": "higher is better", "lower": "lower is better"}.get(better, better)


def verdict(word: str) -> SafeString:
    """Return the badge of a verdict: mark, word and colour."""
    look = VERDICTS[word]
    return mark_safe(  # noqa: S308  (all of it is ours)
        f'<span class="verdict verdict-{look.style}"><span aria-hidden="true">{look.mark}</span> {look.word}</span>'
    )


def value(shown: Any) -> SafeString:
    """Return a value of the site's data: text as it is, an absence as its mark with its meaning in words."""
    if isinstance(shown, str):
        return escape(shown)
    words = {"Suppressed": "withheld to protect children", "Missing": "missing", "NotApplicable": "not applicable"}
    said = f'<abbr title="{words[shown["is"]]}">{shown["mark"]}</abbr> {words[shown["is"]]}'
    if shown["is"] == "Suppressed":
        said = f'<a href="/why-hidden/">{said}</a>'
    return mark_safe(f'<span class="absent">{said}</span>')  # noqa: S308  (all of it is ours)


for _filter in (day, grouped, spoken, kind_title, banner_title, sentence, unit_words, better_words, verdict, value):
    register.filter(_filter.__name__, _filter)
