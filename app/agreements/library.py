"""The library: published agreements as templates, each with where its fields come from."""

import re
from dataclasses import dataclass

from sqlmodel import Session, select

from app.agreements.loading import checked
from app.db.tables.catalogue import Product
from app.permissions import Actor, NotFound, Permission, check
from app.web.words import N_, translator
from contracts.agreement import Agreement
from contracts.library import examples_of, names, template
from reports.language import Language

KINDS: dict[str, str] = {
    "upfront": N_("payment at infusion"),
    "result_instalments": N_("instalments for results"),
    "performance_annuity": N_("payment for as long as the treatment works"),
    "milestone_rebate": N_("rebate for results missed"),
    "warranty_refund": N_("warranty with refund"),
    "switch_refund": N_("refund if another treatment is needed"),
    "population_survival": N_("settled on the survival of all patients"),
    "population_response": N_("settled on the response of all patients"),
    "patient_cap": N_("ceiling for each patient"),
    "repeat_dose": N_("price of a later dose"),
    "volume_tiers": N_("price steps by volume"),
    "budget_cap": N_("ceiling for the budget"),
    "basket": N_("several products together"),
    "payer_of_record": N_("which region pays"),
    "indexation": N_("regulation by index"),
    "currency": N_("paid in another currency"),
    "vat": N_("VAT"),
    "rounding_netting": N_("rounding and netting"),
    "data_obligation": N_("duty to report data"),
    "dispute_hold": N_("lines in dispute wait"),
    "limitation_termination": N_("limitation and end"),
}
COUNTRIES: dict[str, str] = {
    "AU": N_("Australia"),
    "BE": N_("Belgium"),
    "CA": N_("Canada"),
    "CH": N_("Switzerland"),
    "DE": N_("Germany"),
    "DK": N_("Denmark"),
    "DMC": N_("Denmark"),
    "ES": N_("Spain"),
    "EU": N_("European Union"),
    "FR": N_("France"),
    "GB": N_("United Kingdom"),
    "IT": N_("Italy"),
    "NL": N_("Netherlands"),
    "NO": N_("Norway"),
    "SE": N_("Sweden"),
    "UK": N_("United Kingdom"),
    "US": N_("United States"),
}
_CODE = re.compile(r"([A-Z]{2,3})-")


@dataclass(frozen=True, slots=True)
class Template:
    """One agreement of the library, as its row and its page show it."""

    name: str
    title: str
    id: str
    product: str
    followed: bool
    """Whether the product stands in the catalogue, so that its patients can be followed here."""
    country: str
    kinds: tuple[str, ...]
    published: int
    assumed: int
    examples: int
    illustrative: bool
    agreement: Agreement | None
    """None where it does not pass the check, so that nothing can be started from it."""


def templates(session: Session, actor: Actor, lang: Language) -> list[Template]:
    """Every agreement of the library, by country, product and title."""
    check(actor, Permission.AGREEMENT_READ)
    brands = _brands(session)
    found = [_template(name, brands, lang) for name in names()]
    return sorted(found, key=lambda one: (one.country, one.product, one.title))


def one(session: Session, actor: Actor, name: str, lang: Language) -> Template:
    """One agreement of the library.

    Raises:
        NotFound: there is none of that name.
    """
    check(actor, Permission.AGREEMENT_READ)
    if name not in names():
        raise NotFound
    return _template(name, _brands(session), lang)


def _brands(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Product.id, Product.brand)).all())


def _template(name: str, brands: dict[str, str], lang: Language) -> Template:
    agreement = checked(template(name), examples_of(name)).agreement
    if agreement is None:
        return Template(
            name, name, name, "–", True, "–", (), 0, 0, 0, illustrative=True, agreement=None
        )
    told = translator(lang)
    product = agreement.product or ""
    basis = [one.basis for one in agreement.document.provenance]
    code = _CODE.match(agreement.id)
    country = COUNTRIES.get(code[1], "") if code else ""
    types = dict.fromkeys(term.type for _, term in agreement.terms())
    return Template(
        name,
        agreement.titles.into(lang),
        agreement.id,
        brands.get(product, product.capitalize() or "–"),
        not product or product in brands,
        told.gettext(country) if country else "–",
        tuple(told.gettext(KINDS.get(kind, kind)) for kind in types),
        basis.count("published"),
        basis.count("assumed"),
        len(agreement.document.examples),
        agreement.illustrative,
        agreement,
    )
