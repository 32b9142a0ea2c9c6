-- The ways money may come and go: no step is skipped, none is taken back, and every one is written down.

CREATE FUNCTION treasury_step_refused(name text, detail text) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', detail USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

-- --- Withdrawals ---------------------------------------------------------------------------------------------------
CREATE FUNCTION treasury_withdrawal_begins() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'requested' THEN
        PERFORM treasury_step_refused('withdrawal_begins', 'a withdrawal begins as requested, not ' || NEW.state);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION treasury_withdrawal_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    approvals bigint;
BEGIN
    IF (OLD.id, OLD.owner_id, OLD.token, OLD.chain, OLD.chain_id, OLD.recipient, OLD.currency, OLD.amount_micro,
        OLD.hold, OLD.approvals_needed, OLD.requested_at)
       IS DISTINCT FROM
       (NEW.id, NEW.owner_id, NEW.token, NEW.chain, NEW.chain_id, NEW.recipient, NEW.currency, NEW.amount_micro,
        NEW.hold, NEW.approvals_needed, NEW.requested_at) THEN
        PERFORM treasury_step_refused('withdrawal_fixed', 'what a withdrawal pays, and to whom, never changes');
    END IF;
    IF OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
           ('requested', 'approved'), ('requested', 'refused'), ('requested', 'cancelled'),
           ('approved', 'signed'), ('approved', 'refused'), ('approved', 'cancelled'),
           ('signed', 'broadcast'), ('signed', 'unknown'),
           ('broadcast', 'confirmed'), ('broadcast', 'failed'), ('broadcast', 'unknown'),
           ('unknown', 'broadcast'), ('unknown', 'confirmed'), ('unknown', 'failed')) THEN
        PERFORM treasury_step_refused('withdrawal_step', format('no withdrawal goes from %s to %s', OLD.state, NEW.state));
    END IF;
    -- The owner may withdraw the request, and approve what needs no approval: nothing else.
    IF betsite_uid() IS NOT NULL AND NEW.state <> 'cancelled'
       AND NOT (NEW.state = 'approved' AND NEW.approvals_needed = 0) THEN
        PERFORM treasury_step_refused('withdrawal_own_step', 'this step is not the owner''s to make');
    END IF;
    IF NEW.state = 'approved' THEN
        SELECT count(*) INTO approvals FROM treasury_approval a
         WHERE a.withdrawal_id = NEW.id AND a.staff_id <> NEW.owner_id;
        IF approvals < NEW.approvals_needed THEN
            PERFORM treasury_step_refused('withdrawal_approved',
                format('%s of %s approvals are there', approvals, NEW.approvals_needed));
        END IF;
    END IF;
    IF NEW.state = 'signed' AND NOT EXISTS (
           SELECT 1 FROM treasury_walletnonce n JOIN treasury_signedtransaction s ON s.nonce_id = n.id
            WHERE n.withdrawal_id = NEW.id) THEN
        PERFORM treasury_step_refused('withdrawal_signed', 'nothing signed is stored for this withdrawal');
    END IF;
    NEW.changed_at := betsite_now();
    RETURN NEW;
END $$;

CREATE FUNCTION treasury_withdrawal_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.state <> NEW.state THEN
        INSERT INTO treasury_withdrawalstep (owner_id, withdrawal_id, state, by_id, note, made_at)
        VALUES (NEW.owner_id, NEW.id, NEW.state, NEW.by_id, NEW.note, betsite_now());
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER withdrawal_begins BEFORE INSERT ON treasury_withdrawal
    FOR EACH ROW EXECUTE FUNCTION treasury_withdrawal_begins();
CREATE TRIGGER withdrawal_moves BEFORE UPDATE ON treasury_withdrawal
    FOR EACH ROW EXECUTE FUNCTION treasury_withdrawal_moves();
CREATE TRIGGER withdrawal_moved AFTER INSERT OR UPDATE ON treasury_withdrawal
    FOR EACH ROW EXECUTE FUNCTION treasury_withdrawal_moved();
CREATE TRIGGER withdrawal_stays BEFORE DELETE OR TRUNCATE ON treasury_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER withdrawal_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_withdrawalstep
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Nobody approves what is their own, and an approval given is not taken back: the withdrawal can be refused.
CREATE FUNCTION treasury_approval_given() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM treasury_withdrawal w WHERE w.id = NEW.withdrawal_id AND w.owner_id = NEW.staff_id) THEN
        PERFORM treasury_step_refused('approval_by_another', 'nobody approves a withdrawal of their own');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER approval_given BEFORE INSERT ON treasury_approval
    FOR EACH ROW EXECUTE FUNCTION treasury_approval_given();
CREATE TRIGGER approval_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_approval
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- A number is taken once and for ever, and what was signed is what is sent.
CREATE TRIGGER nonce_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_walletnonce
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER signed_stays BEFORE DELETE OR TRUNCATE ON treasury_signedtransaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER signed_fixed BEFORE UPDATE ON treasury_signedtransaction FOR EACH ROW
    WHEN ((OLD.nonce_id, OLD.number, OLD.tx_hash, OLD.raw) IS DISTINCT FROM (NEW.nonce_id, NEW.number, NEW.tx_hash, NEW.raw))
    EXECUTE FUNCTION ledger_refuse();

-- --- Deposits ------------------------------------------------------------------------------------------------------
CREATE FUNCTION treasury_deposit_moves() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.owner_id, OLD.chain, OLD.chain_id, OLD.tx_hash, OLD.log_index, OLD.currency, OLD.amount_micro)
       IS DISTINCT FROM
       (NEW.id, NEW.owner_id, NEW.chain, NEW.chain_id, NEW.tx_hash, NEW.log_index, NEW.currency, NEW.amount_micro) THEN
        PERFORM treasury_step_refused('deposit_fixed', 'what was deposited, and by whom, never changes');
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
           ('observed', 'confirming'), ('observed', 'credited'), ('observed', 'orphaned'),
           ('confirming', 'observed'), ('confirming', 'credited'), ('confirming', 'orphaned'),
           ('credited', 'orphaned'), ('orphaned', 'observed')) THEN
        PERFORM treasury_step_refused('deposit_step', format('no deposit goes from %s to %s', OLD.state, NEW.state));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deposit_moves BEFORE UPDATE ON treasury_deposit
    FOR EACH ROW EXECUTE FUNCTION treasury_deposit_moves();
CREATE TRIGGER deposit_stays BEFORE DELETE OR TRUNCATE ON treasury_deposit
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

--- reverse:
DROP TRIGGER deposit_stays ON treasury_deposit;
DROP TRIGGER deposit_moves ON treasury_deposit;
DROP FUNCTION treasury_deposit_moves();
DROP TRIGGER signed_fixed ON treasury_signedtransaction;
DROP TRIGGER signed_stays ON treasury_signedtransaction;
DROP TRIGGER nonce_stays ON treasury_walletnonce;
DROP TRIGGER approval_stays ON treasury_approval;
DROP TRIGGER approval_given ON treasury_approval;
DROP FUNCTION treasury_approval_given();
DROP TRIGGER withdrawal_step_stays ON treasury_withdrawalstep;
DROP TRIGGER withdrawal_stays ON treasury_withdrawal;
DROP TRIGGER withdrawal_moved ON treasury_withdrawal;
DROP TRIGGER withdrawal_moves ON treasury_withdrawal;
DROP TRIGGER withdrawal_begins ON treasury_withdrawal;
DROP FUNCTION treasury_withdrawal_moved();
DROP FUNCTION treasury_withdrawal_moves();
DROP FUNCTION treasury_withdrawal_begins();
DROP FUNCTION treasury_step_refused(text, text);
