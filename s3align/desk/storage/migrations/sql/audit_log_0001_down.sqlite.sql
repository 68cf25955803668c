drop trigger audit_entry_in_order;;
drop trigger audit_entry_no_delete;;
drop trigger audit_entry_no_update;;
