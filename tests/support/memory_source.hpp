#pragma once

#include "rollpack/core/script_source.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

/// A release whose commit id follows from its name.
core::Release make_release(const std::string& ref);

/// Releases in memory. Equal texts have equal blob ids, as in git.
class MemorySource final : public core::ScriptSource {
public:
    /// Puts a file at `path` (in the repository) into the release called `ref`.
    void add(const std::string& ref, const std::string& path, const std::string& text);

    void add_other(const std::string& ref, const std::string& path, core::EntryKind kind);
    void remove(const std::string& ref, const std::string& path);

    std::optional<std::vector<core::SourceEntry>> list(
        const core::Release& release,
        const std::string& location
    ) override;
    std::string read(const core::Origin& origin) override;
    std::optional<std::string> read_file(const core::Release& release, const std::string& path)
        override;

    /// "ref:path" of every blob that was read, in order.
    const std::vector<std::string>& reads() const noexcept { return reads_; }

private:
    struct Node {
        core::EntryKind kind;
        std::string text;
    };

    std::map<std::string, std::map<std::string, Node>> releases_;  ///< by commit id, by path
    std::map<std::string, std::string> refs_;  ///< by commit id
    std::vector<std::string> reads_;
};

}  // namespace rollpack::test
