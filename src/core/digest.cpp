#include "rollpack/core/digest.hpp"

#include "rollpack/core/error.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <bit>

namespace rollpack::core {

namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

/// libcrypto's calls give 1 for success.
void check(int status) {
    if (status != 1) {
        throw Error(ErrorCode::internal, "libcrypto could not compute a SHA-256");
    }
}

std::optional<std::uint8_t> hexadecimal_value(char character) {
    if (character >= '0' && character <= '9') {
        return static_cast<std::uint8_t>(character - '0');
    }
    if (character >= 'a' && character <= 'f') {
        return static_cast<std::uint8_t>(character - 'a' + 10);
    }
    return std::nullopt;
}

uLong crc_of(uLong crc, std::string_view bytes) {
    // zlib's interface is in unsigned bytes.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the C interface wants it
    return crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

/// Line ends are left out and nothing takes their place, so the split of CRLF does not matter.
uLong crc_without_line_ends(uLong crc, std::string_view text) {
    std::size_t start = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] == '\n' || text[index] == '\r') {
            crc = crc_of(crc, text.substr(start, index - start));
            start = index + 1;
        }
    }
    return crc_of(crc, text.substr(start));
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The length of the well-formed character at the beginning of `bytes`; 0 if there is none. The
/// bounds of the second byte keep out overlong forms, surrogates and what lies above U+10FFFF.
/// Source: The Unicode Standard 15.0, table 3-7.
std::size_t character_length(std::string_view bytes) {
    const auto byte_at = [&](std::size_t index) {
        return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
    };
    const unsigned first = byte_at(0);
    if (first < 0x80) {
        return 1;
    }
    const unsigned second = byte_at(1);
    std::size_t length = 0;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        low = first == 0xE0 ? 0xA0 : low;
        high = first == 0xED ? 0x9F : high;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        low = first == 0xF0 ? 0x90 : low;
        high = first == 0xF4 ? 0x8F : high;
    }
    if (length == 0 || bytes.size() < length || second < low || second > high) {
        return 0;
    }
    const bool rest_continues = (length < 3 || is_continuation(bytes[2]))
        && (length < 4 || is_continuation(bytes[3]));
    return rest_continues ? length : 0;
}

/// Tells `pass` of each offset that is reached.
template <typename Pass>
bool is_well_formed(std::string_view bytes, const Pass& pass) {
    std::size_t length = 1;
    for (std::size_t at = 0; at < bytes.size() && length > 0; at += length) {
        length = character_length(bytes.substr(at));
        pass(at);
    }
    return length > 0;
}

}  // namespace

struct Sha256Stream::State {
    Context context;
};

Sha256Stream::Sha256Stream()
    : state_(std::make_unique<State>()) {
    state_->context.reset(EVP_MD_CTX_new());
    check(state_->context ? 1 : 0);
    check(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}

Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(std::string_view bytes) {
    ROLLPACK_ASSERT(state_);
    check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

Sha256 Sha256Stream::finish() {
    ROLLPACK_ASSERT(state_);
    Sha256 digest;
    check(EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr));
    state_.reset();
    return digest;
}

Sha256 sha256(std::string_view bytes) {
    Sha256Stream stream;
    stream.update(bytes);
    return stream.finish();
}

std::string Sha256::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    result.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        result += digits[byte >> 4U];
        result += digits[byte & 0x0FU];
    }
    return result;
}

std::optional<Sha256> parse_sha256(std::string_view hex) {
    Sha256 digest;
    if (hex.size() != 2 * digest.bytes.size()) {
        return std::nullopt;
    }
    for (std::size_t index = 0; index < digest.bytes.size(); ++index) {
        const auto high = hexadecimal_value(hex[2 * index]);
        const auto low = hexadecimal_value(hex[2 * index + 1]);
        if (!high || !low) {
            return std::nullopt;
        }
        digest.bytes.at(index) = static_cast<std::uint8_t>(*high << 4U | *low);
    }
    return digest;
}

FlywayChecksum flyway_checksum(const ScriptText& text) {
    uLong crc = 0;
    for_each_piece(without_byte_order_mark(text), [&](std::string_view piece) {
        crc = crc_without_line_ends(crc, piece);
    });
    return {std::bit_cast<std::int32_t>(static_cast<std::uint32_t>(crc))};
}

bool holds_utf8(const ScriptText& text) noexcept {
    std::size_t forgotten = 0;
    return is_well_formed(text, [&](std::size_t at) {
        if (at - forgotten > text_window) {
            text.forget(forgotten, text_window);
            forgotten += text_window;
        }
    });
}

bool is_utf8(std::string_view bytes) noexcept {
    return is_well_formed(bytes, [](std::size_t) {});
}

}  // namespace rollpack::core
