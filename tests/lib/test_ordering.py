"""Names in the order of each language. The lists are as ICU puts them by the rules of CLDR, but
where a comment says otherwise."""

from __future__ import annotations

import random

import pytest

from articles.lib.text.ordering import rules_of, sort_key

ORDERS = {
    "en": "Adam, Álvarez, de Boer, Deacon, Łucja, O’Hara, Œuvre, Øst, Özil, Zed, Þór",
    "de": "Ähre, Ahrens, Bär, Barth, Strasse, Straße, Zink",
    "fr": "cote, coté, côte, Étienne, Eustache, œuvre, zèbre",
    "es": "caña, chico, cosa, llama, luz, nuez, Ñandú, Óscar",
    "sv": "Adam, Véronique, Wallin, Zorn, Åberg, Æbelø, Ädel, Ödman, Ørsted",
    "da": "Abel, Zahle, Ærø, Ødegaard, Aabenraa, Åse",
    "nb": "Abel, Zahl, Ærfugl, Ødegård, Ås, Aasen",
    "fi": "Virtanen, Wirén, Zetterberg, Åkerlund, Äyräs, Öhman",
    "is": "Adda, Ágúst, Dagur, Ðór, Edda, Éljagrímur, Ýmir, Þór, Ævar, Örn",
    "cs": "Cihla, Čapek, Dvořák, Hus, Chalupa, Ivan, Rada, Řehoř, Sova, Šíp, Zeman, Žák",
    "sk": "Adam, Ágnes, Äpik, Barta, Cyril, Čech, Hana, Chalupa, Ivan, Oto, Ôsmy, Pavol, Žiar",
    "pl": "Adam, Ągata, Celina, Ćma, Lech, Łucja, Osa, Ósemka, Zofia, Źdźbło, Żaba",
    "hu": "Cukor, Csaba, Gergely, Gyula, Lajos, Lyka, Olga, Ödön, Zalán, Zsófia",
    "hr": "Cvetko, Čedo, Ćiro, Dado, Džon, Đuro, Lana, Ljubo, Nada, Njegoš, Šime, Žarko",
    "sr": "Андрић, Васа, Гаја, Дана, Ђока, Ивo, Јован, Лаза, Љиља, Нада, Његош, Тоша, Ћира, Џон",
    "sl": "Cene, Črt, Sonja, Špela, Zala, Žiga",
    "tr": "Cem, Çelik, Gül, Ğ, Hasan, Irmak, İpek, Jale, Oya, Özge, Selin, Şule, Umut, Ünal",
    "az": "Elçin, Əli, Fuad, Gülnar, Ğ, Həsən, Xalid, Irma, İlqar, Kamal, Qara, Leyla",
    "ro": "Ana, Ăla, Âna, Ion, Înalt, Sorin, Ștefan, Tudor, Țepeș, Zoe",
    "lt": "Ieva, Ylona, Ivana, Jonas, Sara, Šarūnas, Zita, Žemyna",
    "lv": "Cilda, Čaks, Gunta, Ģirts, Kārlis, Ķirsis, Laima, Ļaudona, Zane, Žanis",
    "et": "Sulev, Šura, Zoja, Žanna, Toomas, Veera, Õie, Äli, Öö, Ülo",
    "vi": "An, Ăn, Ân, Duy, Đào, Em, Ên, Oanh, Ông, Ơn, Uy, Ưng",
    "el": "Άννα, Βασίλης, Έλλη, Σοφία, Ωραία",
    "ru": "Ежов, Ёлкин, Ершов, Иванов, Йорданов, Кузин, Яшин",
    "uk": "Ганна, Ґава, Дмитро, Євген, Жанна, Ігор, Їжак, Йосип, Юрій",
    "he": "אבא, כהן, מלך, משה, פרץ, צבי, שלום",
    "fa": "آذر, امیر, پری, چنگیز, ژاله, کاوه, گیتا, ناصر, وحید, هما, یاسمن",
    # As Arabic indexes have it: the bearer of the hamza counts. CLDR puts them all before alef.
    "ar": "أحمد, آمنة, إيمان, باسم, تامر, ثريا, خالد, نور, هدى, وليد, ياسر",
    "hi": "अमित, आशा, इला, कमल, खान, गीता, राम, सीता",
    "th": "กมล, แก้ว, ขวัญ, เงิน, ชาย",
    "ko": "가나, 각, 나라, 다리",
    "ja": "アオキ, いとう, がっこう, カトウ, サトウ, タナカ",
}


@pytest.mark.parametrize("language", ORDERS)
def test_names_stand_in_the_order_of_the_language(language: str) -> None:
    names = ORDERS[language].split(", ")
    mixed = random.Random(7).sample(names, len(names))
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == names


def test_case_signs_and_composition_are_no_letters() -> None:
    same = ["O’Hara", "o'hara", "O-HARA", "O\u00adHara O"]
    starts = {sort_key(name, "en").split(b"\0")[1][:6] for name in same[:3]}
    assert len(starts) == 1
    assert sort_key("É", "fr") == sort_key("E\u0301", "fr")
    assert sort_key("ＡＢＣ", "en").split(b"\0")[1] == sort_key("ABC", "en").split(b"\0")[1]


def test_names_in_another_script_come_last() -> None:
    names = ["Ωραία", "Zed", "Яшин", "Adam"]
    in_english = sorted(names, key=lambda name: sort_key(name, "en"))
    assert in_english == ["Adam", "Zed", "Ωραία", "Яшин"]
    assert min(names, key=lambda name: sort_key(name, "ru")) == "Яшин"


def test_a_key_says_by_which_rules_it_was_made() -> None:
    assert sort_key("Adam", "sv").startswith(rules_of("sv"))
    assert rules_of("sv") != rules_of("sv-fi")
    assert len({sort_key("\0" * 9, "en"), sort_key("", "en")}) == 2


@pytest.mark.parametrize("name", ["", "…", "\0", "\ud800", "𝔘𝔫𝔦", "👩‍🚀", "ſ", "ǅ", "x" * 10_000])
def test_anything_has_a_place(name: str) -> None:
    assert len(sort_key(name, "de")) < 700
