-- The application reads what is there after a migration or a rollback.
GRANT SELECT ON ALL TABLES IN SCHEMA "${flyway:defaultSchema}" TO ${app_role};
