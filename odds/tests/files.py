# ruff: noqa: E501  headers as they are
"""Files in the layouts of football-data.co.uk, with rows of our own."""

from collections.abc import Sequence

TODAY = (
    "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HTHG,HTAG,HTR,Referee,B365H,B365D,B365A,PSH,PSD,PSA,MaxH,MaxD,MaxA,"
    "AvgH,AvgD,AvgA,BFEH,BFED,BFEA,B365>2.5,B365<2.5,P>2.5,P<2.5,AHh,B365AHH,B365AHA,PAHH,PAHA,"
    "PSCH,PSCD,PSCA,MaxCH,MaxCD,MaxCA,AvgCH,AvgCD,AvgCA,BFECH,BFECD,BFECA,PC>2.5,PC<2.5,AHCh,PCAHH,PCAHA"
)
ARSENAL = (
    "E0,07/03/2026,15:00,Arsenal,Wolves,2,0,H,1,0,H,R Jones,1.5,4.33,6.5,1.52,4.4,6.6,1.55,4.5,7,"
    "1.5,4.3,6.5,1.55,4.6,7,1.7,2.1,1.72,2.15,-1,1.9,1.95,1.91,1.97,"
    "1.48,4.5,7.1,1.52,4.6,7.5,1.47,4.4,6.9,1.5,4.7,7.4,1.66,2.25,-1.25,1.95,1.93"
)
LEEDS = (
    "E0,08/03/2026,16:30,Leeds,Man United,1,1,D,0,1,A,M Oliver,3.1,3.5,2.25,3.15,3.55,2.3,3.25,3.7,2.35,"
    "3.1,3.5,2.27,3.2,3.65,2.36,1.8,2,1.83,2.04,0.25,1.95,1.9,1.97,1.92,"
    ",,,3.4,3.6,2.3,3.2,3.5,2.22,3.35,3.65,2.28,,,0.25,,"
)
OLD = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,GBH,GBD,GBA,IWH,IWD,IWA,LBH,LBD,LBA,,"
OLD_ROW = "E0,19/08/00,Charlton,Man City,4,0,H,2,3,3.2,2.2,2.9,2.7,2.2,3.25,2.75,,"
BETBRAIN = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,Bb1X2,BbMxH,BbAvH,BbMxD,BbAvD,BbMxA,BbAvA,BbOU,BbMx>2.5,BbAv>2.5,BbMx<2.5,BbAv<2.5,BbAH,BbAHh,BbMxAHH,BbAvAHH,BbMxAHA,BbAvAHA,PSCH,PSCD,PSCA"
BETBRAIN_ROW = "D1,24/08/12,Dortmund,Werder Bremen,2,1,H,39,1.36,1.33,5.5,5.1,9.5,8.3,30,1.57,1.53,2.6,2.43,22,-1.5,2.04,1.98,1.92,1.87,1.35,5.4,9"
EXTRA = "Country,League,Season,Date,Time,Home,Away,HG,AG,Res,PSCH,PSCD,PSCA,MaxCH,MaxCD,MaxCA,AvgCH,AvgCD,AvgCA,BFECH,BFECD,BFECA,B365CH,B365CD,B36CA"
EXTRA_ROW = "Brazil,Serie A,2025,29/03/2025,21:30,Juventude,Vitoria,2,0,H,2.2,3.2,3.7,2.3,3.3,3.8,2.15,3.1,3.6,2.25,3.3,3.8,2.2,3.1,3.6"


def file(header: str, *rows: str) -> bytes:
    """As the site sends it: CRLF."""
    return "\r\n".join([header, *rows, ""]).encode()


def season(*rows: str) -> bytes:
    """A file of this season."""
    return file(TODAY, *(rows or (ARSENAL, LEEDS)))


def changed(row: str, header: str = TODAY, **cells: str) -> str:
    """The row with other cells: `changed(ARSENAL, PSCH="1.4")`; for names that are none in Python see `put`."""
    return put(row, cells, header)


def put(row: str, cells: dict[str, str], header: str = TODAY) -> str:
    """The row with other cells."""
    told, names = row.split(","), header.split(",")
    for name, cell in cells.items():
        told[names.index(name)] = cell
    return ",".join(told)


def column(header: str, name: str, cells: Sequence[str]) -> str:
    """The cell of a column."""
    return cells[header.split(",").index(name)]
