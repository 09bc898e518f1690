-- After a restore from a backup nothing is made to send for a destination before it has been asked what
-- it holds:
--   held    it has not been asked yet
--   aside   it holds batches that were made after the backup: what waits may be in them already, and is
--           put aside for an operator
alter table outbox add column restored text, add column restored_at timestamptz;
create function godwit_restored() returns trigger language plpgsql as $$
begin
  update outbox set restored = 'held', restored_at = godwit_now();
  return null;
end $$;
create trigger epoch_restored after update on epoch
  for each row when (new.epoch <> old.epoch) execute function godwit_restored();

-- What came of comparing a day with a peer, the last time that it was compared.
create table reconciled (
  peer text not null,
  day date not null,
  direction text not null,
  missing integer not null,
  unexplained integer not null,
  resent integer not null,
  done_at timestamptz not null default godwit_now(),
  primary key (peer, day, direction)
);
create index outgoing_by_created on outgoing (destination_code, created_millis)
  where state <> 'listed';
create index batch_by_origin on batch (origin_code, created_millis);

-- Whether its destination has confirmed it once and does not hold it any more.
alter table outgoing add column lost boolean not null default false;
