-- Ask who is acting once per statement, not once per row: over a million rows that is seconds.
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT schemaname, tablename, policyname, qual, with_check FROM pg_policies
         WHERE schemaname = 'public' AND policyname = 'owner_rows'
           AND (qual LIKE '%betsite_uid()%' OR with_check LIKE '%betsite_uid()%')
           AND coalesce(qual, '') || coalesce(with_check, '') NOT LIKE '%SELECT betsite_uid()%'
    LOOP
        EXECUTE format('ALTER POLICY %I ON %I.%I USING (%s) WITH CHECK (%s)', found.policyname, found.schemaname,
                       found.tablename, replace(found.qual, 'betsite_uid()', '(SELECT betsite_uid())'),
                       replace(coalesce(found.with_check, found.qual), 'betsite_uid()', '(SELECT betsite_uid())'));
    END LOOP;
END $$;

--- reverse:
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT schemaname, tablename, policyname, qual, with_check FROM pg_policies
         WHERE schemaname = 'public' AND policyname = 'owner_rows' AND qual LIKE '%SELECT betsite_uid()%'
    LOOP
        EXECUTE format('ALTER POLICY %I ON %I.%I USING (%s) WITH CHECK (%s)', found.policyname, found.schemaname,
                       found.tablename,
                       regexp_replace(found.qual, '\(\s*SELECT betsite_uid\(\)( AS \w+)?\)', 'betsite_uid()', 'g'),
                       regexp_replace(found.with_check, '\(\s*SELECT betsite_uid\(\)( AS \w+)?\)', 'betsite_uid()',
                                      'g'));
    END LOOP;
END $$;
