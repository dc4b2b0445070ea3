#pragma once

#include "detail/fingerprint.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"
#include "support/pg_cluster.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace rollpack::test {

inline core::Fingerprint fingerprint_of(
    const TestDatabase& database,
    const executor::FingerprintOptions& options = {}
) {
    const auto session = executor::detail::open_session(
        executor::parse_connection_url(database.conninfo())
    );
    return executor::detail::read_fingerprint(*session, options);
}

/// "type, not null": the properties in which two objects differ.
inline std::string changed_properties(const core::ChangedObject& changed) {
    const auto differs = [](const core::SchemaObject& one, const core::SchemaObject& other) {
        std::vector<std::string> names;
        for (const core::SchemaProperty& property : one.definition) {
            if (std::ranges::find(other.definition, property) == other.definition.end()) {
                names.push_back(property.name);
            }
        }
        return names;
    };
    std::vector<std::string> names = differs(changed.expected, changed.found);
    for (const std::string& name : differs(changed.found, changed.expected)) {
        if (std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// One line a difference: "missing table app.a", "left over ...", "different column app.a.b: type".
inline std::vector<std::string> lines_of(const core::SchemaComparison& comparison) {
    std::vector<std::string> lines;
    for (const core::SchemaObject& object : comparison.missing) {
        lines.push_back("missing " + describe(object));
    }
    for (const core::SchemaObject& object : comparison.left_over) {
        lines.push_back("left over " + describe(object));
    }
    for (const core::ChangedObject& object : comparison.different) {
        lines.push_back(
            fmt::format("different {}: {}", describe(object.expected), changed_properties(object))
        );
    }
    for (const std::string& table : comparison.reordered) {
        lines.push_back("reordered " + table);
    }
    return lines;
}

/// A database with at least one object of nearly every kind, and changes to it that nobody keeps.
class EveryKind {
public:
    EveryKind() {
        make_roles();
        static_cast<void>(query(database_, sql));
        before_ = executor::detail::read_fingerprint(*open(), {});
    }

    const TestDatabase& database() const { return database_; }

    const core::Fingerprint& before() const { return before_; }

    /// What `change`, a list of statements, makes of the database; it is rolled back.
    core::Fingerprint after(const std::vector<std::string>& change) {
        const auto session = open();
        executor::detail::Connection& connection = session->connection;
        static_cast<void>(connection.query("BEGIN"));
        try {
            for (const std::string& statement : change) {
                static_cast<void>(connection.query(statement));
            }
            core::Fingerprint after = executor::detail::read_fingerprint(*session, {});
            static_cast<void>(connection.query("ROLLBACK"));
            return after;
        } catch (...) {
            static_cast<void>(connection.query("ROLLBACK"));
            throw;
        }
    }

    static const char* const sql;

private:
    // One for each change: other tests of the program end all sessions of the server.
    std::unique_ptr<executor::detail::Session> open() const {
        return executor::detail::open_session(executor::parse_connection_url(database_.conninfo()));
    }

    static void make_roles() {
        static const TestDatabase anywhere;
        static_cast<void>(query(anywhere, R"(DO $$ BEGIN
            IF to_regrole('reader') IS NULL THEN
                CREATE ROLE reader;
            END IF;
            IF to_regrole('shop_owner') IS NULL THEN
                CREATE ROLE shop_owner;
            END IF;
        END $$)"));
    }

    TestDatabase database_;
    core::Fingerprint before_;
};

inline const char* const EveryKind::sql = R"(
CREATE SCHEMA app;
CREATE SCHEMA other;
SET search_path = app;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE address AS (street text, city text);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, LIKE = text);
CREATE DOMAIN percent AS integer DEFAULT 0 CONSTRAINT percent_check CHECK (VALUE BETWEEN 0 AND 100);
CREATE COLLATION plain FROM "C";
CREATE CONVERSION to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE TABLE customers (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    mood mood DEFAULT 'ok',
    note varchar(20)
);
CREATE TABLE orders (
    id serial PRIMARY KEY,
    customer_id bigint CONSTRAINT orders_customer_fkey REFERENCES customers (id),
    total numeric(10,2) NOT NULL DEFAULT 0,
    placed timestamptz DEFAULT now(),
    net numeric GENERATED ALWAYS AS (total * 0.8) STORED,
    CONSTRAINT total_check CHECK (total >= 0)
);
CREATE INDEX orders_placed_idx ON orders (placed);
CREATE UNIQUE INDEX orders_once_idx ON orders (customer_id, placed) WHERE total > 0;
CREATE TABLE base (a int CHECK (a > 0));
CREATE TABLE child (b int) INHERITS (base);
CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX events_what_idx ON events (what);
CREATE SEQUENCE numbers;
CREATE VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE MATERIALIZED VIEW summary AS SELECT count(*) AS n FROM orders;
CREATE RULE keep AS ON DELETE TO customers DO INSTEAD NOTHING;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER stamp BEFORE UPDATE ON events FOR EACH STATEMENT EXECUTE FUNCTION touch();
CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';
CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total_of(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS numbers FOR TYPE int USING btree FAMILY numbers AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 btint4cmp(int, int);
CREATE CAST (address AS text) WITH INOUT;
CREATE POLICY mine ON customers FOR SELECT USING (id > 0);
CREATE PUBLICATION news FOR TABLE orders;
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION english (COPY = pg_catalog.english);
CREATE FOREIGN DATA WRAPPER wrapper OPTIONS (debug 'true');
CREATE SERVER remote FOREIGN DATA WRAPPER wrapper OPTIONS (host 'far.example');
CREATE USER MAPPING FOR reader SERVER remote OPTIONS (username 'shop', password 'hidden-word');
CREATE FOREIGN TABLE far (id int OPTIONS (name 'number')) SERVER remote OPTIONS (table_name 'far');
CREATE STATISTICS order_stats ON customer_id, total FROM orders;
CREATE LANGUAGE own HANDLER plpgsql_call_handler;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON TABLE orders IS 'What was bought';
COMMENT ON COLUMN orders.total IS 'With tax';
GRANT SELECT ON orders TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;
)";

}  // namespace rollpack::test
