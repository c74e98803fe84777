"""What is told of the days between the versions of an agreement, in Danish and English."""

GAP = (
    (
        "Fra {begins} til {ends} gælder ingen version for nye behandlinger. "
        "Ret effective_from eller effective_until, hvis det ikke er meningen."
    ),
    (
        "From {begins} to {ends} no version governs new treatments. "
        "Correct effective_from or effective_until if that is not meant."
    ),
)
