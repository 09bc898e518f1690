-- Nodes keep the pages of the list in memory, and are told of a new one at its commit. What is said
-- while nobody listens is lost: nodes look by themselves as well.
create function godwit_list_page() returns trigger language plpgsql as $$
begin
  perform pg_notify('godwit_list', new.stream_id::text);
  return null;
end $$;
create trigger outgoing_listed after insert on outgoing
  for each row when (new.state = 'listed') execute function godwit_list_page();
