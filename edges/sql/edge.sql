-- What was found never changes; its state moves one way, and each move leaves a row of history.

CREATE FUNCTION edges_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - ARRAY['state', 'state_at', 'confirmed_at']
       IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'state_at', 'confirmed_at'] THEN
        RAISE EXCEPTION 'What was found never changes.' USING ERRCODE = 'check_violation', CONSTRAINT = 'edge_stays';
    END IF;
    IF NEW.state <> OLD.state THEN
        IF OLD.state IN ('expired', 'closed') THEN
            RAISE EXCEPTION 'An edge that has ended stays ended.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'edge_ended_stays';
        END IF;
        NEW.state_at := betsite_now();
    ELSE
        NEW.state_at := OLD.state_at;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION edges_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO edges_edgestep (edge_id, former, state, moved_at)
    SELECT n.id, o.state, n.state, n.state_at FROM now_so n JOIN before o USING (id) WHERE n.state <> o.state;
    RETURN NULL;
END $$;

CREATE FUNCTION edges_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was found never changes.' USING ERRCODE = 'check_violation', CONSTRAINT = 'edge_stays';
END $$;

-- A person's own edge stands on their own rows or on shared ones, and their taking on an edge that they may see.
CREATE FUNCTION edges_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM edges_edge WHERE id = NEW.edge_id AND (owner_id IS NULL OR owner_id = NEW.owner_id)) THEN
        RAISE EXCEPTION 'There is no such edge.' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'taking_edge';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION edges_bet_linked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM edges_taking WHERE id = NEW.taking_id AND owner_id = NEW.owner_id)
       OR NOT EXISTS (SELECT 1 FROM bets_bet WHERE id = NEW.bet_id AND owner_id = NEW.owner_id) THEN
        RAISE EXCEPTION 'There is no such bet.' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'taken_bet';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER edge_stays BEFORE UPDATE ON edges_edge FOR EACH ROW EXECUTE FUNCTION edges_keep();
CREATE TRIGGER edge_steps AFTER UPDATE ON edges_edge REFERENCING OLD TABLE AS before NEW TABLE AS now_so
    FOR EACH STATEMENT EXECUTE FUNCTION edges_step();
CREATE TRIGGER leg_stays BEFORE UPDATE OR TRUNCATE ON edges_leg FOR EACH STATEMENT EXECUTE FUNCTION edges_refuse();
CREATE TRIGGER step_stays BEFORE UPDATE OR TRUNCATE ON edges_edgestep
    FOR EACH STATEMENT EXECUTE FUNCTION edges_refuse();
CREATE TRIGGER taking_refers BEFORE INSERT OR UPDATE ON edges_taking FOR EACH ROW EXECUTE FUNCTION edges_taken();
CREATE TRIGGER taken_bet_refers BEFORE INSERT OR UPDATE ON edges_takenbet
    FOR EACH ROW EXECUTE FUNCTION edges_bet_linked();

--- reverse:
DROP TRIGGER taken_bet_refers ON edges_takenbet;
DROP TRIGGER taking_refers ON edges_taking;
DROP TRIGGER step_stays ON edges_edgestep;
DROP TRIGGER leg_stays ON edges_leg;
DROP TRIGGER edge_steps ON edges_edge;
DROP TRIGGER edge_stays ON edges_edge;
DROP FUNCTION edges_bet_linked();
DROP FUNCTION edges_taken();
DROP FUNCTION edges_refuse();
DROP FUNCTION edges_step();
DROP FUNCTION edges_keep();
