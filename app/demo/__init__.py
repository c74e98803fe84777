"""The demo: a synthetic cohort told in the order it was entered, so that every page has a story."""

from app.demo.load import load

__all__ = ["load"]
