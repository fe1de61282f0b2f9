"""The flags of single commands, and those that several commands share; none of them describes a film."""

from models.kinds import ASSET_KINDS
from studio.cli.flags.film_flags import film_flag
from studio.cli.flags.flag import RUN, STORY, Flag
from studio.cli.interruption import AS_JSON

VERSION = Flag("--version", "Print the version.")
JSON = Flag(AS_JSON, "Print one JSON object on stdout.")
OUT = Flag("--out", "The film's folder; by default films/ID.", "DIR")
DETACH = Flag("--detach", "Start it, print its id, and return.")
CLUSTER = Flag("--cluster", "Look at the configured Temporal server alone, closely: docs/cluster.md.")

BOARD = Flag("--board", "The board you looked at; another one is refused.", "N")
REEL = Flag(
    "--reel", "The reel whose board it is, of a film of several; without it every board that waits.", "N"
)
BY = Flag("--by", "Who decides; by default your login name.", "NAME")
NOTE = Flag("--note", "Kept with the decision.", "TEXT")
ADDED = NOTE.meaning(
    "What is added to what it shows; hour, weather, place, colours, size and angle said in it are drawn."
)
SHOWN = Flag("--prompt", "What the shot shall show instead.", "TEXT")
COMMENTED = Flag(
    "--comments", "Take the open comments on the shot into the note, and resolve them with that."
)
RETAKE_SHOWN = SHOWN.meaning("What it shall show instead.")
HEARD = Flag(
    "--dialogue", "What a narrator says over it, in place of all that is heard; '' makes it silent.", "TEXT"
)
LINES = Flag(
    "--lines", "All lines that are heard over it, as a shot list has them; [] makes it silent.", "JSON"
)
LINE = Flag("--line", "One line in other words, by its number; '' leaves it out.", "N TEXT")
AGAIN = Flag(
    "--again",
    "One line spoken once more in the same words, for voices that say them otherwise each time; offline none does.",
    "N",
)
SHOT_SIZE = Flag("--size", "How much is seen: wide, medium, close-up and so on.", "SIZE")
SHOT_ANGLE = Flag("--angle", "eye-level, low, high, overhead, dutch.", "ANGLE")
SHOT_MOVEMENT = Flag("--movement", "hold, push, pull, pan-left, tilt-up and so on.", "MOVEMENT")
SHOT_HOUR = Flag("--hour", "dawn, morning, day, evening, dusk, night.", "HOUR")
SHOT_WEATHER = Flag("--weather", "clear, rain, storm, snow, fog; '' leaves it to its words.", "WEATHER")
SHOT_PLACE = Flag("--place", "Where it is; '' for nowhere that is named.", "NAME")
SHOT_COLOURS = Flag(
    "--colours", "The whole picture's, or things': 'blue, red door'; '' leaves them to its words.", "NAMES"
)
SHOT_MOOD = film_flag("mood").alone("Its mood, in words; '' for the film's.", "WORDS")
SHOT_REFERENCES = Flag(
    "--references", "The subjects whose pictures it is drawn with; '' for those that it shows.", "NAMES"
)
SHOT_IMAGES = film_flag("casting.image").alone("Who draws it; '' for whoever draws the film.", "NAME")
SHOT_CLIPS = film_flag("casting.video").alone("Who films it; '' for whoever films the film.", "NAME")
SHOT_TRANSITION = film_flag("delivery.transition").alone(
    "How it follows the shot before: cut, crossfade and so on; '' leaves that to the film.", "NAME"
)
SHOT_SECONDS = film_flag("seconds").alone("Its planned length, 1 to 60.", "SECONDS")

BEFORE = Flag("--before", "The shot before which it goes.", "SHOT")
AFTER = Flag("--after", "The shot after which it goes.", "SHOT")
NEW_SHOWN = SHOWN.meaning("What the new shot shows; it is in the scene beside which it comes.")
ENTRY = Flag("--entry", "The new shot as a shot list has it, as JSON.", "JSON")
BACK = Flag("--shot", "A shot that was dropped, and comes back.", "SHOT")
SPLIT_AT = LINE.meaning("The line with which the second part begins; about the middle if left out.", "N")
SECOND_SHOWN = SHOWN.meaning("What the second part shows; the same words if left out.")
FIRST_SHOWN = Flag("--first", "What the first part shows; it keeps its picture if left out.", "TEXT")
MERGED_SHOWN = SHOWN.meaning("What it then shows; it keeps the first one's picture if left out.")
UNDO_REEL = REEL.meaning("The reel whose board it is, of a film of several.")

USE = Flag("--use", "Go back to this take.", "N")
RETAKE_APPROVAL = film_flag("approve").meaning(
    "How the new picture is approved: asked here, by others, or by itself."
)

REVISION = Flag("--revision", "The bible you looked at; another one is refused.", "N")
DESCRIBED = film_flag("prompt").alone("What it looks like, copied word for word into every prompt.", "TEXT")
PICTURED = Flag("--picture", "A picture of it, PNG, JPEG or WebP.", "FILE")
VOICED = film_flag("voices").alone("A voice as `longtake voices` lists it.", "NAME")
TRIGGERED = film_flag("triggers").alone("The token of a trained look (a LoRA).", "TOKEN")

BUDGET_MODE = Flag("--mode", "What it does: count, warn, or hold back.", film_flag("budget_mode").metavar)
RESUBMIT = Flag("--resubmit", "It was not accepted: ask for it again, within the budget.")
ABANDON = Flag("--abandon", "Give it up: the shot goes on without it.")
RECAST_PROFILE = film_flag("profile").meaning("The profile whose providers make it.")
RECAST_SHOTS = film_flag("shots").meaning("Numbers or ids; everything that is left if left out.", "3,5-7")

FINISH_SHOTS = film_flag("shots").meaning("Numbers or ids; every shot if left out.", "3,5-7")
FINISH_PICTURES = Flag(
    "--pictures",
    "Their pictures anew too, which have to be approved; else each clip is made of the picture it has.",
)

TRIED_WITH = Flag("--with", "Who films it, with commas between.", "kling,veo,hailuo")

LIST_MODELS = Flag("--list-models", "Show models and prices, and end.", panel=STORY)
SCENARIO_SECONDS = film_flag("seconds").meaning(
    "The film's length; 5 s a shot by default.", panel=film_flag("seconds").panel
)
OUTPUT = Flag("-o --output", "Where the shots go; - prints them.", "FILE")
FORCE = Flag("--force", "Write over a file that is there.")
TOLD = film_flag("story").meaning("What happens, or a file that tells it; `-` is stdin.", "TEXT|FILE")
FRAMES = Flag("--frames", "How many frames, 6 to 10.", "N")
TOKENS = film_flag("triggers").meaning(
    "The token of a trained look: the main character's, or whose is said; repeatable.", "TOKEN|NAME=TOKEN"
)
BOARD_OUT = OUT.meaning("The folder of the frames; by default storyboards/ID.")
DRY_RUN = Flag("--dry-run", "Write the scenes and the prompts alone: nothing is drawn.")
REFRESH = Flag("--refresh", "Read the lists of those vendors who have one, and keep what they say.")
TOML = Flag("--toml", "Print a story template's file, to begin one of your own with.")

INTO_FOLDER = OUTPUT.meaning("Write its pictures into this folder.", "DIR")
SAVED_AS = Flag("--as", "Its name in the library; by default its own.", "OTHER")
REPLACE = Flag("--replace", "In place of the one that is saved under that name.")

MONTH = Flag("--month", "What was paid in a month, in UTC; all of it if left out.", "2026-11")
FILM = Flag("--film", "What one film cost.", "ID")
SUMMED_BY = BY.meaning("Summed by; film if left out.", "provider|stage|film|month|shot")
CSV = Flag("--csv", f"As CSV, a charge a line, or with {BY} a sum a line; - prints it.", "FILE")

LANGUAGE = Flag("--language", "Only those that speak it: de, fr, pt-BR …", "CODE")
VOICES_PROFILE = film_flag("profile").meaning("Those of this profile's provider.")

SPOKEN_INTO = OUTPUT.meaning(
    "The file that it is spoken into; by default one called after NAME, such as emma.wav.", "FILE"
)
YES = Flag("--yes", "Pay what it costs, without being asked.")

SEEN = Flag("--character", "Who is seen; again for one more.")
PLACE = Flag("--landscape", "The place; again for one more.")
ASSET_STYLE = film_flag("style").meaning("The look.")
ASSET_MOOD = film_flag("mood").meaning("The mood.")
TIME_OF_DAY = Flag("--time-of-day", "dawn, day, dusk, night …")
SHOT_TYPE = Flag("--shot-type", "wide, medium, close-up …")
KIND = Flag("--kind", f"What it is: {', '.join(ASSET_KINDS)}.", "KIND")
USED_BY = FILM.meaning("A film that uses it.")
PROVIDER = Flag("--provider", "Who made it.", "NAME")
VOICES_OF = Flag(f"{film_flag('casting.speech')} {PROVIDER}", "Those of this provider.", "NAME")
LIKE = Flag("--like", "The likest in meaning first.", "TEXT")
LIMIT = Flag("--limit", "At most so many.", "N")
ERASED_OUT = OUT.meaning("A folder that the film was written into beside films/ID; it goes too.")
ERASE = YES.meaning("Delete it, without being asked.")
WITH_FILMS = Flag("--with-films", "The films that show or name it too.")
KEEP_WORDS = Flag("--keep-words", "Keep what they said, by somebody.")
ERASE_SHOWN = DRY_RUN.meaning("Say what would go, and delete nothing.")
APPLY = Flag("--apply", "Remove it; without this it is only shown.")

COMMENTS_OF = BACK.meaning("The shot that it is about, by its number or id.", "N")
COMMENTS_ON = COMMENTS_OF.meaning("Only those on this shot, by its number or id.", "N")
INTERNAL = Flag("--internal", "The team alone sees it, and nobody who came by a link.")
RESOLVED_TOO = Flag("--resolved", "Also those that are resolved.")
RESOLVE = Flag("--resolve", "Resolve a comment, by its number.", "N")
REOPEN = Flag("--reopen", "Open a comment again that was resolved.", "N")
DAYS = Flag("--days", "For how many days the link is good; 7 if left out.", "N")
KEPT_DAYS = DAYS.meaning("Films that ended so many days ago; LONGTAKE_KEEP_DAYS if left out.")
SHARED_WITH = Flag("--name", "Whom the link is for.", "NAME")
LIST_LINKS = Flag("--list", "Show the links there are, of the film where one is named.")
REVOKE = Flag("--revoke", "End a link, by its number.", "N")

TO = Flag("--to", "Where to; without it: where it went.", "youtube|s3://BUCKET/FOLDER|FOLDER")
PRIVATE = Flag("--private", "Only you see it; so it is unless you say otherwise.")
UNLISTED = Flag("--unlisted", "Whoever has the link sees it.")
PUBLIC = Flag("--public", "Everybody sees it.")
AT = Flag(
    "--at", "When YouTube makes it public: a day and a time, by your clock unless it says an offset.", "TIME"
)
MOMENT = AT.meaning("The moment of the cut film that it is about.", "0:12")
RELEASE_TITLE = film_flag("title").meaning("Its title there; the film's own if left out.", "TEXT", "")
RELEASE_DESCRIPTION = film_flag("prompt").alone(
    "What stands under it; from the film's story if left out.", "TEXT"
)
TAG = Flag("--tag", "A tag; again for one more. From the film's story if left out.", "WORDS")
EDIT = Flag("--edit", "Change title, description and tags in your editor before it goes.")
ANOTHER = Flag("--another", "Upload it once more, beside the one that is there.")
INCOMPLETE = Flag("--incomplete", "Release it though shots are missing.")
CLIENT = Flag(
    "--client", "The JSON of an OAuth client of the type Desktop app, from console.cloud.google.com.", "FILE"
)

UP_DETACH = DETACH.meaning("Return once it runs; it stops itself when idle.")
MAKE_DETACH = DETACH._replace(panel=RUN)
TENANT = Flag("--tenant", "Whom it is for, where there are tenants; LONGTAKE_TENANT says the same.", "NAME")
TENANTS = TENANT.meaning("Whom it serves; again for one more.", "NAME")
ALL_TENANTS = Flag("--all-tenants", "Serve every tenant.")
ALLOW_CPU = Flag("--allow-cpu", "Serve the gpu queue on a machine without CUDA.")
DEVICE = Flag("--device", "Which cards, by their numbers; all of them if left out. A process each.", "0,1")
MODELS = Flag("--models", "Only these open models, loaded at once.", "NAME,…")
VRAM = Flag("--vram", "How much of each card may be used; all of it if left out.", "22GB")
PROBES = Flag(
    "--probes",
    "Answer /live and /ready over HTTP there: a port of this machine, or 0.0.0.0:8086; 0 takes any that is free.",
    "[ADDRESS:]PORT",
)
RAMP = Flag(
    "--ramp", "Which part of the new films, in percent, goes to it first; one after the other.", "5,50"
)
PAUSE = Flag("--pause", "How long each of these parts is looked at; 10m if left out.", "TIME")
NO_SMOKE = Flag("--no-smoke", "Do without the smoke film.")
SMOKE_WITHIN = Flag("--smoke-within", "How long the smoke film may take; 10m if left out.", "TIME")
COME_WITHIN = Flag("--within", "How long its workers may take to come; 2m if left out.", "TIME")
DRAINED = Flag("--drained", "Whether the workers of this build may be stopped; 1 if not.", "BUILD")
DRAINED_WITHIN = COME_WITHIN.meaning("How long to wait for that; it is only looked at if left out.")
FROM = Flag("--from", "Take them from this folder, or from one safetensors file, instead.", "FOLDER|FILE")
HOST = Flag("--host", "Where to listen; 0.0.0.0 is everywhere.", "ADDRESS")
PORT = Flag("--port", "0 takes any that is free.", "N")
STUDIO_HOST = HOST.meaning("Where to listen; elsewhere than on this machine whoever asks has to log in.")
STUDIO_PORT = PORT.meaning("Where to listen; 0 takes any that is free.")
ALLOWED_HOST = Flag("--allowed-host", "A name that this server is reached by; repeatable.", "NAME")
TRUSTED_PROXY = Flag(
    "--trusted-proxy",
    "Where the proxy in front of it calls from: an address or a network; repeatable.",
    "ADDRESS",
)
IDENTITY_HEADER = Flag("--identity-header", "The header in which that proxy says who asks.", "NAME")

IDENTITY_ROLE = Flag("--identity-role", "What those may do, as in `longtake tokens add --role`.", "ROLE")
KMS = Flag("--kms", "A key of AWS KMS, by ARN or alias/NAME, instead of one in the file.", "KEY")
CODEC_ORIGIN = Flag(
    "--codec-origin",
    "Where Temporal's UI is, whose pages may have encrypted films read to them here; repeatable.",
    "URL",
)
LOGIN = Flag("--login", "Whoever asks from this machine has to log in too.")
FIRST_TOKEN = Flag("--first-token", "Where nobody could log in yet, make a token for its owner, and show it.")
WITH_ENGINE = Flag(
    "--with-engine", "End the embedded engine with it, as in a container that has nothing else."
)
ROLE = Flag("--role", "What its holder may do.", "see|comment|decide|spend")
PROXY = Flag(
    "--proxy",
    "Where the proxy in front of it calls from, unless it runs on this machine: an address or a network; repeatable.",
    "ADDRESS",
)

KEEP = Flag(
    "--keep", "Keep so many copies in the folder, and remove older ones; all, if left out.", "N", kind=int
)
COPY = Flag("--copy", "Which copy, by its name; the latest if left out.", "NAME")
READ_AGAIN = Flag(
    "--verify", "Read every stored file of the backup too, and copy again what is not as it was written."
)
PUT_ASIDE = FORCE.meaning("Put what the home has aside in it, instead of refusing.")
THE_REST = Flag("--anyway", "Bring back the rest, though stored files of the copy are damaged.")
TO_VERSION = TO.meaning("The version of Longtake that shall have the tables, such as 0.1.0.", "VERSION")
GO_BACK = YES.meaning("Lose what is said to be lost, without a question.")
RUNNING_FILMS = Flag(
    "--running",
    "What becomes of films that run: refuse moves nothing; begin-again stops them here and begins them there.",
    "refuse|begin-again",
)
ANYWAY = THE_REST.meaning("Go on though others are connected.")
