#include "detail/run_answers.hpp"

#include "detail/sql_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

/// Of "INSERT 0 5", "UPDATE 3", "DELETE 3", "MERGE 3" and "COPY 3"; 0 for others.
std::int64_t changed_rows(std::string_view command_tag) {
    constexpr auto words = std::to_array<std::string_view>(
        {"INSERT ", "UPDATE ", "DELETE ", "MERGE ", "COPY "}
    );
    const bool counts = std::ranges::any_of(words, [&](std::string_view word) {
        return command_tag.starts_with(word);
    });
    std::int64_t rows = 0;
    if (counts) {
        const std::string_view number = command_tag.substr(command_tag.rfind(' ') + 1);
        std::from_chars(number.data(), number.data() + number.size(), rows);
    }
    return rows;
}

SqlError own_error(std::string message) {
    ServerError error;
    error.failure.message = std::move(message);
    return SqlError{std::move(error)};
}

}  // namespace

Command server_time() {
    return {
        R"(SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',
       'YYYY-MM-DD"T"HH24:MI:SS"Z"'))",
        {},
        {Purpose::clock}};
}

RunAnswers::RunAnswers(RunProgress& progress) noexcept
    : progress_(progress) {}

void RunAnswers::take(const Tag& tag, const Result& result) {
    if (tag.purpose == Purpose::row && result.command_tag() != "INSERT 0 1") {
        throw own_error("the server did not insert the row");
    }
    if (tag.purpose == Purpose::failed_row && result.command_tag() != "DELETE 1") {
        throw own_error("the failed row is not there any more");
    }
    const bool commits = tag.purpose == Purpose::commit || tag.purpose == Purpose::part_commit;
    if (commits && result.command_tag() != "COMMIT") {
        throw own_error("the server rolled the transaction back");
    }
    if (tag.purpose == Purpose::clock) {
        finished_at_ = result.text(0, 0);
        started_at_ = started_at_.empty() ? finished_at_ : started_at_;
    }
    if (tag.purpose == Purpose::statement && tag.step && tag.callback == nullptr) {
        progress_.add_rows(*tag.step, changed_rows(result.command_tag()));
    }
    if (tag.purpose == Purpose::row || tag.purpose == Purpose::step_end) {
        progress_.finish_step(*tag.step);
    }
    if (tag.purpose == Purpose::commit && tag.step) {
        progress_.commit(*tag.step + 1);
    }
}

void RunAnswers::take_notice(const std::optional<Tag>& tag, const core::ServerNotice& notice) {
    const bool is_of_script = tag
        && (tag->purpose == Purpose::statement || tag->purpose == Purpose::constraints
            || tag->purpose == Purpose::commit);
    if (is_of_script && tag->step) {
        progress_.add_notice(*tag->step, {notice.severity, notice.message});
    }
}

}  // namespace rollpack::executor::detail
