-- Balances as of a moment in a crowded day: a day with more than five hundred entries of an account is kept in parts, a
-- crowded part in smaller ones, down to single microseconds. So no sum ever reads more than some thousand rows.

CREATE FUNCTION ledger_crowd() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;

-- How long a part is at each level.
CREATE FUNCTION ledger_stride(level integer) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (ARRAY[interval '100 seconds', interval '0.1 second', interval '0.0001 second',
                  interval '0.000001 second'])[level];

-- When the part of this level begins that a moment lies in. Every day begins with a new part.
CREATE FUNCTION ledger_part_start(level integer, moment timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN date_bin(ledger_stride(level), moment, timestamptz '2000-01-01 00:00:00+00');

-- Add entries of an account between two moments to its parts of a level: these movements, or (null) all there are,
-- for a time that has just become crowded.
CREATE FUNCTION ledger_keep_parts(account bigint, at_level integer, since timestamptz, until timestamptz, ids bigint[])
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    crowded record;
    sums bigint[]; starts timestamptz[]; debits bigint[]; credits bigint[]; counts bigint[];
BEGIN
    IF ids IS NULL THEN
        SELECT array_agg(starts_at), array_agg(debit), array_agg(credit), array_agg(entries)
          INTO starts, debits, credits, counts
          FROM (SELECT ledger_part_start(at_level, effective_at) AS starts_at, sum(debit)::bigint AS debit,
                       sum(credit)::bigint AS credit, count(*) AS entries
                  FROM (SELECT effective_at, amount_micro AS debit, 0::bigint AS credit FROM ledger_movement
                         WHERE debit_id = account AND effective_at >= since AND effective_at < until
                        UNION ALL
                        SELECT effective_at, 0, amount_micro FROM ledger_movement
                         WHERE credit_id = account AND effective_at >= since AND effective_at < until) AS side
                 GROUP BY 1) AS part;
    ELSE
        SELECT array_agg(starts_at), array_agg(debit), array_agg(credit), array_agg(entries)
          INTO starts, debits, credits, counts
          FROM (SELECT ledger_part_start(at_level, effective_at) AS starts_at, count(*) AS entries,
                       coalesce(sum(amount_micro) FILTER (WHERE debit_id = account), 0)::bigint AS debit,
                       coalesce(sum(amount_micro) FILTER (WHERE credit_id = account), 0)::bigint AS credit
                  FROM (SELECT * FROM ledger_movement WHERE id = ANY (ids) OFFSET 0) AS m
                 WHERE effective_at >= since AND effective_at < until
                 GROUP BY 1) AS part;
    END IF;
    FOR crowded IN
        WITH written AS (
            INSERT INTO ledger_partbalance AS p (account_id, level, starts_at, debit_micro, credit_micro, entries)
            SELECT account, at_level, * FROM unnest(starts, debits, credits, counts)
                ON CONFLICT (account_id, level, starts_at) DO UPDATE
               SET debit_micro = p.debit_micro + excluded.debit_micro,
                   credit_micro = p.credit_micro + excluded.credit_micro, entries = p.entries + excluded.entries
            RETURNING p.starts_at, p.entries
        )
        SELECT w.starts_at, w.entries - s.entries > ledger_crowd() AS was
          FROM written w JOIN unnest(starts, counts) AS s (starts_at, entries) ON s.starts_at = w.starts_at
         WHERE w.entries > ledger_crowd() AND at_level < 4
    LOOP
        PERFORM ledger_keep_parts(account, at_level + 1, crowded.starts_at, crowded.starts_at + ledger_stride(at_level),
                                  CASE WHEN crowded.was THEN ids END);
    END LOOP;
END $$;

-- Debits minus credits of an account up to and at a moment, of what the asking role may see (zero of what it may not).
CREATE FUNCTION ledger_balance_asof(account bigint, moment timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    today date := (moment AT TIME ZONE 'UTC')::date;
    since timestamptz := today::timestamp AT TIME ZONE 'UTC';
    part_start timestamptz; first_day date; last_day date;
    total bigint; before bigint; inside bigint; crowd bigint;
BEGIN
    -- From whichever end is nearer: the days before, or what there is now less the days from this one on.
    SELECT min(day), max(day) INTO first_day, last_day FROM ledger_daybalance WHERE account_id = account;
    IF today - first_day > last_day - today THEN
        SELECT debit_micro - credit_micro INTO total FROM ledger_balance WHERE account_id = account;
        SELECT total - coalesce(sum(debit_micro - credit_micro), 0) INTO total
          FROM ledger_daybalance WHERE account_id = account AND day >= today;
    ELSE
        SELECT coalesce(sum(debit_micro - credit_micro), 0) INTO total
          FROM ledger_daybalance WHERE account_id = account AND day < today;
    END IF;
    SELECT entries INTO crowd FROM ledger_daybalance WHERE account_id = account AND day = today;
    FOR at_level IN 1 .. 4 LOOP
        EXIT WHEN crowd IS NULL OR crowd <= ledger_crowd();
        part_start := ledger_part_start(at_level, moment);
        SELECT coalesce(sum(debit_micro - credit_micro) FILTER (WHERE starts_at < part_start), 0),
               coalesce(sum(debit_micro - credit_micro) FILTER (WHERE starts_at = part_start), 0),
               max(entries) FILTER (WHERE starts_at = part_start)
          INTO before, inside, crowd
          FROM ledger_partbalance
         WHERE account_id = account AND level = at_level AND starts_at BETWEEN since AND part_start;
        total := total + before;
        since := part_start;
        IF at_level = 4 THEN
            RETURN total + inside;  -- a microsecond is wholly before or wholly after
        END IF;
    END LOOP;
    IF crowd IS NULL THEN
        RETURN total;
    END IF;
    RETURN total
         + coalesce((SELECT sum(amount_micro) FROM ledger_movement
                      WHERE debit_id = account AND effective_at BETWEEN since AND moment), 0)
         - coalesce((SELECT sum(amount_micro) FROM ledger_movement
                      WHERE credit_id = account AND effective_at BETWEEN since AND moment), 0);
END $$;

--- reverse:
DROP FUNCTION ledger_balance_asof(bigint, timestamptz);
DROP FUNCTION ledger_keep_parts(bigint, integer, timestamptz, timestamptz, bigint[]);
DROP FUNCTION ledger_part_start(integer, timestamptz);
DROP FUNCTION ledger_stride(integer);
DROP FUNCTION ledger_crowd();
