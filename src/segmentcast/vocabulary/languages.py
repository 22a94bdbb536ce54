"""Language tags for feeds: ISO 639-1 or 639-2, and perhaps a script and a region."""

from __future__ import annotations

import re
from difflib import get_close_matches

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ISO_639_1 = _codes(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
    li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """
)
_ISO_639_2 = _codes(
    """
    aar abk ace ach ada ady afa afh afr ain aka akk alb ale alg alt amh ang anp apa ara arc arg
    arm arn arp art arw asm ast ath aus ava ave awa aym aze bad bai bak bal bam ban baq bas bat
    bej bel bem ben ber bho bih bik bin bis bla bnt bod bos bra bre btk bua bug bul bur byn cad
    cai car cat cau ceb cel ces cha chb che chg chi chk chm chn cho chp chr chu chv chy cmc cnr
    cop cor cos cpe cpf cpp cre crh crp csb cus cym cze dak dan dar day del den deu dgr din div
    doi dra dsb dua dum dut dyu dzo efi egy eka ell elx eng enm epo est eus ewe ewo fan fao fas
    fat fij fil fin fiu fon fra fre frm fro frr frs fry ful fur gaa gay gba gem geo ger gez gil
    gla gle glg glv gmh goh gon gor got grb grc gre grn gsw guj gwi hai hat hau haw heb her hil
    him hin hit hmn hmo hrv hsb hun hup hye iba ibo ice ido iii ijo iku ile ilo ina inc ind ine
    inh ipk ira iro isl ita jav jbo jpn jpr jrb kaa kab kac kal kam kan kar kas kat kau kaw kaz
    kbd kha khi khm kho kik kin kir kmb kok kom kon kor kos kpe krc krl kro kru kua kum kur kut
    lad lah lam lao lat lav lez lim lin lit lol loz ltz lua lub lug lui lun luo lus mac mad mag
    mah mai mak mal man mao map mar mas may mdf mdr men mga mic min mkd mkh mlg mlt mnc mni mno
    moh mon mos mri msa mul mun mus mwl mwr mya myn myv nah nai nap nau nav nbl nde ndo nds nep
    new nia nic niu nld nno nob nog non nor nqo nso nub nwc nya nym nyn nyo nzi oci oji ori orm
    osa oss ota oto paa pag pal pam pan pap pau peo per phi phn pli pol pon por pra pro pus que
    raj rap rar roa roh rom ron rum run rup rus sad sag sah sai sal sam san sas sat scn sco sel
    sem sga sgn shn sid sin sio sit sla slk slo slv sma sme smi smj smn smo sms sna snd snk sog
    som son sot spa sqi srd srn srp srr ssa ssw suk sun sus sux swa swe syc syr tah tai tam tat
    tel tem ter tet tgk tgl tha tib tig tir tiv tkl tlh tli tmh tog ton tpi tsi tsn tso tuk tum
    tup tur tut tvl twi tyv udm uga uig ukr umb urd uzb vai ven vie vol vot wak wal war was wel
    wen wln wol xal xho yao yap yid yor ypk zap zbl zen zgh zha zho znd zul zun zza
    """
)
_ISO_3166_1 = _codes(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """
)
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr", "spanish": "es",
    "espanol": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "arabic": "ar", "russian": "ru",
    "ukrainian": "uk", "polish": "pl", "turkish": "tr", "swedish": "sv", "norwegian": "no", "danish": "da",
    "finnish": "fi", "greek": "el", "hebrew": "he", "persian": "fa", "hindi": "hi", "chinese": "zh",
    "japanese": "ja", "korean": "ko", "catalan": "ca", "welsh": "cy", "irish": "ga",
}  # fmt: skip


def named(tag: str) -> str:
    """The language for a message: "German (de)", or the tag alone if no name is known."""
    primary = tag.split("-", maxsplit=1)[0].lower()
    name = next((name for name, code in _NAMES.items() if code == primary), "")
    return f"{name.capitalize()} ({tag})" if name else tag


def check_language(tag: str) -> str:
    """The tag in its usual spelling (`en`, `en-US`, `zh-Hant-TW`), as RSS and Apple accept it.

    Raises ValueError `what | remedy` if a part of it is in no ISO list.
    """
    match = _TAG.fullmatch(tag)
    if match is None:
        raise ValueError(f"{tag!r} is not a language tag | {_suggestion(tag)}")
    language, script, region = match.groups(default="")
    language, region = language.lower(), region.upper()
    if language not in _ISO_639_1 and language not in _ISO_639_2:
        raise ValueError(f"ISO 639 has no language {language!r} | {_suggestion(tag)}")
    if region and not region.isdigit() and region not in _ISO_3166_1:
        remedy = f"{language}-GB" if region == "UK" else f"{language}"
        raise ValueError(f"ISO 3166 has no region {region!r} | write {remedy!r}")
    return "-".join(part for part in (language, script.capitalize(), region) if part)


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag in lower case: `en` of `en-US`, and of `en_US`."""
    return tag.replace("_", "-").partition("-")[0].strip().lower()


def _suggestion(tag: str) -> str:
    word = re.split("[-_]", tag, maxsplit=1)[0].casefold()
    near = get_close_matches(word, _NAMES, n=1, cutoff=0.75)
    if near:
        return f"write {_NAMES[near[0]]!r}"
    if "_" in tag:
        return f"write {tag.replace('_', '-')!r}"
    return 'write a code such as "en" or "en-US"'
