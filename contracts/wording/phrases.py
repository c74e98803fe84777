"""What each reason says, in Danish and English."""

# Codes of nodes that only carry others are silent; their children speak.
PHRASES: dict[str, tuple[str, str]] = {
    "met": ("", ""),
    "not_met": ("", ""),
    "due_at_infusion": ("forfalder ved infusionen", "due at infusion"),
    "not_infused": (
        "patienten blev ikke infunderet ({on})",
        "the patient was not infused ({on})",
    ),
    "lost_in_period": (
        "virkningen ophørte den {on}; {share} af perioden betales",
        "the effect ended on {on}; {share} of the period is paid",
    ),
    "lost_after_period": (
        "virkningen ophørte først den {on}, da perioden var gået ({target})",
        "the effect ended only on {on}, when the period was over ({target})",
    ),
    "loss_seen": (
        "det blev set den {on}, at virkningen er ophørt; {share} af perioden betales",
        "it was seen on {on} that the effect has ended; {share} of the period is paid",
    ),
    "lost_earlier": (
        "virkningen var ophørt ved milepæl {milestone} ({target}), før denne periode",
        "the effect had ended at milestone {milestone} ({target}), before this period",
    ),
    "loss_shown": (
        "det blev set den {on}, at virkningen er ophørt; {share} af prisen betales tilbage",
        "it was seen on {on} that the effect has ended; {share} of the price is paid back",
    ),
    "effect_lost": (
        "virkningen ophørte den {on}; {share} af prisen betales tilbage",
        "the effect ended on {on}; {share} of the price is paid back",
    ),
    "warranty_running": ("garantien løber til {deadline}", "the warranty runs until {deadline}"),
    "warranty_ended": (
        "garantien er udløbet uden tab af virkning (sidst set {last_contact})",
        "the warranty has ended without loss of effect (last seen {last_contact})",
    ),
    "counted_from": (
        "patienten er ikke set siden den {on}, og {share} af prisen betales tilbage",
        "the patient has not been seen since {on}, and {share} of the price is paid back",
    ),
    "not_open": ("vinduet åbner {opens}", "the window opens {opens}"),
    "window_running": (
        "afgøres efter {deadline}",
        "decided after {deadline}",
    ),
    "overdue": (
        "vurderingen mangler; fristen er {deadline}",
        "the assessment is missing; the deadline is {deadline}",
    ),
    "missing_final": (
        "ingen brugbar vurdering inden {deadline}: {status}",
        "no usable assessment by {deadline}: {status}",
    ),
    "carried_forward": (
        "en tidligere værdi er ført frem",
        "an earlier value was carried forward",
    ),
    "stopped_earlier": (
        "betalingen stoppede ved milepæl {milestone} ({target})",
        "payment stopped at milestone {milestone} ({target})",
    ),
    "suspended": (
        "betalingen hviler siden milepæl {milestone} ({target})",
        "payment rests since milestone {milestone} ({target})",
    ),
    "ended_by_death": (
        "patienten døde den {on}, og perioden begyndte den {starts}",
        "the patient died on {on}, and the period began on {starts}",
    ),
    "exception": ("{name} {event}: {status}", "{name} {event}: {status}"),
    "exception_part": (
        "{name} {event}: {status}, {share} af perioden",
        "{name} {event}: {status}, {share} of the period",
    ),
    "exception_open": (
        "{name} {event}: {status}, til det er afklaret",
        "{name} {event}: {status} until it is clear",
    ),
    "exception_until": (
        "{name} {event}: {status}, til det er afklaret, senest den {until}",
        "{name} {event}: {status} until it is clear, by {until} at the latest",
    ),
    "exception_ran_out": (
        "{name} {event}: {status}, da fristen udløb den {ran_out}",
        "{name} {event}: {status}, as the time allowed ran out on {ran_out}",
    ),
    "conflict": (
        "to undtagelser giver hver sit svar",
        "two exceptions give different answers",
    ),
    "two_infusions": (
        "der er to infusionsdatoer; den første er {on}",
        "there are two infusion dates; the first is {on}",
    ),
    "died_before_infusion": (
        "patienten er registreret død den {on}, før infusionen; ret eller tilbagekald den ene",
        "the patient is recorded dead on {on}, before the infusion; correct or retract one",
    ),
    "two_deaths": (
        "der er to dødsdatoer, den første {on}; ret eller tilbagekald den ene",
        "there are two dates of death, the first {on}; correct or retract one",
    ),
    "seen_after_death": (
        (
            "patienten er registreret død {death}, men der findes en senere oplysning: "
            "{name} {seen}; ret eller tilbagekald den af de to, der er forkert"
        ),
        (
            "the patient is recorded dead {death}, but something later is recorded: "
            "{name} {seen}; correct or retract whichever of the two is wrong"
        ),
    ),
    "unreadable": (
        "en værdi er registreret, men kan ikke bruges; ret den",
        "a value is recorded but cannot be used; correct it",
    ),
    "unusable": (
        "{outcome} {value} kan ikke læses",
        "{outcome} {value} cannot be read",
    ),
    "refund_limited": (
        "mere end de betalte {paid} betales ikke tilbage (ellers {uncut})",
        "no more than the {paid} paid is paid back (otherwise {uncut})",
    ),
    "payer_stated": (
        "betaleren er {payer} ifølge {fact_id} v{version} (registreret {recorded_at})",
        "the payer is {payer} by {fact_id} v{version} (recorded {recorded_at})",
    ),
    "payer_changed": (
        "betaleren er nu {payer} i stedet for {before}",
        "the payer is now {payer} instead of {before}",
    ),
    "owed_disputed": (
        "oplysninger om {outcome} modsiger hinanden",
        "facts about {outcome} contradict each other",
    ),
    "owed_unknown": ("{outcome} er ikke kendt", "{outcome} is not known"),
    "no_longer_owed": (
        "oplysningerne fører ikke længere hertil",
        "the facts no longer lead here",
    ),
    "cap": (
        "loftet for {year} er {ceiling}, og årets betalinger er {sum}; {excess} er over loftet",
        "the ceiling for {year} is {ceiling}, and the year's payments are {sum}; {excess} is above",
    ),
    "price_missing": ("", ""),
    "compare_true": (
        "{outcome} {value} er {relation} {constant}",
        "{outcome} {value} is {relation} {constant}",
    ),
    "compare_unknown": (
        "{outcome} {value} kan ikke holdes op mod {constant}",
        "{outcome} {value} cannot be held against {constant}",
    ),
    "missing": ("{outcome} mangler i vinduet", "{outcome} is missing in the window"),
    "baseline_missing": (
        "udgangspunktet for {outcome} mangler",
        "the baseline of {outcome} is missing",
    ),
    "change_true": (
        "{outcome} er gået fra {first} til {value}; ændringen er {relation} {constant}",
        "{outcome} went from {first} to {value}; the change is {relation} {constant}",
    ),
    "change_unknown": (
        "ændringen i {outcome} fra {first} til {value} kan ikke holdes op mod {constant}",
        "the change in {outcome} from {first} to {value} cannot be held against {constant}",
    ),
    "state_true": ("{outcome} er {value}", "{outcome} is {value}"),
    "known_true": ("{outcome} er målt: {value}", "{outcome} was measured: {value}"),
    "event_true": ("{outcome} {value}", "{outcome} {value}"),
    "event_false": (
        "ingen {outcome} fra {from} til {to} (set {seen_on}, {fact_id} v{version})",
        "no {outcome} from {from} to {to} (seen {seen_on}, {fact_id} v{version})",
    ),
    "event_later": (
        "ingen {outcome} fra {from} til {to}; den skete først {value}",
        "no {outcome} from {from} to {to}; it happened only {value}",
    ),
    "event_unknown": (
        "det vides ikke, om {outcome} er sket fra {from} til {to}",
        "it is not known whether {outcome} has happened from {from} to {to}",
    ),
    "cited": (
        "{value} den {valid_on} (måling {fact_id} v{version}, registreret {recorded_at})",
        "{value} on {valid_on} (measurement {fact_id} v{version}, recorded {recorded_at})",
    ),
    "cited_event": (
        "den {valid_on} ({fact_id} v{version}, registreret {recorded_at})",
        "on {valid_on} ({fact_id} v{version}, recorded {recorded_at})",
    ),
}
