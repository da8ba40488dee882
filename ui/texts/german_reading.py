"""German for what the Library tells of files and pages that cannot be read, and of an index that needs mending."""

from __future__ import annotations

from typing import Final

READING: Final = {
    "no such file or folder. Check the spelling.": "Diese Datei oder diesen Ordner gibt es nicht. Bitte die Schreibweise prüfen.",
    "no articles here: none of its files ends in {known}.": "Hier sind keine Artikel: Keine der Dateien endet auf {known}.",
    "no articles here: none of its members ends in {known}.": (
        "Hier sind keine Artikel: Keine der Dateien im Archiv endet auf {known}."
    ),
    "format {ending} is not read. Known: {known}.": "Das Format {ending} wird nicht gelesen. Bekannt: {known}.",
    "cannot be read: {problem}. Check its permissions.": "nicht lesbar: {problem}. Bitte die Zugriffsrechte prüfen.",
    "no text: the article is empty or only white space. Remove the file or fill it in.": (
        "kein Text: Der Artikel ist leer. Bitte die Datei entfernen oder füllen."
    ),
    "an archive within an archive is not opened. Unpack it first.": (
        "Ein Archiv in einem Archiv wird nicht geöffnet. Bitte vorher entpacken."
    ),
    "an old .doc, or protected by a password. Save it as .docx without a password.": (
        "eine alte .doc-Datei oder durch ein Passwort geschützt. Bitte als .docx ohne Passwort speichern."
    ),
    "encrypted: a password is needed. Unpack it first.": "verschlüsselt: Ein Passwort ist nötig. Bitte vorher entpacken.",
    "encrypted: the book is protected against copying. Get it without protection.": (
        "verschlüsselt: Das Buch ist kopiergeschützt. Bitte eine Fassung ohne Schutz verwenden."
    ),
    "no text: none of its chapters holds running text; pictures are not read. Remove it.": (
        "kein Text: Kein Kapitel enthält Fließtext; Bilder werden nicht gelesen. Bitte entfernen."
    ),
    "no text: the mail is empty and no attachment is of a known format. Remove it.": (
        "kein Text: Die Mail ist leer, und kein Anhang hat ein bekanntes Format. Bitte entfernen."
    ),
    "not text: full of control characters. Remove it, or convert it to text.": (
        "kein Text: voller Steuerzeichen. Bitte entfernen oder in Text umwandeln."
    ),
    "no web page: it holds no markup and no text. Save the page anew.": (
        "keine Webseite: weder Auszeichnung noch Text. Bitte die Seite neu speichern."
    ),
    "the address holds a user name or password, which would be stored. Leave it out.": (
        "Die Adresse enthält einen Benutzernamen oder ein Passwort, die gespeichert würden. Bitte weglassen."
    ),
    "no address: it names no host, or no possible port. Check the spelling.": (
        "keine Adresse: kein Rechner oder kein möglicher Port. Bitte die Schreibweise prüfen."
    ),
    "host {host} is not known: {problem}. Check the spelling and the network.": (
        "Der Rechner {host} ist nicht bekannt: {problem}. Bitte Schreibweise und Netz prüfen."
    ),
    "host {host} has no address. Check the spelling.": (
        "Der Rechner {host} hat keine Adresse. Bitte die Schreibweise prüfen."
    ),
    "the server answered {status}. Check the address in a browser.": (
        "Der Server antwortete {status}. Bitte die Adresse im Browser prüfen."
    ),
    "the server answered {status}. Try again later.": "Der Server antwortete {status}. Bitte später noch einmal versuchen.",
    "robots.txt of {host} does not allow it. Open it in a browser and save the page.": (
        "robots.txt von {host} erlaubt es nicht. Bitte im Browser öffnen und die Seite speichern."
    ),
    "no page: the server calls it {kind}. Give the address of the article.": (
        "keine Seite: Der Server nennt es {kind}. Bitte die Adresse des Artikels angeben."
    ),
    "it is packed by gzip and damaged. Try again later.": (
        "mit gzip gepackt und beschädigt. Bitte später noch einmal versuchen."
    ),
    "it is packed by gzip and incomplete. Try again later.": (
        "mit gzip gepackt und unvollständig. Bitte später noch einmal versuchen."
    ),
    "the feed cannot be read: {problem}. Give its articles instead.": (
        "Der Feed ist nicht lesbar: {problem}. Bitte stattdessen seine Artikel angeben."
    ),
    "the sitemap cannot be read: {problem}. Give its articles instead.": (
        "Die Sitemap ist nicht lesbar: {problem}. Bitte stattdessen ihre Artikel angeben."
    ),
    "the page cannot be read: {problem}. Save its text as .txt or .md instead.": (
        "Die Seite ist nicht lesbar: {problem}. Bitte ihren Text als .txt oder .md speichern."
    ),
    "{reason} Until robots.txt answers, nothing is fetched from there.": (
        "{reason} Solange robots.txt nicht antwortet, wird von dort nichts geholt."
    ),
    "its repair was interrupted": "die Reparatur wurde unterbrochen",
    "it does not hold the vectors of {names}": "es fehlen die Vektoren von: {names}",
    "it does not hold {names}": "es fehlt: {names}",
    "not looked for yet: {names}": "noch nicht gesucht für: {names}",
    "it holds passages the catalog does not know: {names}": "Stellen, die der Katalog nicht kennt: {names}",
}
