-- What authorities certify about users of one that fetches only: it waits here until that one has it.
-- `sequence` is taken under the stream's row lock, so that who reads in order misses nothing.
create table claim_stream (
  destination_id integer primary key references destination,
  next_sequence bigint not null default 1
);
create table claim_waiting (
  destination_id integer not null references claim_stream,
  sequence bigint not null,
  digest bytea not null,
  expires timestamptz not null,
  body bytea not null,
  primary key (destination_id, sequence),
  unique (destination_id, digest)
);
create index claim_waiting_by_expiry on claim_waiting (expires);
