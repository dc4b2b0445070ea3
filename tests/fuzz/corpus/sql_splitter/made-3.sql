/* a /* b */ c */ select 1 -- x
;\echo hi
select '