"""The numbers, dates and ids of a text, in one spelling for both languages."""

import re
from collections import Counter
from datetime import date

from contracts.reason import Language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def figures(text: str, language: Language) -> Counter[str]:
    """Every number, date and id of a text in one spelling, whatever the language."""
    if language == "da":
        text = re.sub(r"(\d\d)-(\d\d)-(\d{4})", r"\3-\2-\1", text)
        text = re.sub(r"(?<=\d)\.(?=\d{3})", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    else:
        text = re.sub(r"(\d+) (\w{3}) (\d{4})", _iso, text)
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
        text = re.sub(r"−([A-Z]{3}) ", r"\1 −", text)
    return Counter(re.findall(r"[−\w./|-]*\d[\w./|-]*(?<![.])", text))


def _iso(found: re.Match[str]) -> str:
    if found[2] not in MONTHS:
        return found[0]
    return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])).isoformat()
