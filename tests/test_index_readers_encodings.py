"""Encodings: bytes become exactly the text that was written, or are refused."""

from __future__ import annotations

import contextlib
import json
import random
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.errors import ArticleError
from index.readers import ReadFailure, ReadOptions, read_path
from index.readers import encodings as encodings_module
from index.readers.encodings import decode, encoding_of_lines

OPTIONS = ReadOptions({}, 100_000)
GERMAN = (
    "Der Fährverkehr zwischen Altstadt und den Inseln läuft wieder. „Wir sind erleichtert“, sagte der Bürgermeister am "
    "Samstag. Die Maßnahmen kosteten 3,2 Millionen Euro – mehr als geplant.\r\n"
)
WRITTEN = {
    "windows-1252": (
        GERMAN,
        "La liaison maritime entre le port et les îles a repris samedi, neuf jours après la tempête. « Nous sommes "
        "soulagés », a déclaré la mairesse. Les travaux ont coûté 3,2 millions d’euros.\n",
        "El transbordador entre el puerto y las islas volvió a navegar el sábado, nueve días después de la tormenta. "
        "La reparación costó más de tres millones, según el señor Muñoz.\n",
        "A ligação marítima entre o porto e as ilhas voltou a funcionar no sábado, nove dias após a tempestade. A "
        "reparação não custou três milhões, disse o presidente da câmara.\n",
        "Färjan mellan hamnen och öarna går åter sedan lördag, nio dagar efter stormen. Borgmästaren sade att "
        "reparationen kostade tre miljoner, mer än väntat.\n",
        "The mayor said: “We are relieved that the ferry runs again” – nine days after the storm. The repair cost £3 "
        "million, a café owner said.\n",
    ),
    "windows-1250": (
        "Prom między portem a wyspami znów pływa od soboty, dziewięć dni po burzy. „Odetchnęliśmy z ulgą” – powiedział "
        "burmistrz. Naprawa kosztowała trzy miliony złotych, więcej niż planowano.\n",
        "Přívoz mezi přístavem a ostrovy opět pluje, devět dní po bouři. Starosta řekl, že oprava stála tři miliony "
        "korun, což je více, než bylo původně plánováno.\n",
        "A komp a kikötő és a szigetek között szombaton ismét közlekedik, kilenc nappal a vihar után. A polgármester "
        "szerint a javítás hárommillióba került, többe, mint tervezték. Erős szélben is biztonságos.\n",
        "Trajekt između luke i otoka ponovno plovi od subote, devet dana nakon oluje. Gradonačelnik je rekao da je "
        "popravak koštao tri milijuna, više nego što se očekivalo.\n",
    ),
    "iso-8859-2": (
        "Prom między portem a wyspami ślizga się od soboty, dziewięć dni po burzy. Są źródła, że naprawa kosztowała "
        "trzy miliony złotych, więcej niż planowano w ubiegłym roku.\n",
    ),
    "windows-1251": (
        "Паром между портом и островами снова ходит с субботы, через девять дней после шторма. Мэр сообщил, что ремонт "
        "обошёлся в три миллиона.\n",
        "Пором між портом і островами знову ходить із суботи, через дев'ять днів після шторму. Мер повідомив, що "
        "ремонт коштував три мільйони гривень, більше ніж планували.\n",
    ),
    "koi8-r": (
        "Паром между портом и островами снова ходит с субботы, через девять дней после шторма. Мэр сообщил, что ремонт "
        "обошёлся в три миллиона.\n",
    ),
    "windows-1253": (
        "Το πορθμείο μεταξύ του λιμανιού και των νησιών λειτουργεί ξανά από το Σάββατο, εννέα ημέρες μετά την "
        "καταιγίδα. Ο δήμαρχος δήλωσε ανακουφισμένος.\n",
    ),
    "windows-1254": (
        "Liman ile adalar arasındaki feribot, fırtınadan dokuz gün sonra cumartesi günü yeniden sefere başladı. "
        "Belediye başkanı onarımın üç milyon lira tuttuğunu söyledi.\n",
    ),
    "shift_jis": (
        "島と港を結ぶフェリーは土曜日、嵐から九日ぶりに運航を再開した。市長は「安心した」と述べた。修理費は三億円に上った。\n",
    ),
    "euc_jp": (
        "島と港を結ぶフェリーは土曜日、嵐から九日ぶりに運航を再開した。市長は「安心した」と述べた。修理費は三億円に上った。\n",
    ),
    "gb18030": (
        "连接港口与岛屿的渡轮星期六恢复航行，距离暴风雨已有九天。市长表示松了一口气。维修费用为三百万元，超出预算。\n",
    ),
    "big5": (
        "連接港口與島嶼的渡輪星期六恢復航行，距離暴風雨已有九天。市長表示鬆了一口氣。維修費用為三百萬元，超出預算。\n",
    ),
    "euc_kr": (
        "항구와 섬을 잇는 여객선이 폭풍 이후 아흐레 만인 토요일에 운항을 재개했다. 시장은 안도한다고 말했다. 수리비는 예상을 넘어섰다.\n",
    ),
}
CASES = [(encoding, text) for encoding, texts in WRITTEN.items() for text in texts]
NAMES = [f"{encoding}-{text[:12]}" for encoding, text in CASES]


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=NAMES)
@pytest.mark.parametrize("times", [1, 8, 700])
def test_encoding_is_detected_from_an_article(encoding: str, text: str, times: int) -> None:
    assert decode((text * times).encode(encoding)) == text * times


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=NAMES)
def test_declared_encoding_is_used_for_a_few_words(encoding: str, text: str) -> None:
    words = text[:40]
    assert decode(words.encode(encoding), encoding) == words
    markup = f'<html><head><meta charset="{encoding}"></head><body>{words}'
    assert decode(markup.encode(encoding)) == markup


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=NAMES)
def test_a_few_words_are_read_rightly_or_refused(encoding: str, text: str) -> None:
    for length in range(4, len(text), 5):
        with contextlib.suppress(ArticleError):
            assert decode(text[:length].encode(encoding)) == text[:length]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "windows-1257",
            "Keltas tarp uosto ir salų vėl plaukioja nuo šeštadienio, praėjus devynioms dienoms po audros. ",
        ),
        ("windows-1255", "המעבורת בין הנמל לאיים חזרה לשוט בשבת, תשעה ימים לאחר הסערה. ראש העיר אמר כי הוא חש הקלה. "),
        ("windows-1256", "عادت العبارة بين الميناء والجزر إلى الإبحار يوم السبت بعد تسعة أيام من العاصفة. "),
    ],
)
def test_what_is_not_detected_is_refused_rather_than_read_wrongly_unless_declared(encoding: str, text: str) -> None:
    with pytest.raises(ArticleError, match="no telling what else"):
        decode(text.encode(encoding) * 5)
    assert decode(text.encode(encoding) * 5, encoding) == text * 5


def test_label_means_what_browsers_take_it_for() -> None:
    assert decode("“Ferry” – 3 € a trip".encode("cp1252"), "iso-8859-1") == "“Ferry” – 3 € a trip"
    assert decode("他们乘渡轮过去，岛上的人都很高兴".encode("gb18030"), "GB2312").startswith("他们")
    assert decode('<?xml version="1.0" encoding="ISO-8859-1"?><p>Fähre “neu”</p>'.encode("cp1252")).endswith(
        "“neu”</p>"
    )


@pytest.mark.parametrize("label", ["zip", "rot13", "utf-7", "unicode_escape", "no such", "", "\0", "x" * 500])
def test_declaration_that_is_no_encoding_of_texts_is_not_followed(label: str) -> None:
    assert decode(GERMAN.encode("cp1252"), label) == GERMAN
    assert decode(b"\\u0041+AEE-", label) == "\\u0041+AEE-"


def test_declaration_that_cannot_be_true_is_not_followed() -> None:
    assert decode(GERMAN.encode(), "windows-1252") == GERMAN
    assert decode((CASES[10][1] * 5).encode("windows-1250"), "shift_jis")
    russian = WRITTEN["windows-1251"][0] * 5
    assert decode(russian.encode("windows-1251"), "iso-8859-1") == russian


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [GERMAN, WRITTEN["windows-1251"][0], WRITTEN["gb18030"][0], "plain words\n" * 9])
def test_unicode_is_read_with_a_mark_and_without(encoding: str, text: str) -> None:
    assert decode((text * 3).encode(encoding)) == text * 3


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "a JPEG image"),
        (b"PK\x03\x04" + bytes(500), "a ZIP archive"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"some\0text\0with\0zeros" * 20, "NUL"),
        (bytes(range(1, 32)) * 20, "control characters"),
        (random.Random(1).randbytes(5000), "not text"),
        (random.Random(2).randbytes(5000).replace(b"\0", b"x"), "not"),
    ],
)
def test_what_is_no_text_is_refused_with_its_kind(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        decode(raw)


def test_damaged_utf8_is_not_read_as_a_code_page() -> None:
    raw = (GERMAN * 20).encode().replace("ß".encode(), b"\xc3", 1)
    with pytest.raises(ArticleError, match="not UTF-8: byte 0xc3 at offset"):
        decode(raw)
    assert decode(raw, mend=True).count("\ufffd") == 1


def test_no_bytes_escape_as_another_error() -> None:
    rng = random.Random(7)
    for encoding, text in CASES:
        for _ in range(20):
            raw = bytearray((text * 3).encode(encoding))
            for _ in range(rng.randrange(12)):
                raw[rng.randrange(len(raw))] = rng.randrange(256)
            with contextlib.suppress(ArticleError):
                decode(bytes(raw[: rng.randrange(len(raw))]), rng.choice([None, encoding, "big5", "utf-16"]))


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_lines_of_records_are_read_in_the_encoding_of_their_file(tmp_path: Path, encoding: str) -> None:
    lines = [
        json.dumps({"id": f"a{n}", "text": GERMAN + str(n), "date": "2024-01-02"}, ensure_ascii=False) for n in range(5)
    ]
    (tmp_path / "a.jsonl").write_bytes("\n".join([*lines[:2], "", *lines[2:]]).encode(encoding))
    articles = list(read_path(tmp_path / "a.jsonl", OPTIONS))
    assert [(a.id, a.text, a.published) for a in articles if isinstance(a, Article)] == [
        (f"a{n}", GERMAN + str(n), date(2024, 1, 2)) for n in range(5)
    ]
    assert [a.origin.rpartition(":")[2] for a in articles if isinstance(a, Article)] == ["1", "2", "4", "5", "6"]


def test_one_line_in_another_encoding_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"a{n}", "text": GERMAN}, ensure_ascii=False).encode() for n in range(3)]
    lines[1] = lines[1].decode().encode("cp1252")
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    first, failure, last = read_path(tmp_path / "a.jsonl", OPTIONS)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(failure, ReadFailure)
    assert failure.path.endswith(":2")
    assert "not UTF-8" in failure.reason


def test_encoding_of_lines_looks_past_a_head_of_ascii_and_no_farther() -> None:
    head = b'{"text": "plain words"}\n' * 100_000
    file = BytesIO(head + (GERMAN * 9).encode("cp1252") + head * 5)
    reads: list[int] = []
    file.read, read = (lambda size=-1: reads.append(size) or read(size)), file.read  # type: ignore[method-assign]
    assert encoding_of_lines(file) == "cp1252"
    assert file.tell() == 0
    assert len(reads) == 1 + len(head) // encodings_module._BLOCK_BYTES


def test_table_in_a_code_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"id;title;text\n1;Fähre;{GERMAN.strip()}\n".encode("cp1252"))
    (article,) = read_path(tmp_path / "a.csv", OPTIONS)
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Fähre", GERMAN.strip())
