"""The words that many names share: second names, titles of women, family names. They tell little about who it is."""

from __future__ import annotations

from functools import lru_cache

from census_app.domain.bangla_text import tidy
from census_app.domain.names.phonemes import sounds_of

_SECOND_NAMES = """
    abdul আব্দুল
    abul আবুল abu আবু
    umme উম্মে umma
    begum বেগম begam begom
    khatun খাতুন খাতুণ khatoon khatan khaton
    bibi বিবি bibe biby
    akter আক্তার আকতার আখতার akhter aktar akhtar aktara
    sultana সুলতানা soltana sultanah
    parvin পারভীন পারভিন parveen pervin pervinn
    banu বানু bano
    khanam খানম khanom
    rani রানী রাণী ranee rany
    bala বালা balla
    debi দেবী devi deby
    dasi দাসী
    islam ইসলাম ইছলাম eslam islaam
    rahman রহমান রাহমান rahaman rohman rohoman
    ali আলী আলি aly
    hossain হোসেন হোসাইন হোছেন হুসাইন হুসেন হোসেইন hossen hosen hosain hussain hussein hosein hossein husain hosin
    hasan হাসান হাছান hassan
    haque হক haq huq hoque haq hoq hauk
    ahmed আহমেদ আহম্মেদ আহমদ আহাম্মেদ আহাম্মদ ahmad ahmmed ahammed ahammad
    alam আলম alom
    kumar কুমার kumer
    chandra চন্দ্র ch chondro chandro
"""
_FAMILY_NAMES = """
    mia মিয়া মিঞা মিয়া miah mian miya
    khan খান খাঁন খাঁ
    sheikh শেখ সেখ shaikh shekh sheik sk
    syed সৈয়দ ছৈয়দ sayed saiyed syeed
    gazi গাজী গাজি gaji ghazi
    kazi কাজী কাজি qazi kaji quazi
    molla মোল্লা মোল্যা মোল্ল্যা mollah mulla mullah molya
    morol মোড়ল moral moroll modol
    sardar সরদার সর্দার sarder shordar sordar
    sarkar সরকার sarker shorkar sorkar
    biswas বিশ্বাস bishwas bisshas bishshas
    mondal মন্ডল মণ্ডল মন্ডোল mondol mandal mandol
    halder হালদার haldar holdar
    howlader হাওলাদার হাওলাদার hawladar
    talukdar তালুকদার talukder
    chowdhury চৌধুরী chowdhuri choudhury chaudhury
    ghosh ঘোষ gosh ghose
    das দাস দাশ dash dass
    saha সাহা shaha
    roy রায় ray rai
    pal পাল paul paal
    datta দত্ত dutta dutt
    shil শীল sheel
    gain গাইন গায়েন gayen gaine
    mistri মিস্ত্রী মিস্ত্রি mistry
    mallik মল্লিক mollik
    majumdar মজুমদার mojumder
    karmakar কর্মকার kormokar
    sana সানা
    dhali ঢালী dhaly
    fakir ফকির fokir
    bhuiyan ভূঁইয়া ভুইয়া ভূঞা bhuiya bhuyan
    mridha মৃধা
    sikder শিকদার সিকদার shikder sikdar
    mirza মির্জা mirja
    patwari পাটোয়ারী patowary
    baidya বৈদ্য boidya boiddo
    munshi মুন্সী মুন্সি munsi
    bepari বেপারী ব্যাপারী byapari
    matubbar মাতুব্বর matubber
    akand আকন্দ akondo
    pramanik প্রামাণিক প্রামানিক paramanik
    dewan দেওয়ান diwan
    barman বর্মন বর্মণ barmon
    debnath দেবনাথ
    sutradhar সূত্রধর
    chakraborty চক্রবর্তী chakrabarti chakroborty
    bhattacharya ভট্টাচার্য
    mukherjee মুখার্জী
    banerjee ব্যানার্জী
    sen সেন
    dey দে de
    nandi নন্দী nondi
"""


def _by_spelling(table: str) -> dict[str, str]:
    """Each spelling with the code of its line, in canonical code points, as names are."""
    lines = [tidy(line).split() for line in table.strip().splitlines()]
    return {spelling: line[0] for line in lines for spelling in line}


_COMMON = _by_spelling(_SECOND_NAMES) | _by_spelling(_FAMILY_NAMES)
_COMMON_SOUNDS = {sounds_of(spelling): code for spelling, code in _COMMON.items() if len(spelling) > 2}
_FAMILIES = frozenset(_by_spelling(_FAMILY_NAMES).values())


@lru_cache(maxsize=100_000)
def common_word(word: str) -> str:
    """The code of the common word so written or so heard; empty for a word that is somebody's own."""
    return _COMMON.get(word) or _COMMON_SOUNDS.get(sounds_of(word), "")


def common_words() -> frozenset[str]:
    """The codes of all common words."""
    return frozenset(_COMMON.values())


def is_family_name(word: str) -> bool:
    """True for a name that a family shares; some of them also stand before a man's name as a title."""
    return common_word(word) in _FAMILIES
