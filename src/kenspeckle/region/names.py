"""Names that nobody bears: forenames as they are in use, surnames and places put together from parts.

A forename with an invented surname is no known person. Some forenames are ordinary words (Hope, Grace, Will), some
are nearly alike (Ella and Bella), because those are what makes linking and taking names out of text hard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.table import Array

ETHNICITIES = ("white", "Polish and other European", "South Asian", "African", "Arab", "Chinese", "Traveller", "mixed", "not told")  # fmt: skip
ETHNICITY_WEIGHTS = (0.845, 0.045, 0.035, 0.018, 0.010, 0.008, 0.005, 0.022, 0.012)
LANGUAGES = ("English", "Polish", "Urdu", "Punjabi", "Arabic", "Cantonese", "Yoruba", "Ukrainian", "Gaelic", "Scots")

# Which names and languages each group has, by place in ETHNICITIES.
_NAMES_OF = (0, 1, 2, 3, 4, 5, 0, 0, 0)
_LANGUAGES_OF = (
    ((0, 96), (8, 1), (9, 3)), ((0, 15), (1, 60), (7, 25)), ((0, 35), (2, 40), (3, 25)), ((0, 60), (6, 40)),
    ((0, 15), (4, 85)), ((0, 30), (5, 70)), ((0, 100),), ((0, 90), (1, 4), (2, 6)), ((0, 90), (4, 10)),
)  # fmt: skip

_GIRLS = (
    "Olivia Isla Emily Freya Ella Bella Sophie Ava Amelia Grace Millie Lucy Lily Charlotte Jessica Eilidh Anna Rosie "
    "Evie Ellie Harper Hope Skye Erin Katie Poppy Daisy Maisie Niamh Iona Orla Mirren Ailsa Catriona Kirsty Fiona Morag "
    "Heather Rose Ivy Willow Summer Autumn Holly Hannah Abigail Beth Esme Ruby Robyn Quinn Rowan Cara Kara Lara Layla "
    "Leah Lena Mia Maya Molly Holly-Ann Phoebe Sienna Thea Zara Zoe Aimee Amy Abbie Alice Ada Alba Aria Arya Bonnie "
    "Callie Carly Chloe Clara Darcy Eve Eva Faith Georgia Gracie Imogen Joy Kayla Keira"
)
_BOYS = (
    "Jack Noah Rory Finlay Finley Leo Luca Lucas Harris Lewis James Alexander Oliver Logan Archie Charlie Theo Thomas "
    "Alfie Harry Brodie Jude Angus Hamish Fergus Callum Calum Cameron Campbell Struan Ruaridh Rowan Robbie Ross Ryan "
    "Max Mason Murray Nathan Nicholas Oscar Ollie Owen Patrick Reuben Riley Samuel Sam Daniel David Dylan Elliot Ethan "
    "Euan Ewan Evan Ezra Fraser Freddie Gabriel George Grayson Innes Isaac Jacob Jaxon Joseph Joshua Kai Kian Kyle "
    "Liam Magnus Mark Matthew Michael Muir Will William Zac Adam Aaron Aiden Andrew Arlo Ben Blair Caleb Carter Cole"
)
_OTHERS = (
    ("Zofia Maja Lena Hanna Oliwia Alicja Natalia Wiktoria Nadia Sofiia Daria Iryna", "Jakub Filip Szymon Kacper Antoni Oskar Igor Dawid Marek Danylo Taras Andrii"),
    ("Aisha Fatima Zainab Maryam Anaya Inaya Khadija Simran Priya Amara Sana Hira", "Muhammad Ibrahim Yusuf Ali Zayn Hamza Arjun Rohan Bilal Imran Hassan Musa"),
    ("Adaeze Chidera Temi Amina Zuri Makena Ngozi Folake Ama Esther Blessing Mercy", "Emeka Tobi Kwame Kofi Chidi Segun Jabari Ayo Femi Samuel David Emmanuel"),
    ("Layla Noor Salma Yasmin Rania Hala Mariam Dima Jana Lina Sara Huda", "Omar Khalid Yousef Karim Tariq Samir Adnan Faris Nabil Ziad Rami Anas"),
    ("Mei Xin Yi Ling Jia Lan Hui Yan Ying Wen Min Na", "Wei Jun Hao Ming Jie Chen Long Kai Yong Tao Bo Lei"),
)  # fmt: skip
_SHORT = {
    "Alexander": "Alex", "Samuel": "Sam", "Daniel": "Danny", "Thomas": "Tom", "William": "Billy", "Joshua": "Josh",
    "Benjamin": "Ben", "Matthew": "Matt", "Nathan": "Nate", "Joseph": "Joe", "Michael": "Mikey", "Nicholas": "Nicky",
    "Oliver": "Ollie", "Patrick": "Paddy", "Robbie": "Rob", "Jessica": "Jess", "Charlotte": "Lottie", "Abigail": "Abby",
    "Isla": "Izzy", "Amelia": "Millie", "Catriona": "Cat", "Emily": "Em", "Olivia": "Liv", "Hannah": "Hanna",
    "Zofia": "Zosia", "Jakub": "Kuba", "Muhammad": "Mo", "Wiktoria": "Wika", "Andrew": "Drew", "Gabriel": "Gabe",
}  # fmt: skip

_FRONT = ["Abern", "Arrad", "Ballin", "Birrel", "Brodd", "Calver", "Carnish", "Cathel", "Corrin", "Crosk", "Dalwin", "Darrem", "Dunkrel", "Eddrin", "Fairn", "Farquin", "Galbren", "Garvel", "Gilchar", "Glendar", "Haddrin", "Haskir", "Innerl", "Jardal", "Kellum", "Kinrad", "Lammar", "Liddar", "Lornach", "Mairl", "Menzel", "Mortlan", "Nairel", "Orrin", "Pennar", "Quillar", "Rannel", "Rosskel", "Sellar", "Skirvan", "Tarrel", "Thirlan", "Urquel", "Wardlan", "Yorstan"]  # fmt: skip
_BACK = [
    "der",
    "die",
    "die",
    "do",
    "gate",
    "gow",
    "hope",
    "ick",
    "ie",
    "kin",
    "low",
    "man",
    "mie",
    "more",
    "ock",
    "on",
    "our",
    "quhar",
    "ser",
    "son",
    "ton",
    "und",
    "well",
]
_SURNAMES = (
    tuple(dict.fromkeys(f"{'Mac' if n % 9 == 4 else ''}{front.capitalize()}{back}" for n, front in enumerate(_FRONT) for back in _BACK)),
    tuple(f"{a}{b}" for a in ("Wrzosk", "Brzanow", "Kalisz", "Dobrow", "Hrynk", "Zelisk", "Morawcz") for b in ("owicz", "ewski", "enko", "iak", "uk")),
    tuple(f"{a}{b}" for a in ("Qazil", "Barwan", "Chaundr", "Dhilwar", "Mehrav", "Rathvir", "Sulehr") for b in ("i", "an", "a", "ey", "ari")),
    tuple(f"{a}{b}" for a in ("Adebor", "Okwun", "Mbarek", "Nwaful", "Kambir", "Tendej", "Asamoh") for b in ("a", "i", "u", "eye", "ola")),
    tuple(f"{a}{b}" for a in ("Al-Qurn", "Haddor", "Nasruw", "Barghat", "Sabbur", "Khoral") for b in ("i", "an", "ah", "awi")),
    tuple(f"{a}{b}" for a in ("Ts", "Hw", "Zh", "Kw", "Ly") for b in ("engui", "ongan", "auyin", "eilan")),
)  # fmt: skip
_FIRST = [
    "Auchen",
    "Balqu",
    "Brack",
    "Corr",
    "Craigs",
    "Dalsk",
    "Drums",
    "Duns",
    "Eskw",
    "Fenw",
    "Garr",
    "Glenqu",
    "Inverw",
    "Kils",
    "Kirnw",
    "Lochsk",
    "Mirks",
    "Netherw",
    "Overqu",
    "Pitsk",
    "Quhin",
    "Rowsp",
    "Skels",
    "Strathqu",
    "Tillysk",
    "Torqu",
    "Whinn",
    "Yarrsk",
]
_LAST = [
    "arrow",
    "ender",
    "ickle",
    "illan",
    "innet",
    "irrel",
    "isker",
    "oller",
    "onnach",
    "orrie",
    "ulder",
    "ummock",
    "urran",
    "uthie",
]
_ENDS = ["brae", "haugh", "mill", "muir", "law", "kirk", "ford", "burn", "side", "shaw", "head"]
_STREETS = tuple(
    front + back
    for front in [
        "Corbie",
        "Gowan",
        "Laver",
        "Peesie",
        "Whaup",
        "Bramel",
        "Rowan",
        "Saugh",
        "Fernie",
        "Thistel",
        "Stoor",
        "Windle",
        "Quarrie",
        "Linnet",
        "Mavis",
    ]
    for back in ["whin", "lea", "spell", "dyke", "garth"]
)
_WAYS = ("Street", "Road", "Avenue", "Crescent", "Place", "Drive", "Lane", "Terrace", "Gardens", "Court")


def surnames(chance: Chance, ethnicity: Ints, name: str, ids: Ints) -> Array:
    """A surname for each, some far more common than others."""
    return _by_group(chance, ethnicity, _SURNAMES, name, ids, 9.0)


def forenames(chance: Chance, ethnicity: Ints, sex: Ints, name: str, ids: Ints) -> Array:
    """A forename for each; sex is 0 for female, 1 for male."""
    girls, boys = _forename_lists()
    made = _by_group(chance, ethnicity, girls, name, ids, 30.0)
    return np.where(sex == 0, made, _by_group(chance, ethnicity, boys, name, ids, 30.0))


def short_forms(forename: Array) -> Array:
    """What somebody of this forename is called for short; "" where there is no short form."""
    return np.array([_SHORT.get(name, "") for name in forename.tolist()], dtype=object)


def languages(chance: Chance, ethnicity: Ints, name: str, ids: Ints) -> Ints:
    """The main home language of each, as a code of LANGUAGES."""
    made = np.zeros(len(ids), dtype="int64")
    for group, known in enumerate(_LANGUAGES_OF):
        members = np.flatnonzero(ethnicity == group)
        picked = chance.pick([weight for _, weight in known], name, ids[members])
        made[members] = np.array([language for language, _ in known])[picked]
    return made


def town_names(chance: Chance, count: int) -> tuple[str, ...]:
    """So many different names of towns and villages; towns come first, their names are shorter."""
    towns = np.array([first + last for first in _FIRST for last in _LAST], dtype=object)
    towns = towns[chance.order("names/towns", np.arange(len(towns)))]
    villages = np.array([town + end for town in towns[:200] for end in _ENDS], dtype=object)
    villages = villages[chance.order("names/villages", np.arange(len(villages)))]
    return tuple([*towns, *villages][:count])


def street_names(chance: Chance, ids: Ints) -> Array:
    """A street name for each street id."""
    name = np.array(_STREETS, dtype=object)[chance.pick([1.0] * len(_STREETS), "names/street", ids)]
    way = np.array(_WAYS, dtype=object)[chance.pick([1.0] * len(_WAYS), "names/way", ids)]
    return np.asarray(name + " " + way)


def phones(chance: Chance, name: str, ids: Ints, mobile: bool) -> Array:
    """Numbers that Ofcom keeps for drama, so that nobody has them."""
    front = "07700 900" if mobile else "01632 960"
    return np.array([f"{front}{n:03}" for n in chance.whole(0, 999, name, ids).tolist()], dtype=object)


def mails(forename: Array, surname: Array, host: str) -> Array:
    """An address at a host under .example, which can never exist."""
    parts = zip(forename.tolist(), surname.tolist())
    return np.array([f"{a}.{b}@{host}.example".lower().replace(" ", "") for a, b in parts], dtype=object)


def _forename_lists() -> tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]]:
    girls = [_GIRLS.split(), *(pair[0].split() for pair in _OTHERS)]
    boys = [_BOYS.split(), *(pair[1].split() for pair in _OTHERS)]
    return girls, boys


def _by_group(
    chance: Chance, ethnicity: Ints, lists: Sequence[Sequence[str]], name: str, ids: Ints, flatness: float
) -> Array:
    made = np.full(len(ids), "", dtype=object)
    group_of = np.array(_NAMES_OF)[ethnicity]
    for group, names in enumerate(lists):
        members = np.flatnonzero(group_of == group)
        weights = [1.0 / (rank + flatness) for rank in range(len(names))]
        made[members] = np.array(names, dtype=object)[chance.pick(weights, name, ids[members])]
    return made
