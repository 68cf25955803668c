drop trigger audit_entry_in_order on audit_entry;;
drop trigger audit_entry_no_truncate on audit_entry;;
drop trigger audit_entry_no_delete on audit_entry;;
drop trigger audit_entry_no_update on audit_entry;;
drop function audit_entry_in_order();;
drop function audit_entry_only_grows();;
