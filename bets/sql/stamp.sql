-- Every change of somebody's bets gives their book a new stamp, in the same transaction. Whoever keeps figures worked out
-- from bets (analytics/columns) keeps the stamp beside them and knows by one comparison whether they still hold. A
-- random number and no counter: the file of another database, or of a change that was rolled back, never fits.
-- The last changes of few bets are remembered with their ids, so that what is kept can be brought up to date.

CREATE FUNCTION bets_restamp(owner bigint, step bigint, ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE former uuid; fresh uuid := gen_random_uuid();
BEGIN
    SELECT stamp INTO former FROM bets_bookstamp WHERE owner_id = owner FOR UPDATE;
    INSERT INTO bets_bookstamp AS known (owner_id, stamp, bets) VALUES (owner, fresh, step)
    ON CONFLICT (owner_id) DO UPDATE SET stamp = excluded.stamp, bets = known.bets + excluded.bets;
    DELETE FROM bets_bookchange
     WHERE owner_id = owner
       AND (ids IS NULL OR id IN (SELECT id FROM bets_bookchange WHERE owner_id = owner ORDER BY id DESC OFFSET 50));
    IF ids IS NOT NULL AND former IS NOT NULL THEN
        INSERT INTO bets_bookchange (owner_id, before, after, bet_ids) VALUES (owner, former, fresh, ids);
    END IF;
END $$;
REVOKE ALL ON FUNCTION bets_restamp(bigint, bigint, bigint[]) FROM PUBLIC;

CREATE FUNCTION bets_stamp_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE o record;
BEGIN
    FOR o IN SELECT owner_id, count(*) AS step FROM told GROUP BY owner_id ORDER BY owner_id LOOP
        PERFORM bets_restamp(o.owner_id, o.step, CASE WHEN o.step <= 2000 THEN
            (SELECT array_agg(id) FROM told WHERE owner_id = o.owner_id) END);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION bets_stamp_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE o record;
BEGIN
    FOR o IN SELECT owner_id, sum(one)::bigint AS step, count(*) AS many
               FROM (SELECT owner_id, 1 AS one FROM told UNION ALL SELECT owner_id, -1 FROM former) both_tables
              GROUP BY owner_id ORDER BY owner_id LOOP
        PERFORM bets_restamp(o.owner_id, o.step, CASE WHEN o.many <= 4000 THEN
            (SELECT array_agg(id) FROM (SELECT id FROM told WHERE owner_id = o.owner_id
                                         UNION SELECT id FROM former WHERE owner_id = o.owner_id) either) END);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION bets_stamp_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE o record;
BEGIN
    FOR o IN SELECT owner_id, count(*) AS step FROM former GROUP BY owner_id ORDER BY owner_id LOOP
        PERFORM bets_restamp(o.owner_id, -o.step, CASE WHEN o.step <= 2000 THEN
            (SELECT array_agg(id) FROM former WHERE owner_id = o.owner_id) END);
    END LOOP;
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
ALTER TABLE bets_bookchange ADD CONSTRAINT bookchange_owner
    FOREIGN KEY (owner_id) REFERENCES accounts_user (id) ON DELETE CASCADE;

INSERT INTO bets_bookstamp (owner_id, stamp, bets)
SELECT owner_id, gen_random_uuid(), count(*) FROM bets_bet GROUP BY owner_id;

--- reverse:
ALTER TABLE bets_bookchange DROP CONSTRAINT bookchange_owner;
ALTER TABLE bets_bookstamp DROP CONSTRAINT bookstamp_owner;
DROP TRIGGER bet_stamps_gone ON bets_bet;
DROP TRIGGER bet_stamps_changed ON bets_bet;
DROP TRIGGER bet_stamps ON bets_bet;
DROP FUNCTION bets_stamp_gone();
DROP FUNCTION bets_stamp_changed();
DROP FUNCTION bets_stamp_told();
DROP FUNCTION bets_restamp(bigint, bigint, bigint[]);
