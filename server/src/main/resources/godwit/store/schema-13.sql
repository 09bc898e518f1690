-- Exposures of this authority's own uploads that wait for those of others: a row for each upload and
-- destination, until a set is made of all that waits for the destination.
create table pooled (
  id bigint generated always as identity primary key,
  destination_id integer not null,
  -- Whose they are: what waits is dropped with its case.
  case_id uuid not null,
  attempt_id uuid not null,
  day date not null,
  -- Segments that the upload has written ahead for this destination, which belong to the row too.
  ahead integer not null,
  records bigint not null,
  bytes bigint not null,
  -- The blocks that were not written ahead, end to end.
  blocks bytea not null,
  pooled_at timestamptz not null default godwit_now()
);
alter table pooled alter column blocks set storage external;
create index pooled_by_destination on pooled (destination_id, id);
create index pooled_by_case on pooled (case_id);
