-- A code may come from another authority, which had asked this one to let its own user upload; and
-- whoever redeems a code says whether other authorities may be told.
alter table permission
  add column requester_custom boolean,
  add column requester_code integer,
  -- What counts from the redemption on; `cross_border` stays what the code was issued with.
  add column agreed boolean,
  add check ((requester_custom is null) = (requester_code is null));
update permission set agreed = cross_border where token_hash is not null;
