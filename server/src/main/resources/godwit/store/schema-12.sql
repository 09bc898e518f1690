-- Where the accepted records of a contact batch went: those that nobody is told of, and those for
-- authorities that were not known when it came. Null for exposures, and for batches of before.
alter table batch add column not_shared bigint, add column waiting bigint;
