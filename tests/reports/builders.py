"""Statements and reports to print: believable, made up, and the same every time."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.language import Wording
from reports.settlement_statement import (
    AgreementRef,
    Evidence,
    Hashes,
    Line,
    RegionTotal,
    Section,
    Signature,
    Statement,
    Status,
)

MILLION = 1_000_000_00
SYD, MIDT, OST = "Region Syddanmark", "Region Midtjylland", "Region Østdanmark"


def both(da: str, en: str) -> Wording:
    return Wording(da=da, en=en)


def fix_activity(value: str, on: date, version: int = 1) -> Evidence:
    return Evidence(
        name=both("Faktor IX-aktivitet", "Factor IX activity"),
        value=value,
        unit="%",
        method=both("1-trins", "one-stage"),
        valid_on=on,
        version=version,
        recorded_at=datetime(2027, 9, 2, 8, 14, tzinfo=UTC),
    )


def payable(number: int, region: str = SYD, amount: int = 2_580_000_00) -> Line:
    return Line(
        section=Section.PAYABLE,
        clause="§ 4.2",
        milestone=both("rate 3, 24 måneder", "instalment 3, 24 months"),
        treatment=f"P-{number:03d}",
        region=region,
        amount=amount,
        entitled=amount,
        explanation=(
            both(
                "Betales: faktor IX-aktivitet 31,4 % den 12-03-2027 er mindst 5 %, "
                "og profylaksen er ikke genoptaget.",
                "Payable: factor IX activity 31.4% on 12 Mar 2027 is at least 5%, "
                "and prophylaxis has not been resumed.",
            ),
        ),
        evidence=(
            fix_activity("31.4", date(2027, 3, 12)),
            Evidence(
                name=both("Profylakse", "Prophylaxis"),
                value=both("ikke genoptaget", "not resumed"),
                unit="",
                method="",
                valid_on=date(2027, 3, 12),
                version=1,
                recorded_at=datetime(2027, 3, 14, 10, 2, tzinfo=UTC),
            ),
        ),
    )


def adjustment(number: int, region: str = SYD, amount: int = -2_580_000_00) -> Line:
    return Line(
        section=Section.ADJUSTMENT,
        clause="§ 4.2",
        milestone=both("rate 3, 24 måneder", "instalment 3, 24 months"),
        treatment=f"P-{number:03d}",
        region=region,
        amount=amount,
        entitled=0,
        previously_settled=-amount,
        previous_number="2027-07",
        explanation=(
            both(
                "Betales ikke: faktor IX-aktivitet 3,8 % den 12-03-2027 er under 5 %.",
                "Not payable: factor IX activity 3.8% on 12 Mar 2027 is below 5%.",
            ),
            both("Version 1 af målingen sagde 5,2 %.", "Version 1 of the measurement said 5.2%."),
        ),
        evidence=(fix_activity("3.8", date(2027, 3, 12), version=2),),
    )


def unsettled(number: int, section: Section, region: str, wording: Wording) -> Line:
    return Line(
        section=section,
        clause="§ 4.3",
        milestone=both("rate 4, 36 måneder", "instalment 4, 36 months"),
        treatment=f"P-{number:03d}",
        region=region,
        amount=0,
        entitled=0 if section is Section.NOT_PAYABLE else None,
        explanation=(wording,),
    )


def few_lines() -> tuple[Line, ...]:
    return (
        payable(1),
        payable(4, MIDT),
        payable(9, OST),
        adjustment(17),
        unsettled(
            21,
            Section.NOT_PAYABLE,
            MIDT,
            both(
                "Betales ikke: profylaksen blev genoptaget den 04-02-2027, før måledagen.",
                "Not payable: prophylaxis was resumed on 4 Feb 2027, before the milestone.",
            ),
        ),
        unsettled(
            22,
            Section.WAITING,
            OST,
            both(
                "Afventer: vinduet er åbent til 24-04-2027.",
                "Waiting: the window is open until 24 Apr 2027.",
            ),
        ),
        unsettled(
            14,
            Section.BLOCKED,
            OST,
            both(
                "Kan ikke afgøres: 12-måneders måling mangler "
                "(Rigshospitalet, Afdeling for Blodsygdomme, frist 30-06-2027).",
                "Cannot be decided: the 12-month measurement is missing "
                "(Rigshospitalet, Department of Haematology, due 30 Jun 2027).",
            ),
        ),
    )


def region_total(region: str, lines: tuple[Line, ...]) -> RegionTotal:
    gross = sum(one.amount for one in lines if one.section is Section.PAYABLE)
    adjustments = sum(one.amount for one in lines if one.section is Section.ADJUSTMENT)
    return RegionTotal(region, gross, adjustments, gross + adjustments)


def statement(lines: tuple[Line, ...] | None = None, **changes: object) -> Statement:
    lines = few_lines() if lines is None else lines
    regions = sorted({one.region for one in lines})
    made = Statement(
        number="2027-09",
        status=Status.APPROVED,
        agreement=AgreementRef(
            identifier="hemgenix-effekt",
            title=both("Hemgenix til hæmofili B", "Hemgenix for haemophilia B"),
            version="2",
            sha256="3f1c" * 16,
            supplier="CSL Behring ApS",
            illustrative=True,
        ),
        period_start=date(2027, 7, 1),
        period_end=date(2027, 9, 30),
        known_at=datetime(2027, 10, 4, 22, 0, tzinfo=UTC),
        settlement_date=date(2027, 10, 5),
        currency="DKK",
        hashes=Hashes(run="a81e" * 16, snapshot="07bd" * 16, ledger_head="e220" * 16),
        prepared_by=Signature("Karen Møller", datetime(2027, 10, 5, 7, 31, tzinfo=UTC)),
        approved_by=Signature("Jørgen Åkjær", datetime(2027, 10, 6, 12, 5, tzinfo=UTC)),
        regions=tuple(
            region_total(name, tuple(one for one in lines if one.region == name))
            for name in regions
        ),
        total=region_total("", lines),
        lines=lines,
    )
    return replace(made, **changes)


def many_lines(count: int) -> tuple[Line, ...]:
    regions = (SYD, MIDT, OST)
    return tuple(payable(number + 1, regions[number % 3]) for number in range(count))
