-- Who is acting, and what time it is: what every policy and every default below stands on.

-- The acting user's id, set transaction-locally by web.context.acting_as(); null when nobody acts.
CREATE FUNCTION betsite_uid() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('betsite.uid', true), '')::bigint;

-- The one clock. now() is frozen at the start of a transaction, and tests and the demo must be able to move time, so
-- the time is the machine's plus an offset which only the owner role can set: the application is given SELECT alone.
CREATE TABLE betsite_clock (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    ahead interval NOT NULL DEFAULT '0'
);
INSERT INTO betsite_clock DEFAULT VALUES;

CREATE FUNCTION betsite_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL SAFE
    RETURN clock_timestamp() + coalesce((SELECT ahead FROM betsite_clock), interval '0');

--- reverse:
DROP FUNCTION betsite_now();
DROP TABLE betsite_clock;
DROP FUNCTION betsite_uid();
