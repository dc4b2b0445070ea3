COPY t FROM STDIN;
1	2
\.
select 1;