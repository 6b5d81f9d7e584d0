"""Words as they are compared."""

import pytest

from server.search.snippets import marked, snippet
from server.search.words import holds, terms_of, words_of


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Graag de factuur.", "fact"),
        ("l’été à Liège", "ete liege"),
        ("Große Straße, Müller", "strasse muller"),
        ("œuvre d'art", "oeuvre art"),
        ("factuur 2026-118", "2026-118"),
        ("factuur 2026-118", "2026-1"),
        ("factuur 2026/118", "2026.118"),
        ("factuur 2026-118", "118"),
        ("BE 0417.497.106", "0417497106"),
        ("stuur naar els@example.test", "els@example"),
        ("een e-mail", "email"),
        ("Ελλάδα مرحبا 東京", "ελλαδα"),
        ("Cafe\u0301", "café"),
        ("FACTUUR", "Factuur"),
    ],
)
def test_a_word_is_found_however_it_was_written(said: str, asked: str) -> None:
    assert holds(words_of(said), terms_of(asked))


@pytest.mark.parametrize(
    ("said", "asked"), [("factuur", "actuur"), ("factuur", "facturen"), ("2026-118", "2026-119")]
)
def test_other_words_are_not(said: str, asked: str) -> None:
    assert not holds(words_of(said), terms_of(asked))


def test_nothing_to_look_for() -> None:
    assert terms_of("") == terms_of("  !? 😀 _ % \" ' * ") == ()
    assert words_of("😀 …") == ""


def test_however_much_is_asked_it_stays_bounded() -> None:
    assert len(terms_of("woord " * 400)) == 1
    assert len(terms_of(" ".join(f"w{n}" for n in range(400)))) == 32
    assert len(words_of("x" * 16_000)) == 64


def test_a_snippet_sets_the_words_apart() -> None:
    assert snippet("Graag de factuur 2026-118 nog eens.", ("factuur", "2026118")) == [
        "Graag de ", "factuur", " ", "2026-118", " nog eens.",
    ]  # fmt: skip
    long = "woorden " * 60 + "de Factuur " + "en meer " * 60
    pieces = snippet(long, ("fact",))
    assert pieces[1] == "Factuur" and pieces[0].startswith("… ") and pieces[-1].endswith(" …")
    assert len("".join(pieces)) < 170
    assert marked("Été 😀 🌞", ("ete",)) == ["", "Été", " 😀 🌞"]
