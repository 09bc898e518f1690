-- Users of the centralised systems that are registered here: the hash of the secret that each proves
-- itself by, and what stands for it, which nobody can make of an identifier without the system's key.
create table registration (
  user_key bytea primary key,
  secret_hash bytea not null unique,
  family text not null,
  seen_on date not null
);
create index registration_by_day on registration (seen_on);

-- What still counts of what was received about a user's tokens. A user that is erased takes it along.
create table status_exposure (
  user_key bytea not null references registration on delete cascade,
  day date not null,
  token bytea not null,
  position bigint not null,
  ordinal integer not null,
  record integer not null,
  risk_type smallint not null,
  mechanism smallint not null,
  score integer not null,
  primary key (user_key, day, token, position, ordinal, record)
);
create index status_exposure_by_day on status_exposure (day);

-- How far a list was read for that: the last portion, and the last of its segments.
create table status_reading (
  destination_id integer primary key references destination,
  position bigint not null default 0,
  ordinal integer not null default -1
);

-- Records whose tokens turned out not to be valid after the receipt.
alter table batch add column invalid bigint not null default 0;
