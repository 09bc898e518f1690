-- Outbreaks at venues: cases whose contacts are what the venues' gateways have brought.
create table outbreak (
  case_id uuid primary key references confirmed_case on delete cascade,
  permission_id uuid not null references permission on delete cascade,
  -- In whose name what gateways of the venue bring is held.
  subject uuid not null,
  code integer not null,
  venue bigint not null,
  -- Part of the venue; all of it where there is none.
  area text,
  from_at timestamptz not null,
  to_at timestamptz not null,
  declared_at timestamptz not null default godwit_now(),
  check (from_at < to_at)
);
create index outbreak_by_subject on outbreak (subject);
create index outbreak_by_declared on outbreak (declared_at);
create index outbreak_by_permission on outbreak (permission_id);

-- Held uploads that were read for an outbreak, and how many of their events it covered.
create table outbreak_read (
  case_id uuid not null references outbreak on delete cascade,
  attempt_id uuid not null references held on delete cascade,
  released bigint not null,
  primary key (case_id, attempt_id)
);
create index outbreak_read_by_attempt on outbreak_read (attempt_id);

-- Gateways that have answered an outbreak of their venue.
create table outbreak_answer (
  case_id uuid not null references outbreak on delete cascade,
  gateway text not null,
  primary key (case_id, gateway)
);
