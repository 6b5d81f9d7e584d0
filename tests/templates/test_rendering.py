"""Texts with variables: positions, one pass, and nothing unfilled."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import BadRequest, TemplateIncomplete
from server.templates.rendering import check, fill, needs, parse, pieces
from server.templates.variables import ALL, KINDS, Recipient, allowed, values_of

BAKERY = Recipient(
    language="nl",
    office="Kantoor Van Damme",
    company="Bakkerij De Gouden Krol BV",
    number="1001",
    manager="Sofie Claes",
    first_names=("Els",),
    today=date(2026, 11, 23),
)


def speaking(language: str) -> Recipient:
    return Recipient(language, "Kantoor", "BV", "1", "Sofie", ("Els", "Tom"), date(2026, 3, 1))


names = st.sampled_from(sorted(ALL))
words = st.text(max_size=12)
texts = st.lists(st.one_of(words, names.map(lambda name: f"%{name}%"), st.just("%")), max_size=8).map("".join)
values = st.dictionaries(names, st.text(min_size=1, max_size=20))


@pytest.mark.spec("S58")
@given(texts)
def test_every_token_stands_where_it_says(text: str) -> None:
    end = 0
    for token in parse(text):
        assert end <= token.start < token.end <= len(text)
        assert token.name in text[token.start : token.end]
        assert not token.paired or text[token.start : token.end] == f"%{token.name}%"
        end = token.end


@pytest.mark.spec("S59")
@given(texts, values)
def test_filling_never_reads_a_value_again(text: str, values: dict[str, str]) -> None:
    expected = "".join(piece.text for piece in pieces(text, values))
    if any(piece.missing for piece in pieces(text, values)):
        with pytest.raises(TemplateIncomplete):
            fill(text, values)
        return
    assert fill(text, values) == expected
    rest = re.split("|".join(f"%{name}%" for name in ALL), text)
    assert len(expected) == sum(map(len, rest)) + sum(len(values[t.name]) for t in parse(text))


@pytest.mark.spec("S59")
@given(texts)
def test_no_variable_survives_being_filled(text: str) -> None:
    filled = {name: "x 1 x" for name in ALL}
    if not any(check(text, kind) == [] for kind in KINDS):
        return
    assert [token for token in parse(fill(text, filled)) if token.paired and token.name in ALL] == []


@pytest.mark.spec("S58")
@pytest.mark.parametrize(
    "text, at, length, problem, nearest",
    [
        ("Voor %deadine% graag", 5, 9, "unknown", "deadline"),
        ("👩‍💼 %Period%", 4, 8, "unknown", "period"),
        ("%supplier%?", 0, 10, "forbidden", None),
        ("voor %deadline graag", 5, 9, "unbalanced", "deadline"),
        ("voor deadline% graag", 5, 9, "unbalanced", "deadline"),
        ("Dag %first-name%,", 4, 12, "unbalanced", "first_name"),
        ("%prénom%", 0, 8, "unknown", None),
        ("%qqqqqq%", 0, 8, "unknown", None),
    ],
)
def test_a_fault_says_where_and_what_was_meant(
    text: str, at: int, length: int, problem: str, nearest: str | None
) -> None:
    [fault] = check(text, "vat")
    assert (fault.at, fault.length, fault.problem, fault.nearest) == (at, length, problem, nearest)


@pytest.mark.spec("S58")
def test_each_type_has_its_own_variables() -> None:
    general = {"accountant_name", "company_name", "first_name", "manager_name", "dossier_number", "today"}
    assert set(allowed("general")) == general
    assert set(allowed("invoice")) == general | {"invoice_number", "supplier", "invoice_date", "amount"}
    assert set(allowed("payment")) == general | {"payment_date", "amount", "counterparty"}
    assert set(allowed("vat")) == general | {"period", "deadline", "balance"}


@pytest.mark.parametrize("text", ["21% btw", "21 % btw", "6%, 12% en 21%", "100 %", "%", "50%/50%", "%%"])
def test_a_per_cent_sign_is_only_that(text: str) -> None:
    assert check(text, "general") == []
    assert fill(text, {}) == text


@pytest.mark.spec("S59")
@pytest.mark.parametrize(
    "value", ["%deadline%", "50%", "<script>alert(1)</script>", "شركة النور", "🧾", "\\1 {x}"]
)
def test_a_value_is_only_a_value(value: str) -> None:
    here = values_of(BAKERY, "invoice", {"supplier": value})
    assert fill("Van %supplier% en %supplier%.", here) == f"Van {value} en {value}."


@pytest.mark.spec("S59")
def test_what_is_missing_is_named_once() -> None:
    with pytest.raises(TemplateIncomplete) as refused:
        fill("%period% %deadline% %period% %today%", values_of(BAKERY, "vat", {}))
    assert refused.value.missing == ["period", "deadline"]
    assert refused.value.answer()["missing"] == ["period", "deadline"]
    assert needs("%period% %deadline% %period%") == ["period", "deadline"]


@pytest.mark.spec("S59")
@pytest.mark.parametrize(
    "language, said",
    [
        ("nl", "Els en Tom 1 maart 2026 november 2026 4e kwartaal 2026 € 1.234,50"),
        ("fr", "Els et Tom 1er mars 2026 novembre 2026 4e trimestre 2026 1 234,50 €"),
        ("de", "Els und Tom 1. März 2026 November 2026 4. Quartal 2026 1.234,50 €"),
        ("en", "Els and Tom 1 March 2026 November 2026 4th quarter 2026 €1,234.50"),
    ],
)
def test_values_speak_the_language_of_the_dossier(language: str, said: str) -> None:
    to = speaking(language)
    here = values_of(to, "vat", {"period": "2026-11", "balance": "1234.5"})
    quarter = values_of(to, "vat", {"period": "2026-Q4"})["period"]
    filled = fill("%first_name% %today% %period%", here) + f" {quarter} {here['balance']}"
    assert re.sub(r"\s", " ", filled) == said


@pytest.mark.parametrize(
    "first_names, greeted",
    [
        (("Els",), "Els"),
        (("Els", "Tom", "Ann"), "Els, Tom en Ann"),
        (("Els", "Tom", "Ann", "Jo"), "Bakkerij De Gouden Krol BV"),
        ((), "Bakkerij De Gouden Krol BV"),
        (("",), "Bakkerij De Gouden Krol BV"),
    ],
)
def test_all_who_read_it_are_greeted(first_names: tuple[str, ...], greeted: str) -> None:
    to = Recipient("nl", "K", BAKERY.company, "1", "", first_names, BAKERY.today)
    assert values_of(to, "general", {})["first_name"] == greeted


def test_nobody_in_charge_is_no_empty_name() -> None:
    to = Recipient("nl", "K", "C", "1", "", ("Els",), BAKERY.today)
    assert "manager_name" not in values_of(to, "general", {})
    assert values_of(to, "general", {"manager_name": " An "})["manager_name"] == "An"


@pytest.mark.parametrize(
    "name, text",
    [("deadline", "10 december"), ("deadline", "20261210"), ("deadline", "2026-02-30"), ("balance", "1.234,50"),
     ("balance", "NaN"), ("period", "2026-13"), ("period", "2026-Q5"), ("supplier", "Aerts")],
)  # fmt: skip
def test_a_value_of_another_form_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        values_of(BAKERY, "vat", {name: text})
    assert refused.value.field == name


def test_a_long_word_is_read_in_no_time() -> None:
    for text in ("a" * 16_000, "%a" * 8_000, "a%" * 8_000, "%" * 16_000, "a-%" * 5_000):
        assert sum(1 for _ in parse(text)) <= 8_000
