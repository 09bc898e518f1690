-- Sealed batches. Of a batch that came sealed, the hashes of its sealed blocks: what is stored are
-- the blocks that they held.
alter table batch add column sealed_hashes bytea;
alter table batch alter column sealed_hashes set storage external;

-- Whether the bytes of a batch are sealed: its blocks are then those of its attempt, and its range
-- says what they were made of.
alter table outgoing add column sealed boolean not null default false;
