drop index ix_search_text_vector;;
alter table search_text drop column vector;;
drop text search configuration s3align_german;;
drop text search dictionary s3align_german_stem;;
