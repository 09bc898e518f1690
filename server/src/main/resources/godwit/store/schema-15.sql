-- Taking back what was shared, here and where it went.

-- With its key what a case has shared can be read; both are forgotten with the case. Nobody adds to
-- a case that was taken back.
alter table confirmed_case
  add column key bytea not null
    default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  add column revoked boolean not null default false;

-- What cases have shared and has left: a row for each upload and destination. `value` is encrypted
-- under the case's key: what is needed to name the exposures again. `tx` tells who looks twice what is
-- new since the first look.
create table shared (
  id bigint generated always as identity primary key,
  case_id uuid not null references confirmed_case on delete cascade,
  destination_id integer not null,
  day date not null,
  tx xid8 not null default pg_current_xact_id(),
  value bytea not null
);
alter table shared alter column value set storage external;
create index shared_by_case on shared (case_id);
create index shared_by_destination on shared (destination_id, id);

-- What staff take back: planned by a dry run, then ordered. Its cases' rows of `shared` go step by step,
-- in the transactions that send the revocations; when none is left it is done.
create table revocation (
  id uuid primary key,
  planned_at timestamptz not null default godwit_now(),
  state text not null,
  -- Whether its cases are to be forgotten once all is taken back.
  forget boolean not null default false
);
create index revocation_ordered on revocation (planned_at) where state = 'ordered';
create table revocation_case (
  revocation_id uuid not null references revocation on delete cascade,
  case_id uuid not null references confirmed_case on delete cascade,
  primary key (revocation_id, case_id)
);
create index revocation_case_by_case on revocation_case (case_id);

-- Uploads for the own list that a revocation has to do with: one that revokes, or one that was made
-- before a revocation of its origin that came first. They have no position yet.
--   waiting  to be looked at
--   listed   it has its place
--   kept     what of it may be listed has one, as a copy
create table withheld (
  id bigint generated always as identity primary key,
  destination_id integer not null,
  state text not null default 'waiting',
  -- Whether it has revocations, and whether they count: they came from their origin itself.
  revokes boolean not null,
  applies boolean not null,
  attempt_id uuid not null,
  day date not null,
  segments integer not null,
  records bigint not null,
  bytes bigint not null,
  received_at timestamptz not null default godwit_now(),
  origin_custom boolean not null,
  origin_code integer not null,
  batch_id uuid not null,
  created_millis bigint not null,
  venues bigint[] not null,
  many_venues boolean not null
);
create index withheld_waiting on withheld (id) where state = 'waiting';
create index withheld_by_day on withheld (day);

-- The newest revocation of each origin that counts.
create table revoker (
  destination_id integer not null,
  origin_custom boolean not null,
  origin_code integer not null,
  last_created_millis bigint not null,
  primary key (destination_id, origin_custom, origin_code)
);

alter table portion
  -- Whether it has revocations that count.
  add column revokes boolean not null default false,
  -- Whether it lists again what is listed already, behind a revocation.
  add column relists boolean not null default false;
create index portion_revoking on portion (destination_id, position) where revokes;

-- Whether it is no upload's: revocations, which are nobody's, and what is sent again behind them.
alter table pooled add column again boolean not null default false;

create index shared_by_day on shared (day);
