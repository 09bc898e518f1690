-- Pulling, on both sides.

-- A stream is what one puller is given: batches for the puller itself and for the states that it
-- stands in for. Its sequence is counted in the outbox of the puller's own destination, under that
-- row's lock, so that whoever reads a stream in order misses nothing. A batch stays in the stream
-- that it was made for.
alter table outgoing add column stream_id integer references destination;
update outgoing set stream_id = destination_id;
alter table outgoing alter column stream_id set not null;
alter table outgoing drop constraint outgoing_destination_id_sequence_key;
alter table outgoing add unique (stream_id, sequence);
create index outgoing_unconfirmed on outgoing (stream_id, sequence)
  where state in ('waiting', 'relayed', 'refused');

-- How far this node has come with what it fetches: from a peer, for an authority that it serves.
create table fetched (
  peer text not null,
  authority text not null,
  -- As the peer gave it; all up to it is durable here. Empty before the first.
  next_cursor text not null default '',
  lease_node uuid,
  lease_until timestamptz,
  primary key (peer, authority)
);

-- A fetched batch that was refused as a whole: for an operator, who finds it again behind the
-- cursor as long as the peer keeps it.
create table fetch_refusal (
  id bigint generated always as identity primary key,
  peer text not null,
  authority text not null,
  behind_cursor text not null,
  batch_id uuid,
  origin text,
  reason text not null,
  refused_at timestamptz not null default now()
);
create index fetch_refusal_by_day on fetch_refusal (refused_at);
