-- What an operator has stopped, at all nodes: a peer or a family of payloads, one way.
create table paused (
  kind text not null,
  name text not null,
  direction text not null,
  since timestamptz not null default godwit_now(),
  primary key (kind, name, direction)
);
