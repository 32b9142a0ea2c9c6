-- Sources, what they said and what was disputed: written once, at the database's time, by the right kind of source.

ALTER TABLE rounds_observation
    ADD CONSTRAINT observation_raw_is_told CHECK (raw_sha256 = encode(sha256(raw), 'hex')),
    ADD CONSTRAINT observation_raw_size CHECK (octet_length(raw) <= 262144);

CREATE FUNCTION rounds_source_added() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.added_at := betsite_now();
    NEW.disabled_at := NULL;
    RETURN NEW;
END $$;

-- A source can be taken out of use, once; with other settings it is another source.
CREATE FUNCTION rounds_source_moves() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.disabled_at IS NOT NULL OR NEW.disabled_at IS NULL
       OR (OLD.id, OLD.instrument_id, OLD.name, OLD.adapter, OLD.settings, OLD.rank, OLD.added_at)
          IS DISTINCT FROM
          (NEW.id, NEW.instrument_id, NEW.name, NEW.adapter, NEW.settings, NEW.rank, NEW.added_at) THEN
        PERFORM rounds_refused('source_stays', 'a source is taken out of use, and never changed');
    END IF;
    NEW.disabled_at := betsite_now();
    RETURN NEW;
END $$;

CREATE FUNCTION rounds_observed() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s rounds_source;
BEGIN
    SELECT * INTO s FROM rounds_source WHERE id = NEW.source_id;
    IF s.instrument_id IS DISTINCT FROM NEW.instrument_id THEN
        PERFORM rounds_refused('observation_of_its_source', 'that source speaks of another instrument');
    END IF;
    IF (s.adapter = 'manual') <> (NEW.by_id IS NOT NULL) THEN
        PERFORM rounds_refused('observation_said_by', 'a manual source speaks by a member of staff, no other does');
    END IF;
    NEW.fetched_at := betsite_now();
    RETURN NEW;
END $$;

CREATE FUNCTION rounds_disputed() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM rounds_round r JOIN rounds_observation o ON o.id = NEW.observation_id
         WHERE r.id = NEW.round_id AND r.instrument_id = o.instrument_id AND r.session = o.session
           AND least(r.ended_at, r.void_at) <= o.fetched_at AND o.source_id = NEW.source_id AND o.value IS NOT NULL) THEN
        PERFORM rounds_refused('dispute_is_late', 'a dispute is about what was said when a round had ended');
    END IF;
    NEW.made_at := betsite_now();
    RETURN NEW;
END $$;

CREATE FUNCTION rounds_dispute_answered() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL
       OR (OLD.id, OLD.round_id, OLD.source_id, OLD.observation_id, OLD.value, OLD.close, OLD.made_at)
          IS DISTINCT FROM
          (NEW.id, NEW.round_id, NEW.source_id, NEW.observation_id, NEW.value, NEW.close, NEW.made_at) THEN
        PERFORM rounds_refused('dispute_stays', 'a dispute is answered once, and never changed');
    END IF;
    NEW.answered_at := betsite_now();
    RETURN NEW;
END $$;

CREATE TRIGGER source_added BEFORE INSERT ON rounds_source
    FOR EACH ROW EXECUTE FUNCTION rounds_source_added();
CREATE TRIGGER source_moves BEFORE UPDATE ON rounds_source
    FOR EACH ROW EXECUTE FUNCTION rounds_source_moves();
CREATE TRIGGER source_stays BEFORE DELETE OR TRUNCATE ON rounds_source
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER observed BEFORE INSERT ON rounds_observation
    FOR EACH ROW EXECUTE FUNCTION rounds_observed();
CREATE TRIGGER observation_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON rounds_observation
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER disputed BEFORE INSERT ON rounds_dispute
    FOR EACH ROW EXECUTE FUNCTION rounds_disputed();
CREATE TRIGGER dispute_answered BEFORE UPDATE ON rounds_dispute
    FOR EACH ROW EXECUTE FUNCTION rounds_dispute_answered();
CREATE TRIGGER dispute_stays BEFORE DELETE OR TRUNCATE ON rounds_dispute
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- The application sees what was said of a session when its round has ended; staff jobs see all of it.
ALTER TABLE rounds_observation ENABLE ROW LEVEL SECURITY;
CREATE POLICY ended_sessions ON rounds_observation FOR SELECT USING (NOT EXISTS (
    SELECT 1 FROM rounds_round r
     WHERE r.instrument_id = rounds_observation.instrument_id AND r.session = rounds_observation.session
       AND r.ended_at IS NULL));

--- reverse:
DROP POLICY ended_sessions ON rounds_observation;
ALTER TABLE rounds_observation DISABLE ROW LEVEL SECURITY;
DROP TRIGGER dispute_stays ON rounds_dispute;
DROP TRIGGER dispute_answered ON rounds_dispute;
DROP TRIGGER disputed ON rounds_dispute;
DROP TRIGGER observation_stays ON rounds_observation;
DROP TRIGGER observed ON rounds_observation;
DROP TRIGGER source_stays ON rounds_source;
DROP TRIGGER source_moves ON rounds_source;
DROP TRIGGER source_added ON rounds_source;
DROP FUNCTION rounds_dispute_answered();
DROP FUNCTION rounds_disputed();
DROP FUNCTION rounds_observed();
DROP FUNCTION rounds_source_moves();
DROP FUNCTION rounds_source_added();
ALTER TABLE rounds_observation DROP CONSTRAINT observation_raw_size, DROP CONSTRAINT observation_raw_is_told;
