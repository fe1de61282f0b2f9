"""What people wear, in words: each garment by its part of the body and by how it is drawn."""

_WORDS: dict[tuple[str, str], str] = {
    ("armour", "armour"): "armour armor chainmail breastplate mail",
    (
        "coat",
        "coat",
    ): "coat overcoat trenchcoat peacoat raincoat greatcoat mackintosh mac oilskin oilskins anorak parka duster topcoat",
    ("coat", "cloak"): "cloak cape poncho mantle",
    ("coat", "robe"): "robe robes kimono cassock habit toga vestments bathrobe thobe kaftan caftan hanfu",
    ("jacket", "jacket"): "jacket blazer bomber windbreaker tailcoat",
    ("jacket", "hoodie"): "hoodie sweatshirt",
    ("jacket", "cardigan"): "cardigan",
    ("jacket", "suit"): "suit tuxedo",
    ("jacket", "uniform"): "uniform fatigues",
    ("vest", "waistcoat"): "waistcoat vest gilet",
    ("whole", "overalls"): "dungarees overalls overall",
    ("whole", "jumpsuit"): "jumpsuit spacesuit coveralls coverall wetsuit flightsuit onesie boilersuit",
    ("dress", "dress"): "dress frock sundress pinafore",
    ("dress", "gown"): "gown sari nightgown ballgown nightdress",
    ("top", "sweater"): "sweater jumper pullover jersey turtleneck rollneck knit",
    ("top", "shirt"): "shirt blouse polo flannel",
    ("top", "tunic"): "tunic smock doublet",
    ("top", "tee"): "tee tshirt top singlet camisole",
    ("top", "pyjamas"): "pyjamas pajamas",
    ("apron", "apron"): "apron",
    ("legs", "trousers"): "trousers pants jeans slacks breeches leggings chinos corduroys tights joggers",
    ("legs", "shorts"): "shorts",
    ("legs", "skirt"): "skirt kilt",
    ("feet", "boots"): "boots wellingtons wellies galoshes",
    ("feet", "shoes"): "shoes sneakers trainers loafers sandals slippers heels brogues pumps oxfords",
    ("neck", "scarf"): "scarf shawl muffler",
    ("neck", "tie"): "tie necktie cravat",
    ("neck", "necklace"): "necklace pendant medallion beads pearls locket amulet",
    ("neck", "collar"): "collar bandana bandanna neckerchief kerchief ribbon harness saddle blanket",
    ("eyes", "glasses"): "glasses spectacles goggles sunglasses eyeglasses monocle",
    ("bag", "bag"): "satchel backpack rucksack knapsack bag",
    ("head", "brim"): "hat fedora sunhat stetson trilby",
    ("head", "bowler"): "bowler",
    ("head", "cap"): "cap flatcap newsboy",
    ("head", "beanie"): "beanie toque",
    ("head", "beret"): "beret",
    ("head", "crown"): "crown tiara diadem coronet circlet",
    ("head", "helmet"): "helmet hardhat",
    ("head", "hood"): "hood",
    ("head", "headscarf"): "headscarf hijab bonnet veil wimple",
    ("head", "turban"): "turban headwrap",
    ("head", "headband"): "headband sweatband",
}


def _each(word: str) -> tuple[str, ...]:
    """A word and its plural."""
    if word.endswith("s") and not word.endswith("ss"):
        return (word,)
    if word.endswith("arf"):
        return (word, f"{word[:-1]}ves")
    return (word, f"{word}es" if word.endswith("ss") else f"{word}s")


GARMENTS: dict[str, tuple[str, str]] = {
    each: kind for kind, words in _WORDS.items() for word in words.split() for each in _each(word)
}
"""Word → part of the body and shape. Parts are listed from outermost to innermost in `OUTERMOST`."""

OUTERMOST = ("armour", "coat", "jacket", "vest", "whole", "dress", "top")
"""Whose colour is somebody's: the first of these that is worn."""

COMPOUNDS: tuple[tuple[str, str], ...] = (
    (r"top hat", "tophat"), (r"t shirts?", "tshirt"), (r"(?:dressing|bath) ?(?:gown|robe)", "bathrobe"), (r"boiler ?suit", "boilersuit"),
    (r"(?:space|pressure|flight|diving|jump) ?suit", "spacesuit"), (r"(?:track|jogging) ?suit", "sportsuit"), (r"pea ?coat", "peacoat"), (r"lab(?:oratory)? coat", "labcoat"),
    (r"hard hat", "hardhat"), (r"(?:bobble|woolly|wooly|knit|knitted|wool|woollen|pom pom) (?:hat|cap)", "beanie"), (r"chef'?s? hat", "chefhat"),
    (r"(?:flat|newsboy|baseball|peaked|sailor'?s?|captain'?s?|police) (?:cap|hat)", "cap"), (r"(?:wizard|witch|pointed|pointy)(?:'s)? hat", "pointedhat"),
    (r"bowler(?: hat)?", "bowler"), (r"polo neck", "turtleneck"), (r"tank top", "singlet"), (r"bow ?tie", "bowtie"), (r"(?:head|hair) ?scarf", "headscarf"),
    (r"trench ?coat", "trenchcoat"), (r"rain ?coat", "raincoat"), (r"straw hat", "strawhat"), (r"sou'?wester", "souwester"), (r"neck ?tie", "necktie"),
    (r"chain ?mail", "chainmail"), (r"fur (?:collar|trim|lining)", "trim"), (r"high collar|stand up collar|turned up collar|collar and cuffs", "trim"),
)  # fmt: skip
"""Words that mean one thing together, and the word for it."""
GARMENTS |= {
    "tophat": ("head", "tophat"), "chefhat": ("head", "chefhat"), "pointedhat": ("head", "pointedhat"), "bowtie": ("neck", "bowtie"),
    "sportsuit": ("jacket", "hoodie"), "labcoat": ("coat", "coat"), "strawhat": ("head", "brim"), "souwester": ("head", "brim"),
}  # fmt: skip
OWN_COLOURS = {
    "trenchcoat": (196, 170, 126), "peacoat": (46, 60, 100), "labcoat": (238, 238, 234), "raincoat": (238, 194, 60), "oilskin": (228, 178, 54),
    "oilskins": (228, 178, 54), "souwester": (228, 178, 54), "hardhat": (238, 194, 60), "jeans": (74, 104, 148), "dungarees": (82, 112, 152),
    "overalls": (82, 112, 152), "spacesuit": (232, 232, 230), "chefhat": (244, 242, 236), "strawhat": (226, 196, 118), "armour": (164, 170, 180),
    "armor": (164, 170, 180), "chainmail": (140, 146, 156), "breastplate": (164, 170, 180), "crown": (222, 178, 74), "tiara": (214, 206, 190),
    "diadem": (222, 178, 74), "helmet": (164, 170, 180), "wellingtons": (72, 110, 78), "boots": (70, 52, 46), "tuxedo": (44, 44, 54), "apron": (236, 228, 212),
    "tophat": (46, 44, 54), "bowler": (46, 44, 54), "pearls": (244, 240, 230), "khakis": (168, 154, 106), "fatigues": (104, 110, 70),
}  # fmt: skip
"""What a garment is coloured when nobody says."""

HAIR_COLOURS = {
    "black": (42, 36, 42), "dark": (54, 42, 42), "brown": (104, 68, 46), "red": (180, 78, 42), "ginger": (206, 112, 52), "auburn": (140, 62, 42),
    "copper": (188, 92, 48), "blonde": (222, 186, 112), "blond": (222, 186, 112), "fair": (220, 190, 130), "golden": (224, 180, 90), "sandy": (204, 168, 112),
    "chestnut": (122, 70, 46), "white": (236, 234, 230), "grey": (176, 176, 178), "gray": (176, 176, 178), "silver": (204, 206, 210),
    "greying": (140, 132, 128), "graying": (140, 132, 128), "salt": (150, 148, 148), "strawberry": (222, 150, 96), "platinum": (238, 226, 196), "brunette": (92, 60, 44),
    "raven": (34, 30, 40), "jet": (30, 28, 34), "honey": (206, 156, 86), "light": (190, 150, 100),
}  # fmt: skip
"""Hair is called red that is no colour of a coat; the last of these words counts."""
HAIR_STYLES: tuple[tuple[str, str], ...] = (
    (r"bald|shaved head|shaven|hairless", "bald"), (r"receding|balding|thinning", "receding"), (r"pigtails|two (?:braids|plaits)|bunches", "pigtails"),
    (r"braid(?:s|ed)?|plait(?:s|ed)?", "braid"), (r"bun|chignon|topknot|pinned up|pinned back|updo|knot", "bun"), (r"pony ?tail|tied back|pulled back", "ponytail"),
    (r"afro", "afro"), (r"dreadlocks|locs|dreads", "long"), (r"bob|bobbed|chin length|pageboy", "bob"), (r"buzz(?:ed)?|buzzcut|cropped|crew ?cut|close cut|shorn", "crop"),
    (r"curls|curly|coily|frizzy", "curls"), (r"long|waist length|flowing|shoulder length|loose|waves", "long"), (r"swept|tousled|messy|unruly|spiky|wild", "swept"),
    (r"short", "short"),
)  # fmt: skip
"""How hair is worn, the most telling word first."""

SKINS = {
    "porcelain": (250, 224, 204), "pale": (248, 220, 198), "fair": (246, 212, 184), "ivory": (248, 218, 190), "light": (240, 202, 170), "rosy": (242, 196, 172),
    "ruddy": (228, 168, 138), "sunburnt": (226, 150, 120), "olive": (206, 166, 122), "golden": (214, 164, 114), "honey": (210, 158, 110), "tan": (202, 150, 106),
    "tanned": (202, 150, 106), "bronze": (184, 128, 84), "caramel": (178, 122, 80), "brown": (142, 94, 66), "dark": (108, 72, 56), "deep": (92, 62, 50),
    "ebony": (78, 54, 46), "black": (88, 60, 50), "umber": (104, 70, 52),
}  # fmt: skip
"""Skin by the word that is said of it; two of them are mixed: light brown, deep olive."""

TRADES: tuple[tuple[str, str], ...] = (
    (r"astronauts?|cosmonauts?", "white spacesuit and white helmet"), (r"knights?", "steel armour and boots"), (r"soldiers?", "olive uniform and boots"),
    (r"kings?", "dark red robe and gold crown"), (r"queens?", "deep blue gown and gold crown"), (r"princess(?:es)?", "rose gown and tiara"),
    (r"princes?", "royal blue jacket and crown"), (r"chefs?|cooks?", "white jacket, chef's hat and apron"), (r"bakers?|baristas?|waitress(?:es)?|waiters?", "white apron"),
    (r"doctors?|scientists?|chemists?", "lab coat"), (r"nurses?", "pale blue uniform"), (r"monks?|friars?", "ochre robe"), (r"nuns?", "black robe and black headscarf"),
    (r"wizards?|witch(?:es)?|sorcer(?:er|ess)", "indigo robe and pointed hat"), (r"farmers?", "dungarees, straw hat and boots"),
    (r"policem[ae]n|police(?:woman)?|guards?|officers?", "navy uniform and peaked cap"), (r"pilots?", "brown leather jacket"), (r"detectives?", "trench coat and brown hat"),
    (r"fisherm[ae]n", "oilskin coat and boots"), (r"sea captains?|captains?|sailors?", "navy jacket and captain's cap"), (r"firem[ae]n|firefighters?", "mustard jacket, red helmet and boots"),
    (r"cyclists?", "yellow jersey, black shorts and red helmet"), (r"runners?|swimmers?", "bright red tee and shorts"), (r"brides?", "long white dress"), (r"cowboys?", "brown waistcoat, brown hat and boots"),
)  # fmt: skip
"""What is worn for some work, where nothing else is said."""
