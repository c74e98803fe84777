"""What a report says about itself: its source, deviations from the plan, limits and words."""

from collections.abc import Iterator

from app.evidence.curves import ShownCurve
from app.recommendations.inputs import Inputs
from reports.council import Deviation
from reports.language import Wording

NOT_DONE = Wording("Ikke udført i denne udgave", "Not done in this edition")
NOT_YET = Wording(
    "Programmet kan endnu ikke udføre analysen på offentliggjorte antal.",
    "The program cannot yet do this analysis on released counts.",
)


def source(inputs: Inputs) -> Wording:
    """Where the facts come from, and what expected and registered mean."""
    n, of = inputs.coverage.registered, inputs.coverage.expected
    return Wording(
        "Afdelingernes egen registrering i Effekt og indlæste filer. "
        f"{n} af {of} afdelinger, der efter kataloget behandler med lægemidlet, har registreret "
        "patienter. Forventet er antallet infunderet; registreret er dem med mindst én "
        "oplysning om opfølgning. Patienter, der har frabedt sig anden brug af deres data, "
        "er ikke med.",
        "The departments' own registration in Effekt, and imported files. "
        f"{n} of {of} departments that by the catalogue treat with the product have registered "
        "patients. Expected is the number infused; registered are those with at least one fact "
        "of follow-up. Patients who refuse other use of their data are left out.",
    )


def deviations(inputs: Inputs) -> tuple[Deviation, ...]:
    """Amendments after the first freezing, and what the plan asks for that was not done."""
    amended = [
        Deviation(
            later.frozen_at.date(),
            Wording(f"Version {earlier.plan.version}", f"Version {earlier.plan.version}"),
            Wording(f"Version {later.plan.version}", f"Version {later.plan.version}"),
            Wording(later.reason, later.reason),
        )
        for earlier, later in zip(inputs.versions, inputs.versions[1:], strict=False)
    ]
    undone = [Deviation(inputs.cut_on, one, NOT_DONE, NOT_YET) for one in _undone(inputs)]
    return (*amended, *undone)


def _undone(inputs: Inputs) -> Iterator[Wording]:
    plan = inputs.plan
    competing = [one.label for one in plan.endpoints if one.competing]
    for danish, english, labels in (
        ("Kumuleret incidens", "Cumulative incidence", competing),
        ("Undergrupper", "Subgroups", [one.label for one in plan.subgroups]),
        ("Følsomhedsanalyser", "Sensitivity analyses", [one.label for one in plan.sensitivity]),
    ):
        if labels:
            yield Wording(
                f"{danish}: {'; '.join(one.da for one in labels)}",
                f"{english}: {'; '.join(one.en for one in labels)}",
            )
    if plan.durability is not None:
        item = plan.durability.item
        yield Wording(f"Holdbarhed af {item}", f"Durability of {item}")


def limits(inputs: Inputs, curve: ShownCurve) -> tuple[Wording, ...]:
    """What this report cannot say, in plain words."""
    return tuple(_limits(inputs, curve))


def _limits(inputs: Inputs, curve: ShownCurve) -> Iterator[Wording]:
    if inputs.names.reference:
        yield Wording(
            "Kohorten er et offentligt, forenklet datasæt, der afprøver analysen. Rapporten siger "
            "intet om et lægemiddel.",
            "The cohort is a public, simplified data set that tries the analysis. The report says "
            "nothing about a medicine.",
        )
    yield Wording(
        "Patienterne sammenlignes med publicerede tal og ikke med andre patienter i Danmark; "
        "forskelle kan skyldes, hvem der blev behandlet.",
        "The patients are compared with published numbers and not with other patients in "
        "Denmark; differences may be due to who was treated.",
    )
    if inputs.plan.comparator is not None:
        note = inputs.plan.comparator.note
        yield Wording(note.da, note.en)
    if inputs.cut_on < inputs.frozen.frozen_at.date():
        yield Wording(
            "Planen blev fastlåst efter datasnittets dag, så dele af dataene kunne være kendt, da "
            "den blev skrevet.",
            "The plan was frozen after the day of the data cut, so part of the data could have "
            "been known when it was written.",
        )
    yield Wording(
        "Antal fra 1 til 4, og det de kan regnes ud af, vises ikke. Manglende registreringer "
        "regnes ikke som persontal. Flere rapporter om samme patienter kan tilsammen fortælle "
        "mere end én.",
        "Numbers from 1 to 4, and what they could be worked out from, are not shown. Missing "
        "entries do not count as numbers of persons. Several reports on the same patients can "
        "together tell more than one.",
    )
    if any(one.withheld for one in curve.readings):
        yield Wording(
            "Nogle tidspunkter i planen er udeladt af den grund; de står under det ukendte.",
            "Some of the plan's times are left out for that reason; they are named as not known.",
        )
    if curve.points and curve.patients is None:
        yield Wording(
            "Antallet i analysen vises ikke, fordi færre end 5 af de infunderede ikke er med i "
            "den; antal i risiko er rundet ned, og andele er i hele procent.",
            "The number in the analysis is not shown, as fewer than 5 of those infused are not in "
            "it; numbers at risk are rounded down, and shares are in whole percents.",
        )
    if inputs.primary.unusable:
        yield Wording(
            "Behandlinger med datoer i modstrid er ikke med i analysen, før afdelingen har rettet "
            "dem; de står i forløbet.",
            "Treatments with contradicting dates are not in the analysis until the department has "
            "corrected them; they stand in the flow.",
        )


GLOSSARY: tuple[tuple[Wording, Wording], ...] = (
    (
        Wording("I risiko", "At risk"),
        Wording(
            "Patienter, der på dagen endnu følges og ikke har haft hændelsen.",
            "Patients who on that day are still followed and have not had the event.",
        ),
    ),
    (
        Wording("Censureret", "Censored"),
        Wording(
            "Fulgt til denne dag uden hændelsen; hvad der siden skete, vides ikke.",
            "Followed to this day without the event; what happened later is not known.",
        ),
    ),
    (
        Wording("Median opfølgning", "Median follow-up"),
        Wording(
            "Så længe halvdelen kunne være fulgt, hvis ingen havde haft hændelsen.",
            "How long half could have been followed, had nobody had the event.",
        ),
    ),
    (
        Wording("Datasnit", "Data cut"),
        Wording(
            "Alle oplysninger dateret til og med en dag, som de var kendt på ét tidspunkt.",
            "All facts dated up to a day, as they were known at one moment.",
        ),
    ),
)
