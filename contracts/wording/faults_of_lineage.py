"""Faults in how the versions of an agreement follow each other, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "ranges_overlap": (
        "Version {found} og version {expected} gælder begge for de samme dage.",
        "Versions {found} and {expected} both govern the same days.",
        "Skriv supersedes i den nyeste, eller ret effective_from og effective_until.",
        "Write supersedes in the newer one, or correct effective_from and effective_until.",
    ),
    "other_agreement": (
        "Version {found} hører ikke til aftale {expected}.",
        "Version {found} does not belong to agreement {expected}.",
        "Ret aftalens id.",
        "Correct the agreement's id.",
    ),
    "other_currency": (
        "Version {found} aftales eller betales ikke i samme valuta som de andre ({expected}).",
        "Version {found} is not agreed or paid in the same currency as the others ({expected}).",
        "Skriv en ny aftale, eller ret valutaen.",
        "Write a new agreement, or correct the currency.",
    ),
    "version_twice": (
        "Version {found} findes to gange.",
        "Version {found} is there twice.",
        "Giv den nyeste et nyt nummer.",
        "Give the newer one a number of its own.",
    ),
    "supersedes_nothing": (
        "Version {found} afløser version {expected}, som ikke kan afløses.",
        "Version {found} supersedes version {expected}, which cannot be superseded.",
        "Ret supersedes til en tidligere version af aftalen.",
        "Correct supersedes to an earlier version of the agreement.",
    ),
    "signed_backwards": (
        "Version {found} er underskrevet før version {expected}, som den afløser.",
        "Version {found} was signed before version {expected}, which it supersedes.",
        "Ret signed_at eller supersedes.",
        "Correct signed_at or supersedes.",
    ),
}
