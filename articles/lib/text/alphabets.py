"""The letters of languages in their order, as Unicode's CLDR has it; digraphs are letters where
dictionaries take them for one. `=` stands between letters of one place.

Signs that are not named make no letter of their own: é is e in French, and in Swedish.
"""

from __future__ import annotations

from typing import Final

LATIN: Final = "a b c d e f g h i j k l m n o p q r s t u v w x y z þ"
GREEK: Final = "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ=ς τ υ φ χ ψ ω"
CYRILLIC: Final = (
    "а б в г ґ д ђ е є ж з ѕ и і й ј к л љ м н њ о п р с т ћ у ў ф х ц ч џ ш щ ъ ы ь э ю я"
)
HEBREW: Final = "א ב ג ד ה ו ז ח ט י כ=ך ל מ=ם נ=ן ס ע פ=ף צ=ץ ק ר ש ת"
ARABIC: Final = (
    "ء ا=ٱ ب پ ت=ة ث ٹ ج چ ح خ د ذ ڈ ر ز ڑ ژ س ش ص ض ط ظ ع غ ف ق ك=ک گ ل م ن ں ه=ہ=ھ و ي=ى=ی ے"
)
#: What a language writes beside its own letters stands behind them, in this order.
OTHERS: Final = (LATIN, GREEK, CYRILLIC, HEBREW, ARABIC)

_NORDIC = "a b c d=đ e f g h i j k l m n o p q r s t u v w x y=ü=ű z"
_SOUTH_SLAVIC = "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž"
#: Language → its letters. Those that are not named here have the Latin ones.
ALPHABETS: Final[dict[str, str]] = {
    "az": "a b c ç d e ə f g ğ h x ı i j k q l m n o ö p r s ş t u ü v y z w",
    "be": "а б в г д е ё ж з і й к л м н о п р с т у ў ф х ц ч ш ы ь э ю я",
    "bs": _SOUTH_SLAVIC,
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "cy": "a b c ch d dd e f ff g ng h i j k l ll m n o p ph q r rh s t th u v w x y z",
    "da": f"{_NORDIC} æ=ä ø=ö=ő å=aa",
    "eo": "a b c ĉ d e f g ĝ h ĥ i j ĵ k l m n o p q r s ŝ t u ŭ v w x y z",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "et": "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y",
    "fa": "آ ا=ٱ=ء ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک=ك گ ل م ن و ه=ة=ہ ی=ي=ى",
    "fi": f"{_NORDIC} å ä=æ ö=ø",
    "fil": "a b c d e f g h i j k l m n ñ ng o p q r s t u v w x y z",
    "fo": f"{_NORDIC} æ=ä=ę ø=ö=ő=œ å=aa",
    "gl": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "hr": _SOUTH_SLAVIC,
    "hu": (
        "a b c cs d dz dzs e f g gy h i j k l ly m n ny o ö=ő p q r s sz t ty u ü=ű v w x y z zs"
    ),
    "is": "a á b c d ð e é f g h i í j k l m n o ó p q r s t u ú v w x y ý z þ æ=ä ö=ø å",
    "kk": ("а ә б в г ғ д е ё ж з и й к қ л м н ң о ө п р с т у ұ ү ф х һ ц ч ш щ ъ ы і ь э ю я"),
    "lt": "a b c č d e f g h i=y j k l m n o p q r s š t u v w x z ž",
    "lv": "a b c č d e f g ģ h i=y j k ķ l ļ m n ņ o p q r ŗ s š t u v w x z ž",
    "mk": "а б в г д ѓ е ж з ѕ и ј к л љ м н њ о п р с т ќ у ф х ц ч џ ш",
    "nb": f"{_NORDIC} æ=ä=ę ø=ö=ő=œ å=aa",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș=ş t ț=ţ u v w x y z",
    "ru": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "sk": "a ä b c č d e f g h ch i j k l m n o ô p q r ř s š t u v w x y z ž",
    "sl": "a b c č ć d đ e f g h i j k l m n o p q r s š t u v w x y z ž",
    "sq": ("a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh"),
    "sr": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
    "sv": f"{_NORDIC} å ä=æ=ę ö=ø=ő=œ",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "ur": (
        "ا=ٱ آ ب پ ت ٹ ث ج چ ح خ د ڈ ذ ر ڑ ز ژ س ش ص ض ط ظ ع غ ف ق ک=ك گ ل م ن ں و ہ=ه=ة ھ"
        " ء ی=ي=ى ے"
    ),
    "vi": "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
}
#: Languages that have the letters of another one.
ALIKE: Final = {"nn": "nb", "no": "nb", "se": "nb", "tl": "fil", "sr-latn": "hr", "sh": "hr"}
#: Letters that have no sign which could be left out, and what they are where a language lacks them.
PLAIN: Final = {
    "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "đ": "d", "ø": "o", "ł": "l", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
    "ѐ": "е", "ٲ": "ا", "ٳ": "ا", "ۀ": "ه", "ۃ": "ة", "ە": "ه", "ڭ": "ك",
}  # fmt: skip
