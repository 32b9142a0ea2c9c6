-- Texts whose sport or kind of market nobody knows, with the bets and the money behind each (micro-units of the currency).
-- Of a multi its legs are what is not recognised. id: the same for the same text, for the pages of the list.
CREATE VIEW bets_unrecognised WITH (security_invoker = true) AS
WITH told AS (
    SELECT b.owner_id, 'sport' AS what,
           CASE WHEN b.event_name <> '' THEN 'event' WHEN b.selection <> '' THEN 'selection' ELSE 'market' END AS field,
           coalesce(nullif(b.event_name, ''), nullif(b.selection, ''), b.market_name) AS text,
           b.id AS bet_id, b.currency, coalesce(b.stake_micro + b.bonus_stake_micro, abs(b.profit_micro), 0) AS money
      FROM bets_bet b
     WHERE b.sport_id IS NULL AND NOT EXISTS (SELECT 1 FROM bets_leg l WHERE l.bet_id = b.id)
    UNION ALL
    SELECT b.owner_id, 'sport',
           CASE WHEN l.event_name <> '' THEN 'event' WHEN l.selection <> '' THEN 'selection' ELSE 'market' END,
           coalesce(nullif(l.event_name, ''), nullif(l.selection, ''), l.market_name),
           b.id, b.currency, coalesce(b.stake_micro + b.bonus_stake_micro, 0)
      FROM bets_leg l JOIN bets_bet b ON b.id = l.bet_id
     WHERE l.sport_id IS NULL
    UNION ALL
    SELECT b.owner_id, 'market', CASE WHEN b.market_name <> '' THEN 'market' ELSE 'selection' END,
           coalesce(nullif(b.market_name, ''), b.selection),
           b.id, b.currency, coalesce(b.stake_micro + b.bonus_stake_micro, abs(b.profit_micro), 0)
      FROM bets_bet b LEFT JOIN bets_market m ON m.id = b.market_type_id
     WHERE m.id IS NULL OR m.owner_id IS NOT NULL
)
SELECT hashtextextended(concat_ws(E'\x1f', what, field, lower(text), currency), owner_id) AS id,
       owner_id, what, field, min(text) AS text, currency, count(DISTINCT bet_id) AS bets, sum(money)::bigint AS money_micro,
       min(bet_id) AS bet_id
  FROM told
 WHERE text <> ''
 GROUP BY owner_id, what, field, lower(text), currency;

--- reverse:
DROP VIEW bets_unrecognised;
