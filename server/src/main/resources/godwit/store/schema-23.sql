-- Filters of partitions: each is of the pages behind those of the one before. They are numbered and
-- kept as pages of a partition of another kind are; the records that they are of lie in buckets.
alter table list_partition
  add column kind smallint not null default 0, -- 0 pages, 1 filters
  add column through bigint not null default 0, -- of filters: the last page that one is of
  drop constraint list_partition_custom_code_family_key,
  add unique (custom, code, family, kind);
create table filter_bucket (
  filter_id uuid not null,
  bucket integer not null,
  first_page bigint not null,
  bytes bytea not null,
  primary key (filter_id, bucket)
);
alter table filter_bucket alter column bytes set storage external;
create index filter_bucket_by_first on filter_bucket (first_page);
