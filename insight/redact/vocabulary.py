"""The words that the rules of redaction turn on."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Split a text into its set of words."""
    return frozenset(text.split())


TITLES = words(
    """
    mr mrs ms miss mx dr prof professor cllr councillor cllrs councillors pc pcs pcso pcsos wpc
    dc ds di dci sgt sergeant insp inspector supt superintendent constable rev revd reverend fr
    rabbi imam mufti maulana moulana maulvi pastor mayor archdeacon deacon canon haji hajji
    hafiz ustad ustadh madam mme sr sra pan pani detective judge mister mistress deaconess bishop
    """
)
"""Before a name, and a name follows."""
PERSON_TITLES = words(
    """
    mr mrs ms dr mister cllr councillor pcso sgt professor constable sergeant inspector
    """
)
"""After these even a word is a name: "Mrs Tidy", "Cllr Bustin"."""
ABBREVIATED = words(
    """
    mr mrs ms mx dr prof cllr sgt insp supt rev revd fr sr sra
    """
)
"""Titles that may end in a full stop."""
SOFT_TITLES = words(
    """
    auntie aunty aunt uncle sister brother father nurse coach officer sir dame nan nana gran
    grandma granny grandad sheikh sheik shaykh hajja ba ayeeyo matron midwife teacher elder
    """
)
"""Before a name, or a word by itself: "Sister Ngozi", "sister sites"."""
NICKS = words(
    """
    big old little young wee lil mad scottish irish fat skinny ginger tall crazy
    """
)
"""Part of what people call somebody: "Big Col"."""
HONORIFICS = words(
    """
    bhai apa khala chacha uncle aunty auntie bhabi sahib saheb ji abla abi hanim
    """
)
"""After a name: "Rahman bhai"."""
NOBLE = words(
    """
    st saint sts queen king prince princess duke duchess earl lord lady baron hms ss prophet mt
    mount
    """
)
"""Before the name of a pub, a church or a king."""
RELATIONS = words(
    """
    neighbour neighbours neighbor friend friends mate mates son daughter husband wife mum
    mother dad father brother sister cousin nephew niece aunt auntie aunty uncle nan gran
    grandma grandad grandson granddaughter partner boyfriend girlfriend fiance fiancee flatmate
    housemate colleague boss manager landlord landlady tenant caretaker warden porter cleaner
    carer nurse doctor gp teacher headteacher head coach mentor worker keyworker caseworker
    officer sergeant supervisor receptionist assistant secretary chair chairman concierge twins
    twin baby boy girl lad kid child children hubby bro sis ex stepson stepdaughter goddaughter
    godson accountant solicitor barrister builder plumber electrician driver resident victim
    witness perpetrator suspect dealer spokesperson informant negotiator learner rep pharmacist
    chemist librarian gardener lodger widow dads mums brothers sisters sons daughters organist
    curate vicar priest owner lady policeman policewoman guard postman volunteer visitor tutor
    constable sculptor counsellor steward bouncer barber butcher baker tailor pa organiser
    in-law mother-in-law father-in-law sister-in-law brother-in-law daughter-in-law son-in-law
    girls boys lawyer student twins grandsons granddaughters goddaughter
    replacement predecessor successor deputy treasurer
    """
)
"""Who somebody is to the writer, or what they do."""
SAYS = words(
    """
    said says told tells reckons reckoned lives lived works worked rang phoned knows knew
    thinks wants wanted texted emailed reported complained cried moved agrees agreed asked asks
    saw sees lost runs helped helps carries suggested insists swears
    """
)
"""What a person does, and a street does not."""
SPEAKS = words(
    """
    said says told tells reckons reckoned lives lived rang phoned knows knew thinks cried
    texted filmed insists swears drives drove carries retired shouted saw sleeps sits cooks
    screams screamed nodded smiled laughed died sweeps
    """
)
"""What not even a council does."""
DOES = SAYS | words(
    """
    was is has had does did got gets went goes came comes keeps can't won't didn't doesn't who
    isn't wasn't will would could never always just still also ran gave gives took takes called
    calls met
    """
)
"""What may follow a name in mid-sentence."""
MONTHS = words(
    """
    january february march april may june july august september october november december
    """
)
STREETS = words(
    """
    street road rd avenue lane gardens garden grove square terrace crescent mews quay wharf
    estate house court tower school primary academy college university nursery centre center
    station church mosque synagogue market library hospital surgery clinic pub arms hotel
    museum gallery bridge lock dock fields roundabout flyover ward line stairs park playground
    buildings mansions islands campus award day circle river greenway airport intersection
    junction crossing roads streets avenues lanes county golf ave st co
    """
)
"""Kinds of places, told also without a capital."""
PLACE_TYPES = STREETS | words(
    """
    ln close drive gdns place walk way row hill path parade rise view passage alley vale circus
    gate green yard quayside parks estates point towers building lodge heights apartments hall
    secondary chapel cathedral masjid gurdwara temple practice pharmacy inn tavern bar club
    cafe restaurant kitchen bakery barbers barber salon store stores shop supermarket
    foundation trust association society institute charity theatre cinema docks basin canal
    island field common marsh wood woods underpass subway tunnel pier steps bus borough council
    act prize cup shield stadium arena gym pool leisure playspace mill works factory brewery
    kebab kebabs chicken fabrics motors cars quarter village town city county lettings homes
    housing partnership party team united fc wing suite room rooms sq apts pkwy blvd boulevard
    aves mount
    """
)
"""Kinds of places and bodies whose name goes before."""
SHOPS = words(
    """
    cafe caff bakery barbers salon restaurant takeaway kebab pharmacy chippy deli butchers
    """
)
""""Nathan's bakery" is a shop."""
TRADES = words(
    """
    sons son co ltd bros brothers daughters partners
    """
)
""""Khan & Sons" is a firm."""
FUNCTION = words(
    """
    a again all also always an and angry any are as at be been being both but by call can could
    did do does door each email ever few for from get go had happy has have he her here hers
    him his how i if in is it its just like man may me might mine more most must my never next
    no not now of often on once one only or other our out over own phone ring sad safe said
    same say scared see shall she should so some sorry still such sure text than that the their
    them then there these they this those tired to too under up us use very was we went were
    what when where which while who why will with would yes you your afraid back
    """
)
"""Never a name in lower case."""
SHY = words(
    """
    may will can so man an do the to my angel autumn summer winter chase bill drew art heath
    gale dale brook glen cliff penny sandy olive ivy holly heather rusty buddy sunday lucky
    happy blossom melody harmony miracle paris london sydney
    """
)
"""Names too common as words for a weak cue."""
NOT_TITLED = words(
    """
    christmas who world plod gone mad whippy bean muscle sites time nobody somebody said says
    whatshername whatsisname whatsherface wont dont
    the police council chair speaker president chairman secretary and or nice right wrong big
    good whatever whatshisname something anyone training patrol patrols presence numbers
    officer officers
    """
)
"""What follows a title without being a name."""
OFFICES = words(
    """
    service services team teams department dept council office care housing support enquiries
    """
)
"""What a letter may be addressed to that is nobody: "Dear Adult Services"."""
PARTICLES = words(
    """
    bin ibn bint binti al el de da van ul ur la del dos das der den von du los las le ter abu ould
    """
)
"""Inside a name: "Abdullah bin Omar"."""
CLOSERS = words(
    """
    regards thanks thx cheers sincerely faithfully love from signed wishes yours ta you
    """
)
PERSONAL = words(
    """
    thanks thank thx cheers saw met named rang without rip miss about until spoke contact
    contacted phone ring text email call message
    """
)
"""Before a person rather than a place or a firm."""
SINGLES = words(
    """
    esp especially thank thanks thanked nominate nominated asked asking told believe forgive
    poor lovely dear visitor volunteer pa idva barista tutor sculptor painter hero
    late mother-in-law sister-in-law brother-in-law daughter-in-law son-in-law
    shoutout tks
    """
)
"""Just before a person, whoever it is."""
TOWARDS = words("to by with like about")
"""Words of `PLACED` that stand before two names as well."""
PLACED = words(
    """
    a an the to from at in on of off onto into near between through via around by towards
    behind beside outside inside along across past over under like
    """
)
"""Words before a place."""
NOT_HANDLES = words(
    """
    a about all any at around bus church east every floor half here hers his home house last
    least lunch lunchtime midday midnight most my near night noon number once one our park
    platform road school some south station that the their there these this those times to
    tonight west north what work your youth am pm council police met mayor
    """
)
""""@home", "@the park"."""
SHORT_WORDS = words(
    """
    the and for was are but not you all any can had her his him how man men our out who boy did
    its let put say she too use via per due may jan feb mar apr jun jul aug sep oct nov dec day
    yrs hrs min mon tue wed thu fri sat sun bus asb dlr car van end now one two six ten old new
    bad big far see get got has off own way why yet ago bed bin cat dog ent fly gym hot kid lad
    lot mum dad nan met mph pub red run sad sex top tub war won mins
    """
)
"""Three letters that are no end of a plate."""
NOT_IN_STREET = words(
    """
    a about after all an and any apart around as at away back bad barking between big both busy
    by cars closed corner cross crossing dark dead different dirty down drinking drunk dozen
    each east empty entire even every few first for from front full ft good half have her his
    hour hours huge hundred in into is it its just kids km lads last lighting little local long
    lots m main many men metre metres mile miles mins minute minutes mixed month months more
    most mph my near nearby new next no noisy of off old on one only open or other our over own
    past people per pm am quiet residential same separate several side small some south
    speeding still such ten than that the their there these they this those through times to
    top two unlit up very was way week weeks were west when where which while who whole with
    women yard yards year years young your youths bike bikes block blocks car feet foot lane
    lanes narrow parked parking speed travel wide th st nd rd pedestrian private public ring
    slip trunk toll bus cycle fast slow traffic rough day days
    """
)
"""Words that count or describe and name no street."""
ONLY_WITH_A_CAPITAL = words(
    """
    nick aida alam ali ally alma amine arta ascension asli asta bala barre bile blanche candida ceri
    devi dimple dolly domingo egal ella elle ena harsh haya hooman indigo inga justas kitty
    luan mario maxim mia mire naman neve nic nida novelette patsy popy posy prem rares rayon
    romaine saber sana shiv sorrel sunder teddy temperance verity viral winsome angelica bella
    bibi bob bud cara casey cat cher cliff constant dale dan dee dev dusty fatwa fin flora
    gabby gaz gene gill ginger hal inshallah jay jock julian kat kay ken kerry kit lee lou mac
    maria marina matt max maya milan mimi mona nat nelly noel norm paddy pam pippa polly poppy
    ray rex rico rob robin roger roman romans roy sal salam selby sol sonny sunny stan troy val
    vi viv wally zen zion pierce danish pandora cali oscar valentine viola margarita kara
    carolina liga apollo royale silva meg josh lily vic sina vidya cleveland sachin duma elvis
    """
)
"""Given names that are words in lower case."""
