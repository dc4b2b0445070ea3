#include "trust_options.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

/// Settings files of its own; none is there until a test writes it.
class TrustOf : public testing::Test {
protected:
    TrustOf() {
        runtime.system_settings = (folder / "system.toml").string();
        runtime.environment["ROLLPACK_SETTINGS"] = (folder / "own.toml").string();
        write("own.toml", "");
    }

    void write(const char* name, const char* text) { test::write_file(folder / name, text); }

    Trust trust(const std::optional<std::string>& environment = std::nullopt) {
        return trust_of(options, environment, runtime);
    }

    std::filesystem::path path(const char* name) const { return folder / name; }

public:
    test::TempDir folder;
    Runtime runtime;
    TrustOptions options;
};

TEST_F(TrustOf, WantsAListOfSignersForADemandedSignature) {
    options.require = true;

    EXPECT_EQ(error_of([&] { return trust(); }).code(), core::ErrorCode::usage);
}

TEST_F(TrustOf, NamesTheFileThatDemandsASignatureWithoutSayingWhose) {
    write("system.toml", "signatures.require = true\n");

    EXPECT_THAT(
        error_of([&] { return trust(); }).message(),
        testing::HasSubstr(path("system.toml").string())
    );
}

TEST_F(TrustOf, LooksAtNoSignatureWhereNothingDemandsOne) {
    write("own.toml", "signatures.allowed_signers = 'keys'\n");

    EXPECT_THAT(trust().signers, IsEmpty());
}

TEST_F(TrustOf, TakesTheListOfTheSettingsWhenTheCommandLineDemands) {
    write("own.toml", "signatures.allowed_signers = 'keys'\n");
    options.require = true;

    EXPECT_THAT(trust().signers, ElementsAre(app::TrustedSigners{path("keys"), {}}));
}

TEST_F(TrustOf, AddsUpTheDemandsOfTheMachineTheProjectAndTheCommandLine) {
    write("system.toml", "[signatures]\nrequire = true\nallowed_signers = '/etc/keys'\n");
    write(
        "own.toml",
        "[environments.production.signatures]\nallowed_signers = 'keys'\nsigners = ['release']\n"
    );
    options.allowed_signers = "mine";
    options.signers = {"me"};

    EXPECT_THAT(
        trust("production").signers,
        ElementsAre(
            app::TrustedSigners{"/etc/keys", {}},
            app::TrustedSigners{path("keys"), {"release"}},
            app::TrustedSigners{"mine", {"me"}}
        )
    );
}

TEST_F(TrustOf, CannotBeTalkedOutOfTheMachinesDemandByTheProject) {
    write("system.toml", "[signatures]\nrequire = true\nallowed_signers = '/etc/keys'\n");
    write("own.toml", "signatures.require = false\n");

    EXPECT_THAT(
        trust().signers,
        ElementsAre(Field(&app::TrustedSigners::allowed_signers, "/etc/keys"))
    );
}

TEST_F(TrustOf, DemandsWhatAnEnvironmentDemandsForThatEnvironmentOnly) {
    write(
        "own.toml",
        "[environments.staging]\nurl = 'postgresql:///a'\n"
        "[environments.production]\nurl = 'postgresql:///b'\n"
        "signatures = { require = true, allowed_signers = 'keys' }\n"
    );

    EXPECT_THAT(trust("staging").signers, IsEmpty());
    EXPECT_EQ(trust("staging").url, "postgresql:///a");
    EXPECT_THAT(trust("production").signers, testing::SizeIs(1));
    EXPECT_EQ(trust("production").url, "postgresql:///b");
    EXPECT_THAT(trust().signers, IsEmpty());
}

TEST_F(TrustOf, RefusesAnEnvironmentThatNoFileKnowsAndNamesThoseThereAre) {
    write("own.toml", "[environments.staging]\n[environments.test]\n");

    const core::Error error = error_of([&] { return trust("production"); });

    EXPECT_EQ(error.code(), core::ErrorCode::usage);
    EXPECT_EQ(error.hint(), "There are: staging, test.");
}

TEST_F(TrustOf, RefusesNamedSettingsThatAreNotThere) {
    options.settings = path("nothing.toml").string();

    EXPECT_EQ(error_of([&] { return trust(); }).code(), core::ErrorCode::file_unreadable);
}

TEST_F(TrustOf, AddsUpTheApprovalsThatSeveralPlacesDemand) {
    write("system.toml", "approvals.require = 1\n");
    write(
        "own.toml",
        "[environments.production]\n"
        "url = 'postgresql:///shop'\n"
        "approvals = { require = 2, allowed_signers = 'approvers' }\n"
    );

    const Trust found = trust("production");

    EXPECT_EQ(found.approvals.required, 1U);
    EXPECT_EQ(found.approvals.demanded_by, path("system.toml"));
    EXPECT_THAT(
        found.approvals.lists,
        ElementsAre(app::ApprovalDemand{2, {path("approvers"), {}}})
    );
}

}  // namespace
}  // namespace rollpack::cli
