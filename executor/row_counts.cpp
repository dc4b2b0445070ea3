#include "detail/row_counts.hpp"

#include "detail/array_literal.hpp"
#include "detail/identifier.hpp"
#include "detail/pipeline.hpp"
#include "rollpack/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Count;
using core::LiveRelation;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What a server reads for sure, from a slow disk; a larger table would only eat the budget.
constexpr std::int64_t bytes_per_millisecond = 100'000;

// Whether there is a row at all is worth this much.
constexpr milliseconds existence_patience{200};

constexpr const char* null_share_query = R"(
SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
       s.schemaname, s.tablename, s.attname, pg_catalog.round(s.null_frac::pg_catalog.float8 * 1000000)::pg_catalog.int8
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))
     AS a(schema, name)
JOIN pg_catalog.pg_stats AS s ON s.schemaname = a.schema AND s.tablename = a.name
ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC
)";

class Budget {
public:
    explicit Budget(milliseconds amount)
        : end_(steady_clock::now() + amount) {}

    milliseconds left() const {
        const auto left = std::chrono::duration_cast<milliseconds>(end_ - steady_clock::now());
        return std::max(left, milliseconds{0});
    }

private:
    steady_clock::time_point end_;
};

/// A relation with rows, and what was asked of it.
struct Job {
    FoundRelation* relation;
    bool rows;
    std::vector<core::LiveColumn*> columns;
};

bool has_rows(LiveRelation::Kind kind) {
    using enum LiveRelation::Kind;
    return kind == table || kind == partitioned_table || kind == materialized_view;
}

std::vector<Job> jobs_for(
    std::vector<FoundRelation>& relations,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked
) {
    std::vector<Job> jobs;
    for (FoundRelation& relation : relations) {
        const core::LiveQuestions::Columns& questions = asked.at(relation.asked);
        Job job{&relation, questions.rows, {}};
        for (core::LiveColumn& column : relation.live.columns) {
            if (questions.filled.contains(column.name)) {
                job.columns.push_back(&column);
            }
        }
        if (has_rows(relation.live.kind) && (job.rows || !job.columns.empty())) {
            jobs.push_back(std::move(job));
        }
    }
    std::ranges::sort(jobs, {}, [](const Job& job) { return job.relation->heap_bytes; });
    return jobs;
}

using Numbers = std::vector<std::int64_t>;

Numbers read_numbers(const Result& row, std::size_t columns) {
    Numbers numbers;
    for (std::size_t column = 0; row.rows() > 0 && column < columns; ++column) {
        numbers.push_back(row.number(0, column));
    }
    return numbers;
}

/// The first row of a query, whose limit is set in the same round trip; empty without a row. None when
/// it was refused, would have waited or took too long: the statistics have to do then.
std::optional<Numbers> try_query(
    SideSession& side,
    const std::string& sql,
    std::size_t columns,
    milliseconds limit
) {
    Numbers numbers;
    SideSession::Turn turn{side};
    Pipeline pipeline{turn.connection(), [&](const Tag& tag, const Result& result) {
                          if (tag.purpose == Purpose::statement) {
                              numbers = read_numbers(result, columns);
                          }
                      }};
    try {
        pipeline.send(
            "SELECT pg_catalog.set_config('statement_timeout', $1, false)",
            {std::to_string(limit.count())},
            {}
        );
        pipeline.send(sql, {}, {Purpose::statement});
        pipeline.finish();
        return numbers;
    } catch (const SqlError&) {
        static_cast<void>(pipeline.abandon(Pipeline::Cancel::no));
        return std::nullopt;
    } catch (const core::Error& error) {
        if (error.code() == core::ErrorCode::interrupted) {
            static_cast<void>(pipeline.abandon(Pipeline::Cancel::yes));
        }
        throw;
    }
}

std::string quoted(const LiveRelation& relation) {
    return quote_qualified(relation.schema, relation.name);
}

void answer(Job& job, const Numbers& numbers) {
    if (job.rows) {
        job.relation->live.rows = Count{numbers.front(), true};
    }
    for (std::size_t i = 0; i < job.columns.size(); ++i) {
        job.columns[i]->filled = Count{numbers.at(i + 1), true};
    }
}

void answer_none(Job& job) {
    answer(job, Numbers(job.columns.size() + 1, 0));
}

bool count(SideSession& side, Job& job, milliseconds limit) {
    std::string sql = "SELECT pg_catalog.count(*)";
    for (const core::LiveColumn* const column : job.columns) {
        sql += ", pg_catalog.count(" + quote_identifier(column->name) + ")";
    }
    const std::optional<Numbers> numbers =
        try_query(side, sql + " FROM " + quoted(job.relation->live), job.columns.size() + 1, limit);
    if (numbers) {
        answer(job, *numbers);
    }
    return numbers.has_value();
}

bool is_empty(SideSession& side, const Job& job, milliseconds limit) {
    const std::optional<Numbers> row =
        try_query(side, "SELECT 1 FROM " + quoted(job.relation->live) + " LIMIT 1", 1, limit);
    return row && row->empty();
}

/// False where only an estimate is to be had.
bool count_within(SideSession& side, Job& job, milliseconds left) {
    const FoundRelation& relation = *job.relation;
    if (relation.is_blocked) {
        return false;
    }
    if (relation.heap_bytes == 0) {
        answer_none(job);
        return true;
    }
    if (left == milliseconds{0}) {
        return false;
    }
    if (relation.heap_bytes / bytes_per_millisecond < left.count()) {
        return count(side, job, left);
    }
    if (is_empty(side, job, std::min(left, existence_patience))) {
        answer_none(job);
        return true;
    }
    return false;
}

/// How large a part of the values is NULL, by schema, table and column, where it is known.
using NullShares = std::map<std::array<std::string, 3>, double>;

NullShares read_null_shares(SideSession& side, const std::vector<Job*>& jobs) {
    Parameters schemas;
    Parameters names;
    for (const Job* const job : jobs) {
        schemas.emplace_back(job->relation->live.schema);
        names.emplace_back(job->relation->live.name);
    }
    const Result rows =
        side.query(null_share_query, {array_literal(schemas), array_literal(names)});
    constexpr double millionths = 1e6;
    NullShares shares;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        shares[{rows.text(i, 0), rows.text(i, 1), rows.text(i, 2)}] =
            static_cast<double>(rows.number(i, 3)) / millionths;
    }
    return shares;
}

void estimate(SideSession& side, const std::vector<Job*>& jobs) {
    if (jobs.empty()) {
        return;
    }
    side.set_patience(catalog_patience);
    const NullShares shares = read_null_shares(side, jobs);
    for (Job* const job : jobs) {
        LiveRelation& live = job->relation->live;
        const std::int64_t rows = std::max<std::int64_t>(job->relation->estimated_rows, 1);
        if (job->rows) {
            live.rows = Count{rows, false};
        }
        for (core::LiveColumn* const column : job->columns) {
            const auto share = shares.find({live.schema, live.name, column->name});
            const double filled = share == shares.end() ? 1.0 : 1.0 - share->second;
            const std::int64_t values = std::llround(static_cast<double>(rows) * filled);
            column->filled = Count{std::max<std::int64_t>(values, 1), false};
        }
    }
}

}  // namespace

void count_rows(
    SideSession& side,
    std::vector<FoundRelation>& relations,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked,
    milliseconds budget
) {
    const Budget time{budget};
    std::vector<Job> jobs = jobs_for(relations, asked);
    std::vector<Job*> uncounted;
    for (Job& job : jobs) {
        if (!count_within(side, job, time.left())) {
            uncounted.push_back(&job);
        }
    }
    estimate(side, uncounted);
}

}  // namespace rollpack::executor::detail
