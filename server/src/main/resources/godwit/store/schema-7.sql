-- The headers of the blocks of a segment, 24 bytes each, end to end, where one of them may have to
-- be left out of a list or a batch: what is left is then known without reading the blocks. Empty
-- where none may be, and in segments that came before there was this column.
alter table segment add column headers bytea not null default '';
alter table segment alter column headers set storage external;
