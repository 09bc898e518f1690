-- Whoever uploads all the time: a number, and from the day on which a case is bound to it, that case.
create table enrolment (
  subject uuid primary key,
  code_hash bytea not null unique,
  code_expires timestamptz not null,
  token_hash bytea unique,
  token_expires timestamptz,
  -- Whether anything came under the token: then the code cannot be redeemed again.
  used boolean not null default false,
  permission_id uuid references permission on delete set null
);
create index enrolment_by_permission on enrolment (permission_id) where permission_id is not null;

-- Uploads that wait for a case of their subject. Their segments hold sealed blocks of contact events,
-- under a key of subject and day that is not in this database.
create table held (
  attempt_id uuid primary key,
  subject uuid not null,
  -- The authority whose app it came from.
  app_custom boolean not null,
  app_code integer not null,
  day date not null,
  destination_id integer not null,
  segments integer not null,
  records bigint not null
);
create index held_by_subject on held (subject);
create index held_by_day on held (day);
