"""Lines that speech models learnt from subtitles and write over silence, music and noise, in many languages."""

import re

_MARKS = re.compile(r"[^\w' ]+")
_ENDS = re.compile(r"(?<=[.?!…。！？])\s+")

_PATTERN = re.compile(
    r"(thank(s| you)( so much| very much| all)?( guys)? for (watching|listening|viewing)( (this|the|my|our) video)?"
    r"|(please )?(like and |don't forget to )*subscribe( to (my|our|the) channel)?( for more.*)?"
    r"|(i'll |i will |we'll )?see you (guys )?(in (the|my) next (one|video|episode)|next time)"
    r"|(subtitles|captions|transcri(bed|ption|pts?)|translat(ed|ion)) (by|made|provided|from)\b.*|.*\bamara ?org\b.*"
    r"|sous titr(es|age)\b.*|merci d'avoir (regardé|visionné)\b.*|untertitel(ung)?\b.*|vielen dank fürs zuschauen"
    r"|suscríbete.*|gracias por ver.*|subtítulos\b.*|sottotitoli\b.*|grazie per (aver guardato|la visione).*"
    r"|субтитры\b.*|редактор субтитров.*|продолжение следует|спасибо за просмотр|isdeitlau.*|diolch am wylio)"
)
_BEGINNINGS = (
    "abonnez-vous à",
    "merci d'avoir suivi",
    "vielen dank für's zuschauen",
    "bedankt voor het kijken",
    "ondertiteld door",
    "ondertiteling",
    "obrigado por assistir",
    "obrigada por assistir",
    "inscreva-se no canal",
    "legendas pela comunidade",
    "legendado por",
    "dziękuję za oglądanie",
    "dziękuje za oglądanie",
    "napisy stworzone przez",
    "napisy wykonane przez",
    "titulky vytvořil",
    "tack för att ni tittade",
    "tack för att du tittade",
    "undertexter",
    "undertekster",
    "tak fordi i så med",
    "takk for at du så på",
    "danske tekster af",
    "teksting av",
    "tekstitys",
    "kiitos kun katsoit",
    "υπότιτλοι",
    "ευχαριστώ που παρακολουθήσατε",
    "izlediğiniz için teşekkür",
    "abone olmayı unutmayın",
    "altyazı",
    "vă mulțumim pentru vizionare",
    "subtitrarea",
    "köszönöm, hogy megnéz",
    "feliratok",
    "подписывайтесь на канал",
    "субтитри",
    "дякую за перегляд",
    "дякуємо за перегляд",
    "اشتركوا في القناة",
    "ترجمة نانسي قنقر",
    "شكرا على المشاهدة",
    "תודה שצפיתם",
    "با تشکر از تماشای",
    "terima kasih telah menonton",
    "terima kasih kerana menonton",
    "cảm ơn các bạn đã theo dõi",
    "hãy subscribe",
    "请不吝点赞",
    "請不吝點贊",
    "谢谢观看",
    "謝謝觀看",
    "感谢观看",
    "感謝觀看",
    "字幕by",
    "字幕志愿者",
    "字幕由",
    "ご視聴ありがとうございました",
    "チャンネル登録",
    "시청해 주셔서 감사합니다",
    "구독과 좋아요",
    "देखने के लिए धन्यवाद",
)


def plain(text: str) -> str:
    """`text` in lower case without punctuation, for comparing."""
    # The dotted capital of Turkish would become two characters.
    return " ".join(_MARKS.sub(" ", text.replace("İ", "i").lower()).split())


_PLAIN_BEGINNINGS = tuple(plain(beginning) for beginning in _BEGINNINGS)


def is_stock_phrase(text: str) -> bool:
    """Whether `text`, or one of its sentences, is such a line."""
    said = [plain(part) for part in (text, *_ENDS.split(text))]
    return any(_PATTERN.fullmatch(one) is not None or one.startswith(_PLAIN_BEGINNINGS) for one in said)
