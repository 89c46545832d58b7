"""The parts from which voices and pastoral notes are put together. All of it is invented."""

from __future__ import annotations

ABOUT = ("life", "the information system itself")

# Themes and how often each comes up; the last is about records and not about life.
THEMES = (
    ("friends and bullying", 15), ("someone who listens", 13), ("food and being hungry", 8), ("a cold or crowded home", 9),
    ("getting to school", 9), ("worry and sleep", 12), ("help with learning", 12), ("caring for somebody", 6),
    ("clubs and sport", 9), ("records and sharing", 7),
)  # fmt: skip

QUESTIONS = (
    "What helps you come to school?", "What is a good day like?", "What would you change if you could?",
    "Who listens to you?", "Is there anything that makes school hard?",
    "Who should know what is written about you, and what for?",
)  # fmt: skip

# What may come before and after, for a child, a carer, a member of staff.
OPENINGS = (
    ("", "", "", "Well, ", "I think ", "To be honest, ", "Sometimes ", "Mostly, ", "See, ", "Right, so "),
    ("", "", "As a mum I feel ", "What I see at home is that ", "Since last year ", "Honestly, ", "We feel that ", "It seems to us ", "My view: ", "I would say "),
    ("", "", "In my class, ", "Over the year ", "As far as I can see, ", "From where I stand, ", "Speaking for myself, ", "It is clear that ", "We find that ", "I notice that "),
)  # fmt: skip
TAILS = (
    (".", ".", ".", ", and that is it.", ", most days.", ", you know.", ". {friend} says the same.", ". I told {teacher}.", ". It was better in P4.", ", not that anybody asked."),
    (".", ".", ".", ", and nobody rang us.", ", which we are grateful for.", ". We spoke to {teacher} about it.", ", at least since the winter.", ". It is not only us.", ", and it costs us sleep.", ", for what it is worth."),
    (".", ".", ".", ", week after week.", ", with some exceptions.", ". {teacher} and I have talked about it.", ", more than before the pandemic.", ". It needs time that we lack.", ", and families notice.", ", in every class."),
)  # fmt: skip

# By theme; then child, carer, staff; then good, mixed, hard.
SAYINGS = (
    (
        (("me and {friend} made up and now we walk in together", "my pals wait for me at the gate", "nobody is left out at our table"),
         ("some of them are fine but breaktime is rough", "{friend} is nice when the others are not there", "it depends who is in"),
         ("{friend} and them keep calling me names", "I eat my lunch in the toilets so they don't see me", "they put a thing about me in the chat and everybody saw it")),
        (("she has found friends and sings on the way home", "the school sorted out the trouble with {friend} quickly", "he is asked to parties now"),
         ("there are good weeks and bad weeks with the other boys", "the name-calling stopped and then it came back", "she plays, but only with one girl"),
         ("my son comes home in tears about the same two children", "nothing was done when we told them about {friend}", "she begs me not to send her")),
        (("the buddy bench is in use every day", "older pupils look after the small ones without being asked", "we hear of fewer fallings-out"),
         ("most fall-outs mend, a few never do", "what happens online comes in with them at nine", "some groups are closed to newcomers"),
         ("the same three names come up in every incident", "we deal with what happened the night before on their phones", "we have no staff in the yard when it matters")),
    ),
    (
        (("{teacher} always asks how I am and waits for the answer", "I can go to the wee room and talk", "my key worker remembers what I said last time"),
         ("they listen but then they forget", "it is fine if it's {teacher}, not the others", "there is a worry box but it's slow"),
         ("nobody asks why I'm late, they just write it down", "I told somebody once and then everybody knew", "they talk to my mum and not to me")),
        (("{teacher} rang just to say it had gone well", "there is one person there who knows us", "we were asked what we thought, for once"),
         ("they are kind but always in a hurry", "it depends on who picks up the phone", "we get letters rather than talk"),
         ("I have told our story to five people", "we are spoken about and not with", "no one answered my message for three weeks")),
        (("ten minutes at the door in the morning changes the day", "the quiet ones come when the room is always open", "pupils choose whom they talk to"),
         ("I listen when I can, which is not when they need it", "they tell me in the corridor between classes", "we write it all down and read little of it"),
         ("I have a queue of children and no hour to see them", "the ones who say least get least", "we lost our counsellor in the spring")),
    ),
    (
        (("breakfast club has toast and I'm never late now", "the lunches got better", "you can take fruit home on Fridays"),
         ("I like the club but it's full", "lunch is okay if you're near the front", "some folk laugh if you get it free"),
         ("there's nothing in on a Thursday", "I get a sore tummy before lunch", "I say I'm not hungry so my brother gets more")),
        (("the breakfast is a help and nobody makes a thing of it", "the card means no one knows who pays", "he eats there what he won't at home"),
         ("we are just over the line for free meals", "it helps in term time, then comes the summer", "the form was long but it worked"),
         ("the money is gone by the third week", "I skip mine so they have theirs", "we owe for lunches and she is told in front of others")),
        (("toast in class means a calm first hour", "uptake is up since the cards came", "no child is asked any questions at our breakfast"),
         ("we feed more children and still miss some", "parents are proud and do not fill in forms", "holidays undo it"),
         ("I keep cereal bars in my drawer and they are gone by ten", "you can tell who has not eaten by the second lesson", "children ask for seconds to take home")),
    ),
    (
        (("I've my own bed in the new house", "we got the heating fixed", "it's quiet in our new bit"),
         ("I share with my sisters and it's alright except for homework", "the new flat is nice but far", "we might be moving again"),
         ("it's that cold I do my homework in bed", "there's black stuff on my wall", "we stay at my auntie's and there's no room")),
        (("the council mended the damp within the month", "we have a garden now and it shows in them", "we are settled at last"),
         ("it is a roof, but there are five of us in two rooms", "the house is warm if we pay for nothing else", "we were told spring, then autumn"),
         ("his chest is bad every winter from the mould", "we have had three addresses since Christmas", "she has nowhere to sit and do her work")),
        (("families who were rehoused near by kept their school", "homework club gives them a warm table", "housing tells us now before a family is moved"),
         ("some change address and we learn of it from the child", "we lend out the library until five", "a few travel two buses to stay with us"),
         ("he falls asleep because four of them share a room", "the uniform smells of damp and others say so", "families vanish from the roll with a day's notice")),
    ),
    (
        (("the new bus stops right at the school", "I cycle with {friend}", "my big sister walks me"),
         ("the bus is fine when it comes", "I'm only late when I have to drop my brother", "it's okay in summer"),
         ("two buses and the first never comes", "it's dark and I don't like the underpass", "if I miss the bus I just don't go")),
        (("the walking bus gets all three out of the door", "the pass is free and they use it", "the crossing is safe now"),
         ("it works until one of them is ill", "we manage, with the neighbour's help", "mornings are a race"),
         ("I cannot be at two schools at nine", "they took our bus off in October", "he gets a late mark for the bus being late")),
        (("attendance went up on the estate when the bus came back", "children who walk together come in calmer", "we moved registration by ten minutes and it helped"),
         ("late comers are mostly those who bring others", "weather still shows in the register", "it is the same six every Monday"),
         ("we mark them late and they stop coming at all", "the last mile is the problem and no one owns it", "one service an hour is no service")),
    ),
    (
        (("I sleep better since I put the phone away", "the calm corner helps when it's loud", "I learned the breathing thing and it works"),
         ("I'm okay on Mondays and bad by Friday", "it's mostly tests that make me feel sick", "I worry but I don't say"),
         ("I can't get to sleep and then I can't get up", "my heart goes fast before maths", "I feel sick every morning")),
        (("she has learned to say when it is too much", "his sleep came back with the summer", "the counsellor made a difference"),
         ("up and down, like all of us", "it passes if nobody pushes", "she copes at school and falls apart at home"),
         ("she has not slept through since autumn", "we wait for an appointment since last year", "he is sick with worry on Sunday nights")),
        (("pupils name their worries earlier than they did", "the quiet room is used well", "the older ones run the drop-in themselves"),
         ("it is hard to tell worry from the usual", "some days half of second year is tired", "we refer and then wait"),
         ("I have never seen so many who cannot face the door", "exam leave starts in their heads in January", "waiting lists are longer than a school year")),
    ),
    (
        (("{teacher} shows it a different way and I get it", "reading with a partner is fun", "I moved up a group"),
         ("I get it in class and lose it at home", "maths is fine, writing isn't", "help comes if you put your hand up"),
         ("I don't get it and I've stopped asking", "they go too fast", "I was off and nobody showed me what I missed")),
        (("he reads to his wee sister now", "the plan is working and we can see it", "they noticed what she is good at"),
         ("he gets help on two days and not on three", "progress, but slow", "the report says fine, and I wonder"),
         ("it took four years to have her dyslexia seen", "he gave up in second year", "she missed six weeks and there was no catching up")),
        (("small groups first thing make the difference", "paired reading pays off for both", "we catch gaps within a fortnight now"),
         ("those in the middle get the least of me", "absence shows in every jotter", "support is spread thinly over many"),
         ("I have thirty-three and one pair of hands", "children who come back after absence are lost", "we lost two assistants in one year")),
    ),
    (
        (("the young carers' club is the best night", "my teacher knows about my mum so I can phone at lunch", "my gran helps too now"),
         ("I don't mind it, I just get tired", "some days I do and some days my brother does", "it's okay if they don't shout at me for being late"),
         ("I get my mum up and then my brother and then I'm late", "I can't go anywhere after school", "I worry the whole time I'm in")),
        (("she has a card now so nobody asks", "he has his evenings back", "school lets her ring me"),
         ("the children do more than I would like", "we take turns", "he says he is proud of it, and I hope so"),
         ("my daughter is the grown-up in this house", "I am ill and they pay for it", "he missed his trip to stay with me")),
        (("knowing who cares for whom changed how we mark lateness", "the club gives them others like them", "we found nine young carers by asking"),
         ("most do not call it caring", "some are found only when things go wrong", "it comes out in essays"),
         ("a ten-year-old runs a household here", "they are marked down for what deserves a medal", "nobody outside school sees it")),
    ),
    (
        (("football on a Friday is why I come", "I got a part in the show", "drumming is pure brilliant"),
         ("I like it but it costs money now", "the club's good if you get a place", "I'd go if it wasn't so late"),
         ("I can't go because there's no bus after", "you need boots and I've none", "I didn't get picked so I stopped")),
        (("the club gave her back her confidence", "it is free and it is close", "he has something to get up for"),
         ("it is on the wrong night for us", "we borrow the kit", "they go when I can drive"),
         ("there is nothing out here after four", "the fee went up and that was that", "he was put out of the team for missing training")),
        (("those in the choir are hardly ever off", "free clubs fill within a day", "the older pupils run half of them"),
         ("the same children do everything", "we have a hall and no one to open it", "kit is the hidden price"),
         ("we had to end three clubs", "the ones who need it most go straight home for the bus", "no cover, no clubs")),
    ),
    (
        (("it's good that I don't have to tell it all again", "I wrote a bit of my plan myself", "I was asked who could see it"),
         ("I don't mind if my teacher knows, but not the whole school", "I'd like to read what it says", "they should ask before they write"),
         ("there's stuff in my file from when I was six that isn't even true", "they talk about me in meetings I'm not at", "everybody knew before I'd said anything")),
        (("for once the nurse and the school had the same facts", "we were shown what was written", "one plan instead of four is a relief"),
         ("I want them to talk to each other, and to tell me when they do", "I said yes, but I am not sure to what", "some of it helps and some of it follows you"),
         ("a mistake in his record took a year to put right", "things about our family were shared that had nothing to do with school", "nobody could say who had seen it")),
        (("one page that a child can read has changed how I write", "knowing early about a move lets us get ready", "we ask first and it goes better"),
         ("I write for three systems and none of them talk", "it is not clear what I may pass on", "we share more than we read"),
         ("we hear of a crisis after the weekend, from the child", "I leave things out because I do not know who reads it", "data about children is gathered and nothing comes back to them")),
    ),
)  # fmt: skip

WORRIES = (
    "I don't want to go home tonight because of what he does when he's angry",
    "somebody online keeps asking me for pictures and says he'll tell",
    "I sometimes hurt myself so that it stops being loud",
)

# Pastoral notes by theme. Some are written as no child should have to read them; that is how notes are.
NOTES = (
    ("attendance", (
        "{name} was late again and refused to say why. Mum not engaging.",
        "Met {name} at the gate; says mornings are hard since the baby came. Agreed a later start on Mondays.",
        "{name} back after two weeks. Was welcomed by the class, and asked for help with what was missed.",
        "Chronic non-attender. {name} claims stomach pains.",
    )),
    ("behaviour", (
        "{name} was attention-seeking all morning and kicked off in maths.",
        "{name} left the room when it got loud and came back after five minutes, as agreed.",
        "{name} said sorry to a classmate without being asked. We told home the good news.",
        "Aggressive towards staff. {name} knows the consequences.",
    )),
    ("home", (
        "{name} says there are bags in the hall and they may be moving. Will ring home.",
        "Dad called: {name} did not sleep. They would like to talk to us this week.",
        "{name} is staying with gran for now and likes it there.",
        "Chaotic family, hard to reach. {name} turned up without a coat.",
    )),
    ("wellbeing", (
        "{name} told me about a bad dream and asked to keep coming on Tuesdays.",
        "{name} is worried about the move to secondary. We will visit together.",
        "{name} is low, but says drumming helps. Passed on to guidance with {name}'s agreement.",
        "{name} plays the victim. Nothing reported.",
    )),
    ("learning", (
        "{name} explained fractions to the whole table today.",
        "{name} finds writing hard and does well when speaking. Will ask about a laptop.",
        "Low ability and no interest. {name} will not put the work in.",
        "{name} asked for harder books. Sent two home.",
    )),
)  # fmt: skip
