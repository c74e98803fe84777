"""How a line's amount was worked out, step by step, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.money import round_half_away, share_of
from contracts.reason import Language, Reason, Status
from contracts.settle import Line
from contracts.wording.formats import money, number, share
from contracts.wording.lines import say

_AS_PAID = frozenset({"vat", "carry"})
"""The components whose sums are in the currency paid, not in the one agreed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic, worded."""

    label: str
    value: str


_Told = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    """A reason that changes the amount: what is reckoned with, and what the line was and became.

    What is None follows from the stages beside it: a part of a whole is divided to the last unit.
    """

    code: str
    steps: _Told
    before: int | None = None
    after: int | None = None


def arithmetic(
    owed: Entitlement, line: Line | None, agreement: Agreement, language: Language
) -> tuple[Step, ...]:
    """Every change of the amount in its order, each with what it comes to; then the amount paid."""
    results = [("result", owed.amount)]
    if line is not None:
        results += [("held", line.previous), ("delta", line.amount)]
    steps = [*_Reckoning(owed, agreement, language).steps()]
    steps += [(code, money(amount, owed.currency, language)) for code, amount in results]
    return tuple(Step(say(code, language), value) for code, value in steps)


class _Reckoning:
    """The arithmetic of one line."""

    def __init__(self, owed: Entitlement, agreement: Agreement, language: Language) -> None:
        self.owed, self.agreement, self.language = owed, agreement, language
        as_paid = owed.reason.get("component") in _AS_PAID
        self.currency = agreement.paid_in if as_paid else agreement.currency
        self.told_by: dict[str, Callable[[Reason], _Stage]] = {
            "amount": self._priced,
            "patient_cap": self._bounded,
            "part_since": self._since,
            "cap": self._capped,
            "cap_part": self._capped,
            "tiers": self._tiered,
            "basket": self._netted,
            "population_less": self._moved,
            "population_more": self._moved,
            "vat": self._taxed,
            "carried": self._carried,
            "fixing_corrected": self._refixed,
            "adjudicated": self._ruled,
            "payer": self._shared,
            "stacked": self._stacked,
            "refund_limited": self._limited,
            "owed_unknown": self._unplaced,
            "disputed": self._disputed,
            "converted": self._converted,
            "rate_missing": self._unconverted,
            "rate_to_come": self._unconverted,
        }

    def steps(self) -> Iterator[tuple[str, str]]:
        """What is reckoned with, stage by stage, and in between what the line has come to."""
        stages, last = self._stages(), ""
        for stage, following in zip(stages, [*stages[1:], None], strict=False):
            for code, value in (*stage.steps, *self._reached(stage, following)):
                if code != "comes_to" or value != last:
                    yield code, value
                last = value

    def _stages(self) -> list[_Stage]:
        """The stages in the order of the engine, whatever the order the reasons stand in."""
        order = list(self.told_by)
        nodes = [node for node in self.owed.reason.walk() if node.code in order]
        told = [self.told_by[n.code](n) for n in sorted(nodes, key=lambda n: order.index(n.code))]
        stages = [stage for stage in told if stage.steps or stage.before is not None]
        for i, stage in enumerate(stages):
            if stage.code == "refund_limited" and stage.after is None:
                cut = next((s.before for s in stages[i + 1 :] if s.before is not None), None)
                stages[i] = self._cut(stage, self.owed.amount if cut is None else cut)
            if stage.code == "owed_unknown":
                return stages[: i + 1]  # What nobody can be sent goes no further.
        return stages

    def _reached(self, stage: _Stage, following: _Stage | None) -> Iterator[tuple[str, str]]:
        """What the line has come to; where that is a part of a whole, the whole as well."""
        code, reached = "", self.owed.amount
        if following is None and self.owed.status is Status.HOLD and not reached:
            if stage.after:
                yield "withheld", self._money(-stage.after)
            return
        if following is not None:
            code = "uncut" if following.code == "refund_limited" else "comes_to"
            if following.code == "adjudicated" or (following.before or stage.after) is None:
                return  # A decision stands in place of all before it.
            reached = stage.after or 0 if following.before is None else following.before
        if stage.after is not None and stage.after != reached:
            yield "together", self._money(stage.after)
            yield "part", self._money(reached)
            code = code and "comes_to"
        if code:
            yield code, self._money(reached)

    def _money(self, minor: int) -> str:
        return money(minor, self.currency, self.language)

    def _amounts(self, node: Reason, **codes: str) -> _Told:
        """Amounts of a node, each under the code of a step."""
        return tuple((code, self._money(int(node.get(name)))) for code, name in codes.items())

    def _share(self, code: str, node: Reason, name: str = "share") -> tuple[str, str]:
        return code, share(Fraction(node.get(name)), self.language)

    def _number(self, code: str, node: Reason, name: str) -> tuple[str, str]:
        return code, number(node.get(name), self.language)

    def _priced(self, node: Reason) -> _Stage:
        line = self.owed.reason
        dose = next((child for child in line.children if child.get("whole")), None)
        steps: list[tuple[str, str]] = []
        if dose is not None:
            steps += [*self._amounts(dose, price="whole"), self._share("dose", dose)]
        steps += self._amounts(node, **{"price" if dose is None else "price_of_dose": "price"})
        steps += [self._share("share", node), *self._amounts(node, instalment_step="instalment")]
        factor = Fraction(node.get("factor"))
        paid = "factor" if factor >= 0 else "refunded_at"
        steps.append((paid, share(abs(factor), self.language)))
        steps += [self._share("ratio", n, "ratio") for n in line.children if n.get("ratio")]
        return _Stage(node.code, tuple(steps), after=int(node.get("amount")))

    def _bounded(self, node: Reason) -> _Stage:
        since = self._amounts(node, sum_since="sum")
        bound = self._amounts(node, bound="bound")
        after = int(node.get("bound")) - int(node.get("sum"))
        return _Stage(node.code, (*since, *bound), after=after)

    def _since(self, node: Reason) -> _Stage:
        """A part of what a ceiling or floor adds in all, less what was on the key before."""
        part, given = int(node.get("part")), int(node.get("given"))
        return _Stage(node.code, self._amounts(node, given_earlier="given"), part, part - given)

    def _capped(self, node: Reason) -> _Stage:
        steps = self._amounts(node, ceiling="ceiling", sum="sum", excess="excess")
        part = Fraction(node.get("share"))
        back = () if part == 1 else (("share_back", share(part, self.language)),)
        steps = (*steps, *back)
        return _Stage(node.code, steps, after=-share_of(int(node.get("excess")), part))

    def _tiered(self, node: Reason) -> _Stage:
        found = [child for child in node.children if child.code == "tier"]
        pairs = [(*self._amounts(n, tier_sum="sum"), self._share("tier_share", n)) for n in found]
        return _Stage(node.code, tuple(step for pair in pairs for step in pair))

    def _netted(self, node: Reason) -> _Stage:
        steps = self._amounts(node, unweighted="sum", weighted="net")
        return _Stage(node.code, steps, after=int(node.get("net")) - int(node.get("sum")))

    def _moved(self, node: Reason) -> _Stage:
        more, basis = node.code == "population_more", self._amounts(node, basis="basis")
        moved = share_of(int(node.get("basis")), Fraction(node.get("share")))
        steps = (*basis, self._share("share_moved" if more else "moved_back", node))
        return _Stage(node.code, steps, after=moved if more else -moved)

    def _taxed(self, node: Reason) -> _Stage:
        base, rate = self._amounts(node, taxable="taxable"), Fraction(node.get("share"))
        if any(child.code == "vat_missing" for child in self.owed.reason.children):
            return _Stage(node.code, base)
        after = round_half_away(rate * int(node.get("taxable")))
        return _Stage(node.code, (*base, self._share("vat_rate", node)), after=after)

    def _carried(self, node: Reason) -> _Stage:
        steps = self._amounts(node, owed_in_all="sum", paid_of_it="paid")
        return _Stage(node.code, steps, after=int(node.get("paid")) - int(node.get("sum")))

    def _refixed(self, node: Reason) -> _Stage:
        agreed = ("agreed", self._money(_minor(node)))
        rates = (self._number("rate_first", node, "first"), self._number("rate_now", node, "now"))
        return _Stage(node.code, (agreed, *rates))

    def _ruled(self, node: Reason) -> _Stage:
        return _Stage(node.code, self._amounts(node, ruled="ruled"), after=int(node.get("ruled")))

    def _shared(self, node: Reason) -> _Stage:
        if not node.get("days"):
            return _Stage(node.code, ())
        days = Fraction(int(node.get("days")), int(node.get("of")))
        return _Stage(node.code, (("part_of_days", share(days, self.language)),))

    def _stacked(self, node: Reason) -> _Stage:
        return _Stage(node.code, (("gives_way", f"«{node.get('kept')}»"),), after=0)

    def _limited(self, node: Reason) -> _Stage:
        uncut, paid = int(node.get("uncut")), max(0, int(node.get("paid")))
        stage = _Stage(node.code, (("paid_for", self._money(paid)),), uncut)
        together = self.owed.reason.get("component") == "population"
        return replace(stage, after=-paid) if together else stage

    def _cut(self, stage: _Stage, given: int) -> _Stage:
        """A refund that others, due before it, had left less for."""
        node = next(n for n in self.owed.reason.walk() if n.code == stage.code)
        earlier = int(node.get("paid")) + given
        steps = (*stage.steps, *((("given_back", self._money(earlier)),) if earlier else ()))
        return replace(stage, steps=steps)

    def _disputed(self, node: Reason) -> _Stage:
        before = int(node.get("undisputed"))
        return _Stage(node.code, (), before, before)

    def _converted(self, node: Reason) -> _Stage:
        return _Stage(node.code, (self._number("rate", node, "rate"),), _minor(node))

    def _unplaced(self, node: Reason) -> _Stage:
        """A part held back for want of its payer, unless a decision stands in its place."""
        ruled = any(child.code == "adjudicated" for child in self.owed.reason.children)
        told = node.get("agreed") and not ruled
        return self._unconverted(node) if told else _Stage(node.code, ())

    def _unconverted(self, node: Reason) -> _Stage:
        return _Stage(node.code, (), _minor(node), _minor(node))


def _minor(node: Reason) -> int:
    """The amount agreed, which a node tells with its currency."""
    return int(node.get("agreed").partition(" ")[0])
