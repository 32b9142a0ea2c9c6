-- What a round may become, who may wager and when: the database is the one that says no.

CREATE FUNCTION rounds_refused(name text, detail text) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', detail USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

-- --- Rounds --------------------------------------------------------------------------------------------------------
CREATE FUNCTION rounds_round_begins() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'open' THEN
        PERFORM rounds_refused('round_begins', 'a round begins open, not ' || NEW.state);
    END IF;
    IF NEW.locks_at <= betsite_now() THEN
        PERFORM rounds_refused('round_begins', 'a round that would lock at once is not opened');
    END IF;
    NEW.opened_at := betsite_now();
    RETURN NEW;
END $$;

-- The wagers of a round by side, and what was paid: what its end has to agree with.
CREATE FUNCTION rounds_check_end(r rounds_round) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    up numeric; down numeric; wagers bigint; paid numeric; left_over numeric;
    whole_close numeric; whole_reference numeric;
BEGIN
    SELECT coalesce(sum(amount_micro) FILTER (WHERE side = 'up'), 0),
           coalesce(sum(amount_micro) FILTER (WHERE side = 'down'), 0), count(*)
      INTO up, down, wagers FROM rounds_wager WHERE round_id = r.id;
    SELECT coalesce(sum(amount_micro), 0) INTO paid FROM rounds_payout WHERE round_id = r.id;
    IF (up, down, wagers) IS DISTINCT FROM (r.up_micro::numeric, r.down_micro::numeric, r.wager_count::bigint)
       OR up + down <> paid + r.fee_micro THEN
        PERFORM rounds_refused('round_conserves',
            format('%s up and %s down are not %s paid and a fee of %s', up, down, paid, r.fee_micro));
    END IF;
    SELECT sum(abs(debit_micro - credit_micro)) INTO left_over
      FROM ledger_balance WHERE account_id IN (r.up_account_id, r.down_account_id);
    IF left_over <> 0 THEN
        PERFORM rounds_refused('round_pools_empty', format('%s micro-units would stay in the pools', left_over));
    END IF;
    IF r.state = 'void' AND r.fee_micro <> 0 THEN
        PERFORM rounds_refused('round_void_is_free', 'a void round has no fee');
    END IF;
    IF r.state = 'settled' AND r.close IS NOT NULL AND NOT r.is_forced THEN
        whole_close := round(r.close, r.decimals); whole_reference := round(r.reference_close, r.decimals);
        IF (r.outcome = 'up') <> (whole_close > whole_reference) THEN
            PERFORM rounds_refused('round_outcome', format('%s after %s is not %s', r.close, r.reference_close, r.outcome));
        END IF;
    END IF;
END $$;

CREATE FUNCTION rounds_round_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state IN ('settled', 'void') THEN
        PERFORM rounds_refused('round_has_ended', 'a round that has ended stays as it is');
    END IF;
    IF (OLD.id, OLD.instrument_id, OLD.code, OLD.session, OLD.currency, OLD.decimals, OLD.reference_session,
        OLD.reference_close, OLD.fee_bps, OLD.quorum, OLD.tolerance, OLD.needs_final, OLD.up_account_id,
        OLD.down_account_id, OLD.opened_at)
       IS DISTINCT FROM
       (NEW.id, NEW.instrument_id, NEW.code, NEW.session, NEW.currency, NEW.decimals, NEW.reference_session,
        NEW.reference_close, NEW.fee_bps, NEW.quorum, NEW.tolerance, NEW.needs_final, NEW.up_account_id,
        NEW.down_account_id, NEW.opened_at) THEN
        PERFORM rounds_refused('round_fixed', 'the rules a round is played by are fixed when it opens');
    END IF;
    IF (OLD.locks_at, OLD.closes_at, OLD.settle_due_at, OLD.void_at)
       IS DISTINCT FROM (NEW.locks_at, NEW.closes_at, NEW.settle_due_at, NEW.void_at) THEN
        IF OLD.state <> 'open' OR NEW.locks_at > OLD.locks_at OR NEW.closes_at > OLD.closes_at
           OR NEW.settle_due_at > OLD.settle_due_at OR NEW.void_at > OLD.void_at THEN
            PERFORM rounds_refused('round_times_only_earlier', 'the times of a round move to earlier ones only, while it is open');
        END IF;
    END IF;
    IF OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('open', 'locked'), ('locked', 'settled'), ('locked', 'void')) THEN
        PERFORM rounds_refused('round_step', format('no round goes from %s to %s', OLD.state, NEW.state));
    END IF;
    IF NEW.state = 'locked' THEN
        NEW.locked_at := betsite_now();
    ELSE
        NEW.ended_at := betsite_now();
        IF NEW.state = 'settled' AND NOT NEW.is_forced AND NEW.ended_at < NEW.closes_at THEN
            PERFORM rounds_refused('round_settles_after_close', 'no close binds before the session has closed');
        END IF;
        PERFORM rounds_check_end(NEW);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER round_begins BEFORE INSERT ON rounds_round
    FOR EACH ROW EXECUTE FUNCTION rounds_round_begins();
CREATE TRIGGER round_moves BEFORE UPDATE ON rounds_round
    FOR EACH ROW EXECUTE FUNCTION rounds_round_moves();
CREATE TRIGGER round_stays BEFORE DELETE OR TRUNCATE ON rounds_round
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER wager_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON rounds_wager
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER payout_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON rounds_payout
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- A pay-out is of a wager, of its round and to its owner: asked once a statement.
CREATE FUNCTION rounds_payouts_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT m.wager_id INTO wrong FROM made m LEFT JOIN rounds_wager w ON w.id = m.wager_id
     WHERE (w.round_id, w.owner_id) IS DISTINCT FROM (m.round_id, m.owner_id) LIMIT 1;
    IF FOUND THEN
        PERFORM rounds_refused('payout_of_wager', format('there is no such wager %s', wrong));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payouts_made AFTER INSERT ON rounds_payout REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION rounds_payouts_made();

-- --- Wagers --------------------------------------------------------------------------------------------------------
-- The one way a wager comes to be: it waits for a lock in progress, then asks the clock; row and money are one thing.
-- Answers nothing when the token was used. The wallet's floor refuses what is not there (ledger/sql/kept.sql).
CREATE FUNCTION rounds_place(asked bigint, chosen text, micro bigint, once uuid,
                             OUT wager bigint, OUT at timestamptz, OUT movement bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r rounds_round; wallet bigint; person bigint := betsite_uid();
BEGIN
    IF person IS NULL THEN
        RAISE EXCEPTION 'nobody acts' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'wager_own';
    END IF;
    SELECT * INTO r FROM rounds_round WHERE id = asked FOR SHARE;
    at := betsite_now();
    IF r.id IS NULL OR r.state <> 'open' OR at >= r.locks_at THEN
        PERFORM rounds_refused('round_takes_wagers', format('round %s takes no wagers', asked));
    END IF;
    INSERT INTO rounds_wager (round_id, owner_id, side, amount_micro, token, placed_at)
    VALUES (r.id, person, chosen, micro, once, at)
        ON CONFLICT ON CONSTRAINT wager_once DO NOTHING RETURNING id INTO wager;
    IF wager IS NULL THEN
        RETURN;
    END IF;
    SELECT a.id INTO wallet FROM ledger_account a
     WHERE a.owner_id = person AND a.code = 'wallet' AND a.currency = r.currency;
    IF wallet IS NULL THEN
        PERFORM rounds_refused('wager_has_wallet', 'there is no wallet in ' || r.currency);
    END IF;
    movement := ledger_post(CASE chosen WHEN 'up' THEN r.up_account_id ELSE r.down_account_id END, wallet, micro,
                            r.currency, 'wager', 'wager:' || wager, at, NULL);
    IF movement IS NULL THEN
        PERFORM rounds_refused('wager_pays', format('the movement of wager %s is there already', wager));
    END IF;
END $$;

-- --- What everybody may know ---------------------------------------------------------------------------------------
-- The pools now, from the journal, and how many wagers are in them. Nothing of people.
CREATE FUNCTION rounds_pools(asked bigint, OUT up_micro bigint, OUT down_micro bigint, OUT wagers bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN r.ended_at IS NULL THEN u.debit_micro - u.credit_micro ELSE r.up_micro END,
           CASE WHEN r.ended_at IS NULL THEN d.debit_micro - d.credit_micro ELSE r.down_micro END,
           CASE WHEN r.ended_at IS NULL THEN u.entries + d.entries ELSE r.wager_count END
      FROM rounds_round r
      JOIN ledger_balance u ON u.account_id = r.up_account_id
      JOIN ledger_balance d ON d.account_id = r.down_account_id WHERE r.id = asked
$$;

-- All wagers of an ended round with what each was paid (0: nothing), lowest id first: the inputs of the proof.
CREATE FUNCTION rounds_inputs(asked bigint)
    RETURNS TABLE (wager bigint, side text, amount_micro bigint, paid_micro bigint, placed_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.side, w.amount_micro, coalesce(p.amount_micro, 0), w.placed_at
      FROM rounds_round r JOIN rounds_wager w ON w.round_id = r.id LEFT JOIN rounds_payout p ON p.wager_id = w.id
     WHERE r.id = asked AND r.ended_at IS NOT NULL ORDER BY w.id
$$;

-- The movements of an ended round's pools as the chain holds them: the sealed row's number, its bytes without people.
CREATE FUNCTION rounds_journal(asked bigint)
    RETURNS TABLE (id bigint, key text, kind text, amount_micro bigint, currency text, effective_at timestamptz,
                   from_pool text, into_pool text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.key, m.kind, m.amount_micro, m.currency, m.effective_at,
           CASE m.credit_id WHEN r.up_account_id THEN 'up' WHEN r.down_account_id THEN 'down' ELSE '' END,
           CASE m.debit_id WHEN r.up_account_id THEN 'up' WHEN r.down_account_id THEN 'down' ELSE '' END
      FROM rounds_round r
      JOIN ledger_movement m ON m.debit_id IN (r.up_account_id, r.down_account_id)
                             OR m.credit_id IN (r.up_account_id, r.down_account_id)
     WHERE r.id = asked AND r.ended_at IS NOT NULL ORDER BY m.id
$$;

--- reverse:
DROP FUNCTION rounds_journal(bigint);
DROP FUNCTION rounds_inputs(bigint);
DROP FUNCTION rounds_pools(bigint);
DROP FUNCTION rounds_place(bigint, text, bigint, uuid);
DROP TRIGGER payouts_made ON rounds_payout;
DROP FUNCTION rounds_payouts_made();
DROP TRIGGER payout_stays ON rounds_payout;
DROP TRIGGER wager_stays ON rounds_wager;
DROP TRIGGER round_stays ON rounds_round;
DROP TRIGGER round_moves ON rounds_round;
DROP TRIGGER round_begins ON rounds_round;
DROP FUNCTION rounds_round_moves();
DROP FUNCTION rounds_check_end(rounds_round);
DROP FUNCTION rounds_round_begins();
DROP FUNCTION rounds_refused(text, text);
