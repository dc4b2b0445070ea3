#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::packager::detail {

/// Looks at the bytes of a tar as libarchive reads them and finds what libarchive passes over: fields
/// and records that rollpack never writes, padding that is not zero, an end that is none. The headers
/// are those of POSIX's ustar, and of pax for a name that does not fit into one.
class TarFrame {
public:
    struct Fault {
        std::uint64_t offset = 0;  ///< of the block in the tar
        std::string text;  ///< for Error package_invalid
    };

    /// The next bytes. Keeps at most one header of them.
    void feed(std::string_view bytes);

    /// Checks, after the last bytes, that the tar is whole: two blocks of zeros and nothing more.
    void finish();

    /// The first one. What follows it was not looked at.
    const std::optional<Fault>& fault() const noexcept { return fault_; }

    /// The time of all entries so far; none before the first.
    std::optional<std::int64_t> time_unix() const noexcept { return time_unix_; }

private:
    enum class State {
        header,
        pax_records,
        content,
        padding,
        end
    };

    std::string_view take(std::string_view& bytes, std::uint64_t size);
    void collect(std::string_view& bytes);
    void skip(std::string_view& bytes);
    void read_header();
    void read_pax_records();
    void begin(State state, std::uint64_t size);
    void begin_content(State state, std::uint64_t size);
    void note_time(std::int64_t time);
    void fail(std::string text);

    State state_ = State::header;
    std::uint64_t left_ = 512;  ///< of what state_ is about
    std::uint64_t padding_ = 0;  ///< behind it
    std::uint64_t offset_ = 0;  ///< of the next byte
    std::string collected_;  ///< of a header or of pax records
    std::string name_;  ///< of the current entry, for messages
    bool after_pax_ = false;  ///< the next header belongs to pax records
    std::optional<std::int64_t> pax_time_;  ///< in those records
    std::optional<std::int64_t> time_unix_;
    std::optional<Fault> fault_;
};

}  // namespace rollpack::packager::detail
