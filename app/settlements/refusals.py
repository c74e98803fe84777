"""Why a step in a settlement is not taken, worded for the person who asked for it."""

from app.web.forms import Problem
from app.web.words import N_, translator
from contracts.states import State
from reports.language import Language

STATE_NAMES: dict[State, str] = {
    State.DRAFT: N_("Draft"),
    State.PROPOSED: N_("Sent for approval"),
    State.APPROVED: N_("Approved"),
    State.REJECTED: N_("Rejected"),
    State.ISSUED: N_("Issued"),
    State.PAID: N_("Paid"),
    State.DISPUTED: N_("Disputed"),
    State.UPHELD: N_("Dispute decided: the line stands"),
    State.ADJUSTED: N_("Dispute decided: a later line adjusts it"),
}


class StepRefused(Exception):  # noqa: N818 - told to the person
    """A step that is not taken; nothing was changed."""

    text = ""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.text)

    def worded(self, lang: Language) -> str:
        """What happened and what to do, in one language."""
        words = translator(lang)
        told = dict(self.values)
        for name, value in self.values.items():
            if isinstance(value, State):
                told[name] = words.gettext(STATE_NAMES[value])
            elif isinstance(value, Problem):
                told[name] = value.worded(lang)
        return words.gettext(self.text).format(**told)


class NotNextStep(StepRefused):
    """The step does not follow from where the settlement stands."""

    text = N_("The settlement has moved on since the page was opened. Nothing was changed.")


class StaleRun(StepRefused):
    """Another run of the agreement was issued, or its terms changed, after this one was drafted."""

    text = N_(
        "Since this draft was made, another settlement of the agreement was issued or its terms "
        "changed. Make a new draft; it continues from there."
    )


class OtherOpen(StepRefused):
    """Another run of the agreement is proposed or approved."""

    text = N_(
        "Another settlement of the agreement is under way (period {period}). "
        "Issue or reject that one first."
    )


class OwnProposal(StepRefused):
    """Whoever proposed may not approve, whichever account they use."""

    text = N_("You sent this settlement for approval yourself. Another person must approve it.")


class OwnTerms(StepRefused):
    """Whoever recorded the agreement's text may not approve a settlement by it."""

    text = N_("You recorded the agreement's text. Another person must approve its settlements.")


class OwnFigure(StepRefused):
    """Whoever recorded a figure or a ruling may not approve the settlement that rests on it."""

    text = N_("You recorded {fact}, which the settlement rests on. Another person must approve it.")


class OthersMay(OwnFigure):
    """The same, with the names of those who may approve it."""

    text = N_(
        "You recorded {fact}, which the settlement rests on. Another person must approve it: "
        "{others}."
    )


class NobodyElse(OwnFigure):
    """Whoever recorded a figure asks to approve, and no other account may."""

    text = N_(
        "You recorded {fact}, which the settlement rests on, and nobody else may approve it as "
        "things are. Ask an administrator to give another person the role of approver."
    )


class LapsedRun(StepRefused):
    """What was known changed a line, so what was signed is no longer what is owed."""

    text = N_(
        "New data have changed {count} of its lines, first {first}. What was signed no longer "
        "holds. Reject it and make a new draft."
    )


class DayToCome(StepRefused):
    """The settlement day has not come: nobody can have seen what is to be settled by."""

    text = N_("{found} has not come yet. Settle on a day that has passed, or today.")


class DayBehind(StepRefused):
    """A later day of the agreement is issued: an earlier one would take back what that owes."""

    text = N_(
        "{found} lies before {last}, the day the agreement was last settled on. Settle on {last} "
        "or later: what has been corrected since is settled with it."
    )


class EmptyRun(StepRefused):
    """A run that decides nothing is not sent for approval."""

    text = N_("The settlement has no lines. There is nothing to approve.")


class LineOpen(StepRefused):
    """The line is not in a state in which this can be done to it."""

    text = N_("The line is “{state}”, so this cannot be done to it. Load the page again.")


class DisputeLate(StepRefused):
    """The agreement's notice for disputing the line has passed."""

    text = N_(
        "The line could be disputed until {last} by the agreement. Correct what is recorded "
        "instead: the next settlement adjusts the line."
    )


class AmountNotRuled(StepRefused):
    """No ruling can set an amount for the line."""

    text = N_(
        "A ruling cannot set an amount for this line: the agreement has no rule on disputes, or "
        "the sum is shared between several lines. Leave the amount empty."
    )


class DraftUnderWay(StepRefused):
    """A settlement of the agreement is being drafted; two at once would be of the same ground."""

    text = N_(
        "A settlement of this agreement is being drafted already (period {period}). Wait until "
        "that is ready."
    )


class NotChecked(StepRefused):
    """Data were recorded since the run was last held against them."""

    text = N_(
        "New data were recorded since the settlement was last checked. Check it again before you "
        "approve."
    )


class StatementUnavailable(StepRefused):
    """The statement could not be printed, so nothing was issued."""

    text = N_("The statement could not be printed, so nothing was issued: {detail}")
