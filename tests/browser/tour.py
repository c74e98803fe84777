"""Pictures for the README's tour, taken on the way of the journeys."""

import os
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).parent / "pictures"


def picture(page: Any, name: str) -> None:
    """Keep what the page shows when asked to (EFFEKT_PICTURES=1)."""
    if os.environ.get("EFFEKT_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")
