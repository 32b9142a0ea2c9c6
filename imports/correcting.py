"""What a person's corrections make of what was recognised, in SQL: for the bets of a file before they are kept, and for
what files told before.

What the words alone tell is never lost: a telling that a correction changes keeps it in `seen`, so that what stands
always follows from the words and the corrections not undone, in whatever order they were made, undone and imported.
"""

from collections.abc import Sequence

from django.db import connection

from imports.participants import link_events

IDS = ("sport_id", "competition_id", "market_id")

# What there is to go by, of a file and of tellings: id, position (0: the bet itself), texts, what the words tell.
FILE_BETS = (
    "SELECT row::bigint AS id, 0 AS position, event, market, selection, sport_id, competition_id FROM imp_bet"
)
FILE_LEGS = """
SELECT b.row::bigint AS id, l.position, l.event, l.market, l.selection, l.sport_id, l.competition_id
  FROM imp_leg l JOIN imp_bet b ON b.account_id = l.account_id AND b.ref = l.ref
"""
SEEN_LEGS = "CASE WHEN t.seen IS NULL THEN t.legs ELSE nullif(t.seen->'legs', 'null') END"
SEEN = "CASE WHEN t.seen IS NULL THEN t.{name} ELSE (t.seen->>'{name}')::bigint END"
TOLD_BETS = f"""
SELECT t.id, 0 AS position, t.event, t.market, t.selection, {SEEN.format(name="sport_id")} AS sport_id,
       {SEEN.format(name="competition_id")} AS competition_id
  FROM imports_bettelling t
"""  # noqa: S608
LEG_RECORD = "(position int, event text, market text, selection text, sport_id bigint, competition_id bigint)"
TOLD_LEGS = f"""
SELECT t.id, l.position, l.event, l.market, l.selection, l.sport_id, l.competition_id
  FROM imports_bettelling t CROSS JOIN LATERAL jsonb_to_recordset({SEEN_LEGS}) AS l {LEG_RECORD}
 WHERE t.legs IS NOT NULL
"""  # noqa: S608

TEXTS = {
    "event": ("r.event", ""),
    "market": ("r.market", ""),
    "selection": ("r.selection", ""),
    "competition": ("k.name", "JOIN bets_competition k ON k.id = r.competition_id"),
    "sport": ("s.name", "JOIN bets_sport s ON s.id = r.sport_id"),
}
STANDING = "c.undone_at IS NULL AND c.what <> 'participant'"
COMBINATIONS = "SELECT DISTINCT c.field, c.is_part FROM bets_correction c WHERE {which}"
MATCH = """
SELECT r.id, r.position, c.what, c.is_part, c.made_at, c.id AS correction_id,
       coalesce(c.sport_id, c.competition_id, c.market_id) AS value
  FROM ({source}) r {join} JOIN bets_correction c ON c.field = '{field}' AND c.is_part = {is_part} AND {fits}
 WHERE {which}
"""
BEST = (
    "(array_agg(value ORDER BY is_part, made_at DESC, correction_id DESC) FILTER (WHERE what = '{what}'))[1]"
)
JUDGED = f"""
CREATE TEMP TABLE cor_new ON COMMIT DROP AS
SELECT id, position, {BEST.format(what="sport")} AS sport_id, {BEST.format(what="competition")} AS competition_id,
       {BEST.format(what="market")} AS market_id
  FROM ({{matches}}) m GROUP BY id, position;
ANALYZE pg_temp.cor_new
"""  # noqa: S608

# A multi that has no sport of its own has that of its legs.
FROM_LEGS = """
INSERT INTO cor_new (id, position, sport_id)
SELECT r.id, 0, CASE WHEN count(DISTINCT l.sport_id) = 1 THEN min(l.sport_id)
                     ELSE (SELECT id FROM bets_sport WHERE slug = 'several' AND owner_id IS NULL) END
  FROM ({bets}) r
  JOIN (SELECT g.id, coalesce(n.sport_id, g.sport_id) AS sport_id, n.id IS NOT NULL AS is_corrected
          FROM ({legs}) g LEFT JOIN cor_new n ON n.id = g.id AND n.position = g.position) l ON l.id = r.id
 WHERE r.sport_id IS NULL AND l.sport_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM cor_new n WHERE n.id = r.id AND n.position = 0 AND n.sport_id IS NOT NULL)
 GROUP BY r.id HAVING bool_or(l.is_corrected)
"""
ONE_EACH = """
CREATE TEMP TABLE cor_bet ON COMMIT DROP AS
SELECT id, max(sport_id) AS sport_id, max(competition_id) AS competition_id, max(market_id) AS market_id
  FROM cor_new WHERE position = 0 GROUP BY id;
ANALYZE pg_temp.cor_bet
"""
MADE_HERE = ("cor_new", "cor_bet", "cor_seen")


def judge(bets: str, legs: str) -> bool:
    """Make cor_new (what standing corrections say of bets and legs) and cor_bet; False when there are none standing."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in MADE_HERE)}")
        matches = matching(STANDING, bets, legs)
        if not matches:
            return False
        cursor.execute(JUDGED.format(matches=matches))
        cursor.execute(FROM_LEGS.format(bets=bets, legs=legs))
        cursor.execute(ONE_EACH)
    return True


def matching(which: str, bets: str, legs: str) -> str:
    """SQL of all that corrections fit (`which`: a condition on bets_correction c), empty when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(COMBINATIONS.format(which=which))
        found = cursor.fetchall()
    return " UNION ALL ".join(
        _match(source, field, is_part=is_part, which=which)
        for field, is_part in found
        for source in (bets, legs)
        if field in TEXTS
    )


def _match(source: str, field: str, *, is_part: bool, which: str) -> str:
    text, join = TEXTS[field]
    fits = f"position(c.text IN lower({text})) > 0" if is_part else f"c.text = lower({text})"
    return MATCH.format(source=source, join=join, field=field, is_part=is_part, fits=fits, which=which)


ORIGINAL = (
    "jsonb_build_object('sport_id', {0}.sport_id, 'competition_id', {0}.competition_id,"
    " 'market_id', {0}.market_id)"
)
KEEP_SEEN = f"""
CREATE TEMP TABLE cor_seen ON COMMIT DROP AS
SELECT b.row, {ORIGINAL.format("b")} || jsonb_build_object('legs', (
       SELECT jsonb_agg(to_jsonb(l) - 'account_id' - 'ref' ORDER BY l.position)
         FROM imp_leg l WHERE l.account_id = b.account_id AND l.ref = b.ref)) AS seen
  FROM imp_bet b WHERE b.row IN (SELECT id FROM cor_new)
"""  # noqa: S608
CORRECT_FILE = """
UPDATE imp_bet b SET sport_id = coalesce(n.sport_id, b.sport_id),
                     competition_id = coalesce(n.competition_id, b.competition_id),
                     market_id = coalesce(n.market_id, b.market_id)
  FROM cor_bet n WHERE n.id = b.row;
UPDATE imp_leg l SET sport_id = coalesce(n.sport_id, l.sport_id),
                     competition_id = coalesce(n.competition_id, l.competition_id)
  FROM cor_new n JOIN imp_bet b ON b.row = n.id
 WHERE n.position > 0 AND l.account_id = b.account_id AND l.ref = b.ref AND l.position = n.position
"""
CORRECTED_EVENTS = """
SELECT DISTINCT b.sport_id, s.slug, b.event
  FROM imp_bet b JOIN cor_bet n ON n.id = b.row AND n.sport_id IS NOT NULL JOIN bets_sport s ON s.id = b.sport_id
 WHERE b.event <> ''
"""
REMEMBER = """
UPDATE imports_bettelling t SET seen = s.seen
  FROM cor_seen s JOIN imp_bet_id i ON i.row = s.row WHERE t.id = i.telling_id AND i.is_first
"""


def correct_file() -> bool:
    """Let what stands corrected be so in imp_bet and imp_leg; what the words told goes into cor_seen. Whether anything
    does."""
    if not judge(FILE_BETS, FILE_LEGS):
        return False
    with connection.cursor() as cursor:
        cursor.execute(KEEP_SEEN)
        cursor.execute(CORRECT_FILE)
        cursor.execute(CORRECTED_EVENTS)
        link_events(cursor.fetchall())
    return True


def remember_seen() -> None:
    """Keep cor_seen in the tellings of the file, which assign_bets() has just made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.cor_seen') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(REMEMBER)


TELLINGS = """
CREATE TEMP TABLE cor_telling ON COMMIT DROP AS SELECT DISTINCT id FROM ({matches}) m;
CREATE UNIQUE INDEX ON pg_temp.cor_telling (id);
ANALYZE pg_temp.cor_telling
"""
# Every telling concerned, from what its words tell and what stands now; seen only where the two differ.
CORRECT_TOLD = f"""
WITH was AS (
    SELECT t.id, {SEEN_LEGS} AS legs, {", ".join(f"{SEEN.format(name=name)} AS {name}" for name in IDS)}
      FROM imports_bettelling t JOIN cor_telling c ON c.id = t.id
), now AS (
    SELECT w.id, {", ".join(f"coalesce(n.{name}, w.{name}) AS {name}" for name in IDS)},
           (SELECT jsonb_agg(CASE WHEN l.id IS NULL THEN e.leg ELSE e.leg || jsonb_strip_nulls(jsonb_build_object(
                       'sport_id', l.sport_id, 'competition_id', l.competition_id)) END ORDER BY e.place)
              FROM jsonb_array_elements(w.legs) WITH ORDINALITY AS e (leg, place)
              LEFT JOIN cor_new l ON l.id = w.id AND l.position = (e.leg->>'position')::int AND l.position > 0) AS legs
      FROM was w LEFT JOIN cor_bet n ON n.id = w.id
)
UPDATE imports_bettelling t
   SET {", ".join(f"{name} = n.{name}" for name in (*IDS, "legs"))},
       seen = CASE WHEN ({", ".join(f"w.{name}" for name in (*IDS, "legs"))})
                        IS DISTINCT FROM ({", ".join(f"n.{name}" for name in (*IDS, "legs"))})
                   THEN {ORIGINAL.format("w")} || jsonb_build_object('legs', w.legs) END
  FROM was w JOIN now n ON n.id = w.id WHERE t.id = w.id
"""  # noqa: S608
NOTHING_STANDS = """
CREATE TEMP TABLE {name} (id bigint, position int, sport_id bigint, competition_id bigint, market_id bigint)
    ON COMMIT DROP
"""


def correct_tellings(correction_ids: Sequence[int]) -> int:
    """Bring the tellings that corrections fit to what stands now (made or undone); how many they are.

    They are in cor_telling afterwards.
    """
    which = f"c.id IN ({', '.join(str(int(pk)) for pk in correction_ids)})"
    matches = matching(which, TOLD_BETS, TOLD_LEGS)
    if not matches:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.cor_telling")
        cursor.execute(TELLINGS.format(matches=matches))
        cursor.execute("SELECT count(*) FROM cor_telling")
        (count,) = cursor.fetchone()
        if not count:
            return 0
        bets, legs = (
            f"SELECT * FROM ({source}) o WHERE o.id IN (SELECT id FROM cor_telling)"  # noqa: S608
            for source in (TOLD_BETS, TOLD_LEGS)
        )
        if not judge(bets, legs):
            for name in ("cor_new", "cor_bet"):
                cursor.execute(NOTHING_STANDS.format(name=name))
        cursor.execute(CORRECT_TOLD)
    return int(count)
