-- What a person asked to be kept from. Asking for less money or more rest works at once; the other way round the
-- database makes them wait, whoever asks.

CREATE FUNCTION accounts_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % stay as they were written', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER pause_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_pause
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();
CREATE TRIGGER limit_stays BEFORE DELETE OR TRUNCATE ON accounts_limit
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();
CREATE TRIGGER idempotency_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_idempotencyrecord
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();

-- Nobody says when an act was but the database.
CREATE FUNCTION accounts_audit_now() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.acted_at := betsite_now();
    RETURN NEW;
END $$;
CREATE TRIGGER audit_now BEFORE INSERT ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION accounts_audit_now();

-- One change of a person's protection at a time, and none while a movement of theirs is being decided.
CREATE FUNCTION accounts_protection_lock(owner bigint) RETURNS void
    LANGUAGE sql
    RETURN pg_advisory_xact_lock(hashtextextended('accounts.protection', owner));

-- A break lasts from 24 hours to 6 weeks, an exclusion at least three months.
CREATE FUNCTION accounts_check_pause() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_protection_lock(NEW.owner_id);
    NEW.starts_at := betsite_now();
    IF NEW.kind = 'cool_off' AND NOT NEW.until_at BETWEEN NEW.starts_at + interval '24 hours' - interval '1 minute'
                                                      AND NEW.starts_at + interval '42 days' + interval '1 minute' THEN
        RAISE EXCEPTION 'a break lasts from 24 hours to six weeks'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pause_length', TABLE = 'accounts_pause';
    ELSIF NEW.kind = 'exclusion' AND NEW.until_at < NEW.starts_at + interval '89 days' THEN
        RAISE EXCEPTION 'a self-exclusion lasts three months at least'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pause_length', TABLE = 'accounts_pause';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pause_length BEFORE INSERT ON accounts_pause
    FOR EACH ROW EXECUTE FUNCTION accounts_check_pause();

-- Less than now (or a first limit) is in force at once and drops what was pending; all else waits a day at least.
CREATE FUNCTION accounts_new_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    present record;
BEGIN
    PERFORM accounts_protection_lock(NEW.owner_id);
    SELECT amount_micro, time_zone INTO present FROM accounts_limit
     WHERE owner_id = NEW.owner_id AND kind = NEW.kind AND period = NEW.period AND currency = NEW.currency
       AND confirmed_at IS NOT NULL ORDER BY confirmed_at DESC, id DESC LIMIT 1;
    UPDATE accounts_limit SET cancelled_at = betsite_now()
     WHERE owner_id = NEW.owner_id AND kind = NEW.kind AND period = NEW.period AND currency = NEW.currency
       AND confirmed_at IS NULL AND cancelled_at IS NULL;
    NEW.created_at := betsite_now();
    NEW.cancelled_at := NULL;
    IF NEW.amount_micro IS NOT NULL AND (present.amount_micro IS NULL OR NEW.amount_micro < present.amount_micro) THEN
        -- Another calendar could give back what is used up, so that waits for a wish that waits anyway.
        NEW.time_zone := CASE WHEN present.amount_micro IS NULL THEN NEW.time_zone ELSE present.time_zone END;
        NEW.effective_at := NEW.created_at;
        NEW.confirmed_at := NEW.created_at;
    ELSE
        NEW.effective_at := greatest(NEW.effective_at, NEW.created_at + interval '24 hours');
        NEW.confirmed_at := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER limit_new BEFORE INSERT ON accounts_limit
    FOR EACH ROW EXECUTE FUNCTION accounts_new_limit();

-- Afterwards a pending wish is confirmed when its time has come, or cancelled; nothing else ever changes.
CREATE FUNCTION accounts_settle_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_protection_lock(OLD.owner_id);
    IF OLD.confirmed_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL
       OR (NEW.id, NEW.owner_id, NEW.kind, NEW.period, NEW.currency, NEW.amount_micro, NEW.time_zone, NEW.created_at,
           NEW.effective_at) IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.kind, OLD.period, OLD.currency,
           OLD.amount_micro, OLD.time_zone, OLD.created_at, OLD.effective_at) THEN
        RAISE EXCEPTION 'limit % stays as it was written', OLD.id
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'limit_stays', TABLE = 'accounts_limit';
    ELSIF NEW.confirmed_at IS NOT NULL THEN
        IF betsite_now() < OLD.effective_at THEN
            RAISE EXCEPTION 'limit % may be confirmed from % on', OLD.id, OLD.effective_at
                USING ERRCODE = 'check_violation', CONSTRAINT = 'limit_waits', TABLE = 'accounts_limit';
        END IF;
        NEW.confirmed_at := betsite_now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER limit_settled BEFORE UPDATE ON accounts_limit
    FOR EACH ROW EXECUTE FUNCTION accounts_settle_limit();

--- reverse:
DROP TRIGGER limit_settled ON accounts_limit;
DROP TRIGGER limit_new ON accounts_limit;
DROP TRIGGER audit_now ON accounts_auditentry;
DROP TRIGGER pause_length ON accounts_pause;
DROP TRIGGER idempotency_stays ON accounts_idempotencyrecord;
DROP TRIGGER audit_stays ON accounts_auditentry;
DROP TRIGGER limit_stays ON accounts_limit;
DROP TRIGGER pause_stays ON accounts_pause;
DROP FUNCTION accounts_settle_limit();
DROP FUNCTION accounts_new_limit();
DROP FUNCTION accounts_protection_lock(bigint);
DROP FUNCTION accounts_audit_now();
DROP FUNCTION accounts_check_pause();
DROP FUNCTION accounts_refuse();
