-- Closures that staff enter. What has closed is over: a day may be called off, shortened or put back until its close.

CREATE FUNCTION markets_special_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moment timestamptz := betsite_now(); former markets_specialsession;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('markets.special ' || NEW.exchange, 0));
    NEW.made_at := moment;
    SELECT * INTO former FROM markets_specialsession
     WHERE exchange = NEW.exchange AND day = NEW.day ORDER BY id DESC LIMIT 1;
    -- The stock exchanges of the world close within the UTC day of their session.
    IF (NEW.scheduled_closes_at AT TIME ZONE 'UTC')::date <> NEW.day
       OR (NEW.exchange IN ('XNAS', 'XNYS') AND NEW.scheduled_closes_at
           > (NEW.day + time '16:00') AT TIME ZONE 'America/New_York')
       OR former.scheduled_closes_at <> NEW.scheduled_closes_at THEN
        RAISE EXCEPTION 'The session of % does not close at %.', NEW.day, NEW.scheduled_closes_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'special_scheduled';
    END IF;
    IF coalesce(former.closes_at, NEW.scheduled_closes_at) <= moment OR NEW.closes_at <= moment THEN
        RAISE EXCEPTION 'The session of % has closed.', NEW.day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'special_not_over';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER special_told BEFORE INSERT ON markets_specialsession
    FOR EACH ROW EXECUTE FUNCTION markets_special_told();
CREATE TRIGGER special_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_specialsession
    FOR EACH STATEMENT EXECUTE FUNCTION markets_refuse();

--- reverse:
DROP TRIGGER special_stays ON markets_specialsession;
DROP TRIGGER special_told ON markets_specialsession;
DROP FUNCTION markets_special_told();
