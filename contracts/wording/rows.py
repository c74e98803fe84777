"""What can be wrong with a row of a facts file, in Danish and English."""

from contracts.fact import COLUMNS, Kind

ROWS: dict[str, tuple[str, str]] = {
    "columns": (
        "kolonnerne er «{found}». Brug præcis: " + ", ".join(COLUMNS) + ".",
        "the columns are «{found}». Use exactly: " + ", ".join(COLUMNS) + ".",
    ),
    "semicolons": (
        "filen er delt med semikolon. Gem den med komma mellem felterne.",
        "the file is divided by semicolons. Save it with commas between the cells.",
    ),
    "unreadable": (
        "filen kan ikke læses som CSV her. Ret citationstegn, og gør for lange felter kortere.",
        "the file cannot be read as CSV here. Correct the quotes, and shorten overlong cells.",
    ),
    "cells": (
        "rækken har ikke {expected} felter, men {found}. Ret den til ét felt for hver kolonne.",
        "the row has not {expected} cells but {found}. Give one cell for each column.",
    ),
    "cell": (
        "rækken har ét felt. Giv ét for hver af de {expected} kolonner.",
        "the row has one cell. Give one for each of the {expected} columns.",
    ),
    "identifier": (
        "«{found}» er ikke et id. Brug tekst uden mellemrum og uden |.",
        "«{found}» is not an id. Use text without spaces and without |.",
    ),
    "region": (
        "«{found}» er ikke en region. Skriv dens kode, fx syddanmark, eller slet rækken.",
        "«{found}» is not a region. Write its code, such as syddanmark, or delete the row.",
    ),
    "version": (
        "«{found}» er ikke et versionsnummer. Skriv 1, 2, 3 …",
        "«{found}» is not a version number. Write 1, 2, 3 …",
    ),
    "kind": (
        "«{found}» er ikke en slags oplysning. Brug: " + ", ".join(Kind) + ".",
        "«{found}» is not a kind of fact. Use: " + ", ".join(Kind) + ".",
    ),
    "date": (
        "«{found}» er ikke en dato mellem 1900 og 2199. Skriv den som 2027-03-12.",
        "«{found}» is not a date between 1900 and 2199. Write it as 2027-03-12.",
    ),
    "instant": (
        "«{found}» er ikke et tidspunkt med tidszone. Skriv det som 2027-03-12T09:00:00Z.",
        "«{found}» is not an instant with an offset. Write it as 2027-03-12T09:00:00Z.",
    ),
    "flag": (
        "«{found}» er hverken true eller false. Ret den til en af dem.",
        "«{found}» is neither true nor false. Change it to one of them.",
    ),
    "price": (
        "«{found}» er ikke en pris i hovedenheder som 21500000.00 med valuta. Ret den.",
        "«{found}» is not a price in major units such as 21500000.00 with a currency. Correct it.",
    ),
    "repeated": (
        "oplysning og version «{found}» står to gange. Slet den ene, eller giv en ny version.",
        "fact and version «{found}» stand twice. Delete one, or give a new version.",
    ),
    "order": (
        "«{found}» er registreret før en tidligere version. Ret tidspunktet eller versionen.",
        "«{found}» was recorded before an earlier version. Correct the instant or the version.",
    ),
    "party": (
        "«{found}» er ikke en part. Skriv koden på den, der træder i stedet.",
        "«{found}» is not a party. Write the code of the one that takes its place.",
    ),
    "merge": (
        "«{found}» er ikke en anden behandling. Skriv nummeret på den, der beholdes.",
        "“{found}” is no other treatment. Write the number of the one that is kept.",
    ),
    "figure": (
        "«{found}» er ikke et tal over nul som 7.4604. Ret det.",
        "«{found}» is not a number above nothing such as 7.4604. Correct it.",
    ),
    "rate": (
        "«{found}» er ikke en momssats som 25 % med højst to decimaler. Ret den.",
        "«{found}» is not a VAT rate such as 25 % with at most two decimals. Correct it.",
    ),
    "batch": (
        "«{found}» passer ikke: dose er 1, 2, 3 …, og out_of_specification er yes eller no.",
        "«{found}» does not fit: dose is 1, 2, 3 …, and out_of_specification is yes or no.",
    ),
    "ruling": (
        (
            "«{found}» har et beløb, der ikke er et tal i hovedenheder som 120000.00, eller en "
            "dag, der ikke er skrevet som 2027-03-12. Ret det."
        ),
        (
            "«{found}» has an amount that is no number in major units such as 120000.00, or a day "
            "that is not written as 2027-03-12. Correct it."
        ),
    ),
}
