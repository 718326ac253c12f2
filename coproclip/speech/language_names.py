"""Languages by the names people know: in English, for sentences, and as those call them who speak them."""

import re

_NAMES = (
    "af Afrikaans|am Amharic|ar Arabic|as Assamese|az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bn Bengali|"
    "bo Tibetan|br Breton|bs Bosnian|ca Catalan|cs Czech|cy Welsh|da Danish|de German|el Greek|en English|es Spanish|"
    "et Estonian|eu Basque|fa Persian|fi Finnish|fo Faroese|fr French|gl Galician|gu Gujarati|ha Hausa|haw Hawaiian|"
    "he Hebrew|hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|is Icelandic|it Italian|"
    "ja Japanese|jw Javanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean|la Latin|lb Luxembourgish|ln Lingala|"
    "lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|mi Māori|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|"
    "mt Maltese|my Burmese|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|oc Occitan|pa Punjabi|pl Polish|"
    "ps Pashto|pt Portuguese|ro Romanian|ru Russian|sa Sanskrit|sd Sindhi|si Sinhala|sk Slovak|sl Slovenian|sn Shona|"
    "so Somali|sq Albanian|sr Serbian|su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|"
    "tk Turkmen|tl Tagalog|tr Turkish|tt Tatar|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese|yi Yiddish|yo Yoruba|"
    "yue Cantonese|zh Chinese"
)
NAMES = dict(part.split(" ", 1) for part in _NAMES.split("|"))
"""Name by code."""


def language_name(code: str) -> str:
    """“Welsh” for “cy”; the code itself where it has no name here."""
    return NAMES.get(code, code)


LANGUAGES = (
    ("en", "English"),
    ("cy", "Cymraeg (Welsh)"),
    ("ar", "العربية (Arabic)"),
    ("bn", "বাংলা (Bengali)"),
    ("bg", "Български (Bulgarian)"),
    ("zh", "中文 (Chinese)"),
    ("cs", "Čeština (Czech)"),
    ("da", "Dansk (Danish)"),
    ("nl", "Nederlands (Dutch)"),
    ("et", "Eesti (Estonian)"),
    ("fi", "Suomi (Finnish)"),
    ("fr", "Français (French)"),
    ("de", "Deutsch (German)"),
    ("el", "Ελληνικά (Greek)"),
    ("gu", "ગુજરાતી (Gujarati)"),
    ("he", "עברית (Hebrew)"),
    ("hi", "हिन्दी (Hindi)"),
    ("hu", "Magyar (Hungarian)"),
    ("it", "Italiano (Italian)"),
    ("ja", "日本語 (Japanese)"),
    ("ko", "한국어 (Korean)"),
    ("lv", "Latviešu (Latvian)"),
    ("lt", "Lietuvių (Lithuanian)"),
    ("no", "Norsk (Norwegian)"),
    ("ps", "پښتو (Pashto)"),
    ("fa", "فارسی (Persian)"),
    ("pl", "Polski (Polish)"),
    ("pt", "Português (Portuguese)"),
    ("pa", "ਪੰਜਾਬੀ (Punjabi)"),
    ("ro", "Română (Romanian)"),
    ("ru", "Русский (Russian)"),
    ("sk", "Slovenčina (Slovak)"),
    ("sl", "Slovenščina (Slovene)"),
    ("so", "Soomaali (Somali)"),
    ("es", "Español (Spanish)"),
    ("sw", "Kiswahili (Swahili)"),
    ("sv", "Svenska (Swedish)"),
    ("tl", "Tagalog"),
    ("ta", "தமிழ் (Tamil)"),
    ("te", "తెలుగు (Telugu)"),
    ("th", "ไทย (Thai)"),
    ("tr", "Türkçe (Turkish)"),
    ("uk", "Українська (Ukrainian)"),
    ("ur", "اردو (Urdu)"),
    ("vi", "Tiếng Việt (Vietnamese)"),
    ("yo", "Yorùbá (Yoruba)"),
)
"""Languages a story may be told in, in their own words: the ones most heard first, then by English name."""

_OWN = {code: name.partition(" (")[0] for code, name in LANGUAGES}
_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE | re.ASCII)


def language_tag(text: str) -> str:
    """“pt-BR” for “PT_br”, as BCP 47 writes it: a language, perhaps a script and a region; empty for anything else."""
    found = _TAG.fullmatch(text.strip().replace("_", "-"))
    if found is None:
        return ""
    language, script, region = found.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


def own_name(tag: str) -> str:
    """“Cymraeg” for “cy”, “Português pt-BR” for “pt-BR”: what those call it who speak it, else its English name."""
    language, _, more = tag.partition("-")
    name = _OWN.get(tag) or _OWN.get(language) or language_name(language)
    return f"{name} {tag}" if more and tag not in _OWN and name != tag else name


_THREE = (
    "en eng|cy cym|ar ara|bn ben|bg bul|zh zho|cs ces|da dan|nl nld|et est|fi fin|fr fra|de deu|el ell|gu guj|he heb|"
    "hi hin|hu hun|it ita|ja jpn|ko kor|lv lav|lt lit|no nor|ps pus|fa fas|pl pol|pt por|pa pan|ro ron|ru rus|sk slk|"
    "sl slv|so som|es spa|sw swa|sv swe|tl tgl|ta tam|te tel|th tha|tr tur|uk ukr|ur urd|vi vie|yo yor"
)
_THREE_LETTERS = dict(part.split(" ") for part in _THREE.split("|"))


def three_letters(tag: str) -> str:
    """“cym” for “cy”, as the tracks of a video name a language; empty where it is not known."""
    language = tag.partition("-")[0]
    return language if len(language) == 3 else _THREE_LETTERS.get(language, "")
