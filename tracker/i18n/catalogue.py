"""Open the compiled catalogues that stand in `tracker/data/locale`."""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from tracker.errors import TrackerError

LOCALE = Path(__file__).resolve().parent.parent / "data" / "locale"
"""Root of the catalogues: `<language>/LC_MESSAGES/<domain>.mo`."""


class CataloguesMissingError(TrackerError):
    """Say that the texts were never compiled: a source tree that nobody has installed.

    The one error that cannot be looked up: `str(error)` is its sentence, in English.
    """

    def __init__(self, path: Path) -> None:
        """Store the file that was looked for."""
        super().__init__("error.i18n.not-built", path=str(path))

    def __str__(self) -> str:
        """Return the finished sentence."""
        return (
            f"The texts of tracker are not built ({self.values['path']} is missing):"
            " run `python -m pip install -e .` in the source folder."
        )


def open_texts(language: str, locale: Path = LOCALE) -> GNUTranslations:
    """Return the texts of one language, by key.

    Raises CataloguesMissingError when they have not been compiled.
    """
    path = locale / language / "LC_MESSAGES" / "tracker.mo"
    try:
        with path.open("rb") as handle:
            return GNUTranslations(handle)
    except FileNotFoundError as error:
        raise CataloguesMissingError(path) from error


def open_sentences(language: str, locale: Path = LOCALE) -> NullTranslations:
    """Return the translations of the carrier files' sentences, none for English."""
    path = locale / language / "LC_MESSAGES" / "carriers.mo"
    try:
        with path.open("rb") as handle:
            return GNUTranslations(handle)
    except FileNotFoundError:
        return NullTranslations()
