"""What a term says of death, withdrawal, loss, missing visits, moves and other therapies."""

from collections.abc import Iterator

from contracts.checks.decisions import Competing, Death, Exceptions, Ignored, Missing
from contracts.dates import Period
from contracts.reason import Language, Status
from contracts.terms import Excepted, Upfront
from contracts.wording.criteria import say as say_criterion
from contracts.wording.formats import period
from contracts.wording.labels import label, status_label

_WORDS = {
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
    "cure_until_limitation": (
        " (en senere indberetning retter det, så længe rettelser flytter penge)",
        " (a later report puts it right for as long as corrections move money)",
    ),
    "then": (", derefter {then}", ", then {then}"),
    "SUPPLIER_OPTION": ("leverandørens valg", "the supplier's choice"),
    "therapies": (" ({names})", " ({names})"),
    "lasting": (" i mindst {period}", " for at least {period}"),
    "unless": (", dog ikke ved {names}", ", but not with {names}"),
    "ignored": ("uden betydning", "makes no difference"),
    "priority": (
        "Gælder flere, gælder den første af: {names}.",
        "If several apply, the first of these counts: {names}.",
    ),
    "otherwise": ("I øvrigt gælder: {exceptions}.", "Otherwise: {exceptions}."),
}


def _say(code: str, language: Language, **values: str) -> str:
    return _WORDS[code][0 if language == "da" else 1].format(**values)


def exceptions(term: Excepted, language: Language) -> Iterator[str]:
    """What a term says of the six things it decides; a payment at infusion misses no visit."""
    rules = term.exceptions
    missing = rules.missing_assessment
    away, lost = rules.relocation_abroad, rules.lost_to_follow_up
    result = {
        "death": _death(rules.death, language),
        "withdrawal": status_label(rules.withdrawal.result, language),
        "lost_to_follow_up": status_label(lost.result, language) + _after(lost.after, language),
        "missing_assessment": _missing(missing, language)
        + ("" if missing.carry_forward is None else _carried(missing.carry_forward, language))
        + _say(f"cure_{missing.cure.replace(' ', '_')}", language),
        "relocation_abroad": status_label(away.result, language)
        + ("" if away.after is None else _after(away.after, language))
        + ("" if away.then is None else _then(away.then, language)),
        "competing_therapy": _competing(rules.competing_therapy, language),
    }
    if isinstance(term, Upfront):
        del result["missing_assessment"]
    said = [
        _say("exception", language, name=_named(name, rules, language), result=text)
        for name, text in result.items()
    ]
    yield _say("otherwise", language, exceptions="; ".join(said))
    if rules.priority:
        yield _say("priority", language, names=_names(rules.priority, language))


def _competing(rule: Competing, language: Language) -> str:
    if isinstance(rule, Ignored):
        return _say("ignored", language)
    said = status_label(rule.result, language)
    said += _say("therapies", language, names=_names(rule.list, language))
    if rule.lasting != Period():
        said += _say("lasting", language, period=period(rule.lasting, language))
    return said + _unless(rule, language)


def _unless(rule: Competing, language: Language) -> str:
    return _say("unless", language, names=_names(rule.unless, language)) if rule.unless else ""


def _missing(rule: Missing, language: Language) -> str:
    then = status_label(rule.then, language)
    if rule.grace == Period():
        return then
    return _say("missing", language, then=then, grace=period(rule.grace, language))


def _named(name: str, rules: Exceptions, language: Language) -> str:
    """What a rule is about; for a death, also up to when."""
    if name != "death":
        return label(name, language)
    limit = say_criterion(rules.death.when.before, language)
    return label(name, language) + _say("before", language, limit=limit)


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
    return text + (_say("later_same", language) if rule.later == "same" else "")
