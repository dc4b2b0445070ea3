#pragma once

#include "rollpack/cli/run.hpp"
#include "rollpack/core/event.hpp"

#include <cstdint>
#include <string>

namespace rollpack::cli {

/// Tells events on standard error: a line that is rewritten on a terminal; elsewhere one line an event,
/// and of the progress inside a phase one every half minute. On a terminal the line is wiped when the
/// object goes. `details` adds the server's notices.
class ProgressText final : public core::Observer {
public:
    enum class Notices {
        show,
        hide
    };

    ProgressText(Runtime& runtime, Notices notices);
    ~ProgressText() override;
    ProgressText(const ProgressText&) = delete;
    ProgressText& operator=(const ProgressText&) = delete;
    ProgressText(ProgressText&&) = delete;
    ProgressText& operator=(ProgressText&&) = delete;

    void on(const core::Event& event) noexcept override;

private:
    void tell_progress(const core::PhaseProgress& progress);
    void tell(const std::string& line);
    void keep(const std::string& line);
    void wipe();

    Runtime* runtime_;
    Notices notices_;
    std::string phase_;
    bool line_open_ = false;
    std::int64_t last_told_unix_ = 0;
};

}  // namespace rollpack::cli
