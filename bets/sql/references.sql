-- What bets and legs refer to exists, and is everybody's or the same person's. Checked once per statement over the
-- distinct references: a row-level foreign key takes longer to check a million bets than to write them.

CREATE FUNCTION bets_refuse_reference(rule text, id bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'There is no % for the id % that a bet or leg names.', split_part(rule, '_', 2), id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION bets_bets_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT * INTO wrong FROM (
        SELECT 'bet_owner' AS rule, t.owner_id AS id FROM (SELECT DISTINCT owner_id FROM told) t
         WHERE NOT EXISTS (SELECT 1 FROM accounts_user r WHERE r.id = t.owner_id)
        UNION ALL
        SELECT 'bet_account', t.account_id FROM (SELECT DISTINCT owner_id, account_id FROM told) t
         WHERE NOT EXISTS (SELECT 1 FROM ledger_account r WHERE r.id = t.account_id AND r.owner_id = t.owner_id)
        UNION ALL
        SELECT 'bet_bookmaker', t.bookmaker_id FROM (SELECT DISTINCT owner_id, bookmaker_id FROM told) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_bookmaker r
                            WHERE r.id = t.bookmaker_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
        UNION ALL
        SELECT 'bet_sport', t.sport_id FROM (SELECT DISTINCT owner_id, sport_id FROM told WHERE sport_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_sport r
                            WHERE r.id = t.sport_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
        UNION ALL
        SELECT 'bet_competition', t.competition_id
          FROM (SELECT DISTINCT owner_id, competition_id FROM told WHERE competition_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_competition r
                            WHERE r.id = t.competition_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
        UNION ALL
        SELECT 'bet_market', t.market_type_id
          FROM (SELECT DISTINCT owner_id, market_type_id FROM told WHERE market_type_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_market r
                            WHERE r.id = t.market_type_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
        UNION ALL
        SELECT 'bet_event', t.event_id FROM (SELECT DISTINCT owner_id, event_id FROM told WHERE event_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_event r
                            WHERE r.id = t.event_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
    ) AS lacking LIMIT 1;
    IF FOUND THEN PERFORM bets_refuse_reference(wrong.rule, wrong.id); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER bet_refers AFTER INSERT ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_told();
CREATE TRIGGER bet_refers_still AFTER UPDATE ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_told();

CREATE FUNCTION bets_legs_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wrong record;
BEGIN
    SELECT * INTO wrong FROM (
        SELECT 'leg_bet' AS rule, t.bet_id AS id FROM (SELECT DISTINCT owner_id, bet_id FROM told) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_bet r WHERE r.id = t.bet_id AND r.owner_id = t.owner_id)
        UNION ALL
        SELECT 'leg_sport', t.sport_id FROM (SELECT DISTINCT owner_id, sport_id FROM told WHERE sport_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_sport r
                            WHERE r.id = t.sport_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
        UNION ALL
        SELECT 'leg_competition', t.competition_id
          FROM (SELECT DISTINCT owner_id, competition_id FROM told WHERE competition_id IS NOT NULL) t
         WHERE NOT EXISTS (SELECT 1 FROM bets_competition r
                            WHERE r.id = t.competition_id AND coalesce(r.owner_id, t.owner_id) = t.owner_id)
    ) AS lacking LIMIT 1;
    IF FOUND THEN PERFORM bets_refuse_reference(wrong.rule, wrong.id); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER leg_refers AFTER INSERT ON bets_leg REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_legs_told();
CREATE TRIGGER leg_refers_still AFTER UPDATE ON bets_leg REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_legs_told();

-- The other direction: what a bet or a leg names cannot go.
CREATE FUNCTION bets_refuse_used() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE is_used boolean; place int;
BEGIN
    -- arguments: table, column, table, column, ...
    FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I = $1)', TG_ARGV[2 * place], TG_ARGV[2 * place + 1])
           INTO is_used USING OLD.id;
        IF is_used THEN
            RAISE EXCEPTION 'It is named by a row of %.', TG_ARGV[2 * place]
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_used';
        END IF;
    END LOOP;
    RETURN OLD;
END $$;

CREATE TRIGGER user_used BEFORE DELETE ON accounts_user FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'owner_id', 'bets_leg', 'owner_id');
CREATE TRIGGER bookmaker_used BEFORE DELETE ON bets_bookmaker FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'bookmaker_id');
CREATE TRIGGER sport_used BEFORE DELETE ON bets_sport FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'sport_id', 'bets_leg', 'sport_id');
CREATE TRIGGER competition_used BEFORE DELETE ON bets_competition FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'competition_id', 'bets_leg', 'competition_id');
CREATE TRIGGER market_used BEFORE DELETE ON bets_market FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'market_type_id');
CREATE TRIGGER event_used BEFORE DELETE ON bets_event FOR EACH ROW
    EXECUTE FUNCTION bets_refuse_used('bets_bet', 'event_id');

CREATE FUNCTION bets_bets_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bets_leg l JOIN gone g ON g.id = l.bet_id) THEN
        RAISE EXCEPTION 'A bet goes only after its legs.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'leg_bet';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER bet_gone AFTER DELETE ON bets_bet REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bets_bets_gone();

--- reverse:
DROP TRIGGER bet_gone ON bets_bet;
DROP FUNCTION bets_bets_gone();
DROP TRIGGER event_used ON bets_event;
DROP TRIGGER market_used ON bets_market;
DROP TRIGGER competition_used ON bets_competition;
DROP TRIGGER sport_used ON bets_sport;
DROP TRIGGER bookmaker_used ON bets_bookmaker;
DROP TRIGGER user_used ON accounts_user;
DROP FUNCTION bets_refuse_used();
DROP TRIGGER leg_refers_still ON bets_leg;
DROP TRIGGER leg_refers ON bets_leg;
DROP FUNCTION bets_legs_told();
DROP TRIGGER bet_refers_still ON bets_bet;
DROP TRIGGER bet_refers ON bets_bet;
DROP FUNCTION bets_bets_told();
DROP FUNCTION bets_refuse_reference(text, bigint);
