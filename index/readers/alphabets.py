"""Letters beyond ASCII of European languages: whether a text read in some Latin code page is spelled like any of them."""

from __future__ import annotations

_WESTERN = {
    "German": "äöüßé",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíóúüñºª",
    "Portuguese": "áàâãçéêíóôõúüºª",
    "Italian": "àèéìíòóùº",
    "Dutch": "áéëïíóöúü",
    "Swedish": "åäöé",
    "Danish": "æøåé",
    "Icelandic": "áðéíóúýþæö",
    "Catalan": "àçèéíïòóúü",
    "English": "éèêçñöüïôáíóäåø",
}
_CENTRAL = {
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţșț",
    "Croatian": "čćđšž",
    "Albanian": "çë",
}
_TURKISH = {"Turkish": "âçğıîiöşüûi̇"}
_BY_CODE_PAGE = {
    "cp1252": _WESTERN,
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp1250": _CENTRAL | {"German": _WESTERN["German"]},
    "iso8859_2": _CENTRAL | {"German": _WESTERN["German"]},
    "cp1254": _TURKISH,
}
LATIN_CODE_PAGES = frozenset(_BY_CODE_PAGE)
_CODE_PAGE = {
    **dict.fromkeys((*_WESTERN, "Norwegian", "Finnish", "Indonesian"), "cp1252"),
    **dict.fromkeys((*_CENTRAL, "Slovene"), "cp1250"),
    "Turkish": "cp1254",
}
_LEAST_SHARE = 0.9  # of the accented letters; names of foreigners bring others
_TYPOGRAPHY = frozenset("“”„‚‘’«»‹›–—…•·§€£$®©™¿¡´`¨½¼¾×\xa0\xad†‰")
_AFTER_WORDS = frozenset("²³°ºª")


def usual_code_page(language: str) -> str | None:
    """Return the code page in which texts of a language were kept before Unicode."""
    return _CODE_PAGE.get(language)


def is_spelled(text: str, code_page: str) -> bool:
    """Tell whether the accented letters of a text are those of one language of that code page, in places of letters.

    A wrong code page puts signs into words ("S± ¶lady"), capitals behind small letters ("cafÈ"), and letters together
    that no language has ("plaukioja nuo đeđtadienio").
    """
    accented = [(place, char) for place, char in enumerate(text) if char > "\x7f" and char not in _TYPOGRAPHY]
    if not accented:
        return True
    strange = 0
    for place, char in accented:
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if char in _AFTER_WORDS:
            strange += after.isalpha()
        elif not char.isalpha():
            strange += before.isalpha() or after.isalpha() or not char.isprintable()
        else:
            strange += (char.isupper() and before.islower()) or before.isdigit() or after.isdigit()
    if strange > (1 - _LEAST_SHARE) * len(accented):
        return False
    letters = [char for _, char in accented if char.isalpha()]
    # Lower case may be two characters ("İ"): each is looked up.
    return any(
        sum(char.lower()[0] in alphabet for char in letters) >= _LEAST_SHARE * len(letters)
        for alphabet in _BY_CODE_PAGE[code_page].values()
    )
