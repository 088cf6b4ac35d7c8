-- The calendar that a ticket's promises go by: of the organisation that handles it when it has one of its own, else of
-- its place; none for what is urgent.
CREATE FUNCTION calendar_of_ticket(t tickets) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN NOT t.urgent THEN coalesce(
    CASE WHEN t.holder_kind = 'organisation' THEN (SELECT u.calendar FROM calendar_uses u WHERE u.subject = t.holder) END,
    calendar_of_path(t.path)) END;

GRANT EXECUTE ON FUNCTION calendar_of_ticket(tickets) TO shequ_serving;
