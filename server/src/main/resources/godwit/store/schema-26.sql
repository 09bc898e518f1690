-- What was exchanged and done, for those who ask later. What happens is noted by triggers, in the
-- transaction in which it happens, so that no way to it can leave its note out. Notes have no order that
-- several nodes could agree on while they commit: they wait, and are moved into the chain one by one.
create table audit_waiting (
  id bigint generated always as identity primary key,
  done_at timestamptz not null default godwit_now(),
  actor text not null,
  action text not null,
  origin text,
  destination text,
  batch_id uuid,
  records bigint,
  digest bytea,
  verdict text
);

-- The chain: `hash` is SHA-256 over the hash before it (32 zeros before the first) and the bytes of
-- `entry`. Type json keeps a text as it was written.
create table audit (
  place bigint primary key,
  entry json not null,
  hash bytea not null
);
create index audit_by_time on audit ((entry ->> 'at'));
create index audit_of_batch on audit ((entry ->> 'batch'))
  where entry ->> 'action' in ('delivered', 'relayed');

create function godwit_audit_kept() returns trigger language plpgsql as $$
begin
  raise exception 'entries of the audit are only ever added';
end $$;
create trigger audit_kept before update or delete or truncate on audit
  for each statement execute function godwit_audit_kept();

-- An authority as in a path.
create function godwit_path(custom boolean, code integer) returns text language sql immutable as $$
  select case when custom then 'custom/' || lpad(to_hex(code), 8, '0')
    else ((code >> 16) & 65535) || '/' || (code & 65535) end
$$;

-- Chains at most so many that wait, and says how many; 0 also where another node is at it.
create function godwit_audit_seal(most integer) returns integer language plpgsql as $$
declare
  waiting audit_waiting;
  last_place bigint;
  last_hash bytea;
  line json;
  sealed integer := 0;
begin
  if not pg_try_advisory_xact_lock(6344474) then
    return 0;
  end if;
  select place, hash into last_place, last_hash from audit order by place desc limit 1;
  last_place := coalesce(last_place, 0);
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  for waiting in
    with gone as (
      delete from audit_waiting
      where id in (select id from audit_waiting order by id limit most) returning *)
    select * from gone order by id
  loop
    last_place := last_place + 1;
    line := json_strip_nulls(json_build_object(
      'place', last_place,
      'at', to_char(waiting.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'actor', waiting.actor,
      'action', waiting.action,
      'origin', waiting.origin,
      'destination', waiting.destination,
      'batch', waiting.batch_id,
      'records', waiting.records,
      'digest', encode(waiting.digest, 'hex'),
      'verdict', waiting.verdict));
    last_hash := sha256(last_hash || convert_to(line::text, 'UTF8'));
    insert into audit values (last_place, line, last_hash);
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;

-- Batches of peers, a statement for each commit. Those of phones are nobody's business for as long as this
-- is kept.
create function godwit_audit_received() returns trigger language plpgsql as $$
begin
  insert into audit_waiting
    (actor, action, origin, destination, batch_id, records, digest, verdict)
  select deliverer, 'received', godwit_path(origin_custom, origin_code),
    godwit_path(destination_custom, destination_code), batch_id, records, digest,
    state || ', ' || accepted || ' accepted'
  from added where deliverer like '%/%';
  return null;
end $$;
create trigger batch_audited after insert on batch referencing new table as added
  for each statement execute function godwit_audit_received();

-- What becomes of what leaves. A destination that fetched it gave no receipt.
create function godwit_audit_left() returns trigger language plpgsql as $$
begin
  insert into audit_waiting
    (actor, action, origin, destination, batch_id, records, digest, verdict)
  select godwit_path(d.custom, d.code), new.state, godwit_path(new.origin_custom, new.origin_code),
    godwit_path(new.destination_custom, new.destination_code), new.batch_id, new.records, new.digest,
    case when new.state = 'delivered' and new.receipt is null then 'fetched'
      when new.state = 'delivered' then 'receipt'
      else left(new.problem, 200) end
  from destination d where d.id = new.stream_id;
  return null;
end $$;
create trigger outgoing_audited after update of state on outgoing
  for each row when (new.state <> old.state and new.state not in ('waiting', 'listed'))
  execute function godwit_audit_left();

create function godwit_audit_action() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (actor, action, destination, batch_id)
  values ('operator', new.action, new.destination, new.batch_id);
  return null;
end $$;
create trigger delivery_action_audited after insert on delivery_action
  for each row execute function godwit_audit_action();

create function godwit_audit_paused() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into audit_waiting (actor, action, verdict) values
      ('operator', 'paused', new.kind || ' ' || new.name || ', ' || new.direction);
  else
    insert into audit_waiting (actor, action, verdict) values
      ('operator', 'resumed', old.kind || ' ' || old.name || ', ' || old.direction);
  end if;
  return null;
end $$;
create trigger paused_audited after insert or delete on paused
  for each row execute function godwit_audit_paused();

-- A code, or what another authority's staff certified. Neither says whose it is.
create function godwit_audit_permitted() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (actor, action)
  select case when requester_code is null then 'operator'
      else godwit_path(requester_custom, requester_code) end,
    case when requester_code is null then 'code issued' else 'certified' end
  from confirmed_case where id = new.case_id;
  return null;
end $$;
create trigger permission_audited after insert on permission
  for each row execute function godwit_audit_permitted();

create function godwit_audit_revoked() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (actor, action, verdict)
  select 'operator', 'revoked', count(*) || ' cases' from revocation_case
  where revocation_id = new.id;
  return null;
end $$;
create trigger revocation_audited after update on revocation
  for each row when (new.state = 'ordered' and old.state <> 'ordered')
  execute function godwit_audit_revoked();

create function godwit_audit_refused() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (actor, action, origin, batch_id, verdict)
  values (new.peer, 'refused what was fetched', new.origin, new.batch_id, left(new.reason, 200));
  return null;
end $$;
create trigger fetch_refusal_audited after insert on fetch_refusal
  for each row execute function godwit_audit_refused();

create function godwit_audit_restored() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (actor, action) values ('operator', 'restored from a backup');
  return null;
end $$;
create trigger epoch_audited after update on epoch
  for each row when (new.epoch <> old.epoch) execute function godwit_audit_restored();
