#include "rollpack/core/history_digest.hpp"

namespace rollpack::core {

namespace {

void add(Sha256Stream& stream, const std::optional<std::string>& value) {
    stream.update(value ? std::to_string(value->size()) + ":" + *value + ";" : "-;");
}

}  // namespace

Sha256 history_digest(const std::vector<HistoryEntry>& entries) {
    Sha256Stream stream;
    for (const HistoryEntry& entry : entries) {
        add(stream, std::to_string(entry.installed_rank));
        add(stream, entry.version);
        add(stream, entry.description);
        add(stream, entry.type);
        add(stream, entry.script);
        add(stream,
            entry.checksum ? std::optional{std::to_string(entry.checksum->value)} : std::nullopt);
        add(stream, entry.installed_by);
        add(stream, std::to_string(entry.execution_time_ms));
        add(stream, entry.success ? "t" : "f");
        stream.update("\n");
    }
    return stream.finish();
}

}  // namespace rollpack::core
