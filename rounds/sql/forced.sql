-- A forced result: two people who have nothing to win by it, and no forced end without them.

CREATE FUNCTION rounds_has_wager(person bigint, asked bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM rounds_wager WHERE owner_id = person AND round_id = asked)
$$;
REVOKE ALL ON FUNCTION rounds_has_wager(bigint, bigint) FROM PUBLIC;

CREATE FUNCTION rounds_forced_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.confirmed_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL THEN
        PERFORM rounds_refused('forced_begins', 'a forced result begins as a proposal');
    END IF;
    IF EXISTS (SELECT 1 FROM rounds_round WHERE id = NEW.round_id AND ended_at IS NOT NULL) THEN
        PERFORM rounds_refused('round_has_ended', 'a round that has ended stays as it is');
    END IF;
    IF rounds_has_wager(NEW.proposed_by_id, NEW.round_id) THEN
        PERFORM rounds_refused('forced_no_interest', 'who wagered on a round does not say how it ends');
    END IF;
    NEW.proposed_at := betsite_now();
    RETURN NEW;
END $$;

CREATE FUNCTION rounds_forced_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
        PERFORM rounds_refused('forced_stays', 'a forced result that was decided stays as it is');
    END IF;
    IF (OLD.id, OLD.round_id, OLD.outcome, OLD.close, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
       IS DISTINCT FROM (NEW.id, NEW.round_id, NEW.outcome, NEW.close, NEW.reason, NEW.proposed_by_id, NEW.proposed_at) THEN
        PERFORM rounds_refused('forced_stays', 'what was proposed stays as it is: withdraw it and propose anew');
    END IF;
    IF NEW.confirmed_by_id IS NOT NULL THEN
        IF rounds_has_wager(NEW.confirmed_by_id, NEW.round_id) OR rounds_has_wager(NEW.proposed_by_id, NEW.round_id) THEN
            PERFORM rounds_refused('forced_no_interest', 'who wagered on a round does not say how it ends');
        END IF;
        NEW.confirmed_at := betsite_now();
    END IF;
    IF NEW.withdrawn_by_id IS NOT NULL THEN
        NEW.withdrawn_at := betsite_now();
    END IF;
    RETURN NEW;
END $$;

-- A round ends by force only as two people confirmed it.
CREATE FUNCTION rounds_end_is_vouched_for() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM rounds_forced f
         WHERE f.round_id = NEW.id AND f.confirmed_at IS NOT NULL AND f.close IS NOT DISTINCT FROM NEW.close
           AND (NEW.state = 'void' OR f.outcome = NEW.outcome)
    ) THEN
        PERFORM rounds_refused('round_forced_by_two', 'a forced result needs two of the staff');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER forced_begins BEFORE INSERT ON rounds_forced
    FOR EACH ROW EXECUTE FUNCTION rounds_forced_begins();
CREATE TRIGGER forced_moves BEFORE UPDATE ON rounds_forced
    FOR EACH ROW EXECUTE FUNCTION rounds_forced_moves();
CREATE TRIGGER forced_stays BEFORE DELETE OR TRUNCATE ON rounds_forced
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER round_vouched_for BEFORE UPDATE ON rounds_round
    FOR EACH ROW WHEN (NEW.is_forced AND NOT OLD.is_forced) EXECUTE FUNCTION rounds_end_is_vouched_for();

--- reverse:
DROP TRIGGER round_vouched_for ON rounds_round;
DROP TRIGGER forced_stays ON rounds_forced;
DROP TRIGGER forced_moves ON rounds_forced;
DROP TRIGGER forced_begins ON rounds_forced;
DROP FUNCTION rounds_end_is_vouched_for();
DROP FUNCTION rounds_forced_moves();
DROP FUNCTION rounds_forced_begins();
DROP FUNCTION rounds_has_wager(bigint, bigint);
