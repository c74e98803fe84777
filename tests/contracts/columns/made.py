"""Agreements made at random, with everything in them that makes engines differ."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from contracts.agreement import Agreement
from contracts.document import Document
from tests.contracts.builders import OUTCOMES, an_agreement_tree

T = TypeVar("T")
RESULTS = ("NOT_MET", "EXCUSED", "PRO_RATA", "HOLD", "TERMINATED")
WHOLE = ("NOT_MET", "EXCUSED", "HOLD", "TERMINATED")
LIMITS = ("window_open", "target", "window_close")
MARKS = ("infusion", "previous_milestone", "window_open", "P30D", "P6M")


def outcomes(random: Random) -> dict[str, Any]:
    compare: dict[str, Any] = {"compare": random.choice(["raw", "rounded"]), "precision": "0.1"}
    bridges = [{}, {"chromogenic": "1"}, {"chromogenic": "1.25"}, {"one-stage": "0.8"}]
    compare |= {"bridge": random.choice(bridges)}
    alt = {"type": "quantity", "unit": "U/L", "convert": {"ukat/L": "60"}, "precision": "0.5"}
    return OUTCOMES | {"fix_activity": OUTCOMES["fix_activity"] | compare, "alt": alt}


def leaf(random: Random) -> dict[str, Any]:
    op = random.choice([">=", ">", "<=", "<", "=", "!="])
    bound = random.choice(["5", "5.0", "4.9", "10", "1", "0.33"])
    fix = {"outcome": "fix_activity", "unit": "%"} | random.choice([{}, {"method": "one-stage"}])
    alt = {"outcome": "alt", "unit": "U/L", "op": op, "value": random.choice(["60", "30"])}
    ends = random.choice(["both", "low", "high", "neither"])
    against = {"op": op, "value": bound}
    where = random.choice([{}, {"where": {"grade": ["1"]}}])
    within = {"before": random.choice(LIMITS), "after": random.choice(MARKS)}
    name = random.choice(["death", "next_therapy"])
    leaves: list[dict[str, Any]] = [
        fix | against,
        fix | against,
        alt,
        {"between": fix | {"low": "4.9", "high": "12", "ends": ends}},
        {"state": "response", "is": random.choice(["CR", "PR"])},
        {"any_of_values": {"state": "response", "in": ["CR", "PR"]}},
        {"event": "relapse"} | within | where,
        {"event": name} | within,
        {"known": random.choice(["fix_activity", "response", "alt"])},
        {"change_from_baseline": fix | against | {"baseline_within": "P6M"}},
    ]
    return random.choice([*leaves, count(random)])


def criterion(random: Random, depth: int = 2) -> dict[str, Any]:
    combining = ["leaf", "leaf", "leaf", "all", "any", "not", "since", "sustained"]
    kind = random.choice(combining) if depth else "leaf"
    match kind:
        case "all" | "any":
            return {kind: [criterion(random, depth - 1) for _ in range(random.randint(1, 3))]}
        case "not":
            return {"not": criterion(random, depth - 1)}
        case "since":
            return {"since": random.choice(MARKS), "holds": criterion(random, depth - 1)}
        case "sustained":
            return {"sustained_for": sustained(random, depth - 1)}
        case _:
            return leaf(random)


def sustained(random: Random, depth: int) -> dict[str, Any]:
    length = {"length": random.choice(["P30D", "P6M", "P1Y"])}
    enough = {"at_least": random.choice(["1", "2", "3"])}
    over = {"over": random.choice(["span", "run"])} | length | enough
    over |= {"until": random.choice(["target", "window_close"])}
    return {"holds": criterion(random, depth)} | over


def count(random: Random) -> dict[str, Any]:
    name = random.choice(["next_therapy", "relapse", "death"])
    per = random.choice([{}, {"per": "event"}, {"per": "day"}])
    days = random.choice([{}, {"after": random.choice(MARKS)}, {"within": "P8M"}])
    op = random.choice([">=", ">", "<=", "<", "="])
    value = random.choice(["0", "1", "2", "1.5", "-1"])
    ends = {"before": random.choice(LIMITS), "op": op, "value": value}
    return {"count_in_window": {"event": name} | per | days | ends}


def kept(random: Random) -> dict[str, Any]:
    """Nothing happened; where it did, a part of the period may be paid."""
    free = {"not": {"event": "relapse", "before": random.choice(LIMITS)}}
    return random.choice([free, {"all": [free, leaf(random)]}])


def exceptions(random: Random, results: Sequence[str] = RESULTS) -> dict[str, Any]:
    def one() -> str:
        return random.choice(results)

    death: Any = one()
    if random.random() < 0.7:
        death = {"related": {"yes": one(), "no": one(), "unknown": one()}}
        if random.random() < 0.5:
            side = random.choice(["EXCUSED", "NOT_MET"])
            death |= {"unknown_after": "P6M", "unknown_then": side}
        death |= {"when": {"event": "death", "before": random.choice(LIMITS)}}
        death |= {"later": random.choice(["same", "TERMINATED"])}
    missing: dict[str, Any] = {"then": random.choice(["NOT_MET", "EXCUSED", "HOLD"])}
    missing |= random.choice([{}, {"grace": "P90D"}])
    missing |= random.choice([{}, {}, {"carry_forward": "P8M"}])
    moved = random.choice([{}, {"then": "SUPPLIER_OPTION"}, {"after": "P6M", "then": "NOT_MET"}])
    names = ["death", "withdrawal", "lost_to_follow_up", "relocation_abroad", "competing_therapy"]
    listed = random.choice([["next_therapy"], ["blinatumomab"], ["relapse", "other-one"]])
    competing: Any = {"result": one(), "list": listed, "lasting": random.choice(["P0D", "P60D"])}
    competing |= random.choice([{}, {"unless": ["other_one"]}])
    return {
        "death": death,
        "withdrawal": one(),
        "lost_to_follow_up": {"after": random.choice(["P6M", "P0D"]), "result": one()},
        "missing_assessment": missing,
        "relocation_abroad": {"result": one()} | moved,
        "competing_therapy": competing if random.random() < 0.9 else "IGNORED",
        "priority": random.choice([[], random.sample(names, random.randint(1, 5))]),
    }


def price(random: Random) -> dict[str, Any]:
    listed = {"list": "list", "at": random.choice(["treated_on", "milestone"])}
    return random.choice([{"amount": "300.01 DKK"}, {"amount": "21500000.37 DKK"}, listed])


def scheduled(random: Random) -> dict[str, Any]:
    count = random.randint(1, 4)
    window = random.choice([("P30D", "P45D"), ("P2M", "P1M"), ("P0D", "P0D"), ("P8M", "P8M")])
    plan = {"anchor": "infusion", "window": dict(zip(("before", "after"), window, strict=True))}
    named = ["P3M", "P200D", "P1Y", "P30M"][:count]
    every = random.choice(["P1Y", "P6M", "P1Y", "P6M", ""])
    plan |= {"every": every, "count": str(count)} if every else {"at": named}
    plan |= random.choice([{}, {"report_by": "P60D"}])
    kinds = ["result_instalments", "performance_annuity", "performance_annuity"]
    kind = random.choice([*kinds, "milestone_rebate"])
    more = random.randint(0, 1) if kind != "milestone_rebate" else 0
    whole = count + more + (kind == "milestone_rebate")
    failure = random.choice(["stop_permanently", "suspend_until_restored", "this_instalment_only"])
    term: dict[str, Any] = {
        "type": kind,
        "id": kind,
        "price": price(random),
        "shares": [f"1/{whole}"] * (count + more),
        "milestone": plan,
        "met_when": random.choice([criterion(random), kept(random)]),
        "select": {"rule": random.choice(["closest", "first", "last"])},
        "pro_rata_by": random.choice(["days", "months"]),
        "exceptions": exceptions(random),
    }
    if kind != "milestone_rebate":
        term["on_failure"] = failure
    if kind == "performance_annuity":
        term["partial_period"] = random.choice(["unpaid", "pro_rata", "pro_rata"])
        term["met_when"] = random.choice([term["met_when"], kept(random)])
    return term


def upfront(random: Random) -> dict[str, Any]:
    share = {"share": random.choice(["100 %", "1/3", "20 %", "0 %"]), "not_infused": "10 %"}
    decided = {"exceptions": exceptions(random, WHOLE), "price": price(random)}
    return {"type": "upfront", "id": "upfront", "trigger": "infusion"} | share | decided


def warranty(random: Random) -> dict[str, Any]:
    steps = [{"until": "P6M", "share": "100 %"}, {"until": "P18M", "share": "1/3"}]
    linear = {"linear": {"by": random.choice(["days", "months"]), "until": "P3Y"}}
    term = {"type": "warranty_refund", "id": "warranty", "price": price(random)}
    term |= random.choice([{"steps": steps}, linear, linear | {"steps": steps[:1]}])
    term |= random.choice([{}, {"watch_from": "P3M"}])
    return term | {"failed_when": criterion(random), "exceptions": exceptions(random, WHOLE)}


def switch(random: Random) -> dict[str, Any]:
    cost = {"actual_cost": {"ruling": "switch-cost", "up_to": "200.00 DKK"}}
    term = {"type": "switch_refund", "id": "switch", "price": price(random), "until": "P2Y"}
    term |= random.choice([{"share": "40 %"}, {"share": "2/3"}, cost])
    term |= {"stacking": random.choice(["max", "first", "sum"])}
    failed = random.choice([{"event": "next_therapy"}, criterion(random)])
    return term | {"failed_when": failed, "exceptions": exceptions(random, WHOLE)}


def doses(random: Random) -> dict[str, Any]:
    term = {"type": "repeat_dose", "id": "doses", "price": price(random)}
    second, out = {"second_dose": "50 %"}, {"out_of_specification": random.choice(["80 %", "40 %"])}
    return term | random.choice([second, out, second | out, second | {"not_infused": "5 %"}])


def agreement(random: Random) -> Agreement:
    kinds = [scheduled, scheduled, upfront, warranty, switch, doses]
    chosen = random.sample(kinds, random.randint(1, 4))
    found = {term["id"]: term for term in (kind(random) for kind in chosen)}
    if "doses" in found and random.random() < 0.7:
        found["doses"]["price"] = next(iter(found.values()))["price"]
    more: dict[str, Any] = {"outcomes": outcomes(random)}
    if random.random() < 0.15:
        rule = {"anchor": "window_close", "plus": random.choice(["P6M", "P36M"])}
        more["limitation"] = {"corrections_until": rule, "clawback": "both_ways"}
    if random.random() < 0.3:
        more["disputes"] = {"hold": "disputed_lines_only", "notice": "P30D", "adjudicator": "x"}
    tree = an_agreement_tree(*found.values(), **more)
    tree["calendar"]["month_rounding"] = random.choice(["up", "down"])
    tree["parties"]["payer"] |= random.choice([{}, {}, {"otherwise": "staten"}])
    at_due = {"of_record": "region_at_due_date"}
    tree["parties"]["payer"] |= random.choice([{}, {}, at_due])
    until = {"effective_until": "2024-03-05"}
    tree["agreement"] |= random.choice([{}, {}, {}, {}, {"product": "x"}, {"product": "x"}, until])
    if random.random() < 0.1:
        end = {"type": "limitation_termination", "id": "end", "ends_on": "2026-01-01"}
        end |= {"survives": random.sample(sorted(found), 1)} if random.random() < 0.5 else {}
        tree["clauses"].append({"id": "9", "text": {"da": "p", "en": "c"}, "terms": [end]})
    return Agreement(Document.model_validate(tree), "0" * 64)
