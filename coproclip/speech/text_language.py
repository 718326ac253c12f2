"""Which language some words are in, told by the shortest and commonest of them; for models that do not say it.

A few words of each language are enough for half a minute of speech: every second word that is spoken is one of them.
"""

import re
from collections.abc import Collection, Mapping

from coproclip.speech.engine import LanguageGuess

_COMMON = (
    "bg и на да се не за от че с е в са по но той тя аз съм това как беше|"
    "cs a se na je že to s z v do ale jak tak by jsem jako když byl není jsme|"
    "da og det er at en jeg på ikke som han der til var har vi med af den men for|"
    "de und die der das ich ist nicht ein eine es wir zu mit auf war sie hat auch aber wie|"
    "el και το να η ο είναι που δεν για με την από τα τον θα στο ήταν μου αλλά|"
    "en the and of to in that it was is i you he for on with as they we had this|"
    "es que de y la el en los no un una por con para se las es lo pero como era|"
    "et ja on ei see et oli ma ta kui mis aga ka siis oma seda nii ning mu|"
    "fi ja on ei se että oli niin hän mutta kun ovat minä sitä ole myös kuin sen olin|"
    "fr et le la les de des un une est que je il pas dans pour on ce nous était mais|"
    "hr i je se na u da su ne za to od sam kako bio nije ali što koji smo jer|"
    "hu a az és hogy nem is egy volt meg ez de azt csak mint már van én volna ha|"
    "it che di e la il un è non per una sono si con mi lo era ma anche come ho|"
    "lt ir kad yra tai į ne buvo su bet kaip aš jis iš mes jau labai tik mano|"
    "lv un ir ka ar no tas bija uz es kā bet par viņš mēs arī jau nav ko|"
    "mt li u ta il tal hu ma fil biex minn jien kien din dan kienet hija dwar għal|"
    "nl en de het een ik is dat niet van was we ze hij met voor zijn maar ook naar er|"
    "pl i w na z że się nie to jest do jak ale był co po tak ja jego było mnie|"
    "pt que de e o a não um uma os do da em para com se era eu mas como foi|"
    "ro și de la în că nu cu un o pe este care am din era sunt mai dar să|"
    "ru и в не на я что он с как это но она то по так был мы они меня у|"
    "sk a sa na je že to s z v do ale ako tak by som keď bol nie sme ktorý|"
    "sl in je se na da v so za ne to sem kot pa bil tudi ki ni smo ali ko|"
    "sv och det att är en jag på inte som han var till har vi med av den men för så|"
    "uk і в не на я що він з як це але вона та по так був ми вони мене у"
)
COMMON_WORDS: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split()) for code, _, words in (part.partition(" ") for part in _COMMON.split("|"))
}
"""The commonest words by language: those of the European Union, Russian and Ukrainian."""
_WORD = re.compile(r"[^\W\d_]+")


def guess_text_language(text: str, languages: Collection[str]) -> list[LanguageGuess]:
    """Which of `languages` the text is in, the likeliest first; none where no word of it is a common one."""
    words = [word.lower() for word in _WORD.findall(text)]
    hits = {code: sum(word in COMMON_WORDS.get(code, ()) for word in words) for code in languages}
    # A word that several languages have counts for all of them: squared, the language that has most of them stands out.
    whole = sum(number**2 for number in hits.values())
    if not whole:
        return []
    found = [LanguageGuess(code, number**2 / whole) for code, number in hits.items() if number]
    return sorted(found, key=lambda one: (-one.likelihood, one.language))
