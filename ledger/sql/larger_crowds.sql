-- A day is crowded from two thousand entries of an account, where it was from five hundred: its parts of 100 seconds held
-- one or two entries each, and writing them took an import of a million bets longer than all else its trigger does.
-- Two thousand entries are read in a millisecond or two. Nobody posts meanwhile, by the former measure or the new one.

LOCK TABLE ledger_movement IN SHARE ROW EXCLUSIVE MODE;

CREATE OR REPLACE FUNCTION ledger_crowd() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2000;

-- Parts of what is no crowd now would be left behind by what is posted next, and found wrong when it becomes one.
DELETE FROM ledger_partbalance p
 WHERE level = 1 AND NOT EXISTS (
       SELECT FROM ledger_daybalance d
        WHERE d.account_id = p.account_id AND d.day = (p.starts_at AT TIME ZONE 'UTC')::date
          AND d.entries > ledger_crowd());
DO $$ BEGIN
    FOR deeper IN 2 .. 4 LOOP
        DELETE FROM ledger_partbalance p
         WHERE level = deeper AND NOT EXISTS (
               SELECT FROM ledger_partbalance above
                WHERE above.account_id = p.account_id AND above.level = deeper - 1
                  AND above.starts_at = ledger_part_start(deeper - 1, p.starts_at)
                  AND above.entries > ledger_crowd());
    END LOOP;
END $$;

--- reverse:
LOCK TABLE ledger_movement IN SHARE ROW EXCLUSIVE MODE;
CREATE OR REPLACE FUNCTION ledger_crowd() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
DELETE FROM ledger_partbalance;
SELECT ledger_keep_parts(account_id, 1, day::timestamp AT TIME ZONE 'UTC',
                         (day + 1)::timestamp AT TIME ZONE 'UTC', NULL)
  FROM ledger_daybalance WHERE entries > ledger_crowd();
