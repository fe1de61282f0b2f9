"""Names in scripts without capitals: those that a text introduces, and those that do what only somebody does."""

import re
from collections import Counter

from providers.offline.outline.people.person import Person
from providers.offline.outline.people.species import species_of
from providers.offline.outline.people.tongue import tongue_of
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

_ARABIC_ACTS = re.compile(
    r"\b[وف]?(قالت?|كانت?|رأت|رأى|ركضت?|فتحت?|وجدت?|عادت?|سألت?|ذهبت?|جلست?|همست?|نظرت?|ابتسمت?|وقفت?|أخذت?|صعدت?|مشت|مشى|حملت?|"
    r"صرخت?|ضحكت?|بكت|بكى|كتبت?|قرأت?|سمعت?|دخلت?|خرجت?|نامت?|انتظرت?|سافرت?|عاشت?|تقول|يقول|تركض|يركض|تفتح|يفتح|تمشي|يمشي|ترى|يرى)\s+(\w{3,})"
)
_ARABIC_GIVEN = re.compile(r"(?:اسمها|اسمه|تدعى|يدعى)\s+(\w+)")
_ARABIC_NOBODY = word_set(
    "أحد شخص رجل امرأة ولد بنت طفل طفلة نحو إلى على في من مع بين أمام خلف فوق تحت كل بعض هذا هذه ذلك تلك شيئا مرة"
)
_CHINESE_GIVEN = re.compile(r"(?:名叫|叫做|叫)([\u4e00-\u9fff]{2,3}?)(?=的|，|。|、|住|是|在)")
_CHINESE_SHORT = re.compile(r"([小阿老][\u4e00-\u9fff])(?=[说走跑看想把在拿问笑站，])")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧蔡潘袁董余杜苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾韦付邹孟熊秦邱尹薛阎侯陶黎贺顾郝龚邵钱覃"
_CHINESE_COLOURS = {
    "白": "white",
    "黑": "black",
    "灰": "grey",
    "黄": "yellow",
    "棕": "brown",
    "红": "red",
    "花": "spotted",
}
_CHINESE_ACTS = re.compile(
    rf"(?:^|[，。！？“”：；、\s])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=说|问|喊|答|走|跑|笑|哭|看|听|想|站|坐|拿|推开|打开|抬头|点头|摇头)"
)


def uncased_people(found: list[Sentence], language: str) -> list[Person]:
    """The people of a text in Chinese, Arabic or Persian, where a name is introduced or acts; nobody where it may be another word."""
    words = lexicon(english=False)
    whole = " ".join(s.text for s in found[:4000])
    given, genders = _named(whole, language)
    people = []
    for name, count in given.items():
        if not count or name in words.roles or name in words.places:
            continue
        at = next((i for i, s in enumerate(found) if name in s.text), 0)
        kind, role = _introduced(name, found[at].text, whole)
        people.append(
            Person(
                name,
                kind=kind or "person",
                role=role if kind == "animal" else "",
                told=_told_of_animal(role, found[at].text) if kind == "animal" else (),
                gender=genders.get(name, ""),
                first=at,
                count=whole.count(name),
                forms={name},
            )
        )
    return people


def _named(whole: str, language: str) -> tuple[Counter[str], dict[str, str]]:
    """Names by how often the text makes somebody of them, and which of them are f or m by their verbs."""
    named = Counter(_CHINESE_GIVEN.findall(whole))
    named.update(_CHINESE_SHORT.findall(whole))
    acting = Counter(_CHINESE_ACTS.findall(whole))
    named.update({name: count for name, count in acting.items() if count > 1})
    if language not in {"ar", "fa", "ur"}:
        return named, {}
    common = tongue_of(language).given
    named.update(_ARABIC_GIVEN.findall(whole))
    genders: dict[str, str] = {}
    acts: Counter[str] = Counter()
    for verb, name in _ARABIC_ACTS.findall(whole):
        if not name.startswith("ال") and name not in _ARABIC_NOBODY:
            acts[name] += not verb.startswith("كان")
            genders[name] = "f" if verb[-1] == "ت" or verb[0] == "ت" else "m"
    named.update({name: max(count, 1) for name, count in acts.items() if count > 1 or name in common})
    if language == "fa":
        tokens = re.findall(r"[\w\u200c]+", whole)
        named.update(token for token in tokens if token in common)
    return named, genders


def _introduced(name: str, text: str, whole: str) -> tuple[str, str]:
    """What somebody is whom the sentence introduces (`一个女孩叫小梅`), or whose name follows the noun everywhere: kind and noun."""
    words = lexicon(english=False)
    if re.search(rf"(?:叫|名字叫|اسمه|اسمها|تدعى|يدعى)[\s做]*{re.escape(name)}", text):
        beside = [word for _, word in words.tokens(text) if word in words.roles]
        if beside:
            return words.roles[beside[0]], beside[0]
    role = next((role for role in sorted(words.roles) if f"{role}{name}" in whole), "")
    return words.roles.get(role, ""), role


def _told_of_animal(role: str, text: str) -> tuple[str, ...]:
    """The colour that stands before an animal's noun, in English: `白猫` is a white cat."""
    if hit := re.search(rf"([{''.join(_CHINESE_COLOURS)}])色?的?{re.escape(role)}", text):
        return (f"a {_CHINESE_COLOURS[hit[1]]} {species_of(role)}",)
    return ()
