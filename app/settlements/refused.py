"""What the address of a page says about a step that was refused: a code, and the words for it.

An address holds no text, so what a refusal names (which line, which period) is left out of these.
"""

from app.settlements.refusals import (
    DayBehind,
    DayToCome,
    EmptyRun,
    LapsedRun,
    LineOpen,
    NotChecked,
    NotNextStep,
    OtherOpen,
    StaleRun,
    StatementUnavailable,
)
from app.settlements.working import NothingInForce
from app.web.words import N_

REFUSED: dict[str, tuple[type[Exception], str]] = {
    "stale": (StaleRun, StaleRun.text),
    "lapsed": (
        LapsedRun,
        N_(
            "New data have changed a line since the settlement was sent for approval. "
            "Reject it and make a new draft."
        ),
    ),
    "moved": (NotNextStep, NotNextStep.text),
    "open": (
        OtherOpen,
        N_("Another settlement of the agreement is under way. Issue or reject that one first."),
    ),
    "empty": (EmptyRun, EmptyRun.text),
    "line": (LineOpen, N_("The line is paid or disputed already. Nothing was changed.")),
    "unprinted": (
        StatementUnavailable,
        N_(
            "The statement could not be printed, so nothing was issued. Ask your administrator "
            "whether the PDF engine is installed."
        ),
    ),
    "unchecked": (NotChecked, NotChecked.text),
    "behind": (
        DayBehind,
        N_(
            "The agreement has meanwhile been settled on a later day. Settle on that day or later: "
            "what has been corrected since is settled with it."
        ),
    ),
    "ahead": (
        DayToCome,
        N_("The day has not come yet. Settle on a day that has passed, or today."),
    ),
    "none": (
        NothingInForce,
        N_("No version of this agreement is in force. Bring one into force first."),
    ),
}
OF_FORMS = {
    "payment": N_(
        "The payment was not noted: write its day as 31-12-2027, not later than today, and a "
        "reference of at most 100 characters without CPR numbers."
    ),
    "reason": N_(
        "Write why the settlement is rejected, with at least three letters and without CPR numbers."
    ),
    "reprint": N_(
        "Printed anew, a document is not the same as the one issued. Tell your administrator; the "
        "issued one stands."
    ),
}
"""What is told in the same place, of forms that were not filled in and of documents."""


def code_of(refused: Exception) -> str:
    """The code of a refusal."""
    return next((code for code, (kind, _) in REFUSED.items() if isinstance(refused, kind)), "moved")


def words_of(code: str) -> str:
    """What to tell of a code, as a message id; empty for an unknown one."""
    return REFUSED[code][1] if code in REFUSED else OF_FORMS.get(code, "")
