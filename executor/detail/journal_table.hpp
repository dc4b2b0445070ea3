#pragma once

#include "detail/command.hpp"
#include "rollpack/core/history.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

inline constexpr std::string_view journal_table_name = "rollpack_journal";

/// Qualified and quoted: the journal is beside the history.
std::string journal_name(const core::HistoryTable& history);

/// Names of the journal's columns, as PostgreSQL stores them.
std::vector<std::string_view> journal_columns();

/// Makes the table `name` and comments its columns.
void send_journal_table(const CommandSink& sink, const std::string& name);

/// Brings a journal that an earlier rollpack made to today's form. Only its owner may.
void send_journal_extension(const CommandSink& sink, const std::string& name);

}  // namespace rollpack::executor::detail
