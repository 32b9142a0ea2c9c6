"""Teams by sport, folded (see recognition.fold): enough to tell the sport of an export that names only "A v B".

Names that two sports share (Panthers, Rangers) stand here only in a form that is one sport's own.
"""

TEAMS: dict[str, str] = {
    "afl": """
        adelaide crows|adelaide|brisbane lions|carlton|collingwood|essendon|fremantle|geelong cats|geelong
        |gold coast suns|greater western sydney giants|gws giants|gws|hawthorn|north melbourne
        |port adelaide|richmond|st kilda|sydney swans|west coast eagles|western bulldogs""",
    "rugby-league": """
        brisbane broncos|canberra raiders|canterbury bulldogs|canterbury bankstown bulldogs
        |cronulla sharks|cronulla sutherland sharks|dolphins|gold coast titans|manly sea eagles
        |manly warringah sea eagles|melbourne storm|newcastle knights|new zealand warriors
        |north queensland cowboys|parramatta eels|penrith panthers|south sydney rabbitohs
        |st george illawarra dragons|sydney roosters|wests tigers|wigan warriors|leeds rhinos|st helens
        |hull kr|warrington wolves""",
    "rugby-union": """
        brumbies|waratahs|nsw waratahs|queensland reds|western force|crusaders|highlanders
        |hurricanes super|moana pasifika|fijian drua|leinster|munster|ulster|saracens|harlequins
        |leicester tigers|northampton saints|toulouse rugby|wallabies|all blacks|springboks""",
    "football": """
        arsenal|aston villa|bournemouth|brentford|brighton|brighton and hove albion|burnley|chelsea
        |crystal palace|everton|fulham|ipswich|ipswich town|leeds|leeds united|leicester|leicester city
        |liverpool|luton|man city|manchester city|man utd|man united|manchester united|newcastle
        |newcastle united|newcastle utd|norwich|norwich city|nottm forest|nottingham forest
        |sheffield united|sheffield utd|sheffield wednesday|southampton|sunderland|tottenham
        |tottenham hotspur|spurs|west ham|west ham united|wolves|wolverhampton|celtic|rangers fc|aberdeen
        |hearts|hibernian|real madrid|barcelona|atletico madrid|sevilla|valencia|villarreal|real sociedad
        |athletic bilbao|real betis|bayern munich|bayern munchen|borussia dortmund|dortmund|rb leipzig
        |bayer leverkusen|eintracht frankfurt|juventus|inter|inter milan|ac milan|milan|napoli|roma
        |as roma|lazio|atalanta|fiorentina|torino|bologna|paris saint germain|paris sg|psg|marseille|lyon
        |monaco|lille|nice|rennes|lens|ajax|psv|psv eindhoven|feyenoord|benfica|porto|fc porto|sporting cp
        |sporting lisbon|galatasaray|fenerbahce|besiktas|adelaide united|brisbane roar
        |central coast mariners|melbourne city|melbourne victory|macarthur fc|newcastle jets|perth glory
        |sydney fc|wellington phoenix|western sydney wanderers|western united|auckland fc|inter miami
        |la galaxy|lafc|columbus crew|chicago fire|seattle sounders|atlanta united|new york city fc
        |new york red bulls|toronto fc|portland timbers""",
    "basketball": """
        atlanta hawks|boston celtics|brooklyn nets|charlotte hornets|chicago bulls|cleveland cavaliers
        |dallas mavericks|denver nuggets|detroit pistons|golden state warriors|houston rockets
        |indiana pacers|los angeles clippers|la clippers|los angeles lakers|la lakers|memphis grizzlies
        |miami heat|milwaukee bucks|minnesota timberwolves|new orleans pelicans|new york knicks
        |oklahoma city thunder|orlando magic|philadelphia 76ers|phoenix suns|portland trail blazers
        |sacramento kings|san antonio spurs|toronto raptors|utah jazz|washington wizards|adelaide 36ers
        |brisbane bullets|cairns taipans|illawarra hawks|melbourne united|new zealand breakers
        |perth wildcats|se melbourne phoenix|south east melbourne phoenix|sydney kings
        |tasmania jackjumpers""",
    "american-football": """
        arizona cardinals|atlanta falcons|baltimore ravens|buffalo bills|carolina panthers|chicago bears
        |cincinnati bengals|cleveland browns|dallas cowboys|denver broncos|detroit lions|green bay packers
        |houston texans|indianapolis colts|jacksonville jaguars|kansas city chiefs|las vegas raiders
        |los angeles chargers|la chargers|los angeles rams|la rams|miami dolphins|minnesota vikings
        |new england patriots|new orleans saints|new york giants|new york jets|philadelphia eagles
        |pittsburgh steelers|san francisco 49ers|seattle seahawks|tampa bay buccaneers|tennessee titans
        |washington commanders""",
    "baseball": """
        arizona diamondbacks|atlanta braves|baltimore orioles|boston red sox|chicago cubs
        |chicago white sox|cincinnati reds|cleveland guardians|colorado rockies|detroit tigers
        |houston astros|kansas city royals|los angeles angels|la angels|los angeles dodgers|la dodgers
        |miami marlins|milwaukee brewers|minnesota twins|new york mets|new york yankees|oakland athletics
        |athletics|philadelphia phillies|pittsburgh pirates|san diego padres|san francisco giants
        |seattle mariners|st louis cardinals|tampa bay rays|texas rangers|toronto blue jays
        |washington nationals""",
    "ice-hockey": """
        anaheim ducks|boston bruins|buffalo sabres|calgary flames|carolina hurricanes|chicago blackhawks
        |colorado avalanche|columbus blue jackets|dallas stars|detroit red wings|edmonton oilers
        |florida panthers|los angeles kings|la kings|minnesota wild|montreal canadiens|nashville predators
        |new jersey devils|new york islanders|new york rangers|ottawa senators|philadelphia flyers
        |pittsburgh penguins|san jose sharks|seattle kraken|st louis blues|tampa bay lightning
        |toronto maple leafs|utah mammoth|utah hockey club|vancouver canucks|vegas golden knights
        |washington capitals|winnipeg jets""",
    "cricket": """
        adelaide strikers|brisbane heat|hobart hurricanes|melbourne renegades|melbourne stars
        |perth scorchers|sydney sixers|sydney thunder|chennai super kings|delhi capitals|gujarat titans
        |kolkata knight riders|lucknow super giants|mumbai indians|punjab kings|rajasthan royals
        |royal challengers bangalore|royal challengers bengaluru|sunrisers hyderabad""",
}

SPORT_OF_TEAM: dict[str, str] = {
    " ".join(team.split()): sport for sport, teams in TEAMS.items() for team in teams.split("|")
}
