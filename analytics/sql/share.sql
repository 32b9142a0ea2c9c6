-- Whose book a share link opens: nobody is signed in, so row security shows no link. Gives an id for a link that is
-- alive and whose owner is, and nothing more; the reading itself is done as that owner, in a transaction read only.
CREATE FUNCTION analytics_share_owner(digest text) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.owner_id FROM analytics_sharelink s JOIN accounts_user u ON u.id = s.owner_id
     WHERE s.digest = $1 AND s.revoked_at IS NULL AND s.expires_at > betsite_now() AND u.is_active
$$;

--- reverse:
DROP FUNCTION analytics_share_owner(text);
