"""What the differences of two versions are called, in Danish and English."""

WORDS: dict[str, tuple[str, str]] = {
    "term_added": ("nyt vilkår «{name}»", "new term “{name}”"),
    "term_removed": ("vilkåret «{name}» udgår", "the term “{name}” is removed"),
    "term_changed": ("vilkåret «{name}» er ændret", "the term “{name}” is changed"),
    "text_added": ("nyt punkt", "new clause"),
    "text_removed": ("punktet udgår", "the clause is removed"),
    "text_changed": ("teksten er ændret", "the text is changed"),
    "endpoint_added": ("nyt endepunkt «{name}»", "new endpoint “{name}”"),
    "endpoint_removed": ("endepunktet «{name}» udgår", "the endpoint “{name}” is removed"),
    "endpoint_changed": ("endepunktet «{name}» er ændret", "the endpoint “{name}” is changed"),
    "field_added": ("{name} er tilføjet", "{name} is added"),
    "field_removed": ("{name} udgår", "{name} is removed"),
    "field_changed": ("{name} er ændret", "{name} is changed"),
    "unmatched_terms": (
        "Vilkåret er ændret, men punktets tekst er den samme. Ret teksten, eller fortryd.",
        "The term has changed, but the clause's text has not. Correct the text, or undo it.",
    ),
    "unmatched_text": (
        "Teksten er ændret, men punktets vilkår er de samme. Ret vilkårene, eller fortryd.",
        "The text has changed, but the clause's terms have not. Correct the terms, or undo it.",
    ),
    "none": (
        "De to versioner siger det samme.",
        "The two versions say the same.",
    ),
}
