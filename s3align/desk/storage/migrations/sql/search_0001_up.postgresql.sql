-- as the configuration "german", without its list of words that are left out: who searches for one gets it
create text search dictionary s3align_german_stem (template = snowball, language = german);;
create text search configuration s3align_german (copy = german);;
alter text search configuration s3align_german alter mapping for asciiword with s3align_german_stem;;
alter text search configuration s3align_german alter mapping for word with simple;;
-- kept, not made anew for every row that a frequent word or a phrase looks at
alter table search_text add column vector tsvector generated always as (to_tsvector('s3align_german', words)) stored;;
create index ix_search_text_vector on search_text using gin (vector);;
