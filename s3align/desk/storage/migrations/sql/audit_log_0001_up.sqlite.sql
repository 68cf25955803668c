create trigger audit_entry_no_update before update on audit_entry
begin
  select raise(abort, 'the audit log only grows');
end;;
create trigger audit_entry_no_delete before delete on audit_entry
begin
  select raise(abort, 'the audit log only grows');
end;;
-- "insert or replace" deletes without the trigger above
create trigger audit_entry_in_order before insert on audit_entry
when new.number <> (select coalesce(max(number), 0) + 1 from audit_entry)
begin
  select raise(abort, 'the audit log only grows');
end;;
