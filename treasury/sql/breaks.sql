-- What was settled stays settled, what happened stays told, and nothing of the reconciliation is thrown away.

CREATE FUNCTION treasury_refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are written once', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'treasury_append_only', TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_breakevent
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER export_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_auditexport
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER break_stays BEFORE DELETE OR TRUNCATE ON treasury_break
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER match_stays BEFORE DELETE OR TRUNCATE ON treasury_match
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER statement_stays BEFORE DELETE OR TRUNCATE ON treasury_statement
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();

CREATE TRIGGER break_settled BEFORE UPDATE ON treasury_break FOR EACH ROW
    WHEN (OLD.status IN ('resolved', 'closed'))
    EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER match_ended BEFORE UPDATE ON treasury_match FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL OR (OLD.line_id, OLD.movement_id, OLD.account_id, OLD.rule, OLD.matched_at)
          IS DISTINCT FROM (NEW.line_id, NEW.movement_id, NEW.account_id, NEW.rule, NEW.matched_at))
    EXECUTE FUNCTION treasury_refuse();

-- Who confirms was not who proposed, and whoever proposed cannot be swapped while a proposal waits.
CREATE FUNCTION treasury_same_proposer() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'break %: what was proposed, and by whom, is not changed when it is confirmed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'break_same_proposal', TABLE = 'treasury_break';
END $$;

CREATE TRIGGER break_same_proposal BEFORE UPDATE ON treasury_break FOR EACH ROW
    WHEN (NEW.status = 'resolved' AND (OLD.status <> 'proposed'
          OR (OLD.proposed_by_id, OLD.proposed_at, OLD.resolution, OLD.reason, OLD.amount_micro)
          IS DISTINCT FROM (NEW.proposed_by_id, NEW.proposed_at, NEW.resolution, NEW.reason, NEW.amount_micro)))
    EXECUTE FUNCTION treasury_same_proposer();

-- Every change of a line's state leaves a row, whoever makes it, and only the ways of the life cycle are open.
CREATE FUNCTION treasury_line_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    SELECT o.line_id, o.state AS was, n.state AS became INTO wrong
      FROM before o JOIN after n ON n.line_id = o.line_id
     WHERE o.state <> n.state AND (o.state, n.state) NOT IN (
           ('imported', 'matched'), ('imported', 'unmatched'), ('imported', 'ignored'),
           ('unmatched', 'matched'), ('unmatched', 'ignored'), ('matched', 'reconciled'),
           ('reconciled', 'matched'), ('matched', 'unmatched'), ('matched', 'ignored'), ('ignored', 'imported'))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % cannot go from % to %', wrong.line_id, wrong.was, wrong.became
            USING ERRCODE = 'check_violation', CONSTRAINT = 'houseline_life', TABLE = 'treasury_houseline';
    END IF;
    INSERT INTO treasury_lineevent (line_id, was, became, reason, happened_at)
    SELECT o.line_id, o.state, n.state, n.reason, betsite_now()
      FROM before o JOIN after n ON n.line_id = o.line_id WHERE o.state <> n.state ORDER BY o.line_id;
    RETURN NULL;
END $$;

CREATE TRIGGER line_changed AFTER UPDATE ON treasury_houseline REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_line_changed();
CREATE TRIGGER line_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON treasury_lineevent
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();
CREATE TRIGGER line_stays BEFORE DELETE OR TRUNCATE ON treasury_houseline
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_refuse();

--- reverse:
DROP TRIGGER line_stays ON treasury_houseline;
DROP TRIGGER line_event_stays ON treasury_lineevent;
DROP TRIGGER line_changed ON treasury_houseline;
DROP FUNCTION treasury_line_changed();
DROP TRIGGER break_same_proposal ON treasury_break;
DROP FUNCTION treasury_same_proposer();
DROP TRIGGER match_ended ON treasury_match;
DROP TRIGGER break_settled ON treasury_break;
DROP TRIGGER statement_stays ON treasury_statement;
DROP TRIGGER match_stays ON treasury_match;
DROP TRIGGER break_stays ON treasury_break;
DROP TRIGGER export_stays ON treasury_auditexport;
DROP TRIGGER event_stays ON treasury_breakevent;
DROP FUNCTION treasury_refuse();
