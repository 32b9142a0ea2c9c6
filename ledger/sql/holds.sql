-- Holds: money set aside in an owner's held account, which leaves it only as a step of its own hold.
-- A hold is the movement that brings money into a held account; posts, voids and expiries are movements out of it that
-- name it (hold_id). Nobody but the journal's trigger writes ledger_hold.

-- Is this the code of an account that holds are kept in? A code never changes.
CREATE FUNCTION ledger_holds(code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN split_part(code, ':', 1) = 'held';

CREATE TRIGGER hold_stays BEFORE DELETE OR TRUNCATE ON ledger_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Keep the holds that these movements place and end. The balances of their accounts are locked by the trigger, and
-- every step of a hold touches its held account: two steps of one hold never run side by side.
CREATE FUNCTION ledger_keep_holds(ids bigint[]) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    step record;
    moment timestamptz := betsite_now();
BEGIN
    PERFORM ledger_check_hold_shapes(ids);

    INSERT INTO ledger_hold (movement_id, account_id, held_id, currency, amount_micro, left_micro, posted_micro,
                             state, expires_at)
    SELECT m.id, m.credit_id, m.debit_id, m.currency, m.amount_micro, m.amount_micro, 0, 'pending', m.expires_at
      FROM ledger_movement m JOIN ledger_account a ON a.id = m.debit_id
     WHERE m.id = ANY (ids) AND ledger_holds(a.code);

    FOR step IN
        SELECT h.movement_id, h.amount_micro, h.left_micro, h.state, h.expires_at, s.posting, s.giving_back, s.expiring
          FROM (SELECT m.hold_id,
                       coalesce(sum(m.amount_micro) FILTER (WHERE m.debit_id <> p.account_id), 0) AS posting,
                       coalesce(sum(m.amount_micro) FILTER (WHERE m.debit_id = p.account_id), 0) AS giving_back,
                       bool_or(m.kind = 'expiry') AS expiring
                  FROM ledger_movement m JOIN ledger_hold p ON p.movement_id = m.hold_id
                 WHERE m.id = ANY (ids) GROUP BY m.hold_id) AS s
          JOIN ledger_hold h ON h.movement_id = s.hold_id
    LOOP
        -- In this order, whatever is wrong besides: more than there ever was, ended, expired, more than is left.
        IF step.posting + step.giving_back > step.amount_micro THEN
            PERFORM ledger_refuse_step(step.movement_id, 'exceeded', 'was never that large');
        ELSIF step.state <> 'pending' THEN
            PERFORM ledger_refuse_step(step.movement_id, step.state, 'has ended: ' || step.state);
        ELSIF step.expiring AND (step.posting > 0 OR step.expires_at IS NULL OR step.expires_at > moment) THEN
            PERFORM ledger_refuse_step(step.movement_id, 'not_due', 'does not expire now');
        ELSIF NOT step.expiring AND step.expires_at <= moment THEN
            PERFORM ledger_refuse_step(step.movement_id, 'expired', 'has expired');
        ELSIF step.posting + step.giving_back > step.left_micro THEN
            PERFORM ledger_refuse_step(step.movement_id, 'exceeded', 'has less left');
        ELSIF step.giving_back > 0 AND step.posting + step.giving_back < step.left_micro THEN
            PERFORM ledger_refuse_step(step.movement_id, 'shape', 'is given back whole or not at all');
        END IF;
        UPDATE ledger_hold h
           SET left_micro = h.left_micro - step.posting - step.giving_back,
               posted_micro = h.posted_micro + step.posting,
               state = CASE WHEN h.left_micro > step.posting + step.giving_back THEN 'pending'
                            WHEN step.posting > 0 THEN 'posted' WHEN step.expiring THEN 'expired' ELSE 'voided' END,
               ended_at = CASE WHEN h.left_micro = step.posting + step.giving_back THEN moment END
         WHERE h.movement_id = step.movement_id;
    END LOOP;
END $$;

-- Each movement that touches a held account or names a hold is exactly a placing or a step of a hold of that account.
CREATE FUNCTION ledger_check_hold_shapes(ids bigint[]) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    SELECT m.id, m.hold_id, ledger_holds(c.code) AND NOT ledger_holds(d.code) AND h.movement_id IS NULL
           AND m.hold_id IS NOT NULL AS is_unknown INTO wrong
      FROM ledger_movement m
      JOIN ledger_account d ON d.id = m.debit_id JOIN ledger_account c ON c.id = m.credit_id
      LEFT JOIN ledger_hold h ON h.movement_id = m.hold_id AND h.held_id = m.credit_id
     WHERE m.id = ANY (ids)
       AND (m.reverses_id IS NOT NULL
            OR ledger_holds(d.code) = ledger_holds(c.code)
            OR ledger_holds(d.code) AND (m.hold_id IS NOT NULL OR d.owner_id IS DISTINCT FROM c.owner_id)
            OR ledger_holds(c.code) AND (h.movement_id IS NULL OR m.expires_at IS NOT NULL)) LIMIT 1;
    IF wrong.is_unknown THEN
        RAISE EXCEPTION 'movement % names hold %, which is no hold of its account', wrong.id, wrong.hold_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_hold_known', TABLE = 'ledger_movement';
    ELSIF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'movement % is no step of a hold: held money is placed, posted, voided and expires', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold_shape', TABLE = 'ledger_movement';
    END IF;
END $$;

CREATE FUNCTION ledger_refuse_step(hold bigint, reason text, said text) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'hold % %', hold, said
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_hold_' || reason, TABLE = 'ledger_hold';
END $$;

--- reverse:
DROP FUNCTION ledger_refuse_step(bigint, text, text);
DROP FUNCTION ledger_check_hold_shapes(bigint[]);
DROP FUNCTION ledger_keep_holds(bigint[]);
DROP TRIGGER hold_stays ON ledger_hold;
DROP FUNCTION ledger_holds(text);
