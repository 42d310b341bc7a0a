-- Who was shown what is said of people of a case before somebody corrected it with no proposal of an
-- agency: coordinator, chair, IDVA or referrer, once it was submitted. It is acknowledged as all else
-- is that `corrected_people.sql` knows.
-- Whether the case was not its referrer's to write at that moment.
CREATE FUNCTION was_submitted(wanted uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce((
        SELECT s.to_stage NOT IN ('draft', 'returned') FROM public.meetings_casestage s
        WHERE s.scope_id = wanted AND s.moved_at <= at ORDER BY s.moved_at DESC, s.id DESC LIMIT 1
    ), false)
$$;
REVOKE ALL ON FUNCTION was_submitted(uuid, timestamptz) FROM PUBLIC;

-- What was so corrected, by each row that said what stood before: a correction is one detail of one
-- change of a person, or another way of contact. One that was confirmed anew corrects nothing. Of
-- addresses nothing is told here: as long as each that ends by itself ends without a word, that
-- silence does not say that a protected one came in its place.
CREATE FUNCTION corrected_directly(wanted uuid[]) RETURNS TABLE (
    case_id uuid, correction_id uuid, agency_id uuid, decided_by uuid, corrected_at timestamptz,
    party_id uuid, detail varchar, replaced uuid, was uuid, before varchar, after varchar
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH changed AS (
        SELECT n.scope_id, n.id, to_jsonb(n) AS now, h.*
        FROM public.sharing_party n
        CROSS JOIN LATERAL (
            SELECT p.history_id, p.history_date, p.history_user_id, p.event_id, to_jsonb(p) AS said,
                lag(to_jsonb(p)) OVER (ORDER BY p.history_date, p.history_id) AS stood
            FROM public.sharing_historicalparty p WHERE p.id = n.id OFFSET 0
        ) h
        WHERE n.scope_id = ANY (wanted) AND n.ended_on IS NULL
    ), ways AS (
        SELECT c.scope_id, c.party_id, c.id, c.confirmed_on,
            md5(ROW(
                c.way, c.phone_watched,
                lower(btrim(c.details)), lower(btrim(c.times)), lower(btrim(c.never))
            )::text) AS meant
        FROM public.sharing_safecontact c WHERE c.scope_id = ANY (wanted)
    ), confirmed AS (
        SELECT w.*, lag(w.meant) OVER earlier AS stood,
            first_value(w.meant) OVER latest AS now, first_value(w.id) OVER latest AS now_id
        FROM ways w
        WINDOW earlier AS (PARTITION BY w.scope_id ORDER BY w.confirmed_on, w.id),
            latest AS (PARTITION BY w.scope_id ORDER BY w.confirmed_on DESC, w.id DESC)
    ), of_no AS (
        -- All who read it are asked, of the corrector's own agency too.
        SELECT '00000000-0000-0000-0000-000000000000'::uuid AS agency
    )
    SELECT c.scope_id, md5(c.history_id || d.name)::uuid, of_no.agency, c.history_user_id,
        c.history_date, c.id, d.name, NULL::uuid, o.history_id,
        coalesce(c.stood ->> d.name, ''), c.now ->> d.name
    FROM changed c
    CROSS JOIN of_no
    CROSS JOIN unnest(ARRAY[
        'given_name', 'family_name', 'other_names', 'born_on', 'due_on', 'language',
        'interpreter', 'pregnant', 'occupation', 'lives_with', 'school'
    ]) AS d (name)
    JOIN changed o ON o.id = c.id AND o.said ->> d.name IS NOT DISTINCT FROM c.stood ->> d.name
    WHERE c.stood IS NOT NULL
      AND coalesce(c.said ->> d.name, '') <> coalesce(c.stood ->> d.name, '')
      AND coalesce(c.now ->> d.name, '') <> coalesce(c.stood ->> d.name, '')
      AND public.was_submitted(c.scope_id, c.history_date)
      AND NOT EXISTS (
          SELECT FROM public.meetings_detailproposal p
          JOIN public.meetings_historicaldetailproposal h
              ON h.id = p.id AND h.event_id = c.event_id
          WHERE p.party_id = c.id AND p.accepted
      )
    UNION ALL
    SELECT c.scope_id, c.id, of_no.agency, h.history_user_id, h.history_date, c.party_id, 'contact',
        NULL, o.id, NULL, c.now_id::text
    FROM confirmed c
    CROSS JOIN of_no
    JOIN public.sharing_historicalsafecontact h ON h.id = c.id AND h.history_type = '+'
    JOIN confirmed o ON o.scope_id = c.scope_id AND o.meant = c.stood
        AND (o.confirmed_on, o.id) < (c.confirmed_on, c.id)
    WHERE c.stood <> c.meant AND c.stood <> c.now
      AND public.was_submitted(c.scope_id, h.history_date)
      AND NOT EXISTS (
          SELECT FROM public.meetings_contactproposal p
          JOIN public.meetings_historicalcontactproposal of_it
              ON of_it.id = p.id AND of_it.event_id = h.event_id
          WHERE p.scope_id = c.scope_id AND p.accepted
      )
$$;
REVOKE ALL ON FUNCTION corrected_directly(uuid[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION corrected_people(wanted uuid[]) RETURNS TABLE (
    case_id uuid, correction_id uuid, agency_id uuid, decided_by uuid, corrected_at timestamptz,
    party_id uuid, detail varchar, replaced uuid, was uuid, before varchar, after varchar
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM public.corrected_as_proposed(wanted)
    UNION ALL
    SELECT * FROM public.corrected_directly(wanted)
$$;
