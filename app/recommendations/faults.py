"""What may be wrong with an analysis plan, in words that say what to do."""

from dataclasses import dataclass
from typing import Any

from app.web.words import N_, translator
from reports.language import Language

WORDS: dict[str, str] = {
    "too_big": N_("The text is {found} kB; a plan may have at most 256 kB. Shorten it."),
    "not_yaml": N_("Line {found} is not YAML. Check indentation and quotes there."),
    "too_deep": N_("Line {found} is nested too deeply. Write it flatter."),
    "alias": N_("Line {found} uses an anchor or alias (& or *). Write the content out."),
    "tag": N_("Line {found} uses a tag (!). Remove it."),
    "duplicate_key": N_("“{found}” stands twice here. Delete one."),
    "no_mapping": N_("The text has no fields. Paste a whole plan."),
    "missing": N_("The field is missing. Add it."),
    "extra_forbidden": N_("No plan has this field. Check the spelling, or remove it."),
    "literal_error": N_("“{found}” is not one of the values allowed here. Use one of: {expected}."),
    "string_pattern_mismatch": N_(
        "“{found}” is not an id. Use letters, digits, and . _ : - without spaces."
    ),
    "too_short": N_("The list is empty. Write at least one."),
    "bad_flag": N_("“{found}” is neither true nor false. Write one of them."),
    "bad_threshold": N_(
        "“{found}” cannot be the suppression threshold. It may be raised above 5, never lowered."
    ),
    "bad_share": N_("“{found}” is not a share from 0 to 1. Write for instance 0.90."),
    "bad_days": N_("“{found}” is not a whole number from 1 to 36525. Correct it."),
    "frozen_given": N_(
        "The text says it is frozen ({found}), but only freezing here can say so. Write null."
    ),
    "event_twice": N_(
        "“{found}” is named twice. An event either ends the time, competes or censors; keep one."
    ),
    "unknown_set": N_("No published cohort is called “{found}”. Choose one of the catalogue's."),
    "one_primary": N_("There are {found} primary endpoints. Mark exactly one."),
    "endpoint_twice": N_("Two endpoints have the same id ({found}). Give each its own."),
    "beyond_horizon": N_("A landmark on day {found} lies after the horizon. Move one of them."),
    "unknown_endpoint": N_(
        "The decision names “{found}”, which is no endpoint of the plan. Add it."
    ),
    "not_a_landmark": N_("The decision names day {found}, which is no landmark day. Add it there."),
    "unknown_product": N_("The catalogue has no product “{found}”. Check the id."),
    "unknown_indication": N_("The catalogue has no indication “{found}”. Check the id."),
    "invalid": N_("“{found}” cannot be used here. Check it against another plan."),
}


@dataclass(frozen=True, slots=True)
class PlanFault:
    """One thing that keeps a plan from being frozen, and where in the text it stands."""

    path: str
    code: str
    found: str = ""
    expected: str = ""

    def worded(self, lang: Language) -> str:
        """The place, what is wrong, and what to do."""
        text = translator(lang).gettext(WORDS.get(self.code, WORDS["invalid"]))
        told = text.format(found=self.found, expected=self.expected)
        return f"{self.path}: {told}" if self.path else told


class PlanRefused(ValueError):  # noqa: N818 - says what happened, as the other refusals do
    """A plan cannot be frozen; carries every fault of it."""

    def __init__(self, faults: tuple[PlanFault, ...]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.path, fault.code)))
        super().__init__("\n".join(fault.worded("en") for fault in self.faults))


def of_error(error: Any) -> PlanFault:  # noqa: ANN401 - pydantic's error details
    """The fault of one of pydantic's errors."""
    context = error.get("ctx") or {}
    found = context.get("found", error.get("input", ""))
    return PlanFault(
        ".".join(str(part) for part in error["loc"]),
        error["type"],
        found if isinstance(found, str) else "",
        str(context.get("expected", "")),
    )
