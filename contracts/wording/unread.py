"""What no clause reads, and what clauses read that nobody records, in Danish and English."""

UNREAD: dict[str, tuple[str, str]] = {
    "near": ("Mente du «{near}»?", "Did you mean “{near}”?"),
    "state": (
        "Behandlingsstatus «{found}» læses ikke ({count}).",
        "The treatment state “{found}” is not read ({count}).",
    ),
    "product": (
        "Produktet «{found}» er ikke aftalens ({count}).",
        "The product “{found}” is not the agreement's ({count}).",
    ),
    "outcome": (
        "Målet «{found}» læses ikke af aftalen ({count}).",
        "The outcome “{found}” is not read by the agreement ({count}).",
    ),
    "value": (
        "Værdien «{found}» kan ikke læses i målets enhed ({count}).",
        "The value “{found}” cannot be read in the outcome's unit ({count}).",
    ),
    "value_state": (
        "Tilstanden «{found}» findes ikke i aftalen ({count}).",
        "The state “{found}” is not in the agreement ({count}).",
    ),
    "method": (
        "Metoden «{found}» findes ikke i aftalen ({count}).",
        "The method “{found}” is not in the agreement ({count}).",
    ),
    "event": (
        "Hændelsen «{found}» læses ikke ({count}).",
        "The event “{found}” is not read ({count}).",
    ),
    "relation": (
        "Dødsfaldets related=«{found}» læses som ukendt ({count}).",
        "The death's related=“{found}” is read as unknown ({count}).",
    ),
    "attribute": (
        "Dødsfaldets egenskab «{found}» læses ikke ({count}).",
        "The death's attribute “{found}” is not read ({count}).",
    ),
    "vital_status": (
        "Vitalstatus «{found}» læses ikke ({count}); skriv en død som hændelsen death.",
        "The vital status “{found}” is not read ({count}); write a death as the event death.",
    ),
    "residence": (
        "Bopælen i «{found}» er tom og læses ikke ({count}).",
        "The residence in “{found}” is blank and is not read ({count}).",
    ),
    "price": (
        "Prisen «{found}» bruges ikke af aftalen ({count}).",
        "The price “{found}” is not used by the agreement ({count}).",
    ),
    "price_place": (
        "Prisen står på «{found}» og læses ikke ({count}); skriv den på *.",
        "The price stands at “{found}” and is not read ({count}); write it at *.",
    ),
    "currency": (
        "En pris i «{found}» er ikke i aftalens valuta ({count}).",
        "A price in “{found}” is not in the agreement's currency ({count}).",
    ),
    "ruling": (
        "Afgørelsen «{found}» læses ikke af aftalen ({count}).",
        "The ruling “{found}” is not read by the agreement ({count}).",
    ),
    "batch": (
        "Batchoplysningen «{found}» læses ikke ({count}).",
        "The batch fact “{found}” is not read ({count}).",
    ),
    "figure": (
        "Tallet «{found}» bruges ikke af aftalen ({count}).",
        "The figure “{found}” is not used by the agreement ({count}).",
    ),
}

UNRECORDED: dict[str, tuple[str, str]] = {
    "outcome": (
        "§ {clause} læser målet «{name}», som der ikke er registreret en eneste værdi af.",
        "§ {clause} reads the outcome “{name}”, of which not one value is recorded.",
    ),
    "method": (
        "§ {clause} læser «{name}», men ingen værdi er målt med den metode.",
        "§ {clause} reads “{name}”, but no value is measured by that method.",
    ),
    "event": (
        "§ {clause} læser hændelsen «{name}», som opfølgningen ikke kender.",
        "§ {clause} reads the event “{name}”, which the follow-up does not know.",
    ),
    "price": (
        "§ {clause} læser prisen «{name}», som ikke er oplyst.",
        "§ {clause} reads the price “{name}”, which is not stated.",
    ),
    "figure": (
        "§ {clause} læser «{name}», som der ikke er oplyst noget tal for.",
        "§ {clause} reads “{name}”, of which no figure is stated.",
    ),
}
