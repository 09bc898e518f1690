-- Since when this authority lists each of its own keys: a new one is used an hour later.
create table own_key (
  id text primary key,
  published timestamptz not null default godwit_now()
);
