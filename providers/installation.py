"""How the program is installed here, as far as advice to install more of it depends on that."""

import sys
from functools import lru_cache
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def _is_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file()


def install_of(extra: str) -> str:
    """What to type for an extra: from the checkout that the program runs from, or of the package."""
    if not _is_checkout():
        return f'pip install "longtake[{extra}]"'
    here = Path(sys.prefix)
    pip = here.relative_to(_CHECKOUT) / "bin" / "pip" if here.is_relative_to(_CHECKOUT) else "pip"
    return f'{pip} install -e ".[{extra}]"'
