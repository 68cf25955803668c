create virtual table search_index using fts5(
  words, content = 'search_text', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);;
create trigger search_text_inserted after insert on search_text
begin
  insert into search_index (rowid, words) values (new.number, new.words);
end;;
create trigger search_text_deleted after delete on search_text
begin
  insert into search_index (search_index, rowid, words) values ('delete', old.number, old.words);
end;;
create trigger search_text_updated after update on search_text
begin
  insert into search_index (search_index, rowid, words) values ('delete', old.number, old.words);
  insert into search_index (rowid, words) values (new.number, new.words);
end;;
