-- Who asked to be called and has not been: a filter of the lists (等回电).
CREATE OR REPLACE FUNCTION ticket_fits(t tickets, f jsonb, me uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN f->'states' IS NULL THEN t.state <> 'closed' OR f->>'number' IS NOT NULL
            WHEN f->'states' ? 'closed' THEN f->'states' ? t.state
            ELSE t.state <> 'closed' AND f->'states' ? t.state END  -- said so that the partial indexes serve
  AND (f->>'category' IS NULL OR t.category = f->>'category')
  AND (f->>'area' IS NULL OR t.path @> ARRAY[(f->>'area')::uuid])
  AND (f->>'number' IS NULL OR t.number = (f->>'number')::bigint)
  AND (f->>'words' IS NULL OR position(f->>'words' IN t.text) > 0 OR position(f->>'words' IN t.place) > 0
       OR position(f->>'words' IN t.place_text) > 0
       OR t.number::text = replace(f->>'words', ' ', ''))
  AND (f->>'assignee' IS NULL OR CASE f->>'assignee' WHEN 'me' THEN t.assignee = me ELSE t.assignee IS NULL END)
  AND (f->>'overdue' IS NULL OR (t.next_by IS NOT NULL AND t.next_by < app_now()) = (f->>'overdue')::boolean)
  AND (f->>'urgent' IS NULL OR t.urgent = (f->>'urgent')::boolean)
  AND (f->>'waiting' IS NULL OR (t.waiting_since IS NOT NULL) = (f->>'waiting')::boolean)
  AND (f->>'hung' IS NULL OR (t.hung_until IS NOT NULL) = (f->>'hung')::boolean)
  AND (f->>'to_call' IS NULL OR (t.call_me AND t.phoned_at IS NULL) = (f->>'to_call')::boolean)
$$;
