"""Histories made at random, with everything in them that makes engines differ."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from contracts.facts import Fact, Kind
from tests.contracts.builders import at, day

START = at("2024-01-01")
EVENTS = (
    "death",
    "relapse",
    "next_therapy",
    "emigrated",
    "consent_withdrawn",
    "lost_to_follow_up",
)
STATES = ("CR", "PR", "PD", "not_assessed", "odd", "")
VALUES = ("4.9", "4.95", "5.0", "31.4", "12", "<1", "<9", ">4", ">=5", "<=5", "-3.25", "n/a", "")

Row = tuple[Kind, str, str, str, date]


def rows_of(random: Random) -> list[Row]:
    """What one treatment may come to."""
    infused = day("2024-02-20") + timedelta(days=random.randint(0, 20))
    rows = [*starts_of(random, infused), *homes_of(random, infused)]
    for _ in range(random.randint(0, 9)):
        years = random.choice([-182, 0, 182, 365, 365, 730, 1095])
        rows.append(observation(random, infused + timedelta(days=years + random.randint(-35, 60))))
    for visit in (91, 182, 365, 547, 730, 912, 1095, 1460) if random.random() < 0.5 else ():
        about = infused + timedelta(
            days=visit + random.choice([0, -10, 10, random.randint(-40, 60)])
        )
        rows += [observation(random, about) for _ in range(random.randint(0, 3))]
    for kind in random.sample(EVENTS, random.choice([0, 0, 1, 1, 2, 3])):
        soon_after_a_target = random.choice([182, 365, 730]) + random.randint(0, 40)
        anywhere = [random.randint(1, 1300) for _ in range(6)]
        after = random.choice([-3, 0, *anywhere, *[soon_after_a_target] * 4])
        rows.append((Kind.EVENT, kind, said(random), "", infused + timedelta(days=after)))
    for _ in range(random.choice([0, 0, 0, 1, 2, 4])):
        often = infused + timedelta(days=random.choice([100, 380, 745, random.randint(1, 1300)]))
        kind = random.choice(["relapse", "next_therapy"])
        rows.append((Kind.EVENT, kind, said(random), "", often))
    on = infused + timedelta(days=random.randint(0, 1500))
    alive = (Kind.VITAL_STATUS, random.choice(["alive", "alive", "gone"]), "", "", on)
    told = random.choice([("dose", "2"), ("dose", "1"), ("out_of_specification", "yes")])
    cost = (Kind.RULING, "switch-cost", "99.95", "DKK", infused)
    ruled = (Kind.RULING, *decision(random, infused), "", infused + timedelta(days=400))
    rare = ((alive, 0.3), ((Kind.BATCH, *told, "", infused), 0.2), (cost, 0.05), (ruled, 0.015))
    return rows + [row for row, chance in rare if random.random() < chance]


def decision(random: Random, infused: date) -> tuple[str, str]:
    """What the parties decided of one line: a value outside its window counts, or a dispute."""
    term = random.choice(["result_instalments", "performance_annuity", "milestone_rebate"])
    line = f"term={term};milestone={random.randint(1, 2)}"
    counts = infused + timedelta(days=random.choice([365, 400, 450]))
    state = random.choice(["state=open", "state=decided;amount=1.00"])
    told = [("waiver", f"{line};counts_on={counts}"), ("dispute", f"{line};{state}")]
    return random.choice(told)


def starts_of(random: Random, infused: date) -> list[Row]:
    rows: list[Row] = []
    if random.random() < 0.95:
        product = "x" if random.random() < 0.95 else "y"
        rows.append((Kind.TREATMENT, "infused", product, "", infused))
    if random.random() < 0.06:
        state = random.choice(["infused", "not_infused", "not_infused", "out_of_specification"])
        on = infused + timedelta(days=random.randint(0, 1))
        rows.append((Kind.TREATMENT, state, "x", "", on))
    return rows


def homes_of(random: Random, infused: date) -> list[Row]:
    rows: list[Row] = []
    for _ in range(random.choice([0, *[1] * 16, 2, 2])):
        later = infused + timedelta(days=random.randint(0, 900))
        moved = later if random.random() < 0.2 else day("2020-01-01")
        where = random.choice([*["nord", "syd", "nord"] * 5, "  ", "unknown"])
        rows.append((Kind.RESIDENCE, random.choice(["region", "region", "home"]), where, "", moved))
    return rows


def observation(random: Random, on: date) -> Row:
    match random.randrange(8):
        case 0 | 1:
            return (Kind.OBSERVATION, "response", random.choice(STATES), "", on)
        case 2:
            unit = random.choice(["U/L", "ukat/L"])
            return (Kind.OBSERVATION, "alt", random.choice(["0.5", "30", "60", "1"]), unit, on)
        case 3:
            return (Kind.OBSERVATION, "weight", "71", "kg", on)
        case _:
            unit = random.choice(["%", "%", "%", "IU/mL", "g"])
            value = "0.05" if unit == "IU/mL" else random.choice([*VALUES, "6.5", "31", "40", "2"])
            return (Kind.OBSERVATION, "fix_activity", value, unit, on)


def said(random: Random) -> str:
    told = ["", "related=no", "related=yes", "related=unknown", "grade=1", "grade=2"]
    ended = f"therapy=blinatumomab;until=202{random.randint(4, 7)}-06-30"
    return random.choice([*told, "therapy=blinatumomab", "therapy=other-one", ended])


def corrected(random: Random, kind: Kind, name: str, value: str) -> str:
    """What a later version may say instead."""
    match kind:
        case Kind.OBSERVATION:
            return random.choice([value, value, "31.4", "CR"])
        case Kind.EVENT:
            return random.choice([value, value, said(random)])
        case Kind.RESIDENCE:
            return random.choice([value, "nord", "syd"])
        case Kind.TREATMENT:
            return random.choice([value, value, "x", "y"])
        case Kind.PRICE:
            return random.choice([value, "110.03"])
        case _:
            return {"dose": "1", "switch-cost": "120.00"}.get(name, value)


def history(random: Random, count: int) -> tuple[Fact, ...]:
    """Facts recorded over time, some corrected, moved back or retracted later; and prices."""
    recorded: list[Fact] = []
    rows: list[tuple[str, Row]] = [("*", (Kind.PRICE, "list", "100.00", "DKK", day("2020-01-01")))]
    if random.random() < 0.5:
        rows.append(("*", (Kind.PRICE, "list", "90.05", "DKK", day("2025-01-01"))))
    if random.random() < 0.1:
        rows.append(("*", (Kind.PRICE, "list", "95.05", "DKK", day("2025-01-01"))))
    if random.random() < 0.1:
        rows = []
    rows += [(f"T{n}", row) for n in range(count) for row in rows_of(random)]
    for n in range(count):
        if random.random() < 0.004:
            kept = f"T{random.randrange(count)}"
            rows.append((f"T{n}", (Kind.MERGE, "patient", kept, "", day("2025-01-01"))))
    ids = random.sample(range(10 * len(rows)), len(rows))
    for number, (treatment, row) in zip(ids, rows, strict=True):
        recorded += versions(random, f"F{number}", treatment, row)
    return tuple(recorded)


def versions(random: Random, fact_id: str, treatment: str, row: Row) -> list[Fact]:
    kind, name, value, unit, on = row
    clock = at(on.isoformat()) + timedelta(days=random.choice([0, 0, 1, random.randint(0, 300)]))
    clock = max(START, clock)
    method = random.choice(["one-stage", "chromogenic"]) if name == "fix_activity" else ""
    first = Fact(fact_id, 1, treatment, kind, name, value, unit, method, on, clock)
    found = [first]
    for version in range(2, random.choice([2, 2, 2, 3, 4])):
        clock += timedelta(days=random.choice([0, 1, 20, 400]))
        text = corrected(random, kind, name, value)
        moved = on + timedelta(days=random.choice([0, 0, 30]))
        gone = random.random() < 0.3
        found.append(
            replace(
                first,
                version=version,
                value=text,
                valid_on=moved,
                recorded_at=clock,
                retracted=gone,
            )
        )
    if random.random() < 0.002 and treatment != "*":
        found.append(replace(first, version=9, treatment="T0", recorded_at=clock))
    return found


def moment(random: Random) -> datetime:
    return START + timedelta(days=random.randrange(50, 2000, 25))
