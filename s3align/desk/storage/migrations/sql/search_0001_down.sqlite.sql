drop trigger search_text_updated;;
drop trigger search_text_deleted;;
drop trigger search_text_inserted;;
drop table search_index;;
