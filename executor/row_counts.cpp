#include "detail/row_counts.hpp"

#include "detail/array_literal.hpp"
#include "detail/identifier.hpp"
#include "detail/pipeline.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <span>
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

constexpr std::size_t largest_batch = 64;  // relations
constexpr std::int64_t longest_batch = 200 * bytes_per_millisecond;

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

/// A query whose time limit is set in the same round trip. False when it was refused, would have waited
/// or took too long: the statistics have to do then.
bool try_query(
    SideSession& side,
    const std::string& sql,
    milliseconds limit,
    const std::function<void(const Result&)>& take
) {
    SideSession::Turn turn{side};
    Pipeline pipeline{turn.connection(), [&](const Tag& tag, const Result& result) {
                          if (tag.purpose == Purpose::statement) {
                              take(result);
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
        return true;
    } catch (const SqlError&) {
        static_cast<void>(pipeline.abandon(Pipeline::Cancel::no));
        return false;
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

void answer_none(Job& job) {
    if (job.rows) {
        job.relation->live.rows = Count{0, true};
    }
    for (core::LiveColumn* const column : job.columns) {
        column->filled = Count{0, true};
    }
}

/// From a row of count_query().
void answer(Job& job, const Result& rows, std::size_t row) {
    if (job.rows) {
        job.relation->live.rows = Count{rows.number(row, 1), true};
    }
    for (std::size_t i = 0; i < job.columns.size(); ++i) {
        job.columns[i]->filled = Count{rows.number(row, i + 2), true};
    }
}

/// A row for each job: its place, its rows, its columns' values, and as many zeros as the widest job
/// has columns more.
std::string count_query(std::span<Job* const> jobs) {
    std::size_t widest = 0;
    for (const Job* const job : jobs) {
        widest = std::max(widest, job->columns.size());
    }
    std::string sql;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        sql += fmt::format("{}SELECT {}, pg_catalog.count(*)", i == 0 ? "" : " UNION ALL ", i);
        for (const core::LiveColumn* const column : jobs[i]->columns) {
            sql += ", pg_catalog.count(" + quote_identifier(column->name) + ")";
        }
        for (std::size_t k = jobs[i]->columns.size(); k < widest; ++k) {
            sql += ", 0";
        }
        sql += " FROM " + quoted(jobs[i]->relation->live);
    }
    return sql;
}

/// Counts them in one query; where that fails, each half by itself, to the one that is to blame. Adds to
/// `uncounted` what could not be counted.
void count(
    SideSession& side,
    std::span<Job* const> jobs,
    const Budget& time,
    std::vector<Job*>& uncounted
) {
    const milliseconds left = time.left();
    const bool counted =
        left > milliseconds{0} && try_query(side, count_query(jobs), left, [&](const Result& rows) {
            for (std::size_t row = 0; row < rows.rows(); ++row) {
                answer(*jobs[static_cast<std::size_t>(rows.number(row, 0))], rows, row);
            }
        });
    if (counted) {
        return;
    }
    if (jobs.size() == 1 || time.left() == milliseconds{0}) {
        uncounted.insert(uncounted.end(), jobs.begin(), jobs.end());
        return;
    }
    const std::size_t half = jobs.size() / 2;
    count(side, jobs.first(half), time, uncounted);
    count(side, jobs.subspan(half), time, uncounted);
}

bool is_empty(SideSession& side, const Job& job, milliseconds limit) {
    bool none = false;
    const bool asked = try_query(
        side,
        "SELECT 1 FROM " + quoted(job.relation->live) + " LIMIT 1",
        limit,
        [&](const Result& rows) { none = rows.rows() == 0; }
    );
    return asked && none;
}

/// What is read together; the server holds a lock on each relation and its indexes meanwhile.
class Batches {
public:
    Batches(SideSession& side, const Budget& time, std::vector<Job*>& uncounted)
        : side_(side)
        , time_(time)
        , uncounted_(uncounted) {}

    bool has_time_for(const Job& job) const {
        return job.relation->heap_bytes > 0
            && (bytes_ + job.relation->heap_bytes) / bytes_per_millisecond < time_.left().count();
    }

    void add(Job& job) {
        jobs_.push_back(&job);
        bytes_ += job.relation->heap_bytes;
        if (jobs_.size() == largest_batch || bytes_ > longest_batch) {
            flush();
        }
    }

    void flush() {
        if (!jobs_.empty()) {
            count(side_, jobs_, time_, uncounted_);
        }
        jobs_.clear();
        bytes_ = 0;
    }

private:
    SideSession& side_;
    const Budget& time_;
    std::vector<Job*>& uncounted_;
    std::vector<Job*> jobs_;
    std::int64_t bytes_ = 0;
};

/// False where only an estimate is to be had.
bool take(SideSession& side, Job& job, const Budget& time, Batches& batches) {
    if (job.relation->is_blocked) {
        return false;
    }
    if (batches.has_time_for(job)) {
        batches.add(job);
        return true;
    }
    const milliseconds left = time.left();
    const bool is_none = job.relation->heap_bytes == 0
        || (left > milliseconds{0} && is_empty(side, job, std::min(left, existence_patience)));
    if (is_none) {
        answer_none(job);
    }
    return is_none;
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
    Batches batches{side, time, uncounted};
    for (Job& job : jobs) {
        if (!take(side, job, time, batches)) {
            uncounted.push_back(&job);
        }
    }
    batches.flush();
    estimate(side, uncounted);
}

}  // namespace rollpack::executor::detail
