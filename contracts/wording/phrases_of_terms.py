"""What the reasons of terms that act on other terms say, in Danish and English."""

PHRASES: dict[str, tuple[str, str]] = {
    "waived": (
        (
            "parterne har skrevet under på, at værdien fra den {on} gælder, selv om den er uden "
            "for vinduet"
        ),
        "the parties have signed that the value of {on} counts though it is outside the window",
    ),
    "agreement_ended": (
        "aftalen sluttede den {on}, før milepælen den {target}",
        "the agreement ended on {on}, before the milestone on {target}",
    ),
    "not_reported": (
        "{party} har ikke indberettet {outcome} senest den {deadline}",
        "{party} did not report {outcome} by {deadline}",
    ),
    "later_dose": (
        "en senere dosis koster {share} af prisen",
        "a later dose costs {share} of the price",
    ),
    "out_of_specification": (
        "et produkt uden for specifikation koster {share} af prisen",
        "a product out of specification costs {share} of the price",
    ),
    "indexed": (
        "indekset «{series}» fra {base} til {month} giver {ratio}",
        "the index “{series}” from {base} to {month} gives {ratio}",
    ),
    "stacked": (
        "prisen betales allerede tilbage efter «{kept}»",
        "the price is already paid back under “{kept}”",
    ),
    "patient_cap": (
        "i alt {sum} efter de andre vilkår; aftalt er {bound}",
        "{sum} in all by the other terms; {bound} is agreed",
    ),
    "adjudicated": ("beløbet er afgjort i en tvist", "the amount was decided in a dispute"),
    "disputed": (
        "linjen bestrides; uden tvisten {undisputed}",
        "the line is disputed; without the dispute {undisputed}",
    ),
    "dispute_late": (
        "indsigelsen kom for sent og holder intet tilbage",
        "the objection came too late and holds nothing back",
    ),
    "cap_part": (
        (
            "loftet for {year} er {ceiling}, og årets betalinger er {sum}; af {excess} derover "
            "betales {share} tilbage"
        ),
        (
            "the ceiling for {year} is {ceiling}, and the year's payments are {sum}; of {excess} "
            "above, {share} is paid back"
        ),
    ),
    "tiers": ("prisen følger antallet af behandlede", "the price follows the number treated"),
    "volume": (
        "{count} behandlet i perioden fra {year}",
        "{count} treated in the period of {year}",
    ),
    "tier": ("{sum} til {share} af prisen", "{sum} at {share} of the price"),
    "basket": (
        "kurven for {year} er {sum} uden vægte og {net} med",
        "the basket of {year} is {sum} without weights and {net} with them",
    ),
    "converted": (
        "{agreed} til kursen {rate} fra {fixed_on}",
        "{agreed} at the rate {rate} of {fixed_on}",
    ),
    "rate_missing": (
        "kursen for {on} mangler; aftalt er {agreed}",
        "the rate for {on} is missing; {agreed} is agreed",
    ),
    "rate_to_come": (
        "kursen lægges fast den {on}; aftalt er {agreed}",
        "the rate is fixed on {on}; {agreed} is agreed",
    ),
    "fixing_corrected": (
        "kursen er rettet eller kom senere, og forskellen afregnes for sig",
        "the rate was corrected or came later, and the difference is settled by itself",
    ),
    "fixing_unclear": (
        "kursen for {on} er siden blevet uklar; linjen står ved sin kurs, og forskellen venter",
        "the rate for {on} is no longer clear; the line keeps its rate, and the difference waits",
    ),
    "vat": ("moms {share} af {taxable}", "VAT {share} of {taxable}"),
    "vat_missing": ("momssatsen mangler for {taxable}", "the VAT rate is missing for {taxable}"),
    "carried": (
        "i alt {sum}, heraf til betaling {paid}; resten overføres",
        "{sum} in all, of which {paid} is to be paid; the rest is carried forward",
    ),
    "succeeded": (
        "{successor} er trådt i stedet for {payer}",
        "{successor} has taken the place of {payer}",
    ),
    "payer_share": (
        "{payer} betaler for {days} af {of} dage",
        "{payer} pays for {days} of {of} days",
    ),
}
