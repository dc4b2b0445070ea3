#include "rollpack/core/error.hpp"
#include "rollpack/core/lint.hpp"
#include "rollpack/core/operator_settings.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <functional>
#include <utility>

namespace rollpack::core {

namespace {

/// A value with its place, for messages.
struct Entry {
    const std::string& file;
    std::string path;  ///< "environments.production.url"
    std::string key;  ///< its last part
    const toml::node& node;
};

[[noreturn]] void refuse(const Entry& entry, std::string_view fault, std::string hint) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{}:{}: {} {}", entry.file, entry.node.source().begin.line, entry.path, fault),
        std::move(hint)
    );
}

/// Calls `read` for each entry of a table.
void for_each_entry(const Entry& entry, const std::function<void(const Entry&)>& read) {
    const toml::table* table = entry.node.as_table();
    if (table == nullptr) {
        refuse(entry, "is not a table", fmt::format("Write it as [{}].", entry.path));
    }
    for (const auto& [key, node] : *table) {
        const std::string name{key.str()};
        read({entry.file, entry.path.empty() ? name : entry.path + "." + name, name, node});
    }
}

[[noreturn]] void refuse_unknown(const Entry& entry, std::string_view known) {
    refuse(entry, "is not known here", fmt::format("Known are {}.", known));
}

std::string text_of(const Entry& entry) {
    auto text = entry.node.value_exact<std::string>();
    if (!text || text->empty()) {
        refuse(entry, "is not a text", "Write it in quotes.");
    }
    return *std::move(text);
}

bool flag_of(const Entry& entry) {
    const auto flag = entry.node.value_exact<bool>();
    if (!flag) {
        refuse(entry, "is neither true nor false", "Write true or false, without quotes.");
    }
    return *flag;
}

std::vector<std::string> texts_of(const Entry& entry) {
    const toml::array* array = entry.node.as_array();
    if (array == nullptr) {
        refuse(entry, "is not a list", R"(Write it as ["one", "two"].)");
    }
    std::vector<std::string> texts;
    for (const toml::node& item : *array) {
        texts.push_back(text_of({entry.file, entry.path, entry.key, item}));
    }
    return texts;
}

std::int64_t number_of(const Entry& entry) {
    constexpr std::int64_t most = 100;
    const auto number = entry.node.value_exact<std::int64_t>();
    if (!number || *number < 0 || *number > most) {
        refuse(
            entry,
            fmt::format("is not a whole number from 0 to {}", most),
            "Write how many people have to approve a plan."
        );
    }
    return *number;
}

/// Reads what a table says of whose signatures count; `read_require` reads how much is demanded.
template <typename Policy, typename ReadRequire>
Policy policy_of(const Entry& entry, ReadRequire&& read_require) {
    Policy policy;
    for_each_entry(entry, [&](const Entry& setting) {
        if (setting.key == "require") {
            policy.require = read_require(setting);
        } else if (setting.key == "allowed_signers") {
            policy.allowed_signers = text_of(setting);
        } else if (setting.key == "signers") {
            policy.signers = texts_of(setting);
        } else {
            refuse_unknown(setting, "require, allowed_signers and signers");
        }
    });
    if (!policy.signers.empty() && !policy.allowed_signers) {
        refuse(
            entry,
            "has signers but no allowed_signers",
            "Name the file that holds their keys in allowed_signers."
        );
    }
    return policy;
}

SignaturePolicy signatures_of(const Entry& entry) {
    return policy_of<SignaturePolicy>(entry, flag_of);
}

ApprovalPolicy approvals_of(const Entry& entry) {
    return policy_of<ApprovalPolicy>(entry, number_of);
}

OperatorEnvironment environment_of(const Entry& entry) {
    OperatorEnvironment environment;
    for_each_entry(entry, [&](const Entry& setting) {
        if (setting.key == "url") {
            environment.url = text_of(setting);
        } else if (setting.key == "signatures") {
            environment.signatures = signatures_of(setting);
        } else if (setting.key == "approvals") {
            environment.approvals = approvals_of(setting);
        } else {
            refuse_unknown(setting, "url, signatures and approvals");
        }
    });
    return environment;
}

std::optional<Severity> lint_level_of(const Entry& entry) {
    const std::string level = text_of(entry);
    if (level == "off") {
        return std::nullopt;
    }
    if (level == "error") {
        return Severity::error;
    }
    if (level == "warning") {
        return Severity::warning;
    }
    if (level != "note") {
        refuse(
            entry,
            fmt::format("is '{}', which is no level", level),
            "Write \"off\", \"note\", \"warning\" or \"error\"."
        );
    }
    return Severity::note;
}

LintLevels lint_levels_of(const Entry& entry) {
    LintLevels levels;
    for_each_entry(entry, [&](const Entry& setting) {
        const std::optional<FindingCode> rule = parse_lint_rule(setting.key);
        if (!rule) {
            refuse_unknown(setting, lint_rule_names());
        }
        levels[*rule] = lint_level_of(setting);
    });
    return levels;
}

OperatorSettings settings_of(const Entry& root) {
    OperatorSettings settings;
    for_each_entry(root, [&](const Entry& entry) {
        if (entry.key == "signatures") {
            settings.signatures = signatures_of(entry);
        } else if (entry.key == "approvals") {
            settings.approvals = approvals_of(entry);
        } else if (entry.key == "environments") {
            for_each_entry(entry, [&](const Entry& environment) {
                settings.environments.emplace(environment.key, environment_of(environment));
            });
        } else if (entry.key == "lint") {
            settings.lint = lint_levels_of(entry);
        } else {
            refuse_unknown(entry, "signatures, approvals, environments and lint");
        }
    });
    return settings;
}

}  // namespace

OperatorSettings parse_operator_settings(std::string_view text, const std::string& file) {
    try {
        const toml::table root = toml::parse(text);
        return settings_of({file, "", "", root});
    } catch (const toml::parse_error& error) {
        throw Error(
            ErrorCode::configuration_invalid,
            fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()),
            "Write the file as TOML."
        );
    }
}

}  // namespace rollpack::core
