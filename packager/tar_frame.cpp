#include "detail/tar_frame.hpp"

#include "detail/entry_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <system_error>

namespace rollpack::packager::detail {

namespace {

constexpr std::size_t block_size = 512;
constexpr std::string_view behind_end = "the archive goes on behind its end";
constexpr std::string_view cut_short = "the archive is cut short: the mark of its end is missing";

struct Field {
    std::size_t offset;
    std::size_t size;
};

// POSIX.1-2017, pax, "ustar Interchange Format".
constexpr Field name_field{0, 100};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field sum_field{148, 8};
constexpr std::size_t type_offset = 156;
constexpr Field prefix_field{345, 155};

constexpr char plain_file = '0';
constexpr char pax_records = 'x';

bool is_zero(std::string_view bytes) {
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

std::string_view text_of(std::string_view header, Field field) {
    const std::string_view text = header.substr(field.offset, field.size);
    return text.substr(0, text.find('\0'));
}

/// Eleven octal digits and a space; none for any other spelling.
std::optional<std::int64_t> number_of(std::string_view header, Field field) {
    const std::string_view text = header.substr(field.offset, field.size);
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.begin(), text.end() - 1, number, 8);
    if (fault != std::errc{} || end != text.end() - 1 || text.back() != ' ' || number < 0) {
        return std::nullopt;
    }
    return number;
}

void put(std::string& header, std::size_t offset, std::string_view text) {
    header.replace(offset, text.size(), text);
}

/// The header that rollpack writes for an entry of this type, name, size and time.
std::string expected_header(
    char type,
    std::string_view header,
    std::int64_t size,
    std::int64_t time
) {
    using namespace std::string_view_literals;
    std::string expected(block_size, '\0');
    put(expected, name_field.offset, text_of(header, name_field));
    put(expected,
        100,
        "000644 \0"
        "000000 \0"
        "000000 \0"sv);  // mode, user, group
    put(expected, size_field.offset, fmt::format("{:011o} ", size));
    put(expected, time_field.offset, fmt::format("{:011o} ", time));
    put(expected, sum_field.offset, "        ");  // as which the sum counts itself
    expected[type_offset] = type;
    put(expected, 257, "ustar\00000"sv);
    put(expected,
        329,
        "000000 \0"
        "000000 \0"sv);  // device
    put(expected, prefix_field.offset, text_of(header, prefix_field));
    const auto sum =
        std::accumulate(expected.begin(), expected.end(), 0U, [](unsigned total, char c) {
            return total + static_cast<unsigned char>(c);
        });
    put(expected, sum_field.offset, fmt::format("{:06o}\0 "sv, sum));
    return expected;
}

struct PaxRecord {
    std::string_view key;
    std::string_view value;
};

/// Takes "LENGTH KEY=VALUE\n" off the front of `records`; LENGTH counts the whole.
std::optional<PaxRecord> take_record(std::string_view& records) {
    std::size_t length = 0;
    const auto [end, fault] = std::from_chars(records.begin(), records.end(), length);
    if (fault != std::errc{} || end == records.end() || *end != ' ' || records.front() == '0'
        || length > records.size()) {
        return std::nullopt;
    }
    const auto begin = static_cast<std::size_t>(end - records.begin()) + 1;
    const std::string_view record = records.substr(0, length);
    const std::size_t equals = record.find('=', begin);
    if (length <= begin || record.back() != '\n' || equals == std::string_view::npos) {
        return std::nullopt;
    }
    records.remove_prefix(length);
    return PaxRecord{
        record.substr(begin, equals - begin),
        record.substr(equals + 1, length - equals - 2)};
}

}  // namespace

void TarFrame::fail(std::string text) {
    fault_ = Fault{offset_, std::move(text)};
}

void TarFrame::begin(State state, std::uint64_t size) {
    state_ = state;
    left_ = size;
    collected_.clear();
}

void TarFrame::begin_content(State state, std::uint64_t size) {
    begin(state, size);
    padding_ = (block_size - size % block_size) % block_size;
}

std::string_view TarFrame::take(std::string_view& bytes, std::uint64_t size) {
    const std::string_view taken = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), size));
    bytes.remove_prefix(taken.size());
    left_ -= std::min<std::uint64_t>(left_, taken.size());
    offset_ += taken.size();
    return taken;
}

void TarFrame::feed(std::string_view bytes) {
    while (!fault_ && !bytes.empty()) {
        if (state_ == State::header || state_ == State::pax_records) {
            collect(bytes);
        } else {
            skip(bytes);
        }
    }
}

void TarFrame::collect(std::string_view& bytes) {
    collected_ += take(bytes, left_);
    if (left_ != 0) {
        return;
    }
    if (state_ == State::header) {
        read_header();
    } else {
        read_pax_records();
    }
}

void TarFrame::skip(std::string_view& bytes) {
    const std::string_view taken = take(bytes, left_);
    if (state_ != State::content && !is_zero(taken)) {
        fail(
            state_ == State::end
                ? std::string{behind_end}
                : fmt::format("entry '{}' has bytes behind its end", printable(name_))
        );
    } else if (state_ == State::end && !bytes.empty()) {
        fail(std::string{behind_end});
    } else if (left_ == 0 && state_ == State::content) {
        begin(State::padding, padding_);
    }
    if (left_ == 0 && state_ == State::padding) {
        begin(State::header, block_size);
    }
}

void TarFrame::read_header() {
    const std::string header = std::move(collected_);
    if (is_zero(header) && !after_pax_) {
        begin(State::end, block_size);
        return;
    }
    name_ = fmt::format("{}/{}", text_of(header, prefix_field), text_of(header, name_field));
    name_.erase(0, name_.find_first_not_of('/'));
    const char type = header[type_offset];
    const auto size = number_of(header, size_field);
    const auto time = number_of(header, time_field);
    if ((type != plain_file && (type != pax_records || after_pax_)) || !size || !time
        || expected_header(type, header, *size, *time) != header) {
        fail(fmt::format("entry '{}' has a header that rollpack does not write", printable(name_)));
        return;
    }
    after_pax_ = type == pax_records;
    if (after_pax_) {
        constexpr std::int64_t longest = 16 << 10;
        if (*size == 0 || *size > longest) {
            fail(fmt::format("entry '{}' has records of {} bytes", printable(name_), *size));
            return;
        }
        begin_content(State::pax_records, static_cast<std::uint64_t>(*size));
        return;
    }
    note_time(pax_time_.value_or(*time));
    pax_time_.reset();
    begin_content(State::content, static_cast<std::uint64_t>(*size));
}

/// A name that is long or not ASCII, and a time before 1970: nothing else has no place in a header.
void TarFrame::read_pax_records() {
    std::string_view records = collected_;
    bool has_path = false;
    while (!records.empty()) {
        const auto record = take_record(records);
        if (record && record->key == "path" && !has_path) {
            has_path = true;
            continue;
        }
        std::int64_t time = 0;
        if (record && record->key == "mtime" && !pax_time_
            && std::from_chars(record->value.begin(), record->value.end(), time).ptr
                == record->value.end()) {
            pax_time_ = time;
            continue;
        }
        fail(fmt::format("entry '{}' has records that rollpack does not write", printable(name_)));
        return;
    }
    begin(State::padding, padding_);
}

void TarFrame::note_time(std::int64_t time) {
    if (time_unix_ && *time_unix_ != time) {
        fail(fmt::format("entry '{}' has another time than the first one", printable(name_)));
    }
    time_unix_ = time;
}

void TarFrame::finish() {
    if (!fault_ && (state_ != State::end || left_ != 0)) {
        fail(std::string{cut_short});
    }
}

}  // namespace rollpack::packager::detail
