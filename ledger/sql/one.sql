-- The short way of one movement, second edition of ledger_keep_one() in kept.sql: a day that is crowded already costs it
-- one statement more, whatever the depth of its parts, where the general way needs two for each level and account.

ALTER FUNCTION ledger_keep_one(ledger_movement, bigint) RENAME TO ledger_keep_one_by_level;
ALTER TABLE ledger_partbalance SET (fillfactor = 70);

CREATE FUNCTION ledger_keep_one(one ledger_movement, uid bigint)
RETURNS TABLE (account bigint, midnight timestamptz, ids bigint[])
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    sides record; left_micro bigint; fresh bigint[]; into_crowd bigint; from_crowd bigint;
    today date := (one.effective_at AT TIME ZONE 'UTC')::date;
BEGIN
    SELECT d.currency AS debit_currency, c.currency AS credit_currency, d.owner_id AS debit_owner,
           c.owner_id AS credit_owner, c.floor_micro, ledger_holds(d.code) OR ledger_holds(c.code) AS is_held,
           betsite_now() AS now
      INTO sides
      FROM ledger_account d, ledger_account c WHERE d.id = one.debit_id AND c.id = one.credit_id;
    IF one.posted_at > sides.now + interval '1 minute'
       OR one.posted_at < sides.now - (clock_timestamp() - statement_timestamp()) - interval '1 minute' THEN
        RAISE EXCEPTION 'posted_at % is not the time of this statement', one.posted_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posted_now', TABLE = 'ledger_movement';
    END IF;
    IF sides.now IS NULL OR sides.debit_currency <> one.currency OR sides.credit_currency <> one.currency
       OR sides.debit_owner <> uid OR sides.credit_owner <> uid THEN
        PERFORM ledger_refuse_account(least(one.debit_id, one.credit_id), one.currency, uid);
        PERFORM ledger_refuse_account(greatest(one.debit_id, one.credit_id), one.currency, uid);
    END IF;

    IF one.debit_id < one.credit_id THEN
        UPDATE ledger_balance SET debit_micro = debit_micro + one.amount_micro, entries = entries + 1
         WHERE account_id = one.debit_id;
    END IF;
    UPDATE ledger_balance SET credit_micro = credit_micro + one.amount_micro, entries = entries + 1
     WHERE account_id = one.credit_id RETURNING debit_micro - credit_micro INTO left_micro;
    IF one.debit_id > one.credit_id THEN
        UPDATE ledger_balance SET debit_micro = debit_micro + one.amount_micro, entries = entries + 1
         WHERE account_id = one.debit_id;
    END IF;

    IF sides.is_held OR one.hold_id IS NOT NULL OR one.expires_at IS NOT NULL THEN
        PERFORM ledger_keep_holds(ARRAY[one.id]);
    END IF;
    IF left_micro < sides.floor_micro THEN
        RAISE EXCEPTION 'account % would have %, below its floor %', one.credit_id, left_micro, sides.floor_micro
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_floor', TABLE = 'ledger_movement';
    END IF;
    IF one.transaction_id IS NOT NULL THEN
        PERFORM ledger_check_headers(ARRAY[one.transaction_id], ARRAY[1]);
    END IF;
    IF one.reverses_id IS NOT NULL THEN
        PERFORM ledger_check_mirror(one.id);
    END IF;

    WITH written AS (
        INSERT INTO ledger_daybalance AS d (account_id, day, debit_micro, credit_micro, entries)
        VALUES (one.debit_id, today, one.amount_micro, 0, 1), (one.credit_id, today, 0, one.amount_micro, 1)
            ON CONFLICT (account_id, day) DO UPDATE
           SET debit_micro = d.debit_micro + excluded.debit_micro, entries = d.entries + excluded.entries,
               credit_micro = d.credit_micro + excluded.credit_micro
        RETURNING d.account_id, d.entries
    )
    SELECT array_agg(account_id) FILTER (WHERE entries = ledger_crowd() + 1),
           max(account_id) FILTER (WHERE entries > ledger_crowd() + 1 AND account_id = one.debit_id),
           max(account_id) FILTER (WHERE entries > ledger_crowd() + 1 AND account_id = one.credit_id)
      INTO fresh, into_crowd, from_crowd FROM written WHERE entries > ledger_crowd();
    IF into_crowd IS NOT NULL OR from_crowd IS NOT NULL THEN
        PERFORM ledger_keep_its_parts(one, into_crowd, from_crowd);
    END IF;
    IF fresh IS NOT NULL THEN
        RETURN QUERY SELECT unnest(fresh), today::timestamp AT TIME ZONE 'UTC', NULL::bigint[];
    END IF;
END $$;

-- Add one movement to the parts of its accounts whose day was crowded before (null for one whose was not). Their balance
-- rows are locked, so nobody else writes these parts now. Single values instead of arrays: PostgreSQL would plan a
-- statement with arrays of unknown length anew each time. The deepest part of an account is the one with fewest entries.
CREATE FUNCTION ledger_keep_its_parts(one ledger_movement, into_crowd bigint, from_crowd bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    start_1 timestamptz := ledger_part_start(1, one.effective_at);
    start_2 timestamptz := ledger_part_start(2, one.effective_at);
    start_3 timestamptz := ledger_part_start(3, one.effective_at);
    start_4 timestamptz := ledger_part_start(4, one.effective_at);
    amount bigint := one.amount_micro;
    deepest record;
BEGIN
    WITH written AS (
        UPDATE ledger_partbalance p
           SET debit_micro = p.debit_micro + CASE p.account_id WHEN into_crowd THEN amount ELSE 0 END,
               credit_micro = p.credit_micro + CASE p.account_id WHEN into_crowd THEN 0 ELSE amount END,
               entries = p.entries + 1
         WHERE p.account_id IN (into_crowd, from_crowd) AND p.level IN (1, 2, 3, 4)
           AND p.starts_at IN (start_1, start_2, start_3, start_4)
           AND p.starts_at = CASE p.level WHEN 1 THEN start_1 WHEN 2 THEN start_2 WHEN 3 THEN start_3 ELSE start_4 END
        RETURNING p.account_id, p.level, p.entries
    )
    SELECT coalesce(max(level) FILTER (WHERE account_id = into_crowd), 0) AS into_level,
           min(entries) FILTER (WHERE account_id = into_crowd) AS into_entries,
           coalesce(max(level) FILTER (WHERE account_id = from_crowd), 0) AS from_level,
           min(entries) FILTER (WHERE account_id = from_crowd) AS from_entries
      INTO deepest FROM written;
    IF into_crowd IS NOT NULL THEN
        PERFORM ledger_keep_next_part(one, into_crowd, deepest.into_level, deepest.into_entries);
    END IF;
    IF from_crowd IS NOT NULL THEN
        PERFORM ledger_keep_next_part(one, from_crowd, deepest.from_level, deepest.from_entries);
    END IF;
END $$;

-- After a movement was added to an account's parts down to this level (0 for none), which now has so many entries: the
-- next smaller part when this one is crowded, of all its movements when it has just become so.
CREATE FUNCTION ledger_keep_next_part(one ledger_movement, account bigint, deepest integer, entries bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    since timestamptz; until timestamptz;
BEGIN
    IF deepest = 0 THEN
        since := (one.effective_at AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC';
        PERFORM ledger_keep_parts(account, 1, since, since + interval '1 day', ARRAY[one.id]);
    ELSIF deepest < 4 AND entries > ledger_crowd() THEN
        since := ledger_part_start(deepest, one.effective_at);
        until := since + ledger_stride(deepest);
        PERFORM ledger_keep_parts(account, deepest + 1, since, until,
                                  CASE WHEN entries > ledger_crowd() + 1 THEN ARRAY[one.id] END);
    END IF;
END $$;

--- reverse:
DROP FUNCTION ledger_keep_one(ledger_movement, bigint);
DROP FUNCTION ledger_keep_its_parts(ledger_movement, bigint, bigint);
DROP FUNCTION ledger_keep_next_part(ledger_movement, bigint, integer, bigint);
ALTER FUNCTION ledger_keep_one_by_level(ledger_movement, bigint) RENAME TO ledger_keep_one;
ALTER TABLE ledger_partbalance RESET (fillfactor);
