#include "rollpack/json/writer.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/steering.hpp"

#include <array>
#include <charconv>

namespace rollpack::json {

namespace {

constexpr std::size_t indentation = 2;

void append_escape(std::string& out, char32_t code_unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (unsigned shift = 16; shift != 0;) {
        shift -= 4;
        out += digits[(code_unit >> shift) & 0xFU];
    }
}

void append_special(std::string& out, char32_t character) {
    switch (character) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        append_escape(out, character);
    }
}

void append_text(std::string& out, std::string_view text) {
    if (!core::is_utf8(text)) {
        throw core::Error(core::ErrorCode::internal, "text for a JSON document is not UTF-8");
    }
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        if (const auto steering = core::steering_character(text, i)) {
            append_special(out, steering->code);
            i += steering->size;
        } else if (text[i] == '"' || text[i] == '\\') {
            append_special(out, static_cast<unsigned char>(text[i++]));
        } else {
            out += text[i++];
        }
    }
    out += '"';
}

template <typename Number>
void append_number(std::string& out, Number number) {
    std::array<char, 24> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

void begin_line(std::string& out, std::size_t depth, bool first) {
    out += first ? "\n" : ",\n";
    out.append(depth * indentation, ' ');
}

void close(std::string& out, std::size_t depth, bool empty, char bracket) {
    if (!empty) {
        out += '\n';
        out.append((depth - 1) * indentation, ' ');
    }
    out += bracket;
}

}  // namespace

ObjectWriter::ObjectWriter(std::string& out, std::size_t depth)
    : out_(out)
    , depth_(depth) {
    out_ += '{';
}

void ObjectWriter::end() {
    close(out_, depth_, empty_, '}');
}

void ObjectWriter::begin_member(std::string_view name) {
    begin_line(out_, depth_, empty_);
    empty_ = false;
    append_text(out_, name);
    out_ += ": ";
}

void ObjectWriter::member(std::string_view name, std::string_view text) {
    begin_member(name);
    append_text(out_, text);
}

void ObjectWriter::member(std::string_view name, const char* text) {
    member(name, std::string_view{text});
}

void ObjectWriter::member(std::string_view name, bool value) {
    begin_member(name);
    out_ += value ? "true" : "false";
}

void ObjectWriter::member(std::string_view name, std::nullptr_t) {
    begin_member(name);
    out_ += "null";
}

void ObjectWriter::signed_member(std::string_view name, std::int64_t number) {
    begin_member(name);
    append_number(out_, number);
}

void ObjectWriter::unsigned_member(std::string_view name, std::uint64_t number) {
    begin_member(name);
    append_number(out_, number);
}

void ObjectWriter::object(
    std::string_view name,
    const std::function<void(ObjectWriter&)>& write_members
) {
    begin_member(name);
    ObjectWriter inner{out_, depth_ + 1};
    write_members(inner);
    inner.end();
}

void ObjectWriter::array(
    std::string_view name,
    const std::function<void(ArrayWriter&)>& write_items
) {
    begin_member(name);
    ArrayWriter inner{out_, depth_ + 1};
    write_items(inner);
    inner.end();
}

void ObjectWriter::strings(std::string_view name, const std::vector<std::string>& texts) {
    array(name, [&](ArrayWriter& items) {
        for (const std::string& text : texts) {
            items.item(text);
        }
    });
}

ArrayWriter::ArrayWriter(std::string& out, std::size_t depth)
    : out_(out)
    , depth_(depth) {
    out_ += '[';
}

void ArrayWriter::end() {
    close(out_, depth_, empty_, ']');
}

void ArrayWriter::begin_item() {
    begin_line(out_, depth_, empty_);
    empty_ = false;
}

void ArrayWriter::item(std::string_view text) {
    begin_item();
    append_text(out_, text);
}

void ArrayWriter::object(const std::function<void(ObjectWriter&)>& write_members) {
    begin_item();
    ObjectWriter inner{out_, depth_ + 1};
    write_members(inner);
    inner.end();
}

std::string write(
    const std::function<void(ObjectWriter&)>& write_members,
    std::size_t expected_bytes
) {
    std::string out;
    out.reserve(expected_bytes);
    ObjectWriter root{out, 1};
    write_members(root);
    root.end();
    out += '\n';
    return out;
}

}  // namespace rollpack::json
