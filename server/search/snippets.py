"""A piece of a text with the words that were asked for set apart."""

from server.search.words import Word, parts

BEFORE, AROUND = 40, 140


def snippet(text: str, terms: tuple[str, ...]) -> list[str]:
    """Plain, marked, plain, …: every second piece is a match. About `AROUND` characters from around the first."""
    found = _apart([word for word in parts(text) if word.folded.startswith(terms)])
    first = found[0].start if found else 0
    begin = _begin_of_word(text, max(0, first - BEFORE))
    end = _end_of_word(text, begin + AROUND)
    pieces, place = [], begin
    for word in found:
        if word.end <= end:
            pieces += [text[place : word.start], text[word.start : word.end]]
            place = word.end
    pieces.append(text[place:end])
    pieces[0] = ("… " if begin else "") + pieces[0]
    pieces[-1] += " …" if end < len(text) else ""
    return pieces


def marked(text: str, terms: tuple[str, ...]) -> list[str]:
    """All of a short text, in the same way."""
    pieces, place = [], 0
    for word in _apart([word for word in parts(text) if word.folded.startswith(terms)]):
        pieces += [text[place : word.start], text[word.start : word.end]]
        place = word.end
    return [*pieces, text[place:]]


def _apart(words: list[Word]) -> list[Word]:
    """What stands together is one match, its parts are no further ones."""
    kept: list[Word] = []
    for word in words:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def _begin_of_word(text: str, place: int) -> int:
    while place and not text[place - 1].isspace():
        place -= 1
    return place


def _end_of_word(text: str, place: int) -> int:
    while place < len(text) and not text[place].isspace():
        place += 1
    return min(place, len(text))
