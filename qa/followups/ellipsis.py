"""Follow-ups that leave out what was just said: "And in 2023?", "What about Storr?", "Why?"."""

from __future__ import annotations

import re
from datetime import date

from index.terms import is_stop_word, terms
from qa import prompts
from qa.dates import read_time
from qa.followups.history import subject_of
from qa.followups.mentions import names
from qa.followups.vocabulary import AUX, OPENING, PREP, WH
from qa.parts.subquestions import MONTHS, NAME, WEEKDAYS, question_text, replaced, stands_alone

_ABOUT = re.compile(r"^(?:what|how) about (?P<tail>.+)$|^what if (?P<if>it|they|he|she)\b.*$", re.IGNORECASE)
_HOW = r"how (?:many|much|long|often|far|big|large|high|tall|old|fast|deep|soon|so|come)"
_ASKING = re.compile(
    rf"^(?P<wh>(?:(?:{PREP}) )?(?:{WH}|{_HOW}|why not|who else|what else|where else))(?: (?:exactly|precisely|then|though|of them|of those|people|times))?$",
    re.IGNORECASE,
)
_SPLICED = re.compile(
    rf"^(?:(?:{PREP}) )?(?:{WH})(?: (?:long|often|far))? (?P<rest>{AUX} (?!there\b).+)$", re.IGNORECASE
)
_YES_NO = re.compile(rf"^(?P<rest>{AUX} .+)$", re.IGNORECASE)
_SPLICES = {"why", "when", "where", "how", "why not", "since when", "until when", "at what", "how long", "how often"}
_HAS_VERB = re.compile(
    rf"(?<![\w’'-])(?:{AUX}|{WH}|am|be|been|happened|i|you|we|he|she|they|it)(?![\w-])", re.IGNORECASE
)
_PP = re.compile(
    rf"^(?:{PREP}|last|this|next|the (?:year|month|week|day) (?:before|after)|yesterday|today)\b", re.IGNORECASE
)
_A_LIKE = re.compile(
    rf"^(?:(?:{PREP}) )?(?:the )?(?:{NAME}(?: [\w’'-]+)?|[\w’'-]*\d[\w’'-]*|(?:{MONTHS}|{WEEKDAYS})(?: \d+)?)$|\bthe year (?:before|after)|\byear\b"
)
_TIME_OF = re.compile(r"\b(?:when|what (?:year|day|date|time))\b", re.IGNORECASE)
_COUNTING = re.compile(
    rf"^(?:how (?:many|much)(?: (?!{AUX}\b)[\w’'-]+){{1,2}}|which (?!{AUX}\b)[\w’'-]+)$", re.IGNORECASE
)
_LONGEST = 8  # words


def complete(question: str, asked: str, day: date) -> tuple[str, tuple[str, ...]] | None:
    """Write out a follow-up that leaves out what the question before it asks.

    Args:
        question: As typed.
        asked: The question before, which can be understood alone.
        day: What words of time are relative to.

    Returns:
        The whole question and what was taken over, in words; None if nothing is left out.
    """
    opening = OPENING.match(question)
    bare = (question[opening.end() :] if opening else question).strip(" ?!.…,")
    main = re.sub(r" \([^()]*\)$", "", asked.strip(" ?!."))
    if asking := _ASKING.match(bare):
        return _asked_again(asking["wh"].lower(), main)
    if _COUNTING.match(bare) and not names(bare):
        return _with_topic(bare, main)
    about = _ABOUT.match(bare)
    tail = about["tail"] if about else bare
    if not tail or (about is None and not _is_fragment(bare, opened=opening is not None)):
        return None
    if (whole := _put(main, tail, day)) is not None:
        return whole
    if about and not stands_alone(tail) and len(tail.split()) > _LONGEST:
        return None
    return _with_topic(bare, main)


def _with_topic(bare: str, main: str) -> tuple[str, tuple[str, ...]]:
    told = subject_of(main)
    return question_text(f"{bare} ({told})"), (
        prompts.FOLLOW_UP_ABOUT.format(topic=told, origin=prompts.FROM_QUESTION),
    )


def _asked_again(wh: str, main: str) -> tuple[str, tuple[str, ...]]:
    reason = (prompts.FOLLOW_UP_REPEATED.format(question=question_text(main)),)
    spliced = _SPLICED.match(main) or _YES_NO.match(main)
    if wh in _SPLICES and spliced:
        return question_text(f"{wh} {spliced['rest'][0].lower()}{spliced['rest'][1:]}"), reason
    if wh in {"who else", "what else", "where else"} and main.lower().startswith(f"{wh.removesuffix(' else')} "):
        return question_text(f"{wh} {main.split(maxsplit=1)[1]}"), reason
    return question_text(f"{wh} ({subject_of(main)})"), reason


def _is_fragment(text: str, *, opened: bool) -> bool:
    """Say whether words make no clause and go on with the question before."""
    if len(text.split()) > _LONGEST or _HAS_VERB.search(text):
        return False
    return opened or bool(_PP.match(text))


def _put(main: str, tail: str, day: date) -> tuple[str, tuple[str, ...]] | None:
    """Put the new phrase where the question before has its like, or after it if it only says when or where."""
    if tail.lower() not in main.lower():
        parallel = replaced(main, tail) if _A_LIKE.search(tail) else None
        if (
            parallel
            and _PP.match(tail)
            and re.search(rf"\b(?:{AUX}|{PREP}) {re.escape(tail)}", parallel, re.IGNORECASE)
        ):
            parallel = None  # "did in Cuba cause"
        whole = _other_time(main, tail, day) or parallel or _same_noun(main, tail)
        if whole and whole.lower() != main.lower():
            old = _difference(main, whole)
            return question_text(whole), (prompts.FOLLOW_UP_REPLACED.format(new=_difference(whole, main), old=old),)
    if _PP.match(tail) and not _TIME_OF.search(main):
        said = (prompts.FOLLOW_UP_REPEATED.format(question=question_text(main)),)
        return question_text(f"{main} {tail}"), said
    return None


def _other_time(main: str, tail: str, day: date) -> str | None:
    """Put words for a time in the place of those of the question."""
    mine, other = read_time(main, as_of=day).period, read_time(tail, as_of=day).period
    if not (mine and other) or len(tail) - len(other.from_text) > len("and also ") or mine.from_text not in main:
        return None
    lead = re.match(r"^(?:in|on|during|at) ", mine.from_text)
    if lead and re.match(rf"\d|(?:{MONTHS}|spring|summer|autumn|winter)\b", tail):
        tail = lead.group() + tail
    return main.replace(mine.from_text, tail, 1)


def _same_noun(main: str, tail: str) -> str | None:
    """("how many grey seals were counted", "harbour seals") -> "how many harbour seals were counted"."""
    words = re.sub(r"^(?:the|a|an) ", "", tail, flags=re.IGNORECASE).split()
    if not words or len(words) < 2 or is_stop_word(words[-1]):
        return None
    head = terms(words[-1])
    spelled = main.split()
    for at, word in enumerate(spelled):
        if at and terms(word) == head and not is_stop_word(spelled[at - 1]):
            start = at
            while start > 1 and not _starts_noun(spelled[start - 1]) and at - start < 2:
                start -= 1
            return " ".join([*spelled[:start], *words, *spelled[at + 1 :]])
    return None


def _starts_noun(word: str) -> bool:
    return is_stop_word(word) or word.lower() in {"many", "much", "several", "which", "what"}


def _difference(one: str, other: str) -> str:
    """Return the words in the middle of a text that another, alike at both ends, does not have there."""
    mine, theirs = one.split(), other.split()
    start = 0
    while start < min(len(mine), len(theirs)) and mine[start] == theirs[start]:
        start += 1
    end = 0
    while end < min(len(mine), len(theirs)) - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    return "“" + " ".join(mine[start : len(mine) - end]) + "”"
