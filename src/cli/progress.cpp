#include "progress.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <ostream>

namespace rollpack::cli {

namespace {

constexpr std::size_t terminal_columns = 79;
constexpr std::int64_t seconds_between_lines = 30;

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

ProgressText::ProgressText(Runtime& runtime, Notices notices)
    : runtime_(&runtime)
    , notices_(notices) {}

ProgressText::~ProgressText() {
    wipe();
}

void ProgressText::on(const core::Event& event) noexcept {
    try {
        std::visit(
            Overloaded{
                [this](const core::PhaseStarted& phase) {
                    phase_ = phase.name;
                    tell(phase.name);
                },
                [this](const core::PhaseProgress& progress) { tell_progress(progress); },
                [this](const core::StepStarted& step) {
                    if (runtime_->err_is_terminal) {
                        tell(fmt::format("[{}/{}] {}", step.index + 1, step.total, step.name));
                    }
                },
                [this](const core::StepFinished& step) {
                    keep(fmt::format(
                        "[{}/{}] {}  {}",
                        step.index + 1,
                        step.total,
                        step.name,
                        format_duration(step.duration.count())
                    ));
                },
                [this](const core::ServerNotice& notice) {
                    if (notices_ == Notices::show) {
                        keep(fmt::format("{}: {}", notice.severity, notice.message));
                    }
                },
                [this](const core::StatementPassedOver& passed) {
                    keep(fmt::format(
                        "passed over {}:{}: {}",
                        passed.script,
                        passed.line,
                        passed.message
                    ));
                },
                [this](const core::Waiting& waiting) {
                    tell(fmt::format(
                        "waiting for {} ({})",
                        waiting.what,
                        format_duration(waiting.so_far.count())
                    ));
                },
            },
            event
        );
    } catch (...) {
        // Progress is a courtesy: a stream that cannot be written to must not end a rollback.
        line_open_ = false;
    }
}

void ProgressText::tell_progress(const core::PhaseProgress& progress) {
    const bool is_due = runtime_->err_is_terminal
        || runtime_->now_unix() - last_told_unix_ >= seconds_between_lines;
    if (is_due && progress.total > 0) {
        tell(fmt::format("{} ({}/{})", phase_, progress.done, progress.total));
    }
}

void ProgressText::tell(const std::string& line) {
    if (!runtime_->err_is_terminal) {
        last_told_unix_ = runtime_->now_unix();
        *runtime_->err << printable(line) << "\n" << std::flush;
        return;
    }
    wipe();
    *runtime_->err << fit(printable(line), terminal_columns) << std::flush;
    line_open_ = true;
}

void ProgressText::keep(const std::string& line) {
    wipe();
    *runtime_->err << printable(line) << "\n" << std::flush;
}

void ProgressText::wipe() {
    if (line_open_) {
        *runtime_->err << "\r\x1b[K" << std::flush;
        line_open_ = false;
    }
}

}  // namespace rollpack::cli
