"""What is not simulated, and what to do instead, in Danish and English."""

from contracts.reason import Language


class SimulationRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement and a scenario that are not simulated together."""

    words = ("", "")
    field = "futures"
    """What of a scenario to change."""

    def __init__(self, **said: str | int) -> None:
        super().__init__(self.words[1].format(**said))
        self.said = said

    def into(self, language: Language) -> str:
        """What happened, and what to do, in one language."""
        return self.words[0 if language == "da" else 1].format(**self.said)


class TooManyVisits(SimulationRefused):
    """The agreement looks at a patient on more days than a simulation tells apart."""

    words = (
        (
            "Aftalen ser på en patient {found} gange; en simulering skelner højst {most}. "
            "Afregn fakta med effekt agreement run i stedet."
        ),
        (
            "The agreement looks at a patient {found} times; a simulation tells at most {most} "
            "apart. Settle facts with effekt agreement run instead."
        ),
    )

    def __init__(self, found: int, most: int) -> None:
        super().__init__(found=found, most=most)


class TooManyByRows(SimulationRefused):
    """Arrays do not work a term out, and there are too many patients for the readable engine."""

    words = (
        (
            "{term}: {what} kan kun afregnes række for række, højst {most} patientforløb ad "
            "gangen; scenariet har {found}. Sæt antallet af fremtider ned til {futures}."
        ),
        (
            "{term}: {what} can be settled only row by row, at most {most} courses at a time; "
            "the scenario has {found}. Lower the number of futures to {futures}."
        ),
    )


class TooManyKnown(SimulationRefused):
    """The actual cohort times the futures is more than can be written out."""

    words = (
        (
            "{patients} kendte patienter i {futures} fremtider er {found} forløb; der kan "
            "beregnes højst {most}, af højst {apart} patienter. Sæt antallet af fremtider ned."
        ),
        (
            "{patients} known patients in {futures} futures are {found} courses; at most {most} "
            "can be worked out, of at most {apart} patients. Lower the number of futures."
        ),
    )


class NobodyToDraw(SimulationRefused):
    """No new patients are asked for, and none are known."""

    field = "patients"
    words = (
        (
            "Scenariet har ingen nye patienter, og ingen kendte behandlinger hører under aftalen. "
            "Angiv hvor mange der behandles."
        ),
        (
            "The scenario has no new patients, and no known treatment is under the agreement. "
            "Say how many are treated."
        ),
    )
