-- Cases: what health staff have confirmed about one person stays known as long as the exposures that
-- came of it. A case has one code or more, and each batch of its contact events counts once, whichever
-- code it came under.

create table confirmed_case (
  id uuid primary key,
  risk_type integer not null,
  test_date date not null,
  onset date,
  -- Whether staff wrote that other authorities may be told: what a further code has, unless said.
  cross_border boolean not null,
  -- Another authority, where it was that one's staff.
  requester_custom boolean,
  requester_code integer,
  -- Contact batches that were stored, and the last day on which one was.
  uploads integer not null default 0,
  last_day date,
  check ((requester_custom is null) = (requester_code is null))
);
create index confirmed_case_by_test on confirmed_case (test_date);

-- What was stored of a case, a row a contact batch: `events` are the ids of contact events that made
-- exposures, 8 bytes of each, ascending.
create table case_upload (
  case_id uuid not null references confirmed_case on delete cascade,
  ordinal integer not null,
  day date not null,
  events bytea not null,
  primary key (case_id, ordinal)
);

insert into confirmed_case (id, risk_type, test_date, onset, cross_border, requester_custom,
  requester_code, last_day)
select id, risk_type, test_date, onset, cross_border, requester_custom, requester_code,
  case when token_hash is not null then (godwit_now() at time zone 'utc')::date end
from permission;

alter table permission add column case_id uuid references confirmed_case on delete cascade;
update permission set case_id = id;
alter table permission
  alter column case_id set not null,
  -- Whether a contact batch was accepted under it: then it cannot be redeemed again.
  add column used boolean not null default false,
  drop column risk_type,
  drop column test_date,
  drop column onset,
  drop column requester_custom,
  drop column requester_code;
update permission set used = true where token_hash is not null;
create index permission_by_case on permission (case_id);
drop index permission_by_expiry;

update batch set
  scope = 'case/' || substr(scope, length('permission/') + 1),
  deliverer = 'case/' || substr(deliverer, length('permission/') + 1)
where scope like 'permission/%';
