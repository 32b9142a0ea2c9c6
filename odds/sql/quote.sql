-- Quotes by month of taken_at. Nobody but the owner has rights on a partition, and each carries the parent's guards:
-- a write to a partition passes the statement triggers of its parent by.

CREATE SEQUENCE odds_quote_id_seq;
CREATE TABLE odds_quote (
    id bigint NOT NULL DEFAULT nextval('odds_quote_id_seq'),
    owner_id bigint,
    selection_id bigint NOT NULL,
    bookmaker_id bigint NOT NULL,
    source varchar(20) NOT NULL,
    side varchar(4) NOT NULL DEFAULT 'back',
    odds numeric(14, 6) NOT NULL,
    size_micro bigint,
    taken_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    is_exact_time boolean NOT NULL DEFAULT true,
    is_opening boolean NOT NULL DEFAULT false,
    is_closing boolean NOT NULL DEFAULT false,
    suspect varchar(60) NOT NULL DEFAULT '',
    PRIMARY KEY (id, taken_at),
    CONSTRAINT quote_once UNIQUE NULLS NOT DISTINCT (selection_id, bookmaker_id, side, owner_id, taken_at),
    CONSTRAINT quote_odds_above_one CHECK (odds > 1),
    CONSTRAINT quote_side_known CHECK (side IN ('back', 'lay')),
    CONSTRAINT quote_seen_later CHECK (seen_at >= taken_at),
    CONSTRAINT quote_size_above_zero CHECK (size_micro IS NULL OR size_micro > 0)
) PARTITION BY RANGE (taken_at);
ALTER SEQUENCE odds_quote_id_seq OWNED BY odds_quote.id;

-- The months of these days get their partitions, as far as they lack them.
CREATE FUNCTION odds_quote_months(days date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE month date; name text; made integer := 0;
BEGIN
    FOR month IN SELECT DISTINCT date_trunc('month', d)::date FROM unnest(days) d ORDER BY 1 LOOP
        name := 'odds_quote_p' || to_char(month, 'YYYYMM');
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        IF month < DATE '1990-01-01' OR month > betsite_now() + interval '2 years' THEN
            RAISE EXCEPTION 'No quote is from %.', month USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_month';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('odds.quote_months', 0));
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.odds_quote INCLUDING ALL EXCLUDING IDENTITY)', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE TRIGGER quote_refers AFTER INSERT ON public.%I REFERENCING NEW TABLE AS told'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION public.odds_prices_told()', name);
        EXECUTE format('CREATE TRIGGER quote_refers_still AFTER UPDATE ON public.%I REFERENCING NEW TABLE AS told'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION public.odds_prices_told()', name);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', name);
        EXECUTE format('ALTER TABLE public.odds_quote ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       name, month::timestamp AT TIME ZONE 'UTC',
                       (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Drop the partitions of the months that ended by this day; how many quotes each held.
CREATE FUNCTION odds_quote_drop_before(first_kept date) RETURNS TABLE (partition text, quotes bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE name text;
BEGIN
    IF first_kept > betsite_now()::date THEN
        RAISE EXCEPTION 'The month that runs is kept.' USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_month';
    END IF;
    -- The table before the lock of the months: who is reading quotes and then wants a month would wait for us for ever.
    LOCK TABLE public.odds_quote IN ACCESS EXCLUSIVE MODE;
    PERFORM pg_advisory_xact_lock(hashtextextended('odds.quote_months', 0));
    FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'public.odds_quote'::regclass
                   AND to_date(right(c.relname, 6), 'YYYYMM') < date_trunc('month', first_kept::timestamp)
                 ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) FROM public.%I', name) INTO quotes;
        EXECUTE format('ALTER TABLE public.odds_quote DETACH PARTITION public.%I', name);
        EXECUTE format('DROP TABLE public.%I', name);
        partition := name;
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION odds_quote_drop_before(date) FROM PUBLIC;

-- What is refused, once per statement. "Not distinct or shared": a person's row stands on shared rows or on their own.
CREATE FUNCTION odds_refuse(rule text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'There is no such row for this owner (%).', rule
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION odds_prices_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT owner_id, selection_id FROM told) t
                 LEFT JOIN odds_selection s ON s.id = t.selection_id
                WHERE s.id IS NULL OR coalesce(s.owner_id, t.owner_id) IS DISTINCT FROM t.owner_id) THEN
        PERFORM odds_refuse('price_selection');
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT owner_id, bookmaker_id FROM told) t
                 LEFT JOIN bets_bookmaker b ON b.id = t.bookmaker_id
                WHERE b.id IS NULL OR coalesce(b.owner_id, t.owner_id) IS DISTINCT FROM t.owner_id) THEN
        PERFORM odds_refuse('price_bookmaker');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION odds_offers_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM told t JOIN bets_event e ON e.id = t.event_id JOIN bets_market m ON m.id = t.market_id
                WHERE coalesce(e.owner_id, t.owner_id) IS DISTINCT FROM t.owner_id
                   OR coalesce(m.owner_id, t.owner_id) IS DISTINCT FROM t.owner_id) THEN
        PERFORM odds_refuse('offer_event');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION odds_selections_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM told t JOIN odds_offer o ON o.id = t.offer_id
                WHERE o.owner_id IS DISTINCT FROM t.owner_id) THEN
        PERFORM odds_refuse('selection_offer');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION odds_bet_closings_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM told t LEFT JOIN bets_bet b ON b.id = t.bet_id LEFT JOIN bets_leg l ON l.id = t.leg_id
                 JOIN odds_closing c ON c.id = t.closing_id
                WHERE b.owner_id IS DISTINCT FROM t.owner_id
                   OR (t.leg_id IS NOT NULL AND l.bet_id IS DISTINCT FROM t.bet_id)
                   OR coalesce(c.owner_id, t.owner_id) IS DISTINCT FROM t.owner_id) THEN
        PERFORM odds_refuse('betclosing_bet');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER quote_refers AFTER INSERT ON odds_quote REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER quote_refers_still AFTER UPDATE ON odds_quote REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER price_refers AFTER INSERT ON odds_price REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER price_refers_still AFTER UPDATE ON odds_price REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER closing_refers AFTER INSERT ON odds_closing REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER closing_refers_still AFTER UPDATE ON odds_closing REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_prices_told();
CREATE TRIGGER offer_refers AFTER INSERT ON odds_offer REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_offers_told();
CREATE TRIGGER offer_refers_still AFTER UPDATE ON odds_offer REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_offers_told();
CREATE TRIGGER selection_refers AFTER INSERT ON odds_selection REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_selections_told();
CREATE TRIGGER selection_refers_still AFTER UPDATE ON odds_selection REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_selections_told();
CREATE TRIGGER betclosing_refers AFTER INSERT ON odds_betclosing REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_bet_closings_told();
CREATE TRIGGER betclosing_refers_still AFTER UPDATE ON odds_betclosing REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION odds_bet_closings_told();

--- reverse:
DROP TRIGGER betclosing_refers_still ON odds_betclosing;
DROP TRIGGER betclosing_refers ON odds_betclosing;
DROP TRIGGER selection_refers_still ON odds_selection;
DROP TRIGGER selection_refers ON odds_selection;
DROP TRIGGER offer_refers_still ON odds_offer;
DROP TRIGGER offer_refers ON odds_offer;
DROP TRIGGER closing_refers_still ON odds_closing;
DROP TRIGGER closing_refers ON odds_closing;
DROP TRIGGER price_refers_still ON odds_price;
DROP TRIGGER price_refers ON odds_price;
DROP TABLE odds_quote;
DROP FUNCTION odds_bet_closings_told();
DROP FUNCTION odds_selections_told();
DROP FUNCTION odds_offers_told();
DROP FUNCTION odds_prices_told();
DROP FUNCTION odds_refuse(text);
DROP FUNCTION odds_quote_drop_before(date);
DROP FUNCTION odds_quote_months(date[]);
