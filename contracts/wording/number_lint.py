"""Numbers on one side only, in Danish and English."""

WORDS: dict[str, tuple[str, str]] = {
    "da": ("den danske tekst", "the Danish text"),
    "en": ("den engelske tekst", "the English text"),
    "text_only": (
        "§ {clause}: tallet {found} står i {text}, men ikke i punktets vilkår.",
        "§ {clause}: the number {found} stands in {text}, but not in the clause's terms.",
    ),
    "terms_only": (
        "§ {clause}: {found} ({place}) står i vilkåret, men ikke i {text}.",
        "§ {clause}: {found} ({place}) stands in the term, but not in {text}.",
    ),
}
