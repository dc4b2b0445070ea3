#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace rollpack::core {

struct Sha256;

/// Where the bytes of a long text are that is not held in memory.
class TextStore {
public:
    TextStore() = default;
    virtual ~TextStore() = default;
    TextStore(const TextStore&) = delete;
    TextStore& operator=(const TextStore&) = delete;
    TextStore(TextStore&&) = delete;
    TextStore& operator=(TextStore&&) = delete;

    /// All of it; the same for as long as the store lives.
    virtual std::string_view view() const noexcept = 0;

    /// A hint that the bytes will not be needed soon. They stay what they are.
    virtual void forget(std::string_view part) const noexcept = 0;
};

// NOLINTBEGIN(google-explicit-constructor): text is text, in whatever it is held.
/// The text of a script, or a part of one. It never changes; copies and parts share its bytes, which are
/// in memory or, of a long script, in a store that memory is lent to only while it is read.
class ScriptText {
public:
    ScriptText() = default;
    ScriptText(std::string text);

    ScriptText(std::string_view text)
        : ScriptText{std::string{text}} {}

    ScriptText(const char* text)
        : ScriptText{std::string{text}} {}

    explicit ScriptText(std::shared_ptr<const TextStore> store);

    /// Valid for as long as the text or a copy or part of it lives.
    std::string_view view() const noexcept { return view_; }

    operator std::string_view() const noexcept { return view_; }

    std::size_t size() const noexcept { return view_.size(); }

    bool empty() const noexcept { return view_.empty(); }

    /// A copy of some bytes.
    std::string substr(std::size_t offset, std::size_t length = std::string::npos) const {
        return std::string{view_.substr(offset, length)};
    }

    /// Some bytes without a copy. @throws std::out_of_range when `offset` is behind the end.
    ScriptText part(std::size_t offset, std::size_t length = std::string::npos) const;

    /// Whoever reads a text from its begin to its end says so now and then, of what is behind him.
    void forget(std::size_t offset, std::size_t length) const noexcept;

    /// The offset of the first `wanted` from `from` on, or npos. As std::string_view::find, but a long
    /// text is not held in memory meanwhile.
    std::size_t find(std::string_view wanted, std::size_t from = 0) const noexcept;

    friend bool operator==(const ScriptText& a, const ScriptText& b) noexcept {
        return a.view_ == b.view_;
    }

private:
    std::shared_ptr<const TextStore> store_;
    std::string_view view_;
};

// NOLINTEND(google-explicit-constructor)

/// So much of a long text is in memory while it is read from its begin to its end.
inline constexpr std::size_t text_window = std::size_t{1} << 20U;

/// Gives the text piece by piece, at most text_window bytes each, and forgets each behind it.
void for_each_piece(const ScriptText& text, const std::function<void(std::string_view)>& take);

Sha256 digest_of(const ScriptText& text);

/// U+FEFF at the begin of a file says that the file is UTF-8; it is no part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

ScriptText without_byte_order_mark(const ScriptText& text);

}  // namespace rollpack::core
