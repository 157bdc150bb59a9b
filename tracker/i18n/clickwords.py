"""Let click speak the person's language: its headings, hints and refusals.

Click asks the standard library's `gettext`, each time it prints. The domain `click` holds the
translations of its own sentences; English needs none.
"""

from __future__ import annotations

import gettext
import os
from contextlib import ExitStack

from tracker.i18n.catalogue import LOCALE
from tracker.i18n.language import Language

_DOMAIN = "click"
_VARIABLE = "LANGUAGE"


def activate(lang: Language) -> ExitStack:
    """Make click print in `lang` from now on.

    Takes effect at once, for this process and those it starts. Used in a `with` statement it puts
    back at its end what was before; a plain call need not be closed.
    """
    stack = ExitStack()
    stack.callback(_put_back, gettext.textdomain(), os.environ.get(_VARIABLE))
    gettext.bindtextdomain(_DOMAIN, str(LOCALE))
    gettext.textdomain(_DOMAIN)
    os.environ[_VARIABLE] = lang
    return stack


def _put_back(domain: str, language: str | None) -> None:
    gettext.textdomain(domain)
    if language is None:
        os.environ.pop(_VARIABLE, None)
    else:
        os.environ[_VARIABLE] = language
