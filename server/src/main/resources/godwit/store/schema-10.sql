-- One row: when maintenance last ran, by godwit_now(), and since when it does not, because clocks
-- disagree by more than a day. Meanwhile nothing is forgotten and nothing is cut.
create table maintenance (
  only_row boolean primary key default true check (only_row),
  last_run timestamptz not null default godwit_now(),
  held_since timestamptz
);
insert into maintenance default values;
