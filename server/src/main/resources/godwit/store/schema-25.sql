-- Pages of partitions name places in segments instead of having their bytes a second time. Pages of
-- before, and filters, keep their own.
alter table partition_page
  alter column bytes drop not null,
  -- Slices of segments, see `Slice`.
  add column slices bytea,
  add column end_block bytea,
  -- The oldest day of arrival that a slice is of, with which it is forgotten.
  add column first_day date,
  add check (bytes is not null
    or (slices is not null and end_block is not null and first_day is not null));
alter table partition_page alter column slices set storage external;
create index partition_page_by_day on partition_page (first_day);
