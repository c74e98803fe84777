"""What stands in this checkout: everything that git tracks or would track."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "contracts", "analytics", "reports", "fixtures")
MIGRATIONS = "app/db/migrations/"


@cache
def files() -> tuple[str, ...]:
    """Paths from the root, with `/`, sorted; a file deleted but not yet committed is left out."""
    # The build server may own the folder as another user, which git refuses unless told.
    git = ("git", "-c", "safe.directory=*", "ls-files", "-z")
    command = (*git, "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def python(*folders: str) -> list[str]:
    """The Python files under the given folders or with the given names, without migrations."""
    return [
        name
        for name in files()
        if name.endswith(".py")
        and not name.startswith(MIGRATIONS)
        and any(name == folder or name.startswith(f"{folder}/") for folder in folders)
    ]


def templates() -> list[str]:
    return [name for name in files() if "/templates/" in name and name.endswith(".html")]
