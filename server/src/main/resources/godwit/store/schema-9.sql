-- What is known of segments stands apart from their bytes, which may then lie elsewhere. The table of
-- before keeps the bytes, under another name, and none of them is written anew; `segment` becomes the
-- index beside it, which batches and pages are made of. It is filled from the small columns: per
-- segment 100 bytes, and 32 to 56 for each block.

alter table segment rename to segment_bytes;
alter index segment_pkey rename to segment_bytes_pkey;

-- Also days that a node was just about to drop.
do $$
declare
  old record;
begin
  for old in
    select relname from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
      and relname ~ '^segment_\d{4}_\d{2}_\d{2}$'
  loop
    execute format('alter table %I rename to %I', old.relname,
      replace(old.relname, 'segment_', 'segment_bytes_'));
    if to_regclass(old.relname || '_pkey') is not null then
      execute format('alter index %I rename to %I', old.relname || '_pkey',
        replace(old.relname, 'segment_', 'segment_bytes_') || '_pkey');
    end if;
  end loop;
end $$;

-- Segments: runs of blocks. The bytes of each lie where its key says, see `SegmentBytes`.
create table segment (
  day date not null,
  attempt_id uuid not null,
  destination_id integer not null,
  ordinal integer not null,
  records bigint not null,
  -- Bytes of its blocks.
  length integer not null,
  -- Whether a block may have to be left out of a list or a batch.
  filtered boolean not null,
  -- The headers of its blocks, 24 bytes each, end to end, where one may have to be left out. Empty
  -- where none may be, and in segments that came before headers were kept.
  headers bytea not null default '',
  -- The SHA-256 of each block, end to end.
  hashes bytea not null,
  primary key (day, attempt_id, destination_id, ordinal)
) partition by range (day);
alter table segment alter column headers set storage external;
alter table segment alter column hashes set storage external;

do $$
declare
  old record;
  name text;
begin
  for old in
    select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'segment_bytes'::regclass and not i.inhdetachpending
    order by c.relname
  loop
    name := replace(old.relname, 'segment_bytes_', 'segment_');
    execute format('create table %I (like segment including all) with ('
      'autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1)', name);
    execute format('insert into %I (day, attempt_id, destination_id, ordinal, records, length,'
      ' filtered, headers, hashes)'
      ' select day, attempt_id, destination_id, ordinal, records, length(bytes), centralised, headers,'
      ' hashes from %I', name, old.relname);
    execute format('alter table segment attach partition %I %s', name, old.bound);
  end loop;
end $$;

alter table segment_bytes
  drop column records,
  drop column centralised,
  drop column hashes,
  drop column headers;

-- Whose exposures a portion has: null where it came before this was kept.
alter table portion
  add column origin_custom boolean,
  add column origin_code integer,
  add column batch_id uuid,
  add column created_millis bigint;
