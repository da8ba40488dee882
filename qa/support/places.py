"""Countries and the words for their people and things, which stand for one another: "French" and "France"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from index.terms import fold

# The country first, then its adjective and its people, where no rule gives them.
_COUNTRIES = """
America American Americans US USA U.S. U.S.A. United_States Washington
Britain British Briton Britons UK U.K. United_Kingdom
England English Englishman Englishwoman|Scotland Scottish Scots Scot|Wales Welsh Welshman|Ireland Irish Irishman
France French Frenchman Frenchwoman Paris|Germany German Germans Berlin|Spain Spanish Spaniard Spaniards Madrid
Netherlands Dutch Holland Dutchman Dutchwoman|Switzerland Swiss|Denmark Danish Dane Danes|Sweden Swedish Swede Swedes
Norway Norwegian Norwegians|Finland Finnish Finn Finns|Iceland Icelandic Icelander|Poland Polish Pole Poles
Greece Greek Greeks|Turkey Turkish Turk Turks Türkiye|Portugal Portuguese|Italy Italian Italians|Belgium Belgian Belgians
Austria Austrian Austrians|Hungary Hungarian Hungarians|Czechia Czech Czechs|Slovakia Slovak Slovaks|Croatia Croatian Croat Croats
Serbia Serbian Serb Serbs|Ukraine Ukrainian Ukrainians Kyiv Kiev|Russia Russian Russians Moscow Kremlin|China Chinese Beijing
Japan Japanese Tokyo|Korea Korean Koreans|India Indian Indians Delhi|Pakistan Pakistani Pakistanis|Bangladesh Bangladeshi
Afghanistan Afghan Afghans|Iraq Iraqi Iraqis|Iran Iranian Iranians Tehran|Israel Israeli Israelis|Palestine Palestinian Palestinians
Egypt Egyptian Egyptians|Syria Syrian Syrians|Lebanon Lebanese|Jordan Jordanian|Yemen Yemeni Yemenis|Saudi Saudis
Libya Libyan Libyans|Tunisia Tunisian|Morocco Moroccan|Algeria Algerian|Nigeria Nigerian Nigerians|Kenya Kenyan Kenyans
Ethiopia Ethiopian|Somalia Somali Somalis|Sudan Sudanese|Ghana Ghanaian|Uganda Ugandan|Zimbabwe Zimbabwean
Canada Canadian Canadians Ottawa|Mexico Mexican Mexicans|Brazil Brazilian Brazilians|Argentina Argentine Argentinian
Chile Chilean|Peru Peruvian|Colombia Colombian|Venezuela Venezuelan|Cuba Cuban|Australia Australian Australians Canberra
Philippines Filipino Filipinos Philippine|Indonesia Indonesian|Malaysia Malaysian|Thailand Thai|Vietnam Vietnamese
Cambodia Cambodian|Myanmar Burma Burmese|Nepal Nepali Nepalese|Romania Romanian Romanians|Bulgaria Bulgarian|Albania Albanian
Estonia Estonian|Latvia Latvian|Lithuania Lithuanian|Georgia Georgian|Armenia Armenian|Belarus Belarusian
Europe European Europeans|Africa African Africans|Asia Asian Asians|Qatar Qatari|Taiwan Taiwanese|Singapore Singaporean
Catholic Catholics Catholicism|Muslim Muslims Islam Islamic|Jewish Jew Jews Judaism|Christian Christians Christianity
Labour|Conservative Conservatives Tory Tories|Democrat Democrats Democratic|Republican Republicans
"""  # capitals stand for governments: "Moscow denied"


def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in _COUNTRIES.replace("\n", "|").split("|"):
        words = frozenset(fold(word).replace(".", "").replace("_", " ") for word in group.split())
        found.update(dict.fromkeys(words, words))
    return MappingProxyType(found)


_GROUPS = _groups()


def same_place(word: str) -> frozenset[str]:
    """Return the words, folded, that stand for the same country, people or creed; empty for any other word."""
    return _GROUPS.get(fold(word).replace(".", "").removesuffix("'s"), frozenset())
