-- Accounts: what may never change about them, their balance row from birth, and how to find a house account.

-- Refuses a statement outright, for every role. One function for all append-only tables.
CREATE FUNCTION ledger_refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the journal is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only', TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER account_stays BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

CREATE FUNCTION ledger_account_changed() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'account %: its id, owner, code, kind, currency and parent never change', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_account_fixed', TABLE = 'ledger_account';
END $$;

CREATE TRIGGER account_fixed BEFORE UPDATE ON ledger_account FOR EACH ROW
    WHEN ((OLD.id, OLD.owner_id, OLD.code, OLD.kind, OLD.currency, OLD.parent_id)
          IS DISTINCT FROM (NEW.id, NEW.owner_id, NEW.code, NEW.kind, NEW.currency, NEW.parent_id))
    EXECUTE FUNCTION ledger_account_changed();

-- A balance row from the first moment: a never-used account can be locked like any other.
CREATE FUNCTION ledger_accounts_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT a.id INTO bad FROM made a JOIN ledger_account p ON p.id = a.parent_id
     WHERE p.owner_id IS DISTINCT FROM a.owner_id LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'account %: its parent is not of the same owner', bad
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_account_parent', TABLE = 'ledger_account';
    END IF;
    INSERT INTO ledger_balance (account_id, debit_micro, credit_micro, entries) SELECT id, 0, 0, 0 FROM made;
    RETURN NULL;
END $$;

CREATE TRIGGER account_made AFTER INSERT ON ledger_account REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_accounts_made();

-- House accounts are invisible to the application; this gives the id of one that exists, and nothing more.
CREATE FUNCTION ledger_house_account(code text, currency text) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id FROM ledger_account a WHERE a.owner_id IS NULL AND a.code = $1 AND a.currency = $2
$$;

-- Lock balances in the one order everybody uses, for a transaction that must insert movements more than once.
CREATE FUNCTION ledger_lock_accounts(ids bigint[]) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT 1 FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
     WHERE b.account_id = ANY (ids) AND (betsite_uid() IS NULL OR coalesce(a.owner_id, betsite_uid()) = betsite_uid())
     ORDER BY b.account_id FOR UPDATE OF b
$$;

-- Hot rows: leave room for the next version on the same page.
ALTER TABLE ledger_balance SET (fillfactor = 50);
ALTER TABLE ledger_daybalance SET (fillfactor = 70);

--- reverse:
DROP FUNCTION ledger_lock_accounts(bigint[]);
DROP FUNCTION ledger_house_account(text, text);
DROP TRIGGER account_made ON ledger_account;
DROP FUNCTION ledger_accounts_made();
DROP TRIGGER account_fixed ON ledger_account;
DROP FUNCTION ledger_account_changed();
DROP TRIGGER account_stays ON ledger_account;
DROP FUNCTION ledger_refuse();
