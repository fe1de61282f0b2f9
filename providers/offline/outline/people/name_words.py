"""Words beside a capitalised word that tell, or do not tell, that it is somebody's name."""

from providers.offline.outline.text.word_sets import word_set

TITLES = word_set(
    "mr mrs ms miss dr doctor prof professor captain aunt uncle king queen prince princess sir lady lord "
    "father mother sister brother grandma grandpa officer sergeant lieutenant general don doña frau herr madame "
    "gov governor sen senator rep pres president lt sgt cpl capt col gen maj rev hon adm supt insp inspector"
)
NOT_NAMES = word_set(
    "i i'm i'd i'll i've the a an and but or so then there here it he she they we you his her their our my your its this that "
    "these those what who when where why how which while if as at in on of to from for by with without into onto over under after "
    "through across along around beneath beside between beyond among against above below during despite toward towards up down off upon "
    "within near inside outside except besides together alone both lots half "
    "before until since because though although once every each all no not never nothing nobody none some any one two three four "
    "five six seven eight nine ten many most few several both another other only just even still yet now soon later again always "
    "sometimes often perhaps maybe yes oh ah well ok okay please thank thanks let lets let's don't do does did is was were are be "
    "been am has have had can could will would should may might must come go look make use take give see say said get "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december spring summer autumn fall winter christmas easter halloween morning evening night noon midnight dawn dusk "
    "today tomorrow yesterday god lord heaven english french german spanish italian chinese japanese russian american british european "
    "african indian arabic latin greek roman internet tv pm am ad el la los las le les der die das un une il lo sie er ich und y et en "
    "far deep high somewhere everything light rain snow wind night today love time people water fire music silence "
    "chapter part act scene title north south east west"
)
OF_AGE = word_set(
    "old young little poor dear alte kleine junge arme liebe vieille vieux jeune petite petit vieja viejo joven pequeña pequeño vecchia vecchio giovane piccola piccolo"
)
"""Before a name these say of whom it is, and are no part of it."""
PLACE_ENDINGS = word_set(
    "street road avenue island islands bay river lake mountain mountains city town village valley harbour harbor bridge square park "
    "ave blvd rd sq hwy street highway forest sea ocean hill station castle hall tower beach coast desert hotel university school church"
)
THING_ENDINGS = word_set(
    "cycle effect law prize award cup theory model engine machine kettle phone app car bank group company store shop brand team club army "
    "party act treaty river radio show band"
)
"""After a capital these make a thing of it: the Calvin cycle."""
SHORTENED = word_set("st mt ft")
"""What begins a place and may have a full stop: `St. Petersburg`."""
INSIDE = word_set(
    "in near across through into around throughout outside at inside visit visited leaving left reached entered"
)
TOWARDS = word_set("to from of towards toward past")
ARTICLES = word_set("the le la les l' el los las il lo gli o os")
BETWEEN = word_set(
    "has had have is was are were will would can could should must did does do doesn't didn't don't not never always then just still also only "
    "suddenly slowly quietly softly finally quickly gently once soon already even "
    "ne n' se s' lui me m' le la les l' y en non no si lo gli li ne mi nunca ya não nicht"
)
"""Words between a name and its verb."""
LEADS_ON = word_set(" and but then so when while as soon still now") | {"", "and then", "but then", "so then"}
ACTS = word_set(
    "said says ran went took gave saw knew felt thought came sat stood woke held put told made left found began fell kept sang "
    "wept drew swam rode rose drove wrote read spoke fought built caught bought brought heard met lay led lost paid sent slept spent "
    "threw wore won looks walks runs finds sees opens takes goes comes sits stands wants knows feels thinks "
    "climbs turns smiles laughs holds gives tells asks hears keeps lives loves works waits dreams wakes meets calls steps leaves"
)
