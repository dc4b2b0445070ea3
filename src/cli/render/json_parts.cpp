#include "render/json_parts.hpp"

namespace rollpack::cli {

void write_version(
    json::ObjectWriter& parent,
    std::string_view name,
    const std::optional<core::Version>& version
) {
    parent.member(name, version ? std::optional{version->text()} : std::nullopt);
}

void write_signature(json::ObjectWriter& parent, const std::optional<app::SignedBy>& signature) {
    if (!signature) {
        parent.member("signature", nullptr);
        return;
    }
    parent.object("signature", [&](json::ObjectWriter& item) {
        app::write_signed_by(item, *signature);
    });
}

}  // namespace rollpack::cli
