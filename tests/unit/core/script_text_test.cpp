#include "rollpack/core/script_text.hpp"

#include "rollpack/core/digest.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::core {
namespace {

using testing::ElementsAre;

/// Notes what it was told to forget.
class NotingStore final : public TextStore {
public:
    explicit NotingStore(std::string text)
        : text_{std::move(text)} {}

    std::string_view view() const noexcept override { return text_; }

    void forget(std::string_view part) const noexcept override {
        forgotten_ += part.size();
        behind_ = static_cast<std::size_t>(part.data() - text_.data()) + part.size();
    }

    std::size_t forgotten() const noexcept { return forgotten_; }

    std::size_t behind() const noexcept { return behind_; }

private:
    std::string text_;
    mutable std::size_t forgotten_ = 0;
    mutable std::size_t behind_ = 0;
};

std::string long_text() {
    return std::string(2 * text_window, 'x') + "needle" + std::string(text_window, 'y');
}

TEST(ScriptText, SharesItsBytesWithCopiesAndParts) {
    const ScriptText text{"SELECT 1;\nSELECT 2;\n"};
    const ScriptText copy = text;
    EXPECT_EQ(copy.view().data(), text.view().data());
    EXPECT_EQ(text.part(10, 8), ScriptText{"SELECT 2"});
    EXPECT_EQ(text.part(10).view().data(), text.view().data() + 10);
}

TEST(ScriptText, LivesInItsParts) {
    ScriptText part;
    {
        const ScriptText whole{std::string(100, 'a') + "end"};
        part = whole.part(100);
    }
    EXPECT_EQ(part, ScriptText{"end"});
}

TEST(ScriptText, RefusesAPartBehindItsEnd) {
    EXPECT_THROW(static_cast<void>(ScriptText{"ab"}.part(3)), std::out_of_range);
    EXPECT_TRUE(ScriptText{"ab"}.part(2).empty());
}

TEST(ScriptText, FindsWhatLiesAcrossTheBorderOfAWindow) {
    for (const std::size_t shift : {0UL, 1UL, 3UL, 5UL, 6UL, 7UL}) {
        const std::string text = std::string(text_window - shift, 'x') + "needle" + "zzz";
        EXPECT_EQ(ScriptText{text}.find("needle"), text_window - shift);
    }
}

TEST(ScriptText, FindsAsAStringDoes) {
    const std::string text = "one two one";
    for (const std::string_view wanted : {"one", "two", "three", ""}) {
        for (std::size_t from = 0; from <= text.size() + 1; ++from) {
            EXPECT_EQ(ScriptText{text}.find(wanted, from), text.find(wanted, from))
                << wanted << " from " << from;
        }
    }
}

TEST(ScriptText, ForgetsWhatWasSearched) {
    const auto store = std::make_shared<const NotingStore>(long_text());
    EXPECT_EQ(ScriptText{store}.find("needle"), 2 * text_window);
    EXPECT_EQ(store->forgotten(), 2 * text_window);
}

TEST(ScriptText, IsGivenPieceByPieceAndForgotten) {
    const auto store = std::make_shared<const NotingStore>(long_text());
    std::string joined;
    std::vector<std::size_t> forgotten_before;
    for_each_piece(ScriptText{store}, [&](std::string_view piece) {
        EXPECT_LE(piece.size(), text_window);
        forgotten_before.push_back(store->forgotten());
        joined += piece;
    });
    EXPECT_EQ(joined, long_text());
    EXPECT_THAT(forgotten_before, ElementsAre(0, text_window, 2 * text_window, 3 * text_window));
    EXPECT_EQ(store->behind(), joined.size());
}

TEST(ScriptText, HasTheDigestOfItsBytes) {
    EXPECT_EQ(digest_of(ScriptText{long_text()}), sha256(long_text()));
    EXPECT_EQ(digest_of(ScriptText{}), sha256(""));
}

TEST(ScriptText, HasTheFlywayChecksumOfOnePieceInSeveral) {
    const std::string lines = std::string(text_window - 1, 'x') + "\r\nlast\n";
    const std::string without_ends = std::string(text_window - 1, 'x') + "last";
    EXPECT_EQ(flyway_checksum(lines), flyway_checksum(without_ends));
    EXPECT_EQ(flyway_checksum("\xEF\xBB\xBF" + lines), flyway_checksum(lines));
}

TEST(ScriptText, IsUtf8AlsoWhereAWindowCutsACharacter) {
    const std::string text = std::string(text_window - 1, 'x') + "\xC3\xA9" + std::string(10, 'y');
    EXPECT_TRUE(holds_utf8(text));
    EXPECT_FALSE(holds_utf8(text + "\xC3"));
    EXPECT_FALSE(holds_utf8(std::string(text_window - 1, 'x') + "\xC3y"));
}

}  // namespace
}  // namespace rollpack::core
