"""Bijoy text: told from English by vote, converted as people mean it."""

from __future__ import annotations

import unicodedata

import pytest

from importers.bangla import is_bijoy, to_unicode

GOLD = {
    "†gvt Avkivd Avjx": "মোঃ আশরাফ আলী",
    "†gvQvt †iv†Kqv myjZvbv": "মোছাঃ রোকেয়া সুলতানা",
    "†gvt Avmv`y¾vgvb †gvjøv": "মোঃ আসাদুজ্জামান মোল্লা",
    "j²x": "লক্ষ্মী",
    "wkÿv": "শিক্ষা",
    "¶y`ª": "ক্ষুদ্র",
    "bRiæj": "নজরুল",
    "†eŠ×": "বৌদ্ধ",
    "†mŠ`x": "সৌদী",
    "¯^vgx/¯Íªxi bvg": "স্বামী/স্ত্রীর নাম",
    "cÖwZeÜx": "প্রতিবন্ধী",
    "K…ò": "কৃষ্ণ",
    "`Ë": "দত্ত",
    "¯^v¯’¨": "স্বাস্থ্য",
    "Rb¥ wbeÜb b¤^i": "জন্ম নিবন্ধন নম্বর",
    "wLª÷vb": "খ্রিস্টান",
    "ˆmq` jyrdi ingvb": "সৈয়দ লুৎফর রহমান",
}


@pytest.mark.parametrize(("bijoy", "meant"), GOLD.items())
def test_bijoy_text_becomes_what_its_writer_saw(bijoy: str, meant: str) -> None:
    assert to_unicode(bijoy) == unicodedata.normalize("NFC", meant)


@pytest.mark.parametrize("text", ["26/03/1983", "1983 8719071037816", "০১৭১২", "মোঃ করিম", ""])
def test_numbers_dates_and_unicode_are_left_alone(text: str) -> None:
    assert to_unicode(text) == text


def test_a_column_is_bijoy_when_enough_of_its_cells_bear_the_marks() -> None:
    assert is_bijoy(["†gvt Avkivd Avjx", "bvwmgv myjZvbv", "kvwn`v cvifxb", 12.0]) is True


def test_english_names_are_not_bijoy_even_those_that_look_odd() -> None:
    assert is_bijoy(["Parvin", "Parveen", "Md. Sohel Rana", "Most. Rabeya Sultanah"]) is False


def test_a_column_of_bangla_letters_is_not_bijoy() -> None:
    assert is_bijoy(["করিম", "Karim"]) is False


def test_words_without_marks_do_not_tell() -> None:
    assert is_bijoy(["cyiyl", "gwnjv"]) is None


@pytest.mark.parametrize("cells", [["Fwlcvov"], ["Kvwkgcvov", "Bmjvg"], ["Hindu"]])
def test_a_word_or_two_do_not_tell_whatever_they_look_like(cells: list[str]) -> None:
    assert is_bijoy(cells) is None
