"""A council report to print: made-up patients whose curve is counted here by hand."""

from datetime import UTC, date, datetime

from reports.council_report import (
    Completeness,
    CouncilReport,
    CrossCheck,
    DecisionBox,
    Deviation,
    EventCount,
    Exclusion,
    Figure,
    FlowStep,
    FollowUp,
    Landmark,
    Median,
    Provenance,
    Published,
    Reproduction,
    ResultTable,
    SiteCoverage,
)
from tests.reports.builders import both
from tests.reports.drawings import grouped_chart, heat, single_chart

LANDMARKS = (
    Landmark(
        both("6 måneder", "6 months"),
        0.822,
        0.731,
        0.885,
        78,
        Published(0.73, 0.60, 0.82, "Maude 2018"),
    ),
    Landmark(
        both("12 måneder", "12 months"),
        0.671,
        0.563,
        0.758,
        48,
        Published(0.50, 0.35, 0.64, "Maude 2018"),
    ),
    Landmark(both("24 måneder", "24 months"), 0.448, 0.320, 0.568, None),
    Landmark(both("36 måneder", "36 months"), None, None, None, None),
)


def report() -> CouncilReport:
    return CouncilReport(
        title=both(
            "Evidensrapport til Medicinrådet", "Evidence report to the Danish Medicines Council"
        ),
        product="Kymriah",
        indication=both(
            "Akut lymfoblastær B-celle-leukæmi hos børn og unge voksne",
            "B-cell acute lymphoblastic leukaemia in children and young adults",
        ),
        synthetic=True,
        decision=DecisionBox(
            question=both(
                "Er effekten i Danmark mindst som i det studie, anbefalingen hviler på?",
                "Is the effect in Denmark at least that of the study the recommendation rests on?",
            ),
            answer=both(
                "Ja efter 12 måneder: 67,1 % er uden tilbagefald eller død, mod 50 % i studiet.",
                "Yes at 12 months: 67.1% are free of relapse and death, against 50% in the study.",
            ),
            unknown=(
                both(
                    "Om effekten holder efter 24 måneder: under 10 patienter er fulgt så længe.",
                    "Whether it lasts beyond 24 months: fewer than 10 have been followed so long.",
                ),
                both(
                    "Livskvalitet: 4 af 10 skemaer mangler.",
                    "Quality of life: 4 of 10 forms are missing.",
                ),
            ),
            next_decision=date(2028, 3, 15),
        ),
        provenance=Provenance(
            cut_on=date(2027, 9, 30),
            known_at=datetime(2027, 10, 4, 22, 0, tzinfo=UTC),
            dataset_sha256="07bd" * 16,
            code_version="0.1.0",
            plan_sha256="91cc" * 16,
            plan_frozen_at=datetime(2026, 1, 12, 9, 0, tzinfo=UTC),
            cross_check=CrossCheck("lifelines 0.30.3", 1452, 2.2e-16),
        ),
        deviations=(
            Deviation(
                date(2027, 3, 1),
                both("MRD ved 3 og 6 måneder", "MRD at 3 and 6 months"),
                both("MRD ved 6 måneder", "MRD at 6 months"),
                both("To afdelinger tager ikke prøven.", "Two departments do not take the sample."),
            ),
        ),
        source=both(
            "Afdelingernes registrering i Effekt, med laboratoriesvar fra filer.",
            "The departments' own registration in Effekt, with laboratory results from files.",
        ),
        coverage=(
            SiteCoverage("Rigshospitalet, Afdeling for Børn og Unge", 62, 60),
            SiteCoverage("Aarhus Universitetshospital, Blodsygdomme", 38, 36),
            SiteCoverage("Odense Universitetshospital, Hæmatologi", None, None),
        ),
        flow=(
            FlowStep(
                both("henvist til behandling", "referred for treatment"),
                118,
                (
                    Exclusion(both("opfyldte ikke betingelserne", "did not qualify"), 9),
                    Exclusion(both("døde før leukaferese", "died before apheresis"), None),
                ),
            ),
            FlowStep(
                both("fik udført leukaferese", "had apheresis"),
                105,
                (Exclusion(both("produkt uden for specifikation", "out of specification"), 9),),
            ),
            FlowStep(both("behandlet og analyseret", "treated and analysed"), 96),
        ),
        completeness=Completeness(
            heat(),
            (
                (both("ikke udført", "not done"), 74),
                (both("ukendt", "unknown"), 21),
                (both("afslået", "refused"), 12),
                (both("flyttet", "moved"), None),
            ),
            6,
            19,
        ),
        follow_up=FollowUp(15.2, 13.9, 17.0, None, None),
        primary=Figure(
            single_chart(),
            both(
                "Hændelsesfri overlevelse fra infusion (Kaplan-Meier, n = 96) med "
                "95 %-konfidensbånd. Mærkerne er tal fra ELIANA-studiet (Maude 2018) med "
                "de intervaller, kilden angiver. Gråt: under 10 i risiko.",
                "Event-free survival from infusion (Kaplan-Meier, n = 96) with 95% band. "
                "The marks are numbers from the ELIANA study (Maude 2018) with the intervals the "
                "source prints. Grey: fewer than 10 at risk.",
            ),
        ),
        landmarks=LANDMARKS,
        median=Median(20.1, 15.8, None),
        further=(
            Figure(
                grouped_chart(),
                both(
                    "Samlet overlevelse efter alder ved infusion; planlagt undergruppe.",
                    "Overall survival by age at infusion; a planned subgroup.",
                ),
            ),
        ),
        events=(
            EventCount(both("Tilbagefald", "Relapse"), 31, 31),
            EventCount(both("Død uden tilbagefald", "Death without relapse"), None, None),
        ),
        safety=(
            EventCount(both("CRS, alle grader", "CRS, any grade"), 71, 71),
            EventCount(both("CRS, grad 3 eller højere", "CRS, grade 3 or higher"), 22, 22),
            EventCount(both("ICANS, grad 3 eller højere", "ICANS, grade 3 or higher"), None, None),
        ),
        limits=(
            both(
                "Patienterne er ikke sammenlignet med andre i Danmark, kun med et studie.",
                "The patients are not compared with others in Denmark, only with a study.",
            ),
            both(
                "Studiets patienter var yngre; forskellen kan skyldes hvem der blev behandlet.",
                "The study's patients were younger; the difference may be due to who was treated.",
            ),
        ),
        glossary=(
            (
                both("I risiko", "At risk"),
                both(
                    "Patienter, der på dagen endnu følges og ikke har haft hændelsen.",
                    "Patients who on that day are still followed and have not had the event.",
                ),
            ),
            (
                both("Censureret", "Censored"),
                both(
                    "Fulgt til denne dag uden hændelsen; hvad der siden skete, vides ikke.",
                    "Followed to this day without the event; what happened later is not known.",
                ),
            ),
        ),
        reproduction=Reproduction(
            "effekt report --plan kymriah-b-all --cut 2027-09-30",
            (("kymriah-b-all.yaml", "91cc" * 16), ("snapshot-2027-09-30.json", "07bd" * 16)),
        ),
        tables=(
            ResultTable(
                both("Hvis de tabte var fulgt", "Had the lost been followed"),
                both("Tabel 3. Efter 12 måneder.", "Table 3. At 12 months."),
                (both("Antagelse", "Assumption"), both("Andel", "Share")),
                (
                    (both("Alle tabte uden hændelse", "No lost had it"), both("70,2 %", "70.2%")),
                    (both("Alle tabte med hændelse", "All lost had it"), both("63,0 %", "63.0%")),
                ),
            ),
        ),
    )
