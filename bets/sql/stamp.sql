-- Every change of somebody's bets gives their book a new stamp, in the same transaction. Whoever keeps figures worked out
-- from bets (analytics/columns) keeps the stamp beside them and knows by one comparison whether they still hold. A
-- random number and no counter: the file of another database, or of a change that was rolled back, never fits.

CREATE FUNCTION bets_stamp_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO bets_bookstamp AS known (owner_id, stamp, bets)
    SELECT owner_id, gen_random_uuid(), count(*) FROM told GROUP BY owner_id ORDER BY owner_id
    ON CONFLICT (owner_id) DO UPDATE SET stamp = excluded.stamp, bets = known.bets + excluded.bets;
    RETURN NULL;
END $$;

CREATE FUNCTION bets_stamp_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO bets_bookstamp AS known (owner_id, stamp, bets)
    SELECT owner_id, gen_random_uuid(), sum(step)
      FROM (SELECT owner_id, count(*) AS step FROM told GROUP BY owner_id
            UNION ALL
            SELECT owner_id, -count(*) FROM former GROUP BY owner_id) steps
     GROUP BY owner_id ORDER BY owner_id
    ON CONFLICT (owner_id) DO UPDATE SET stamp = excluded.stamp, bets = known.bets + excluded.bets;
    RETURN NULL;
END $$;

CREATE FUNCTION bets_stamp_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE bets_bookstamp known SET stamp = gen_random_uuid(), bets = known.bets - less.bets
      FROM (SELECT owner_id, count(*) AS bets FROM former GROUP BY owner_id ORDER BY owner_id) less
     WHERE known.owner_id = less.owner_id;
    RETURN NULL;
END $$;

CREATE TRIGGER bet_stamps AFTER INSERT ON bets_bet REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bets_stamp_told();
CREATE TRIGGER bet_stamps_changed AFTER UPDATE ON bets_bet REFERENCING NEW TABLE AS told OLD TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION bets_stamp_changed();
CREATE TRIGGER bet_stamps_gone AFTER DELETE ON bets_bet REFERENCING OLD TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION bets_stamp_gone();

ALTER TABLE bets_bookstamp ADD CONSTRAINT bookstamp_owner
    FOREIGN KEY (owner_id) REFERENCES accounts_user (id) ON DELETE CASCADE;

INSERT INTO bets_bookstamp (owner_id, stamp, bets)
SELECT owner_id, gen_random_uuid(), count(*) FROM bets_bet GROUP BY owner_id;

--- reverse:
ALTER TABLE bets_bookstamp DROP CONSTRAINT bookstamp_owner;
DROP TRIGGER bet_stamps_gone ON bets_bet;
DROP TRIGGER bet_stamps_changed ON bets_bet;
DROP TRIGGER bet_stamps ON bets_bet;
DROP FUNCTION bets_stamp_gone();
DROP FUNCTION bets_stamp_changed();
DROP FUNCTION bets_stamp_told();
