"""What an agreement decides that may surprise, in Danish and English."""

WORDS: dict[str, tuple[str, str]] = {
    "death_never": (
        (
            "§ {clause}, {term}: en død giver aldrig tilbagebetaling, heller ikke når behandlingen "
            "er årsagen eller årsagen er ukendt. Er det ikke aftalt, så skriv related med yes, no "
            "og unknown under exceptions.death."
        ),
        (
            "§ {clause}, {term}: a death never gives a refund, not even when the treatment is the "
            "cause or the cause is unknown. If that is not agreed, write related with yes, no and "
            "unknown under exceptions.death."
        ),
    ),
    "unknown_death_never": (
        (
            "§ {clause}, {term}: en død uden kendt årsag giver aldrig tilbagebetaling, og intet "
            "venter på årsagen. Er det ikke aftalt, så skriv unknown: HOLD med unknown_after og "
            "unknown_then under exceptions.death."
        ),
        (
            "§ {clause}, {term}: a death of unknown cause never gives a refund, and nothing waits "
            "for the cause. If that is not agreed, write unknown: HOLD with unknown_after and "
            "unknown_then under exceptions.death."
        ),
    ),
}
