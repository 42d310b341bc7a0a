-- Who was shown what is said of people of a case before somebody corrected it with no proposal of an
-- agency: coordinator, chair, IDVA or referrer, once it was submitted. It is acknowledged as all else
-- is that `corrected_people.sql` knows.
ALTER FUNCTION corrected_people(uuid[]) RENAME TO corrected_as_proposed;

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
    )
    SELECT c.scope_id, md5(c.history_id || d.name)::uuid, NULL::uuid, c.history_user_id,
        c.history_date, c.id, d.name, NULL::uuid, o.history_id,
        coalesce(c.stood ->> d.name, ''), c.now ->> d.name
    FROM changed c
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
          WHERE p.party_id = c.id AND p.detail = d.name AND p.accepted
      )
    UNION ALL
    SELECT c.scope_id, c.id, NULL, h.history_user_id, h.history_date, c.party_id, 'contact',
        NULL, o.id, NULL, c.now_id::text
    FROM confirmed c
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

CREATE FUNCTION corrected_people(wanted uuid[]) RETURNS TABLE (
    case_id uuid, correction_id uuid, agency_id uuid, decided_by uuid, corrected_at timestamptz,
    party_id uuid, detail varchar, replaced uuid, was uuid, before varchar, after varchar
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM public.corrected_as_proposed(wanted)
    UNION ALL
    SELECT * FROM public.corrected_directly(wanted)
$$;
REVOKE ALL ON FUNCTION corrected_people(uuid[]) FROM PUBLIC;

-- As it was; what was corrected directly is of no agency.
CREATE OR REPLACE FUNCTION looks_at_people(wanted uuid[], of_person uuid) RETURNS TABLE (
    correction_id uuid, user_id uuid, agency_id uuid,
    first_at timestamptz, acknowledged_at timestamptz
) LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH corrected AS MATERIALIZED (
        SELECT c.correction_id, c.case_id, c.agency_id, c.decided_by, c.was,
            c.detail IN (
                'given_name', 'family_name', 'other_names', 'born_on', 'address', 'contact'
            ) AS on_each_page
        FROM public.corrected_people(wanted) c
    ), seen AS MATERIALIZED (
        SELECT s.user_id, s.agency_id, s.occurred_at, s.code, shown.id,
            (s.also || s.code) && '{case_viewed,pack_read,research_read}'::varchar[] AS whole
        FROM public.shown_of(ARRAY(SELECT DISTINCT c.case_id FROM corrected c), of_person) s
        CROSS JOIN unnest(s.items) AS shown (id)
        WHERE EXISTS (SELECT FROM corrected)
    ), looks AS (
        SELECT c.correction_id, s.user_id, s.agency_id, min(s.occurred_at) AS first_at
        FROM corrected c JOIN seen s ON s.id = c.was AND (s.whole OR c.on_each_page)
        WHERE s.agency_id IS DISTINCT FROM c.agency_id AND s.user_id <> c.decided_by
        GROUP BY c.correction_id, s.user_id, s.agency_id
    )
    SELECT l.correction_id, l.user_id, l.agency_id, l.first_at,
        (SELECT min(s.occurred_at) FROM seen s
         WHERE s.code = 'correction_acknowledged' AND s.id = l.correction_id
           AND (s.user_id, s.agency_id) = (l.user_id, l.agency_id))
    FROM looks l
$$;
