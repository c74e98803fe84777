"""The canonical sentence of each term: what is paid, when, and what happens otherwise."""

from collections.abc import Iterator
from typing import assert_never

from contracts.dates import Period
from contracts.decisions import Death, Exceptions
from contracts.reason import Language, Status
from contracts.terms import (
    FixedPrice,
    MilestoneRebate,
    MilestoneTerm,
    PerformanceAnnuity,
    Price,
    ResultInstalments,
    Scheduled,
    Term,
    Upfront,
    WarrantyRefund,
    pays_at_anchor,
)
from contracts.wording.criteria import Outcomes, criterion_sentence
from contracts.wording.criteria import say as say_criterion
from contracts.wording.formats import listed, money, period, share
from contracts.wording.labels import capital, label, status_label

_WORDS = {
    "upfront": (
        "{share} af {price} betales ved infusionen. Infunderes patienten ikke, betales {fee}.",
        "{share} of {price} is paid at infusion. If the patient is not infused, {fee} is paid.",
    ),
    "result_instalments": (
        "{price} betales i rater på {shares}: {marks}, hver hvis {criterion}.",
        "{price} is paid in instalments of {shares}: {marks}, each if {criterion}.",
    ),
    "performance_annuity": (
        "{price} betales i rater på {shares}: {marks}, så længe {criterion}.",
        "{price} is paid in instalments of {shares}: {marks}, as long as {criterion}.",
    ),
    "milestone_rebate": (
        "Leverandøren giver {shares} af {price} tilbage: {marks}, hver medmindre {criterion}.",
        "The supplier gives back {shares} of {price}: {marks}, each unless {criterion}.",
    ),
    "warranty_refund": (
        "Leverandøren refunderer en del af {price}, hvis {criterion} inden {until}: {table}.",
        "The supplier refunds a part of {price} if {criterion} within {until}: {table}.",
    ),
    "price_list": ("prisen «{name}» {at}", "the price “{name}” {at}"),
    "price_fixed": ("prisen på {amount}", "the price of {amount}"),
    "treated_on": ("på behandlingsdagen", "on the day of treatment"),
    "milestone": ("på milepælens dato", "on the date of the milestone"),
    "at_infusion": ("ved infusionen", "at infusion"),
    "repeated": (
        "{count} gange med {period} imellem efter infusionen",
        "{count} times, {period} apart, after infusion",
    ),
    "equal_shares": ("{count} × {share}", "{count} × {share}"),
    "window": (
        "Vinduet er fra {before} før til {after} efter hver milepæl, begge dage inklusive",
        "The window is from {before} before to {after} after each milestone, both days included",
    ),
    "report_by": (", indberettet senest {period} efter", ", reported at most {period} after"),
    "select": (
        "Af flere målinger gælder den {rule}; ved lighed den senest registrerede.",
        "Of several measurements the {rule} counts; of equals the last recorded.",
    ),
    "closest": ("nærmeste", "closest"),
    "first": ("første", "first"),
    "last": ("sidste", "last"),
    "stop_permanently": (
        "Efter en mislykket milepæl betales intet mere.",
        "After a failed milestone nothing more is paid.",
    ),
    "suspend_until_restored": (
        "Efter en mislykket milepæl hviler betalingen, til en milepæl igen er opfyldt.",
        "After a failed milestone payment rests until a milestone is met again.",
    ),
    "this_instalment_only": (
        "En mislykket milepæl rammer kun sin egen rate.",
        "A failed milestone affects its own instalment only.",
    ),
    "pro_rata": (
        "Den påbegyndte periode betales forholdsmæssigt i hele {unit}.",
        "The period begun is paid in proportion by whole {unit}.",
    ),
    "days": ("dage", "days"),
    "months": ("måneder", "months"),
    "cap": (
        "Højst {amount} pr. kalenderår; resten betales tilbage.",
        "At most {amount} per calendar year; the rest is paid back.",
    ),
    "step": ("til og med {until}: {share}", "up to {until}: {share}"),
    "linear": (
        "jævnt faldende pr. hele {unit} til nul ved {until}",
        "falling evenly by whole {unit} to nothing at {until}",
    ),
    "exception": ("{name}: {result}", "{name}: {result}"),
    "related": (
        "{yes} hvis relateret, {no} hvis ikke, {unknown} hvis uvist",
        "{yes} if related, {no} if not, {unknown} if unknown",
    ),
    "later_same": (", også for senere milepæle", ", for later milestones too"),
    "unknown_then": (" ({period}, derefter {then})", " ({period}, then {then})"),
    "before": (" senest ved {limit}", " no later than {limit}"),
    "after": (" efter {period}", " after {period}"),
    "missing": (
        "{then} efter {grace} fra vinduets udløb",
        "{then} after {grace} from the close of the window",
    ),
    "carry": (
        " (dog føres en værdi højst {period} før milepælen frem)",
        " (but a value at most {period} before the milestone is carried forward)",
    ),
    "cure_none": (" (endeligt)", " (final)"),
    "then": (", derefter {then}", ", then {then}"),
    "SUPPLIER_OPTION": ("leverandørens valg", "the supplier's choice"),
    "therapies": (" ({names})", " ({names})"),
    "priority": (
        "Gælder flere, gælder den første af: {names}.",
        "If several apply, the first of these counts: {names}.",
    ),
    "otherwise": ("I øvrigt gælder: {exceptions}.", "Otherwise: {exceptions}."),
}


def _say(code: str, language: Language, **values: str) -> str:
    return _WORDS[code][0 if language == "da" else 1].format(**values)


def sentence(term: Term, language: Language, outcomes: Outcomes | None = None) -> str:
    """The canonical sentences of a term; equal terms read alike, and a changed one does not.

    `outcomes` gives the agreement's own names for what is measured.
    """
    parts = [*_rule(term, language, outcomes), *_exceptions(term.exceptions, language)]
    return " ".join(parts)


def _rule(term: Term, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    price = _price(term.price, language)
    match term:
        case Upfront():
            fee = share(term.not_infused, language)
            paid = share(term.share, language)
            yield _say("upfront", language, share=paid, price=price, fee=fee)
        case WarrantyRefund():
            criterion = criterion_sentence(term.failed_when, language, outcomes)
            text = _say(
                "warranty_refund",
                language,
                price=price,
                criterion=criterion,
                until=period(term.until, language),
                table="; ".join(_table(term, language)),
            )
            yield capital(text)
        case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
            yield from _milestone_rule(term, price, language, outcomes)
        case _:
            assert_never(term)


def _milestone_rule(
    term: Scheduled, price: str, language: Language, outcomes: Outcomes | None
) -> Iterator[str]:
    at_anchor = [_say("at_infusion", language)] if pays_at_anchor(term) else []
    text = _say(
        term.type,
        language,
        price=price,
        shares=_shares(term, language),
        marks=listed([*at_anchor, *_marks(term, language)], language),
        criterion=criterion_sentence(term.met_when, language, outcomes),
    )
    yield capital(text)
    yield _window(term, language)
    yield _say("select", language, rule=_say(term.select.rule, language))
    if not isinstance(term, MilestoneRebate):
        yield _say(term.on_failure, language)
    if isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata":
        yield _say("pro_rata", language, unit=_say(term.pro_rata_by, language))
    if term.cap is not None:
        amount = money(term.cap.amount.minor, term.cap.amount.currency, language)
        yield _say("cap", language, amount=amount)


def _shares(term: Scheduled, language: Language) -> str:
    if len(term.shares) > 1 and len(set(term.shares)) == 1:
        each, count = share(term.shares[0], language), str(len(term.shares))
        return _say("equal_shares", language, count=count, share=each)
    return listed([share(part, language) for part in term.shares], language)


def _marks(term: Scheduled, language: Language) -> list[str]:
    plan = term.milestone
    if plan.every is not None:
        every, count = period(plan.every, language), str(plan.count)
        return [_say("repeated", language, period=every, count=count)]
    return [
        say_criterion("offset", language, period=period(offset, language))
        for offset in plan.offsets
    ]


def _window(term: MilestoneTerm, language: Language) -> str:
    around = term.milestone.window
    before, after = period(around.before, language), period(around.after, language)
    text = _say("window", language, before=before, after=after)
    if term.milestone.report_by is not None:
        by = period(term.milestone.report_by, language)
        text += _say("report_by", language, period=by)
    return f"{text}."


def _price(price: Price, language: Language) -> str:
    if isinstance(price, FixedPrice):
        amount = money(price.amount.minor, price.amount.currency, language)
        return _say("price_fixed", language, amount=amount)
    return _say("price_list", language, name=price.list, at=_say(price.at, language))


def _table(term: WarrantyRefund, language: Language) -> Iterator[str]:
    for step in term.steps:
        until, part = period(step.until, language), share(step.share, language)
        yield _say("step", language, until=until, share=part)
    if term.linear is not None:
        unit, until = _say(term.linear.by, language), period(term.linear.until, language)
        yield _say("linear", language, unit=unit, until=until)


def _exceptions(rules: Exceptions, language: Language) -> Iterator[str]:
    missing = rules.missing_assessment
    away, lost = rules.relocation_abroad, rules.lost_to_follow_up
    result = {
        "death": _death(rules.death, language),
        "withdrawal": status_label(rules.withdrawal.result, language),
        "lost_to_follow_up": status_label(lost.result, language) + _after(lost.after, language),
        "missing_assessment": _say(
            "missing",
            language,
            then=status_label(missing.then, language),
            grace=period(missing.grace, language),
        )
        + ("" if missing.carry_forward is None else _carried(missing.carry_forward, language))
        + (_say("cure_none", language) if missing.cure == "none" else ""),
        "relocation_abroad": status_label(away.result, language)
        + ("" if away.after is None else _after(away.after, language))
        + ("" if away.then is None else _then(away.then, language)),
        "competing_therapy": status_label(rules.competing_therapy.result, language)
        + _say("therapies", language, names=_names(rules.competing_therapy.list, language)),
    }
    said = [
        _say("exception", language, name=label(name, language), result=text)
        for name, text in result.items()
    ]
    yield _say("otherwise", language, exceptions="; ".join(said))
    if rules.priority:
        yield _say("priority", language, names=_names(rules.priority, language))


def _names(names: tuple[str, ...], language: Language) -> str:
    return ", ".join(label(name, language) for name in names)


def _after(after: Period, language: Language) -> str:
    return "" if after == Period() else _say("after", language, period=period(after, language))


def _carried(carried: Period, language: Language) -> str:
    return _say("carry", language, period=period(carried, language))


def _then(then: str, language: Language) -> str:
    word = _say(then, language) if then in _WORDS else status_label(Status(then), language)
    return _say("then", language, then=word)


def _death(rule: Death, language: Language) -> str:
    limit = _say("before", language, limit=say_criterion(rule.when.before, language))
    if rule.related is None:
        text = status_label(Status(rule.result or Status.HOLD), language)
    else:
        related = rule.related
        text = _say(
            "related",
            language,
            yes=status_label(related.yes, language),
            no=status_label(related.no, language),
            unknown=status_label(related.unknown, language),
        )
    if rule.unknown_after is not None and rule.unknown_then is not None:
        until, then = (
            period(rule.unknown_after, language),
            status_label(rule.unknown_then, language),
        )
        text += _say("unknown_then", language, period=until, then=then)
    return text + limit + (_say("later_same", language) if rule.later == "same" else "")
