"""Bytes -> text, without changing a character: line ends and all. Unsure bytes are refused, never guessed at.

The order: a byte-order mark, UTF-16 by its NULs, UTF-8, the encoding declared for or in the bytes, and at last the one
that turns them into words of a language. A mistake there would be cited as if the outlet had written it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from index.errors import ArticleError
from index.readers.alphabets import LATIN_CODE_PAGES, is_spelled, usual_code_page

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_MARKS = (  # the longest first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = {
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a sound, film or WebP image",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"ID3": "a sound",
}
# What a label means to a browser (WHATWG Encoding Standard) where Python takes it more narrowly.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "utf-8": "utf-8-sig",
}  # fmt: skip
_SPELLED = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "windows-949": "cp949",
}
# Nothing else is honoured: Python also has codecs that unpack or run escapes.
_HONOURED = frozenset(
    """
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 gb18030 big5hkscs euc_jp
    iso2022_jp koi8-r koi8-u mac-roman mac-cyrillic iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7
    iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 utf-8-sig utf-16-le utf-16-be
    """.split()
)
_DETECTED = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 koi8_r iso8859_2 cp932 euc_jp gb18030 big5 cp949 mac_roman cp850 cp866".split()
)
_EAST_ASIAN = frozenset({"cp932", "euc_jp", "gb18030", "big5", "cp949"})
_IN_MARKUP = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.I,
)
_DAMAGED_UTF8 = "utf-8"  # against "utf-8-sig", which is sound
_MARKUP_HEAD = 4096
_BLOCK_BYTES = 1 << 20
_HEAD_BLOCKS = 64
_SAMPLE_BYTES = 16_384
_MOST_CHAOS = 0.06  # share of characters out of place, as charset-normalizer counts it
_DECLARED_CHAOS = 0.2  # a declaration is evidence as well
_CHAOS_GAP = 0.03
_LEAST_COHERENCE = 0.25  # how much the letters are those of a language
_COHERENCE_GAP = 0.2
_FEWEST_BYTES = 100  # that show the language, where only it tells two code pages apart
_FEWEST_WIDE = 24  # bytes of East Asian text, whose encodings read each other's short texts
_MOST_CONTROL_SHARE = 0.01
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def decode(raw: bytes, declared: str | None = None, *, mend: bool = False) -> str:
    """Decode bytes.

    Args:
        raw: The bytes.
        declared: The encoding that a web server or a mail states for them.
        mend: Whether single broken bytes in UTF-8 become U+FFFD, where the caller looks for it.

    Raises:
        ArticleError: They are no text, or in no encoding we can be sure of.
    """
    try:
        encoding = encoding_of(raw, declared)
        return raw.decode(encoding, errors="replace" if mend and encoding == _DAMAGED_UTF8 else "strict")
    except UnicodeDecodeError as error:
        raise ArticleError(encoding_problem(error)) from error


def encoding_of(raw: bytes, declared: str | None = None) -> str:
    """Return the name of the codec that reads these bytes, or the head of a file that goes on in the same way.

    Raises:
        ArticleError: They are no text, or in no encoding we can be sure of.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    for magic, what in _NO_TEXT.items():
        if raw.startswith(magic):
            raise ArticleError(f"not text but {what}. Give it the ending of its format, or remove it.")
    if b"\0" in raw[:_SAMPLE_BYTES]:
        return _wide(raw[: _SAMPLE_BYTES & ~1], declared)
    if len(raw[:_SAMPLE_BYTES].translate(None, _CONTROL)) < len(raw[:_SAMPLE_BYTES]) * (1 - _MOST_CONTROL_SHARE):
        raise ArticleError("not text: full of control characters. Remove it, or convert it to text.")
    stated = [name for label in (declared, _declared_in(raw)) if label and (name := _codec(label))]
    if "iso2022_jp" in stated and b"\x1b" in raw:  # looks like ASCII
        return "iso2022_jp"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(raw, error):
            return _DAMAGED_UTF8
        return next((name for name in stated if _fits(raw, error.start, name)), None) or _detected(raw, error)
    return "utf-8-sig"


def encoding_of_lines(file: BinaryIO) -> str:
    """Return the codec of a file of lines by the first megabyte that is not all ASCII, and go back to the beginning.

    Where no encoding is sure it is UTF-8, so that the lines in which nothing is doubtful can be read.

    Raises:
        ArticleError: The file holds no text.
    """
    for _ in range(_HEAD_BLOCKS):
        head = file.read(_BLOCK_BYTES)
        head += file.readline(_BLOCK_BYTES)
        if len(head) < _BLOCK_BYTES or not head.isascii() or b"\0" in head:
            break
    file.seek(0)
    try:
        return encoding_of(head)
    except ArticleError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return _DAMAGED_UTF8
        raise


def decoded_lines(file: BinaryIO, encoding: str) -> Iterator[str | UnicodeDecodeError]:
    """Yield the lines of a file, and the error in place of a line that is in another encoding."""
    if encoding.startswith(("utf-16", "utf-32")):  # where the byte of a line end is half of one
        try:
            with TextIOWrapper(file, encoding=encoding, newline="\n") as lines:
                yield from lines
        except UnicodeDecodeError as error:
            yield error
        return
    for raw in file:
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError as error:
            yield error


def encoding_problem(error: UnicodeDecodeError) -> str:
    """Say what is wrong and how to mend it."""
    name = "UTF-8" if error.encoding.startswith("utf-8") else error.encoding
    return (
        f"not {name}: byte 0x{error.object[error.start]:02x} at offset {error.start}. "
        "Convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
    )


def _codec(label: str) -> str | None:
    """Return Python's name of what a browser understands by a label; None if it is not honoured."""
    label = label.strip().strip("\"'").lower()
    try:
        name = _SPELLED.get(label) or codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _HONOURED else None


def _declared_in(raw: bytes) -> str | None:
    found = _IN_MARKUP.search(raw[:_MARKUP_HEAD])
    return (found[1] or found[2]).decode() if found else None


def _wide(sample: bytes, declared: str | None) -> str:
    """Return which UTF-16 a text with NULs and without a mark is."""
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="ignore")
        likely = sum(1 for char in text if char.isalnum() or char in " \t\r\n" or char in _PUNCTUATION)
        common = sum(1 for char in text if char in " \r\neo")
        if "\0" not in text and common and likely >= 0.95 * len(text) and _in_few_blocks(text):
            return name
    raise ArticleError(
        "not text: it holds NUL bytes"
        + (f" and is no {declared}" if declared else "")
        + ". Remove it, or convert it to text."
    )


_PUNCTUATION = frozenset(".,;:!?'\"()[]{}<>/-–—…“”‘’„«»%&@#=+*_|\\$€£、。「」，：！？（）")


def _in_few_blocks(text: str) -> bool:
    """Tell whether the letters are of one or two scripts; those of the other byte order are of dozens."""
    pages = [ord(char) >> 8 for char in text if ord(char) > 127]
    return not pages or len({page for page in pages if not 0x4E <= page <= 0x9F and not 0xAC <= page <= 0xD7}) <= 8


def _is_damaged_utf8(raw: bytes, error: UnicodeDecodeError) -> bool:
    """Tell whether most bytes beyond ASCII do form UTF-8: to read these otherwise would spoil them."""
    part = raw[max(0, error.start - _SAMPLE_BYTES) : error.start + _SAMPLE_BYTES]
    text = part.decode(errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for char in text if char > "\x7f") - broken
    return sound > 2 * broken


def _sample(raw: bytes, first: int) -> bytes:
    """Return whole lines, if there are such, around the first byte that is not UTF-8."""
    start = raw.rfind(b"\n", max(0, first - _SAMPLE_BYTES // 4), first) + 1 if first > _SAMPLE_BYTES // 4 else 0
    part = raw[start : start + _SAMPLE_BYTES]
    return part[: part.rfind(b"\n") + 1] or part if len(part) == _SAMPLE_BYTES else part


def _fits(raw: bytes, first: int, name: str) -> bool:
    """Tell whether bytes read as declared look like a language: servers state a default for what they do not know."""
    try:
        raw.decode(name)
    except UnicodeDecodeError:
        return False
    return bool(_matches(_sample(raw, first), [name.replace("-", "_")], _DECLARED_CHAOS))


def _matches(sample: bytes, encodings: list[str], most_chaos: float) -> list[CharsetMatch]:
    from charset_normalizer import from_bytes

    # In one step: of several the last may be a line end, which counts as chaos.
    return list(
        from_bytes(
            sample,
            steps=1,
            chunk_size=len(sample),
            cp_isolation=encodings,
            threshold=most_chaos,
            preemptive_behaviour=False,
        )
    )


def _detected(raw: bytes, error: UnicodeDecodeError) -> str:
    """Return the one encoding in which the bytes read as a language."""
    sample = _sample(raw, error.start)
    matches = _matches(sample, _DETECTED, _MOST_CHAOS)
    name = _surest(matches, sample)
    if name is None:
        known = ", ".join(dict.fromkeys(match.encoding for match in matches[:3]))
        raise ArticleError(
            f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}, and no telling what else"
            f"{f' (perhaps {known})' if known else ''}. Convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
        ) from error
    return name


def _surest(matches: list[CharsetMatch], sample: bytes) -> str | None:
    """Return the one encoding that reads the sample best, or None if another reads it otherwise and as well."""
    if not matches:
        return None
    chaos = min(match.chaos for match in matches)
    close = [match for match in matches if match.chaos <= chaos + _CHAOS_GAP]
    coherence = max(match.coherence for match in close)
    best = max(close, key=lambda match: match.coherence)
    rivals = [match for match in close if match.coherence >= coherence - _COHERENCE_GAP]
    if best.encoding in _EAST_ASIAN:
        enough = sum(byte > 127 for byte in sample) >= _FEWEST_WIDE
        return best.encoding if len({str(match) for match in rivals}) == 1 and enough else None
    if coherence < _LEAST_COHERENCE:
        return None
    if all(match.encoding in LATIN_CODE_PAGES for match in rivals):
        return _usual(close, best.language, sample)
    return best.encoding if len(rivals) == 1 else None


def _usual(matches: list[CharsetMatch], language: str, sample: bytes) -> str | None:
    """Return which of several Latin code pages it is.

    They share most letters: the language says in which one its texts were kept. The sample may read the same in
    several, and what comes after it not.
    """
    rivals = [m for m in matches if m.encoding in LATIN_CODE_PAGES and is_spelled(str(m), m.encoding)]
    usual = usual_code_page(language)
    named = next((match for match in rivals if usual in match.could_be_from_charset), None)
    if len({str(match) for match in rivals}) == 1:
        return usual if named else rivals[0].encoding
    return usual if named and len(sample) >= _FEWEST_BYTES else None
