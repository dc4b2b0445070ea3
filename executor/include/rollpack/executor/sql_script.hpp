#pragma once

#include "rollpack/core/sql_analysis.hpp"

#include <string_view>

namespace rollpack::executor {

/// What can be known of a SQL script without a server: its statements as PostgreSQL's own client
/// would find them (standard_conforming_strings on), what each means for a transaction, which
/// objects the script creates and drops, and what it does to data. Meant for core::AnalyzeSql.
///
/// `text` is UTF-8 with all placeholders replaced; a byte order mark at its start is skipped. Nothing
/// in it makes this function fail: what is wrong with the text is in `faults`, ordered by line.
///
///  - psql_command: a backslash command outside of quotes, comments and inline data; also
///    COPY ... TO STDOUT, whose data only a client such as psql could take.
///  - incomplete: a quote, comment, parenthesis or BEGIN ATOMIC block that is never closed (the line
///    where it began), or inline data without its line "\.". Such a statement is not in `statements`.
///  - unparsable: unknown to the parser of PostgreSQL 15 (the line of the error). The statement is
///    in `statements` with what its leading words tell; a newer server may understand it.
///
/// COPY ... FROM STDIN takes the lines after the one on which it ends, up to a line that is "\.";
/// another statement on its last line is a fault (incomplete), since psql would run it after the data.
///
/// `creates` names views, functions, procedures, triggers and tables, without those of the session;
/// `creates_known` is also false for what it cannot name (types, sequences, aggregates, extensions) and
/// where a name is changed. `drops` has the other kinds as `other`; DROP ROUTINE stands for a function
/// and a procedure, and no argument list for no arguments.
///
/// `effects` are those that the text tells: what triggers and called functions do is not in it. A DROP
/// ... CASCADE of something that has no data itself, DROP EXTENSION, DO, CALL, EXECUTE, and a statement
/// that is unparsable or too long to be looked into are `unknown`.
///
/// Threads may call this at the same time. Cost grows with the length of the text.
core::SqlAnalysis analyze_sql(const core::ScriptText& text);

}  // namespace rollpack::executor
