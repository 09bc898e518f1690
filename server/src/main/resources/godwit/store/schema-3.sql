-- The registry of venues, and exposures that wait for a venue to be entered in it.

-- A venue that exposures are listed for. `code` is that of the nation or state which registers it.
create table venue (
  code integer not null,
  venue bigint not null,
  name text not null,
  registered_at timestamptz not null default now(),
  primary key (code, venue)
);

-- Which venues the blocks of a portion are about, and how far each of them has come:
--   waiting   the venue is not registered
--   ready     it is, and the segments from `ordinal` on are still to be looked at
--   released  its exposures have been given positions of their own
--   many      there are too many venues to name (code 0, venue -1): any may be among them
-- Rows go with their portion.
create table venue_waiting (
  destination_id integer not null,
  position bigint not null,
  code integer not null,
  venue bigint not null,
  state text not null,
  ordinal integer not null default 0,
  primary key (destination_id, position, code, venue),
  foreign key (destination_id, position) references portion on delete cascade
);
create index venue_waiting_by_venue on venue_waiting (code, venue);
create index venue_waiting_ready on venue_waiting (destination_id, position, ordinal)
  where state = 'ready';
create index venue_waiting_many on venue_waiting (destination_id, position) where state = 'many';

-- Whether blocks of venues are left out: a page has them only where they were released.
alter table outgoing add column without_venues boolean not null default false;
