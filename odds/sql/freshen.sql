-- After a file with many events the planner knows of them at once: autovacuum comes a minute later, and until then it
-- would look for an event's sides by reading all of them for each. Only where the tables grew by a fifth.
CREATE FUNCTION odds_freshen(made integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF made < 100 OR made * 5 < (SELECT reltuples FROM pg_class WHERE oid = 'public.bets_event'::regclass) THEN
        RETURN false;
    END IF;
    ANALYZE public.bets_event, public.bets_eventparticipant, public.odds_offer, public.odds_selection, public.odds_price;
    RETURN true;
END $$;

--- reverse:
DROP FUNCTION odds_freshen(integer);
