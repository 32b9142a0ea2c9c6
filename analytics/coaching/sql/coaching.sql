-- The rules between a coach and a client. A coach never gets a policy on the client's rows: these functions tell who the
-- client is, as long as the consent lives, and the reading is then done as the client, in a transaction read only
-- (web.context.reading_as), exactly as a share link is read.

-- The invitation behind a link, while it may still be used: who wrote it, as far as the reader may know.
CREATE FUNCTION coaching_invited(digest text)
    RETURNS TABLE (is_by_coach boolean, coach_name text, organisation text, pseudonym text, expires_at timestamptz,
                   is_own boolean, is_for_another boolean)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.is_by_coach, c.name, c.organisation, i.pseudonym, i.expires_at, i.owner_id = betsite_uid(),
           NOT i.is_by_coach AND NOT EXISTS (SELECT FROM accounts_user me WHERE me.id = betsite_uid() AND me.email = i.email)
      FROM coaching_invitation i
      JOIN accounts_user u ON u.id = i.owner_id AND u.is_active
      LEFT JOIN coaching_coach c ON c.owner_id = i.owner_id AND i.is_by_coach
     WHERE i.digest = $1 AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > betsite_now()
       AND betsite_uid() IS NOT NULL
$$;

-- Use it, once: of two at the same moment one gets the relation. Null when it cannot be used (any more, or by this person).
CREATE FUNCTION coaching_accept(digest text, called text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me bigint := betsite_uid();
    invited coaching_invitation;
    made bigint;
BEGIN
    UPDATE coaching_invitation i SET used_at = betsite_now()
     WHERE i.digest = $1 AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > betsite_now()
       AND i.owner_id <> me
       AND EXISTS (SELECT FROM accounts_user u WHERE u.id = i.owner_id AND u.is_active)
       AND (i.is_by_coach OR EXISTS (SELECT FROM accounts_user u WHERE u.id = me AND u.email = i.email))
    RETURNING * INTO invited;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM coaching_coach c WHERE c.owner_id = CASE WHEN invited.is_by_coach THEN invited.owner_id ELSE me END
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO coaching_relation (owner_id, coach_id, pseudonym)
    VALUES (CASE WHEN invited.is_by_coach THEN me ELSE invited.owner_id END,
            CASE WHEN invited.is_by_coach THEN invited.owner_id ELSE me END,
            coalesce(nullif($2, ''), nullif(invited.pseudonym, ''), 'Client ' || invited.id))
    RETURNING id INTO made;
    RETURN made;
END $$;

-- Who writes an act of consent, when and to whom, is not the application's to say; nothing follows an end.
CREATE FUNCTION coaching_new_consent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    two coaching_relation;
    me bigint := betsite_uid();
    is_first boolean;
BEGIN
    SELECT * INTO two FROM coaching_relation WHERE id = NEW.relation_id FOR UPDATE;
    IF me IS NULL OR me NOT IN (two.owner_id, two.coach_id) OR (NEW.act <> 'ended' AND me <> two.owner_id) THEN
        RAISE EXCEPTION 'only the client consents'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'consent_is_the_clients', TABLE = 'coaching_consent';
    END IF;
    is_first := NOT EXISTS (SELECT FROM coaching_consent c WHERE c.relation_id = two.id);
    IF two.ended_at IS NOT NULL OR (NEW.act = 'given') <> is_first AND NEW.act <> 'ended' THEN
        RAISE EXCEPTION 'consent % does not follow on what was', NEW.act
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_in_order', TABLE = 'coaching_consent';
    END IF;
    NEW.owner_id := two.owner_id;
    NEW.is_by_coach := me = two.coach_id;
    NEW.acted_at := betsite_now();
    NEW.given_to := coalesce((SELECT c.name || CASE WHEN c.organisation = '' THEN '' ELSE ', ' || c.organisation END
                                FROM coaching_coach c WHERE c.owner_id = two.coach_id), '');
    IF NEW.act = 'ended' THEN
        NEW.scopes := '{}';
        NEW.from_on := NULL;
        NEW.until_on := NULL;
        UPDATE coaching_relation SET ended_at = NEW.acted_at WHERE id = two.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_new BEFORE INSERT ON coaching_consent
    FOR EACH ROW EXECUTE FUNCTION coaching_new_consent();
CREATE TRIGGER consent_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON coaching_consent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();
CREATE TRIGGER look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON coaching_look
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();
CREATE TRIGGER relation_stays BEFORE DELETE OR TRUNCATE ON coaching_relation
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse();

-- The consent under which the acting person may look at this moment as coach, and whose book it is; no row without one.
CREATE FUNCTION coaching_live(relation bigint)
    RETURNS TABLE (client bigint, consent bigint, scopes text[], from_on date, until_on date)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.owner_id, c.id, c.scopes::text[], c.from_on, c.until_on
      FROM coaching_relation r
      JOIN accounts_user u ON u.id = r.owner_id AND u.is_active
      JOIN accounts_user me ON me.id = r.coach_id AND me.is_active
      JOIN LATERAL (SELECT * FROM coaching_consent c WHERE c.relation_id = r.id ORDER BY c.id DESC LIMIT 1) c
        ON c.act IN ('given', 'changed')
     WHERE r.id = $1 AND r.coach_id = betsite_uid() AND r.ended_at IS NULL
       AND (c.until_on IS NULL OR c.until_on >= (betsite_now() AT TIME ZONE u.time_zone)::date)
$$;

-- The same, and the client is told of it: nobody gets to know the client without leaving this row.
CREATE FUNCTION coaching_open(relation bigint, page text)
    RETURNS TABLE (client bigint, consent bigint, scopes text[], from_on date, until_on date)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH live AS MATERIALIZED (SELECT * FROM coaching_live($1)),
         told AS (INSERT INTO coaching_look (relation_id, owner_id, page)
                  SELECT $1, live.client, left($2, 20) FROM live RETURNING id)
    SELECT live.* FROM live, told
$$;
-- What only these functions may tell is not for the application to ask past the look.
REVOKE ALL ON FUNCTION coaching_live(bigint) FROM PUBLIC;

-- Whether a consent is still the one that holds: asked again when the page is made, before it is sent.
CREATE FUNCTION coaching_holds(relation bigint, consent bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM coaching_live($1) live WHERE live.consent = $2)
$$;

--- reverse:
DROP FUNCTION coaching_holds(bigint, bigint);
DROP FUNCTION coaching_open(bigint, text);
DROP FUNCTION coaching_live(bigint);
DROP TRIGGER relation_stays ON coaching_relation;
DROP TRIGGER look_stays ON coaching_look;
DROP TRIGGER consent_stays ON coaching_consent;
DROP TRIGGER consent_new ON coaching_consent;
DROP FUNCTION coaching_new_consent();
DROP FUNCTION coaching_accept(text, text);
DROP FUNCTION coaching_invited(text);
