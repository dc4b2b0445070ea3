-- Who listens on this channel stops reading from the shop's tables.
SELECT pg_notify('shop_maintenance', 'rollback begins');
