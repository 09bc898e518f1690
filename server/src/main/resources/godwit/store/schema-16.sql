-- Partitions of the list: pages of one authority's payloads of one family, made of the pages of the
-- whole list, whose bytes never change. Family -1 has the exposures of venues.
create table list_partition (
  id integer generated always as identity primary key,
  custom boolean not null,
  code integer not null,
  family integer not null,
  next_sequence bigint not null default 1,
  unique (custom, code, family)
);
create table partition_page (
  partition_id integer not null references list_partition,
  sequence bigint not null,
  batch_id uuid not null,
  created_millis bigint not null,
  made_at timestamptz not null default godwit_now(),
  -- The oldest page of the whole list that it has blocks of, with which it is forgotten.
  first_page bigint not null,
  records bigint not null,
  bytes bytea not null,
  primary key (partition_id, sequence)
);
alter table partition_page alter column bytes set storage external;
create index partition_page_by_first on partition_page (first_page);
-- One row, which is locked by the node that partitions.
create table partition_progress (
  only_row boolean primary key default true check (only_row),
  last_page bigint not null default 0
);
insert into partition_progress default values;
