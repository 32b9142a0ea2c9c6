-- The guard of the journal, third edition of ledger_movements_kept() in kept.sql, which stays for the way back: crowded
-- days are kept in one pass over the statement's rows. The former one looked through all of them again for every
-- crowded day of every account, which made an import of a million bets five times as slow.

-- enable_sort off: the plan of the first scan is kept for the session, and hashing suits one row as well as a million.
CREATE FUNCTION ledger_movements_checked() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
    uid bigint := betsite_uid();
    accounts bigint[]; currencies text[]; days date[]; debits bigint[]; credits bigint[]; counts bigint[];
    oldest timestamptz; newest timestamptz; has_header boolean; has_reversal boolean; has_floor boolean;
    has_hold boolean; held bigint[]; one ledger_movement;
    crowded record; wrong record; refused bigint;
BEGIN
    PERFORM 1 FROM posted OFFSET 1 LIMIT 1;
    IF NOT FOUND THEN
        SELECT * INTO one FROM posted;
        IF FOUND THEN
            PERFORM ledger_keep_parts(account, 1, midnight, midnight + interval '1 day', ids)
               FROM ledger_keep_one(one, uid) AS c (account, midnight, ids);
        END IF;
        RETURN NULL;
    END IF;
    SELECT array_agg(account_id), array_agg(currency), array_agg(day),
           array_agg(debit), array_agg(credit), array_agg(entries),
           min(oldest_at), max(newest_at), bool_or(events > 0), bool_or(reversals > 0),
           bool_or(holds > 0)
      INTO accounts, currencies, days, debits, credits, counts, oldest, newest, has_header, has_reversal, has_hold
      FROM (SELECT account_id, currency, day, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit,
                   count(*) AS entries, min(posted_at) AS oldest_at, max(posted_at) AS newest_at,
                   count(transaction_id) AS events, count(reverses_id) AS reversals,
                   count(hold_id) + count(expires_at) AS holds
              FROM (SELECT debit_id AS account_id, currency, (effective_at AT TIME ZONE 'UTC')::date AS day,
                           amount_micro AS debit, 0::bigint AS credit, posted_at, transaction_id, reverses_id,
                           hold_id, expires_at
                      FROM posted
                    UNION ALL
                    SELECT credit_id, currency, (effective_at AT TIME ZONE 'UTC')::date, 0, amount_micro,
                           NULL, NULL, NULL,
                           NULL, NULL
                      FROM posted) AS side
             GROUP BY account_id, day, currency
             ORDER BY account_id, day) AS sums;
    -- The time of writing is the database's to say (one minute for a clock that is being corrected).
    IF newest > betsite_now() + interval '1 minute'
       OR oldest < betsite_now() - (clock_timestamp() - statement_timestamp()) - interval '1 minute' THEN
        RAISE EXCEPTION 'posted_at % is not the time of this statement', newest
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posted_now', TABLE = 'ledger_movement';
    END IF;

    -- Accounts exist, are of the movement's currency, and are the acting user's own or the house's.
    SELECT min(s.account_id) FILTER (WHERE a.id IS NULL OR a.currency <> s.currency OR a.owner_id <> uid),
           bool_or(a.floor_micro IS NOT NULL), array_agg(a.id) FILTER (WHERE ledger_holds(a.code))
      INTO refused, has_floor, held
      FROM unnest(accounts, currencies) AS s (account_id, currency) LEFT JOIN ledger_account a ON a.id = s.account_id;
    IF refused IS NOT NULL THEN
        PERFORM ledger_refuse_account(refused, s.currency, uid)
           FROM unnest(accounts, currencies) AS s (account_id, currency) WHERE s.account_id = refused;
    END IF;

    -- Lock in the order of account ids: two statements that meet wait for each other, they never deadlock.
    PERFORM 1 FROM ledger_balance WHERE account_id = ANY (accounts) ORDER BY account_id FOR UPDATE;
    UPDATE ledger_balance b
       SET debit_micro = b.debit_micro + s.debit, credit_micro = b.credit_micro + s.credit,
           entries = b.entries + s.entries
      FROM (SELECT account_id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit,
                   sum(entries)::bigint AS entries
              FROM unnest(accounts, debits, credits, counts) AS side (account_id, debit, credit, entries)
             GROUP BY account_id) AS s
     WHERE b.account_id = s.account_id;

    -- What is wrong with a hold is said before what is wrong with a floor.
    IF has_hold OR held IS NOT NULL THEN
        PERFORM ledger_keep_holds(array_agg(id)) FROM posted
          WHERE hold_id IS NOT NULL OR expires_at IS NOT NULL OR debit_id = ANY (held) OR credit_id = ANY (held);
    END IF;

    -- A floor refuses what brings an account below it; what raises a broken one is welcome.
    IF has_floor THEN
        SELECT a.id, a.floor_micro, b.debit_micro - b.credit_micro AS balance_micro INTO wrong
          FROM (SELECT account_id
                  FROM unnest(accounts, debits, credits) AS side (account_id, debit, credit)
                 GROUP BY account_id HAVING sum(debit) < sum(credit)) AS lowered
          JOIN ledger_account a ON a.id = lowered.account_id AND a.floor_micro IS NOT NULL
          JOIN ledger_balance b ON b.account_id = a.id AND b.debit_micro - b.credit_micro < a.floor_micro LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'account % would have %, below its floor %', wrong.id, wrong.balance_micro, wrong.floor_micro
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_floor', TABLE = 'ledger_movement';
        END IF;
    END IF;

    -- The balance rows are locked, so nobody else writes these days now. Of days that were crowded before the movements
    -- are picked in one pass, however many there are; a day that has just become crowded is summed up by its index.
    FOR crowded IN
        WITH written AS (
            INSERT INTO ledger_daybalance AS d (account_id, day, debit_micro, credit_micro, entries)
            SELECT * FROM unnest(accounts, days, debits, credits, counts)
                ON CONFLICT (account_id, day) DO UPDATE
               SET debit_micro = d.debit_micro + excluded.debit_micro, entries = d.entries + excluded.entries,
                   credit_micro = d.credit_micro + excluded.credit_micro
            RETURNING d.account_id, d.day, d.entries
        ), busy AS MATERIALIZED (
            SELECT w.account_id, w.day, w.entries - s.added > ledger_crowd() AS was
              FROM written w JOIN unnest(accounts, days, counts) AS s (account_id, day, added) USING (account_id, day)
             WHERE w.entries > ledger_crowd()
        ), picked AS (
            SELECT account_id, day, array_agg(id) AS ids
              FROM (SELECT debit_id AS account_id, (effective_at AT TIME ZONE 'UTC')::date AS day, id FROM posted
                    UNION ALL
                    SELECT credit_id, (effective_at AT TIME ZONE 'UTC')::date, id FROM posted) AS side
              JOIN busy USING (account_id, day) WHERE busy.was GROUP BY account_id, day
        )
        SELECT account_id, day::timestamp AT TIME ZONE 'UTC' AS midnight, picked.ids
          FROM busy LEFT JOIN picked USING (account_id, day)
    LOOP
        PERFORM ledger_keep_parts(crowded.account_id, 1, crowded.midnight, crowded.midnight + interval '1 day', crowded.ids);
    END LOOP;

    IF has_header THEN
        PERFORM ledger_check_headers(array_agg(transaction_id), array_agg(entries))
           FROM (SELECT transaction_id, count(*) AS entries FROM posted WHERE transaction_id IS NOT NULL
                  GROUP BY transaction_id) AS events;
    END IF;
    IF has_reversal THEN
        PERFORM ledger_check_mirror(VARIADIC array_agg(id)) FROM posted WHERE reverses_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER movement_posted ON ledger_movement;
CREATE TRIGGER movement_posted AFTER INSERT ON ledger_movement REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_movements_checked();

--- reverse:
DROP TRIGGER movement_posted ON ledger_movement;
CREATE TRIGGER movement_posted AFTER INSERT ON ledger_movement REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_movements_kept();
DROP FUNCTION ledger_movements_checked();
