-- What two runs with --keep-data leave in a database, and a schema that only looks like it.
CREATE SCHEMA rollpack_kept_1f2e3d4c;
COMMENT ON SCHEMA rollpack_kept_1f2e3d4c IS 'Kept by rollpack: {"format":1,"run_id":"1f2e3d4c-0000-4000-8000-000000000000","package":"Rollback-V123","from_version":"129","target_version":"123","kept_at":"2026-11-20T02:15:00Z","kept_by":"deploy"}';
CREATE TABLE rollpack_kept_1f2e3d4c."public.stock_movements" (id bigint PRIMARY KEY, quantity integer);
COMMENT ON TABLE rollpack_kept_1f2e3d4c."public.stock_movements" IS 'Kept by rollpack: {"format":1,"schema":"public","name":"stock_movements","key":["id"],"lost_columns":[]}';
INSERT INTO rollpack_kept_1f2e3d4c."public.stock_movements" SELECT i, 1 FROM generate_series(1, 1200) AS i;
CREATE TABLE rollpack_kept_1f2e3d4c."public.orders" (id bigint PRIMARY KEY, currency text);
COMMENT ON TABLE rollpack_kept_1f2e3d4c."public.orders" IS 'Kept by rollpack: {"format":1,"schema":"public","name":"orders","key":["id"],"lost_columns":["currency"]}';
INSERT INTO rollpack_kept_1f2e3d4c."public.orders" VALUES (1, 'EUR');
CREATE SCHEMA rollpack_kept_5a6b7c8d;
COMMENT ON SCHEMA rollpack_kept_5a6b7c8d IS 'Kept by rollpack: {"format":1,"run_id":"5a6b7c8d-0000-4000-8000-000000000000","package":"Rollback-V123","from_version":null,"target_version":"123","kept_at":"2026-11-22T02:15:00Z","kept_by":"deploy"}';
CREATE TABLE rollpack_kept_5a6b7c8d."public.coupons" (code text);
COMMENT ON TABLE rollpack_kept_5a6b7c8d."public.coupons" IS 'Kept by rollpack: {"format":1,"schema":"public","name":"coupons","key":[],"lost_columns":[]}';
CREATE SCHEMA rollpack_kept_99999999;
