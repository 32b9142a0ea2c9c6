-- The chain's tables: written once, read by staff. The application has no rights on them at all.

CREATE TRIGGER block_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_block
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER leaf_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER verification_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_verification
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER head_stays BEFORE DELETE OR TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- The head only moves forward, and only to a block that is there.
CREATE FUNCTION ledger_head_moved() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number < OLD.number OR (NEW.number > 0 AND NOT EXISTS (
           SELECT FROM ledger_block b WHERE b.number = NEW.number AND b.last_sequence = NEW.sequence
                                        AND b.hash = NEW.hash)) THEN
        RAISE EXCEPTION 'the head of the chain cannot move from block % to block %', OLD.number, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_head_forward', TABLE = 'ledger_head';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER head_forward AFTER UPDATE ON ledger_head FOR EACH ROW EXECUTE FUNCTION ledger_head_moved();

INSERT INTO ledger_head (id, number, sequence, hash, settled)
VALUES (true, 0, 0, decode(repeat('00', 32), 'hex'), 0);

-- The full transaction number of a row from its system column xmin, which has the last 32 bits: `next` is the number
-- that the next transaction will get, and no row is 2^32 transactions old and unsealed.
CREATE FUNCTION ledger_full_xid(xmin xid, next bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN next - ((next - xmin::text::bigint) & 4294967295);

--- reverse:
DROP FUNCTION ledger_full_xid(xid, bigint);
DROP TRIGGER head_forward ON ledger_head;
DROP FUNCTION ledger_head_moved();
DROP TRIGGER head_stays ON ledger_head;
DROP TRIGGER verification_stays ON ledger_verification;
DROP TRIGGER leaf_stays ON ledger_leaf;
DROP TRIGGER block_stays ON ledger_block;
