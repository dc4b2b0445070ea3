#include "render/side_by_side.hpp"

#include <algorithm>

namespace rollpack::cli {

namespace {

using Kind = SideBySideRow::Kind;

class Sides {
public:
    void add(std::string_view line) {
        if (line.starts_with("diff --git ")) {
            flush();
            in_hunk_ = false;
            began_ = true;
        } else if (line.starts_with("@@")) {
            flush();
            in_hunk_ = true;
            rows_.push_back({Kind::heading, std::string{line}, ""});
        } else if (!in_hunk_) {
            add_head(line);
        } else if (line.starts_with('-')) {
            left_.emplace_back(line.substr(1));
        } else if (line.starts_with('+')) {
            right_.emplace_back(line.substr(1));
        } else if (line.starts_with(' ')) {
            flush();
            rows_.push_back({Kind::same, std::string{line.substr(1)}, std::string{line.substr(1)}});
        } else {
            in_hunk_ = false;  // the next file
        }
    }

    std::vector<SideBySideRow> take() && {
        flush();
        return std::move(rows_);
    }

private:
    void add_head(std::string_view line) {
        constexpr std::string_view of_target = "+++ target/";
        if (began_ && line.starts_with(of_target)) {
            rows_.push_back({Kind::heading, std::string{line.substr(of_target.size())}, ""});
        }
    }

    void flush() {
        const std::size_t count = std::max(left_.size(), right_.size());
        left_.resize(count);
        right_.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            rows_.push_back({Kind::changed, std::move(left_[i]), std::move(right_[i])});
        }
        left_.clear();
        right_.clear();
    }

    bool began_ = false;
    bool in_hunk_ = false;
    std::vector<std::string> left_;
    std::vector<std::string> right_;
    std::vector<SideBySideRow> rows_;
};

}  // namespace

std::vector<SideBySideRow> side_by_side(std::string_view diff) {
    Sides sides;
    while (!diff.empty()) {
        const std::size_t end = std::min(diff.find('\n'), diff.size());
        sides.add(diff.substr(0, end));
        diff.remove_prefix(std::min(end + 1, diff.size()));
    }
    return std::move(sides).take();
}

}  // namespace rollpack::cli
