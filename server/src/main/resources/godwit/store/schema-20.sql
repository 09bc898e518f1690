-- When the oldest of its exposures was uploaded, where that was before the portion was made: those of
-- own uploads wait in a pool. A hub's and a peer's portions are as old as their rows.
alter table portion add column uploaded_at timestamptz;
