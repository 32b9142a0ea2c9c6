-- The movements of an ended round's pools with the numbers that the site's hash chain gave them, where it has by now.
CREATE FUNCTION rounds_sealed_journal(asked bigint)
    RETURNS TABLE (id bigint, key text, kind text, amount_micro bigint, currency text, effective_at timestamptz,
                   from_pool text, into_pool text, leaf bigint, block bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT j.id, j.key, j.kind, j.amount_micro, j.currency, j.effective_at, j.from_pool, j.into_pool, l.sequence, l.block
      FROM rounds_journal(asked) j
      LEFT JOIN ledger_leaf l ON l.row_id = j.id AND l.sort = 3 ORDER BY j.id
$$;

--- reverse:
DROP FUNCTION rounds_sealed_journal(bigint);
