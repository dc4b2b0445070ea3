#include "support/pg_cluster.hpp"

#include "support/catalog_dump.hpp"
#include "support/command.hpp"

#include <libpq-fe.h>

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace rollpack::test {

namespace {

struct CloseConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};

std::vector<TextRow> run_sql(const std::string& conninfo, const std::string& sql) {
    const std::unique_ptr<PGconn, CloseConnection> connection{PQconnectdb(conninfo.c_str())};
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    PQsetNoticeProcessor(
        connection.get(),
        [](void*, const char*) {},
        nullptr
    );
    const std::unique_ptr<PGresult, ClearResult> result{PQexec(connection.get(), sql.c_str())};
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
        throw std::runtime_error(PQerrorMessage(connection.get()) + ("in: " + sql));
    }
    std::vector<TextRow> rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        TextRow& values = rows.emplace_back();
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            values.push_back(
                PQgetisnull(result.get(), row, column) != 0
                    ? std::nullopt
                    : std::optional<std::string>{PQgetvalue(result.get(), row, column)}
            );
        }
    }
    return rows;
}

void administrate(const std::string& sql) {
    run_sql(pg_cluster().connection_string("postgres"), sql);
}

bool is_content(std::string_view line) {
    // SET and set_config: settings of the dump itself. \restrict: a random word in newer pg_dump.
    return !line.empty() && !line.starts_with("--") && !line.starts_with("SET ")
        && !line.starts_with("SELECT pg_catalog.set_config(") && !line.starts_with("\\");
}

}  // namespace

int server_version() {
    static const int version = std::stoi(
        run_sql(pg_cluster().connection_string("postgres"), "SHOW server_version_num")
            .front()
            .front()
            .value()
    );
    return version / 10000;
}

bool is_pg_dump_older() {
    static const bool is_older = [] {
        const std::string version = must_run(
            {(pg_cluster().bin_dir() / "pg_dump").string(), "--version"}
        );
        return std::stoi(version.substr(version.find_first_of("0123456789"))) < server_version();
    }();
    return is_older;
}

executor::ScratchCluster& pg_cluster() {
    static executor::ScratchCluster cluster = executor::ScratchCluster::start();
    return cluster;
}

TestDatabase::TestDatabase(std::string_view database_template) {
    static int counter = 0;
    name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++counter);
    administrate("CREATE DATABASE " + name_ + " TEMPLATE " + std::string{database_template});
}

TestDatabase::~TestDatabase() {
    try {
        if (server_version() >= 13) {
            administrate("DROP DATABASE " + name_ + " WITH (FORCE)");
            return;
        }
        administrate(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'"
        );
        administrate("DROP DATABASE " + name_);
    } catch (const std::exception&) {
        // The server goes at the end of the program, and all databases with it.
        return;
    }
}

std::string TestDatabase::conninfo() const {
    return pg_cluster().connection_string(name_);
}

std::vector<TextRow> query(const TestDatabase& database, std::string_view sql) {
    return run_sql(database.conninfo(), std::string{sql});
}

std::string query_value(const TestDatabase& database, std::string_view sql) {
    const std::vector<TextRow> rows = query(database, sql);
    if (rows.size() != 1 || rows.front().size() != 1) {
        throw std::runtime_error("not exactly one value from: " + std::string{sql});
    }
    return rows.front().front().value_or("");
}

void load_dump(const TestDatabase& database, const std::filesystem::path& file) {
    must_run(
        {(pg_cluster().bin_dir() / "psql").string(),
         "--no-psqlrc",
         "--quiet",
         "--set=ON_ERROR_STOP=1",
         "--file=" + file.string(),
         "--dbname=" + database.name()},
        {.directory = {}, .environment = pg_cluster().environment(), .input = {}}
    );
}

std::string dump(const TestDatabase& database, const DumpOptions& options) {
    const std::string program = pg_cluster().bin_dir() / "pg_dump";
    if (is_pg_dump_older()) {
        return catalog_dump(database, options);
    }
    std::vector<std::string> words{
        program,
        "--dbname=" + database.name(),
        "--column-inserts",
        "--exclude-table=*." + options.history_table};
    for (const std::string& pattern : options.without) {
        words.push_back("--exclude-table=" + pattern);
    }
    if (!options.data) {
        words.emplace_back("--schema-only");
    }
    std::istringstream text{
        must_run(words, {.directory = {}, .environment = pg_cluster().environment(), .input = {}})};
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        if (is_content(line)) {
            lines.push_back(line);
        }
    }
    std::ranges::sort(lines);
    std::string sorted;
    for (const std::string& line : lines) {
        sorted += line + "\n";
    }
    return sorted;
}

}  // namespace rollpack::test
