-- The one clock that leases, heartbeats and sweeps go by: nodes' own clocks differ. A plan has now() in
-- its place; whoever puts another body in, as tests do, makes plans that are there be made again.
create function godwit_now() returns timestamptz language sql stable parallel safe return now();

alter table batch alter column received_at set default godwit_now();
alter table attempt alter column heartbeat set default godwit_now();
alter table portion alter column received_at set default godwit_now();
alter table outgoing
  alter column next_try set default godwit_now(),
  alter column made_at set default godwit_now();
alter table venue alter column registered_at set default godwit_now();
alter table fetch_refusal alter column refused_at set default godwit_now();
