-- A portion's destination is found by a join when the portion is written, under the row's lock, and
-- destinations are never removed: to look for it again for each row is half of what the row costs.
alter table portion drop constraint portion_destination_id_fkey;
