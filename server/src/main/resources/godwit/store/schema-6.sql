-- A key that begins with the batch id finds a batch by its id too: random ids go into one index
-- instead of two.
alter table batch drop constraint batch_pkey;
alter table batch add primary key (batch_id, scope);
drop index batch_by_id;
