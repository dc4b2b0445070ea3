#include "rollpack/core/error.hpp"
#include "rollpack/executor/connection_url.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace rollpack::executor {

namespace {

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

std::string in_conninfo(std::string_view keyword, std::string_view value) {
    std::string text = fmt::format("{}='", keyword);
    for (const char c : value) {
        text.append(c == '\'' || c == '\\' ? "\\" : "").append(1, c);
    }
    return text + "' ";
}

const PQconninfoOption* find(const PQconninfoOption* options, std::string_view keyword) {
    while (options->keyword != nullptr && options->keyword != keyword) {
        ++options;
    }
    return options->keyword == nullptr ? nullptr : options;
}

bool is_secret(const PQconninfoOption& option) {
    return std::string_view{option.dispchar} == "*";
}

}  // namespace

ChildConnection for_child(const ConnectionSettings& settings) {
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{PQconndefaults()};
    if (!options) {
        throw core::Error(core::ErrorCode::internal, "libpq has no memory for its options");
    }
    // These two would lead it past PGHOST.
    ChildConnection child{{"PGSERVICE=", "PGHOSTADDR="}, {}};
    for (const auto& [keyword, value] : settings.parameters) {
        const PQconninfoOption* const option = find(options.get(), keyword);
        if (keyword != "dbname" && option != nullptr && option->envvar != nullptr) {
            std::erase(child.environment, fmt::format("{}=", option->envvar));
            child.environment.push_back(fmt::format("{}={}", option->envvar, value));
        } else if (option == nullptr || !is_secret(*option)) {
            child.conninfo += in_conninfo(keyword, value);
        }
    }
    return child;
}

}  // namespace rollpack::executor
