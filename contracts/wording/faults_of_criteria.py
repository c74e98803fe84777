"""Faults in criteria that count, bound or last, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "count_unclear": (
        "Det er ikke klart, hvad der tælles.",
        "It is not clear what is counted.",
        "Skriv event (evt. med where og per) eller outcome med unit (evt. med method).",
        "Write event (perhaps with where and per), or outcome with unit (perhaps with method).",
    ),
    "span_unclear": (
        "Dagene er skrevet på to måder.",
        "The days are written in two ways.",
        "Skriv after eller within, ikke begge.",
        "Write after or within, not both.",
    ),
    "not_counted": (
        "«{found}» kan ikke tælles: det er hverken en hændelse eller et helt antal.",
        "“{found}” cannot be counted: it is neither an event nor a whole number.",
        "Brug event til hændelser, og outcome til tal, hvis precision er et helt tal.",
        "Use event for events, and outcome for numbers whose precision is a whole number.",
    ),
    "sustained_needs_values": (
        "Det, der skal vare ved, må kun se på ét mål og dets målte værdier.",
        "What is to last may only look at one outcome and its measured values.",
        "Brug outcome, between, state eller any_of_values; hændelser tælles med count_in_window.",
        "Use outcome, between, state or any_of_values; events are counted by count_in_window.",
    ),
    "sustained_once": (
        "Én måling er ingen række.",
        "One measurement is no run.",
        "Skriv at_least på mindst 2, eller brug over: span.",
        "Write at_least of 2 or more, or use over: span.",
    ),
    "sustained_too_long": (
        "Ingen milepæl ligger {found} efter infusionen, så det kan aldrig vises.",
        "No milestone lies {found} after infusion, so it can never be shown.",
        "Gør length kortere, eller flyt milepælene.",
        "Make length shorter, or move the milestones.",
    ),
}
