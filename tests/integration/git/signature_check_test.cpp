#include "rollpack/git/repository.hpp"
#include "support/command.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace rollpack::git {
namespace {

using test::must_run;
using testing::HasSubstr;
using testing::StartsWith;

/// A repository with two SSH keys, of which git trusts the first.
class CheckSignature : public testing::Test {
protected:
    CheckSignature() {
        repository_.commit({{"sql/V1__a.sql", "select 1;\n"}});
        for (const char* name : {"trusted", "foreign"}) {
            must_run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (keys_ / name).string()}
            );
        }
        test::write_file(
            keys_ / "allowed_signers",
            "release@shop.example " + test::read_file(keys_ / "trusted.pub")
        );
        set("gpg.format", "ssh");
        set("gpg.ssh.allowedSignersFile", (keys_ / "allowed_signers").string());
        sign_with("trusted");
    }

    void set(const std::string& key, const std::string& value) {
        test::git(repository_.path(), {"config", key, value});
    }

    void sign_with(const char* key) { set("user.signingKey", (keys_ / key).string()); }

    void git(std::vector<std::string> words) { test::git(repository_.path(), std::move(words)); }

    SignatureCheck check(const std::string& name) {
        const Repository opened = Repository::open(repository_.path());
        return opened.check_signature(opened.resolve(name));
    }

private:
    test::TempDir keys_;
    test::RepositoryBuilder repository_;
};

TEST_F(CheckSignature, RefusesATagWithoutASignature) {
    git({"tag", "-a", "-m", "x", "v1"});

    const SignatureCheck result = check("v1");

    EXPECT_FALSE(result.verified.has_value());
    EXPECT_THAT(result.reason, HasSubstr("no signature found"));
}

TEST_F(CheckSignature, RefusesAKeyThatGitDoesNotTrust) {
    sign_with("foreign");
    git({"tag", "-s", "-m", "x", "v1"});

    const SignatureCheck result = check("v1");

    EXPECT_FALSE(result.verified.has_value());
    EXPECT_THAT(result.reason, HasSubstr("No principal matched"));
}

TEST_F(CheckSignature, RefusesASignedTagUnderTheNameOfAnother) {
    git({"tag", "-s", "-m", "x", "v1"});
    git({"update-ref", "refs/tags/v2", "refs/tags/v1"});

    const SignatureCheck result = check("v2");

    EXPECT_FALSE(result.verified.has_value());
    EXPECT_EQ(result.reason, "the tag's object names itself 'v1'");
}

TEST_F(CheckSignature, RefusesACommitWithoutASignature) {
    const SignatureCheck result = check("HEAD");

    EXPECT_FALSE(result.verified.has_value());
    EXPECT_FALSE(result.reason.empty());
}

TEST_F(CheckSignature, NamesTheSignerAndTheKeyOfATag) {
    git({"tag", "-s", "-m", "x", "release/v1"});

    const SignatureCheck result = check("release/v1");

    ASSERT_TRUE(result.verified.has_value()) << result.reason;
    EXPECT_EQ(result.verified->object, "tag");
    EXPECT_EQ(result.verified->signer, "release@shop.example");
    EXPECT_THAT(result.verified->key, StartsWith("SHA256:"));
}

TEST_F(CheckSignature, AcceptsATagByItsFullNameAndByItsId) {
    git({"tag", "-s", "-m", "x", "v1"});
    const std::string id = check("v1").verified->id.hex();

    EXPECT_TRUE(check("refs/tags/v1").verified.has_value());
    EXPECT_TRUE(check("tags/v1").verified.has_value());
    EXPECT_TRUE(check(id).verified.has_value());
    EXPECT_TRUE(check(id.substr(0, 10)).verified.has_value());
}

TEST_F(CheckSignature, NamesTheSignerOfACommit) {
    git({"commit", "-q", "-S", "--allow-empty", "-m", "x"});

    const SignatureCheck result = check("HEAD");

    ASSERT_TRUE(result.verified.has_value()) << result.reason;
    EXPECT_EQ(result.verified->object, "commit");
    EXPECT_EQ(result.verified->signer, "release@shop.example");
}

/// The same with a key of GnuPG, in a home of its own.
class CheckGnupgSignature : public CheckSignature {
protected:
    CheckGnupgSignature() {
        std::filesystem::permissions(home_.path(), std::filesystem::perms::owner_all);
        use_home(home_);
        must_run(
            {"gpg",
             "--batch",
             "--quiet",
             "--passphrase",
             "",
             "--quick-generate-key",
             "Release <release@shop.example>",
             "ed25519",
             "sign",
             "never"}
        );
        set("gpg.format", "openpgp");
        set("user.signingKey", "release@shop.example");
    }

    ~CheckGnupgSignature() override {
        use_home(home_);
        stop_agent();
        unsetenv("GNUPGHOME");  // NOLINT(concurrency-mt-unsafe): one thread
    }

    CheckGnupgSignature(const CheckGnupgSignature&) = delete;
    CheckGnupgSignature& operator=(const CheckGnupgSignature&) = delete;
    CheckGnupgSignature(CheckGnupgSignature&&) = delete;
    CheckGnupgSignature& operator=(CheckGnupgSignature&&) = delete;

    static void use_home(const test::TempDir& home) {
        setenv("GNUPGHOME", home.path().c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
    }

    static void stop_agent() { must_run({"gpgconf", "--kill", "all"}); }

private:
    test::TempDir home_;
};

TEST_F(CheckGnupgSignature, NamesTheSignerAndTheFingerprint) {
    git({"tag", "-s", "-m", "x", "v1"});

    const SignatureCheck result = check("v1");

    ASSERT_TRUE(result.verified.has_value()) << result.reason;
    EXPECT_EQ(result.verified->signer, "Release <release@shop.example>");
    EXPECT_THAT(result.verified->key, testing::MatchesRegex("[0-9A-F]{40}"));
}

TEST_F(CheckGnupgSignature, RefusesATagOfAKeyThatIsNotThere) {
    git({"tag", "-s", "-m", "x", "v1"});
    const test::TempDir empty;
    use_home(empty);

    EXPECT_FALSE(check("v1").verified.has_value());
    stop_agent();
}

}  // namespace
}  // namespace rollpack::git
