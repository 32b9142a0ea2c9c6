-- Closes by year of their session. Nobody but the owner has rights on a partition, and each carries the parent's guards:
-- a write to a partition passes the statement triggers of its parent by.

CREATE FUNCTION markets_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what was told stays as it was told', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'markets_append_only', TABLE = TG_TABLE_NAME;
END $$;

CREATE SEQUENCE markets_close_id_seq;
CREATE TABLE markets_close (
    id bigint NOT NULL DEFAULT nextval('markets_close_id_seq'),
    instrument_id bigint NOT NULL REFERENCES markets_instrument,
    session date NOT NULL,
    source varchar(40) NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    close numeric(24, 10) NOT NULL,
    adjusted_close numeric(24, 10),
    open numeric(24, 10),
    high numeric(24, 10),
    low numeric(24, 10),
    volume bigint,
    is_final boolean NOT NULL DEFAULT false,
    published_at timestamptz,
    ingested_at timestamptz NOT NULL DEFAULT betsite_now(),
    PRIMARY KEY (id, session),
    CONSTRAINT close_once UNIQUE (instrument_id, session, source, revision),
    CONSTRAINT close_revision CHECK (revision >= 1),
    CONSTRAINT close_source CHECK (source ~ '^[a-z0-9][a-z0-9._-]*$'),
    CONSTRAINT close_above_zero CHECK (close > 0),
    CONSTRAINT close_below_high CHECK (high IS NULL OR high >= close),
    CONSTRAINT close_above_low CHECK (low IS NULL OR (low > 0 AND low <= close)),
    CONSTRAINT close_volume CHECK (volume IS NULL OR volume >= 0)
) PARTITION BY RANGE (session);
ALTER SEQUENCE markets_close_id_seq OWNED BY markets_close.id;

-- Revisions are told one after the other, by the time of the database, of days that have come.
CREATE FUNCTION markets_closes_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM told t WHERE t.revision > 1 AND NOT EXISTS (
            SELECT 1 FROM markets_close c WHERE c.instrument_id = t.instrument_id AND c.session = t.session
               AND c.source = t.source AND c.revision = t.revision - 1)) THEN
        RAISE EXCEPTION 'A revision follows the one before it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'close_revision_follows';
    END IF;
    IF EXISTS (SELECT 1 FROM told WHERE session > (betsite_now() AT TIME ZONE 'UTC')::date
                  OR published_at > betsite_now() + interval '5 minutes'
                  OR ingested_at NOT BETWEEN betsite_now() - interval '1 hour' AND betsite_now() + interval '1 minute')
    THEN
        RAISE EXCEPTION 'No close is known before its day.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'close_has_come';
    END IF;
    RETURN NULL;
END $$;

-- The years of these days get their partitions, as far as they lack them; how many were made.
CREATE FUNCTION markets_close_years(days date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE year integer; name text; made integer := 0;
BEGIN
    FOR year IN SELECT DISTINCT extract(year FROM d)::integer FROM unnest(days) d ORDER BY 1 LOOP
        name := 'markets_close_p' || year;
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        IF year < 1900 OR year > extract(year FROM betsite_now()) + 1 THEN
            RAISE EXCEPTION 'No close is from %.', year
                USING ERRCODE = 'check_violation', CONSTRAINT = 'close_year';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('markets.close_years', 0));
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.markets_close INCLUDING ALL)', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', name);
        EXECUTE format('CREATE TRIGGER close_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION public.markets_refuse()', name);
        EXECUTE format('CREATE TRIGGER close_told AFTER INSERT ON public.%I REFERENCING NEW TABLE AS told'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION public.markets_closes_told()', name);
        EXECUTE format('ALTER TABLE public.markets_close ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       name, make_date(year, 1, 1), make_date(year + 1, 1, 1));
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION markets_close_years(date[]) FROM PUBLIC;

CREATE TRIGGER close_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON markets_close
    FOR EACH STATEMENT EXECUTE FUNCTION markets_refuse();
CREATE TRIGGER close_told AFTER INSERT ON markets_close REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION markets_closes_told();
SELECT markets_close_years(ARRAY[DATE '2026-01-01']);

--- reverse:
DROP TABLE markets_close;
DROP FUNCTION markets_close_years(date[]);
DROP FUNCTION markets_closes_told();
DROP FUNCTION markets_refuse();
