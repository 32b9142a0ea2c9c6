-- The guard of the journal, second edition of ledger_movements_posted() in movement.sql, which stays for the way back.
-- It runs as the tables' owner, whoever inserts. It keeps holds and the parts of crowded days besides, and has a short
-- way for one movement: the same checks, in the same order, without sums.

-- The short way of one movement: the same checks in the same order as below, without sums. Gives the days that are
-- crowded, with what ledger_keep_parts() needs to know.
CREATE FUNCTION ledger_keep_one(one ledger_movement, uid bigint)
RETURNS TABLE (account bigint, midnight timestamptz, ids bigint[])
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    sides record; left_micro bigint; today date := (one.effective_at AT TIME ZONE 'UTC')::date;
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

    RETURN QUERY
        WITH written AS (
            INSERT INTO ledger_daybalance AS d (account_id, day, debit_micro, credit_micro, entries)
            VALUES (one.debit_id, today, one.amount_micro, 0, 1), (one.credit_id, today, 0, one.amount_micro, 1)
                ON CONFLICT (account_id, day) DO UPDATE
               SET debit_micro = d.debit_micro + excluded.debit_micro, entries = d.entries + excluded.entries,
                   credit_micro = d.credit_micro + excluded.credit_micro
            RETURNING d.account_id, d.entries
        )
        SELECT w.account_id, today::timestamp AT TIME ZONE 'UTC',
               CASE WHEN w.entries > ledger_crowd() + 1 THEN ARRAY[one.id] END
          FROM written w WHERE w.entries > ledger_crowd();
END $$;

-- A reversal is the mirror of the movement it names, which is no reversal itself.
CREATE FUNCTION ledger_check_mirror(VARIADIC ids bigint[]) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    SELECT p.id, p.reverses_id INTO wrong
      FROM ledger_movement p LEFT JOIN ledger_movement o ON o.id = p.reverses_id
     WHERE p.id = ANY (ids)
       AND (o.reverses_id IS NOT NULL OR (o.debit_id, o.credit_id, o.amount_micro, o.currency)
            IS DISTINCT FROM (p.credit_id, p.debit_id, p.amount_micro, p.currency)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'movement % does not mirror movement %', wrong.id, wrong.reverses_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_mirrors', TABLE = 'ledger_movement';
    END IF;
END $$;

-- enable_sort off: the plan of the first scan is kept for the session, and hashing suits one row as well as a million.
CREATE FUNCTION ledger_movements_kept() RETURNS trigger
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

    -- The balance rows are locked, so nobody else writes these days now.
    FOR crowded IN
        WITH written AS (
            INSERT INTO ledger_daybalance AS d (account_id, day, debit_micro, credit_micro, entries)
            SELECT * FROM unnest(accounts, days, debits, credits, counts)
                ON CONFLICT (account_id, day) DO UPDATE
               SET debit_micro = d.debit_micro + excluded.debit_micro, entries = d.entries + excluded.entries,
                   credit_micro = d.credit_micro + excluded.credit_micro
            RETURNING d.account_id, d.day, d.entries
        )
        SELECT account_id, day, day::timestamp AT TIME ZONE 'UTC' AS midnight, entries
          FROM written WHERE entries > ledger_crowd()
    LOOP
        PERFORM ledger_keep_parts(
            crowded.account_id, 1, crowded.midnight, crowded.midnight + interval '1 day',
            (SELECT CASE WHEN crowded.entries - count(*) > ledger_crowd() THEN array_agg(id) END FROM posted
              WHERE crowded.account_id IN (debit_id, credit_id)
                AND effective_at >= crowded.midnight AND effective_at < crowded.midnight + interval '1 day'));
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
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_movements_kept();

-- One movement for the acting user; its id, or null when the key is taken. It gives no right that an INSERT does not:
-- what the row policy asks of the row (that one side is the acting user's) is asked here, where it costs two look-ups
-- and not a list of all the person's accounts. The trigger refuses everything else.
CREATE FUNCTION ledger_post(debit bigint, credit bigint, amount bigint, currency text, kind text, key text,
                            effective timestamptz, reverses bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.id IN ($1, $2) AND a.owner_id = betsite_uid()) THEN
        RAISE EXCEPTION 'neither account % nor account % is the acting user''s', debit, credit
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'ledger_own_accounts', TABLE = 'ledger_movement';
    END IF;
    INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, reverses_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT movement_key_once DO NOTHING
    RETURNING id INTO written;
    RETURN written;
END $$;

--- reverse:
DROP TRIGGER movement_posted ON ledger_movement;
CREATE TRIGGER movement_posted AFTER INSERT ON ledger_movement REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_movements_posted();
DROP FUNCTION ledger_movements_kept();
DROP FUNCTION ledger_check_mirror(bigint[]);
DROP FUNCTION ledger_keep_one(ledger_movement, bigint);
DROP FUNCTION ledger_post(bigint, bigint, bigint, text, text, text, timestamptz, bigint);
