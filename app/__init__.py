"""Effekt's outermost room: web, command line, database and jobs."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("effekt")
except PackageNotFoundError:  # run from a clone that was never installed
    __version__ = "0.1.0"
