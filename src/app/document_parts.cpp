#include "rollpack/app/document_parts.hpp"

#include "detail/document_text.hpp"
#include "detail/plan_words.hpp"
#include "rollpack/core/steering.hpp"
#include "rollpack/json/writer.hpp"

namespace rollpack::app {

namespace detail {

void text(json::ObjectWriter& item, std::string_view name, std::string_view value) {
    item.member(name, core::as_utf8(value));
}

void text_or_null(json::ObjectWriter& item, std::string_view name, std::string_view value) {
    item.member(name, value.empty() ? std::nullopt : std::optional{core::as_utf8(value)});
}

void texts(
    json::ObjectWriter& item,
    std::string_view name,
    const std::vector<std::string>& values
) {
    item.array(name, [&](json::ArrayWriter& items) {
        for (const std::string& value : values) {
            items.item(core::as_utf8(value));
        }
    });
}

}  // namespace detail

void write_signed_by(json::ObjectWriter& item, const SignedBy& signature) {
    detail::text(item, "signer", signature.signer);
    detail::text(item, "key", signature.key);
}

void write_findings(json::ObjectWriter& parent, const std::vector<core::Finding>& findings) {
    parent
        .objects("findings", findings, [](json::ObjectWriter& item, const core::Finding& finding) {
            item.member("severity", detail::word_of(finding.severity));
            item.member("code", core::finding_info(finding.code).name);
            detail::text(item, "subject", finding.subject);
            item.member("line", finding.line);
            detail::text(item, "message", finding.message);
            detail::text(item, "hint", finding.hint);
        });
}

}  // namespace rollpack::app
