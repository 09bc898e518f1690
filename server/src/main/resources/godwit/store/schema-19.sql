-- What is known of a batch on its way beside its state.
alter table outgoing
  -- How it is posted: octets or json. Fixed with its bytes.
  add column form text not null default 'octets',
  -- The last answer that claimed what it did not prove.
  add column disbelieved text,
  -- Until when a try whose fate is unknown may still be under way at the receiver.
  add column doubt_until timestamptz,
  -- Whether later batches of its destination wait for it: it is being made anew, or was.
  add column holds boolean not null default false,
  -- The batch in whose place it was made.
  add column made_from uuid,
  -- When an operator sent it off again.
  add column replayed_at timestamptz;
create index outgoing_holding on outgoing (destination_id, created_millis)
  where holds and state = 'waiting';
create index outgoing_put_aside on outgoing (id) where state = 'refused';

-- What operators did to batches, for those who ask later.
create table delivery_action (
  id bigint generated always as identity primary key,
  batch_id uuid not null,
  destination text not null,
  action text not null,
  done_at timestamptz not null default godwit_now()
);
create index delivery_action_by_batch on delivery_action (batch_id);
create index delivery_action_by_day on delivery_action (done_at);
