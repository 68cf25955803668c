create function audit_entry_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log only grows' using errcode = 'integrity_constraint_violation';
end
$$;;
create function audit_entry_in_order() returns trigger language plpgsql as $$
begin
  if new.number <> (select coalesce(max(number), 0) + 1 from audit_entry) then
    raise exception 'the audit log only grows' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;;
create trigger audit_entry_no_update before update on audit_entry
for each row execute function audit_entry_only_grows();;
create trigger audit_entry_no_delete before delete on audit_entry
for each row execute function audit_entry_only_grows();;
create trigger audit_entry_no_truncate before truncate on audit_entry
for each statement execute function audit_entry_only_grows();;
create trigger audit_entry_in_order before insert on audit_entry
for each row execute function audit_entry_in_order();;
