-- The tables of a node. Small ones are deleted from by day, in steps; `segment` holds the bytes,
-- is partitioned by day received and forgotten by dropping partitions. Nothing has a foreign key
-- to or from `segment`.

-- One row. The epoch changes when a database is restored from a backup: cursors carry it.
create table epoch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);

-- Whoever exposures are for. Positions of a destination follow commit order: they are taken under
-- this row's lock, in the transaction that makes them visible.
create table destination (
  id integer generated always as identity primary key,
  custom boolean not null,
  code integer not null,
  next_position bigint not null default 1,
  unique (custom, code)
);

-- What a destination has had cut into batches or pages so far.
create table outbox (
  destination_id integer primary key references destination,
  next_sequence bigint not null default 1,
  cut_position bigint not null default 1,
  cut_ordinal integer not null default 0,
  last_created_millis bigint not null default 0
);

-- One accepted upload, and what was answered: the memory that makes a retry harmless.
create table batch (
  scope text not null,
  batch_id uuid not null,
  origin_custom boolean not null,
  origin_code integer not null,
  destination_custom boolean not null,
  destination_code integer not null,
  deliverer text not null,
  created_millis bigint not null,
  received_at timestamptz not null default now(),
  digest bytea not null,
  state text not null,
  records bigint not null,
  accepted bigint not null,
  rejected jsonb not null,
  rejected_omitted integer not null,
  primary key (scope, batch_id)
);
create index batch_by_id on batch (batch_id);
create index batch_by_day on batch (received_at);

-- An upload under way that has written segments ahead of its end. Once `removing_since` is set it
-- can't be committed; its row stays until no write that had started before can still arrive.
create table attempt (
  attempt_id uuid primary key,
  node_id uuid not null,
  day date not null,
  heartbeat timestamptz not null default now(),
  removing_since timestamptz
);
create index attempt_by_heartbeat on attempt (heartbeat);

-- The part of an accepted upload that one destination gets.
create table portion (
  destination_id integer not null references destination,
  position bigint not null,
  attempt_id uuid not null,
  day date not null,
  segments integer not null,
  records bigint not null,
  bytes bigint not null,
  received_at timestamptz not null default now(),
  primary key (destination_id, position)
);
create index portion_by_day on portion (day);

-- Blocks as they lie on the wire.
create table segment (
  day date not null,
  attempt_id uuid not null,
  destination_id integer not null,
  ordinal integer not null,
  records bigint not null,
  -- Whether a block has a family whose identifiers only the server can resolve.
  centralised boolean not null,
  hashes bytea not null,
  bytes bytea not null,
  primary key (day, attempt_id, destination_id, ordinal)
) partition by range (day);
alter table segment alter column bytes set storage external;
alter table segment alter column hashes set storage external;

-- A batch or a list page whose bytes are fixed: a range of a destination's positions, or a batch
-- of somebody else that is passed on whole.
create table outgoing (
  id bigint generated always as identity primary key,
  destination_id integer not null references destination,
  sequence bigint not null,
  magic text not null,
  batch_id uuid not null,
  origin_custom boolean not null,
  origin_code integer not null,
  destination_custom boolean not null,
  destination_code integer not null,
  created_millis bigint not null,
  hops integer not null,
  path text not null,
  from_position bigint,
  from_ordinal integer,
  to_position bigint,
  to_ordinal integer,
  attempt_id uuid,
  day date,
  records bigint not null,
  bytes bigint not null,
  digest bytea not null,
  end_block bytea not null,
  -- Whether blocks of families whose identifiers only the server can resolve are left out.
  without_centralised boolean not null default false,
  state text not null,
  attempts integer not null default 0,
  next_try timestamptz not null default now(),
  problem text,
  receipt text,
  lease_node uuid,
  lease_until timestamptz,
  made_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (destination_id, sequence)
);
create index outgoing_due on outgoing (destination_id, next_try)
  where state in ('waiting', 'relayed');
create index outgoing_by_batch on outgoing (batch_id);
create index outgoing_by_position on outgoing (destination_id, from_position);
create index outgoing_by_day on outgoing (made_at);

-- What lets a device upload: a code once, then a token.
create table permission (
  id uuid primary key,
  code_hash bytea not null unique,
  code_expires timestamptz not null,
  token_hash bytea unique,
  token_expires timestamptz,
  risk_type integer not null,
  test_date date not null,
  onset date,
  cross_border boolean not null
);
create index permission_by_expiry on permission (code_expires);
