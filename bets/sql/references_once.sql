-- What new and changed bets refer to, second edition of bets_bets_told() in references.sql, which stays for the way back:
-- the distinct combinations are found by one pass over the statement's rows, where seven were made over a million bets.

CREATE FUNCTION bets_bets_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    WITH named AS MATERIALIZED (
        SELECT DISTINCT owner_id, account_id, bookmaker_id, sport_id, competition_id, market_type_id, event_id FROM told
    ), shared AS (
        SELECT 'bet_bookmaker' AS rule, n.owner_id, n.bookmaker_id AS id, r.id AS there, r.owner_id AS belongs_to
          FROM named n LEFT JOIN bets_bookmaker r ON r.id = n.bookmaker_id
        UNION ALL
        SELECT 'bet_sport', n.owner_id, n.sport_id, r.id, r.owner_id
          FROM named n LEFT JOIN bets_sport r ON r.id = n.sport_id WHERE n.sport_id IS NOT NULL
        UNION ALL
        SELECT 'bet_competition', n.owner_id, n.competition_id, r.id, r.owner_id
          FROM named n LEFT JOIN bets_competition r ON r.id = n.competition_id WHERE n.competition_id IS NOT NULL
        UNION ALL
        SELECT 'bet_market', n.owner_id, n.market_type_id, r.id, r.owner_id
          FROM named n LEFT JOIN bets_market r ON r.id = n.market_type_id WHERE n.market_type_id IS NOT NULL
        UNION ALL
        SELECT 'bet_event', n.owner_id, n.event_id, r.id, r.owner_id
          FROM named n LEFT JOIN bets_event r ON r.id = n.event_id WHERE n.event_id IS NOT NULL
    )
    SELECT * INTO wrong FROM (
        SELECT 'bet_owner' AS rule, n.owner_id AS id FROM named n
         WHERE NOT EXISTS (SELECT 1 FROM accounts_user r WHERE r.id = n.owner_id)
        UNION ALL
        SELECT 'bet_account', n.account_id FROM named n
         WHERE NOT EXISTS (SELECT 1 FROM ledger_account r WHERE r.id = n.account_id AND r.owner_id = n.owner_id)
        UNION ALL
        SELECT rule, id FROM shared WHERE there IS NULL OR belongs_to <> owner_id
    ) AS lacking LIMIT 1;
    IF FOUND THEN PERFORM bets_refuse_reference(wrong.rule, wrong.id); END IF;
    RETURN NULL;
END $$;

DROP TRIGGER bet_refers ON bets_bet;
DROP TRIGGER bet_refers_still ON bets_bet;
CREATE TRIGGER bet_refers AFTER INSERT ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_named();
CREATE TRIGGER bet_refers_still AFTER UPDATE ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_named();

--- reverse:
DROP TRIGGER bet_refers_still ON bets_bet;
DROP TRIGGER bet_refers ON bets_bet;
CREATE TRIGGER bet_refers AFTER INSERT ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_told();
CREATE TRIGGER bet_refers_still AFTER UPDATE ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_told();
DROP FUNCTION bets_bets_named();
