"""Faults in the text an agreement file is written in, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "too_big": (
        "Filen fylder {found} kB; højst 256 kB er tilladt.",
        "The file is {found} kB; at most 256 kB are allowed.",
        "Del aftalen op, eller flyt eksempler til en egen fil.",
        "Divide the agreement, or move examples to a file of their own.",
    ),
    "too_many_values": (
        "Filen holder mere end 20.000 felter og værdier; grænsen er nået i linje {found}.",
        "The file holds more than 20,000 fields and values; the limit is reached on line {found}.",
        "Del aftalen op, eller flyt eksempler til en egen fil.",
        "Divide the agreement, or move examples to a file of their own.",
    ),
    "not_utf8": (
        "Linje {found} er ikke UTF-8: byten {expected} kan ikke læses.",
        "Line {found} is not UTF-8: the byte {expected} cannot be read.",
        "Gem filen som ren tekst i UTF-8; et Word- eller PDF-dokument kan ikke indlæses.",
        "Save the file as plain text in UTF-8; a Word or PDF document cannot be loaded.",
    ),
    "hidden_character": (
        "Linje {found} har et tegn, som ikke kan ses: {expected}.",
        "Line {found} holds a character that cannot be seen: {expected}.",
        "Slet det, eller skriv linjen igen; det, man ikke kan se, kan ikke aftales.",
        "Delete it, or type the line anew; what cannot be seen cannot be agreed.",
    ),
    "not_yaml": (
        "Filen kan ikke læses som YAML: linje {found} («{expected}»).",
        "The file cannot be read as YAML: line {found} (“{expected}”).",
        "Ret indrykning, kolon, parenteser og citationstegn på den linje eller lige før den.",
        "Correct indentation, colons, brackets and quotes on that line or just before it.",
    ),
    "tab": (
        "Linje {found} er indrykket med tabulator («{expected}»).",
        "Line {found} is indented with a tab (“{expected}”).",
        "Indryk med mellemrum; YAML tillader ikke tabulator.",
        "Indent with spaces; YAML allows no tabs.",
    ),
    "several_documents": (
        "Linje {found} begynder et dokument mere (---).",
        "Line {found} begins another document (---).",
        "Skriv én aftale i hver fil, og slet stregen.",
        "Write one agreement in each file, and delete the dashes.",
    ),
    "directive": (
        "Linje {found} følger efter en YAML-anvisning (%).",
        "Line {found} follows a YAML directive (%).",
        "Slet linjen, der begynder med %.",
        "Delete the line that begins with %.",
    ),
    "alias": (
        "Linje {found} bruger et anker eller en henvisning ({expected}).",
        "Line {found} uses an anchor or an alias ({expected}).",
        "Skriv indholdet ud, så hvert punkt kan læses for sig.",
        "Write the content out, so that each clause can be read by itself.",
    ),
    "tag": (
        "Linje {found} bruger et YAML-mærke ({expected}).",
        "Line {found} uses a YAML tag ({expected}).",
        "Fjern mærket; alle værdier læses som tekst.",
        "Remove the tag; every value is read as text.",
    ),
    "too_deep": (
        "Linje {found} er indlejret for dybt.",
        "Line {found} is nested too deeply.",
        "Brug højst 40 niveauer.",
        "Use at most 40 levels.",
    ),
    "duplicate_key": (
        "«{found}» står to gange samme sted (linje {expected}).",
        "“{found}” stands twice in one place (lines {expected}).",
        "Slet den ene; ellers ville kun den sidste gælde.",
        "Delete one; otherwise only the last would count.",
    ),
    "key_not_text": (
        "Linje {found} har et felt, hvis navn ikke er en tekst.",
        "Line {found} has a field whose name is not a text.",
        "Skriv et navn før kolon.",
        "Write a name before the colon.",
    ),
    "more_faults": (
        "Der er {found} fejl mere, som ikke er vist.",
        "There are {found} more faults that are not shown.",
        "Ret de viste først, og prøv igen.",
        "Correct those shown first, and try again.",
    ),
}
