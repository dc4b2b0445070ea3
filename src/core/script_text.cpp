#include "rollpack/core/script_text.hpp"

#include "rollpack/core/digest.hpp"

#include <algorithm>
#include <utility>

namespace rollpack::core {

namespace {

class InMemory final : public TextStore {
public:
    explicit InMemory(std::string text)
        : text_{std::move(text)} {}

    std::string_view view() const noexcept override { return text_; }

    void forget(std::string_view /*part*/) const noexcept override {}

private:
    std::string text_;
};

}  // namespace

ScriptText::ScriptText(std::string text)
    : ScriptText{std::make_shared<const InMemory>(std::move(text))} {}

ScriptText::ScriptText(std::shared_ptr<const TextStore> store)
    : store_{std::move(store)}
    , view_{store_->view()} {}

ScriptText ScriptText::part(std::size_t offset, std::size_t length) const {
    ScriptText part = *this;
    part.view_ = view_.substr(offset, length);
    return part;
}

void ScriptText::forget(std::size_t offset, std::size_t length) const noexcept {
    if (store_ != nullptr && offset < size()) {
        store_->forget(view_.substr(offset, length));
    }
}

std::size_t ScriptText::find(std::string_view wanted, std::size_t from) const noexcept {
    while (from < size()) {
        const std::size_t length = std::min(size() - from, text_window + wanted.size() - 1);
        const std::size_t found = view_.substr(from, length).find(wanted);
        if (found != std::string_view::npos) {
            return from + found;
        }
        forget(from, text_window);
        from += text_window;
    }
    return wanted.empty() && from == size() ? from : std::string_view::npos;
}

void for_each_piece(const ScriptText& text, const std::function<void(std::string_view)>& take) {
    for (std::size_t at = 0; at < text.size(); at += text_window) {
        take(text.view().substr(at, text_window));
        text.forget(at, text_window);
    }
}

Sha256 digest_of(const ScriptText& text) {
    Sha256Stream stream;
    for_each_piece(text, [&](std::string_view piece) { stream.update(piece); });
    return stream.finish();
}

ScriptText without_byte_order_mark(const ScriptText& text) {
    return text.part(text.view().starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
}

}  // namespace rollpack::core
