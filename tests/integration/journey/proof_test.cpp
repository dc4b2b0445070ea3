#include "integration/journey/shop.hpp"
#include "rollpack/app/fingerprint.hpp"
#include "rollpack/app/record_rehearsal.hpp"
#include "rollpack/app/report_document.hpp"
#include "rollpack/app/verify.hpp"
#include "rollpack/packager/rehearsal.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/recording_observer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace rollpack::test {

namespace {

using app::PackageState;
using core::Ending;
using core::LockMode;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

core::Fingerprint schema_of(const std::string& database_template) {
    const TestDatabase database(database_template);
    return executor::open_database(executor::parse_connection_url(database.conninfo()))
        ->fingerprint({});
}

/// What a rehearsal of the shop's package would record.
const core::RecordedRehearsal& recorded() {
    static const core::RecordedRehearsal rehearsal = [] {
        core::RecordedRehearsal made;
        made.target = schema_of(database_at(123));
        core::Fingerprint below = made.target;
        for (int version = 124; version <= 129; ++version) {
            core::Fingerprint next;
            if (version == 129) {
                const TestDatabase database(database_at(128));
                migrate_one(database, version);
                next = schema_of(database.name());
            } else {
                next = schema_of(database_at(version));
            }
            made.versions.push_back(
                {*core::parse_version(std::to_string(version)),
                 core::delta_between(below, next),
                 {},
                 {},
                 0}
            );
            below = std::move(next);
        }
        made.release = core::delta_between(below, schema_of(database_at(129)));
        return made;
    }();
    return rehearsal;
}

/// A copy of the shop's package with a rehearsal in it.
class RehearsedShop {
public:
    explicit RehearsedShop(const core::RecordedRehearsal& rehearsal) {
        const std::filesystem::path copy = folder_.path() / shop().package().filename();
        std::filesystem::copy_file(shop().package(), copy);
        RecordingObserver observer;
        written_ = app::record_rehearsal(copy, packager::open_package(copy), rehearsal, observer);
    }

    const std::filesystem::path& package() const { return written_.artifact; }

private:
    TempDir folder_;
    packager::WrittenPackage written_;
};

const std::filesystem::path& rehearsed() {
    static const RehearsedShop one{recorded()};
    return one.package();
}

/// The target has a table that no undo script brings back.
const std::filesystem::path& rehearsed_for_more() {
    static const RehearsedShop one{[] {
        core::RecordedRehearsal rehearsal = recorded();
        core::FingerprintBuilder builder;
        for (const core::SchemaObject& object : rehearsal.target.objects) {
            builder.add(object);
        }
        builder.add({core::SchemaKind::table, "public.voucher", {}, {{"owner", "postgres"}}});
        core::Fingerprint more =
            std::move(builder).finish(rehearsal.target.server_version, rehearsal.target.left_out);
        const core::Fingerprint first =
            core::apply_delta(rehearsal.target, rehearsal.versions.front().schema);
        rehearsal.versions.front().schema = core::delta_between(more, first);
        rehearsal.target = std::move(more);
        return rehearsal;
    }()};
    return one.package();
}

std::vector<std::string> names(const std::vector<core::SchemaObject>& objects) {
    std::vector<std::string> names;
    for (const core::SchemaObject& object : objects) {
        names.push_back(describe(object));
    }
    return names;
}

class Proof : public testing::Test {
protected:
    app::ApplyRequest request(const std::filesystem::path& package) const {
        return apply_request(database_, package);
    }

    void make_drift() const { query(database_, "CREATE INDEX made_by_hand ON customer (id)"); }

    std::string journal() const {
        return query_value(
            database_,
            "SELECT coalesce(string_agg(ending, ' '), '') FROM rollpack_journal"
        );
    }

    app::StatusResult status(const std::filesystem::path& package) const {
        app::StatusRequest request;
        request.database.connection = executor::parse_connection_url(database_.conninfo());
        request.package = app::PackageFile{package, {}, {}, {}};
        RecordingObserver observer;
        return app::read_status(request, observer);
    }

    const TestDatabase database_{database_at(129)};
    const std::string before_ = content(database_);
};

TEST_F(Proof, FindsTheTargetsSchemaBehindTheRun) {
    const app::ApplyResult result = apply(request(rehearsed()));
    ASSERT_TRUE(result.report);
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    ASSERT_TRUE(result.proof);
    EXPECT_TRUE(result.proof->is_equal());
    EXPECT_TRUE(result.proof->is_split);
    EXPECT_EQ(result.proof->found, recorded().target.digest);
}

TEST_F(Proof, TellsWhatWasThereBeforeAsDrift) {
    make_drift();
    const app::ApplyResult result = apply(request(rehearsed()));
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_TRUE(result.proof->caused.is_equal());
    EXPECT_THAT(
        names(result.proof->drift.left_over),
        testing::ElementsAre("index public.made_by_hand")
    );
}

TEST_F(Proof, RefusesDriftWhenAskedTo) {
    make_drift();
    const std::string before = content(database_);
    app::ApplyRequest strict = request(rehearsed());
    strict.on_difference = app::OnDifference::refuse;
    const app::ApplyResult result = apply(strict);
    EXPECT_EQ(result.report->ending, Ending::refused_unchanged);
    EXPECT_THAT(result.report->message, HasSubstr("was different before the run"));
    EXPECT_EQ(content(database_), before);
    EXPECT_EQ(journal(), "refused");
}

TEST_F(Proof, RefusesWhatTheRunItselfCaused) {
    make_drift();
    const std::string before = content(database_);
    const app::ApplyResult result = apply(request(rehearsed_for_more()));
    EXPECT_EQ(result.report->ending, Ending::refused_unchanged);
    EXPECT_THAT(result.report->message, HasSubstr("(1 missing)"));
    EXPECT_THAT(names(result.proof->caused.missing), testing::ElementsAre("table public.voucher"));
    EXPECT_THAT(names(result.proof->drift.left_over), Contains("index public.made_by_hand"));
    EXPECT_EQ(content(database_), before);
}

TEST_F(Proof, IsOfTheVersionThatTheDatabaseIsAt) {
    const TestDatabase between(database_at(126));
    query(between, "CREATE INDEX made_by_hand ON customer (id)");
    const app::ApplyResult result = apply(apply_request(between, rehearsed()));
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_TRUE(result.proof->is_split);
    EXPECT_THAT(
        names(result.proof->drift.left_over),
        testing::ElementsAre("index public.made_by_hand")
    );
}

TEST_F(Proof, ComesBehindARunOfSeveralTransactionsAndIsToldOnly) {
    app::ApplyRequest script = request(rehearsed_for_more());
    script.plan.options.transaction = core::TransactionMode::script;
    const app::ApplyResult result = apply(script);
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_THAT(names(result.proof->caused.missing), Contains("table public.voucher"));
    EXPECT_THAT(result.report->remarks, Contains(HasSubstr("it is committed")));
}

TEST_F(Proof, CannotRefuseWhereTheRunIsSeveralTransactions) {
    app::ApplyRequest script = request(rehearsed());
    script.plan.options.transaction = core::TransactionMode::script;
    script.on_difference = app::OnDifference::refuse;
    const core::Error error = error_of([&] { return apply(script); });
    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_EQ(content(database_), before_);
}

TEST_F(Proof, IsNoneOfAPackageWithoutARehearsal) {
    EXPECT_FALSE(apply(request(shop().package())).proof);
}

TEST_F(Proof, OfDriftRunsNothingWhereTheDatabaseDiffers) {
    make_drift();
    const std::string before = content(database_);
    app::ApplyRequest careful = request(rehearsed());
    careful.check_drift = true;
    const app::ApplyResult result = apply(careful);
    EXPECT_FALSE(result.report);
    ASSERT_TRUE(result.drift);
    EXPECT_EQ(result.drift->version.text(), "129");
    EXPECT_THAT(
        names(result.drift->drift.left_over),
        testing::ElementsAre("index public.made_by_hand")
    );
    EXPECT_EQ(content(database_), before);
}

TEST_F(Proof, OfDriftLetsADatabaseRunThatIsAsRecorded) {
    app::ApplyRequest careful = request(rehearsed());
    careful.check_drift = true;
    EXPECT_EQ(apply(careful).report->ending, Ending::done);
}

TEST_F(Proof, OfDriftNeedsARehearsal) {
    app::ApplyRequest careful = request(shop().package());
    careful.check_drift = true;
    const core::Error error = error_of([&] { return apply(careful); });
    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_EQ(content(database_), before_);
}

TEST_F(Proof, KnowsAPackageThatIsPossible) {
    EXPECT_EQ(status(rehearsed()).package_state, PackageState::possible);
}

TEST_F(Proof, KnowsAPackageThatWasAppliedAndWhetherTheSchemaStayed) {
    ASSERT_EQ(apply(request(rehearsed())).report->ending, Ending::done);
    EXPECT_EQ(status(rehearsed()).package_state, PackageState::applied_equal);
    EXPECT_EQ(status(shop().package()).package_state, PackageState::not_needed);
    make_drift();
    const app::StatusResult after = status(rehearsed());
    EXPECT_EQ(after.package_state, PackageState::applied_different);
    EXPECT_THAT(names(after.proof->drift.left_over), Contains("index public.made_by_hand"));
}

TEST_F(Proof, IsASideOfAComparison) {
    ASSERT_EQ(apply(request(rehearsed())).report->ending, Ending::done);
    app::DatabaseTarget target;
    target.connection = executor::parse_connection_url(database_.conninfo());
    RecordingObserver observer;
    EXPECT_TRUE(app::compare_schemas(rehearsed(), target, {}, observer).comparison.is_equal());
}

TEST_F(Proof, IsTakenOverWhenThePackageIsBuiltAgain) {
    app::VerifyRequest verify;
    verify.package.path = rehearsed();
    verify.repository = shop().repository();
    RecordingObserver observer;
    const app::VerifiedArtifact result = app::verify_package(verify, observer);
    ASSERT_TRUE(result.rebuild);
    EXPECT_THAT(result.rebuild->differences, IsEmpty());
    EXPECT_TRUE(result.rebuild->same_bytes);
    EXPECT_THAT(result.rebuild->notes, Contains(HasSubstr("was not repeated")));
}

/// Throws where the text does not fit the schema.
void check(const std::string& text, const std::string& schema) {
    const TempDir folder;
    const std::filesystem::path file = folder / "document.json";
    std::ofstream{file} << text;
    must_run(
        {"sh",
         "-c",
         fmt::format("{}/tests/cli/check-json {} < {}", ROLLPACK_SOURCE_DIR, schema, file.string())}
    );
}

TEST_F(Proof, IsInDocumentsThatFitTheirSchemas) {
    make_drift();
    const app::ApplyResult result = apply(request(rehearsed_for_more()));
    ASSERT_TRUE(result.proof);
    EXPECT_NO_THROW(check(app::report_document(result, {}), "report-v1"));
    const packager::VerifiedPackage package = packager::open_package(rehearsed());
    EXPECT_NO_THROW(check(packager::to_json(package.manifest()), "manifest-v1"));
    EXPECT_NO_THROW(check(packager::to_json(*package.rehearsal()), "rehearsal-v1"));
}

class Trial : public Proof {
protected:
    app::ApplyRequest trial(const std::filesystem::path& package) const {
        app::ApplyRequest made = request(package);
        made.trial = true;
        made.plan.options.transaction = core::TransactionMode::package;
        return made;
    }
};

TEST_F(Trial, RunsEverythingAndLeavesARowInTheJournalOnly) {
    const app::ApplyResult result = apply(trial(shop().package()));
    ASSERT_TRUE(result.report);
    EXPECT_EQ(result.report->ending, Ending::tried) << result.report->message;
    EXPECT_EQ(content(database_), before_);
    EXPECT_EQ(
        query_value(database_, "SELECT max(installed_rank) FROM flyway_schema_history"),
        "16"
    );
    EXPECT_EQ(journal(), "tried");
    EXPECT_FALSE(result.proof);
}

TEST_F(Trial, KnowsWhatItLockedAndWroteAnew) {
    const app::ApplyResult result = apply(trial(shop().package()));
    ASSERT_TRUE(result.trial);
    EXPECT_THAT(
        result.trial->footprint.locks,
        Contains(executor::HeldLock{{"public", "stock_movement"}, LockMode::access_exclusive})
    );
    EXPECT_THAT(
        result.trial->footprint.rewritten,
        Contains(core::RelationName{"public", "product"})
    );
}

TEST_F(Trial, ComparesTheSchemaToo) {
    const app::ApplyResult result = apply(trial(rehearsed()));
    EXPECT_EQ(result.report->ending, Ending::tried);
    EXPECT_TRUE(result.proof->is_equal());
}

TEST_F(Trial, IsRefusedWhereTheRunWouldBe) {
    const app::ApplyResult result = apply(trial(rehearsed_for_more()));
    EXPECT_EQ(result.report->ending, Ending::refused_unchanged);
    EXPECT_TRUE(result.trial);
    EXPECT_EQ(content(database_), before_);
}

TEST_F(Trial, KeepsNothingInFiles) {
    const TempDir folder;
    app::ApplyRequest keeping = trial(shop().package());
    keeping.plan.data = {};
    keeping.plan.data.keep = core::DataPolicy::Keep::in_files;
    keeping.kept_folder = folder / "kept";
    const app::ApplyResult result = apply(keeping);
    EXPECT_EQ(result.report->ending, Ending::tried) << result.report->message;
    EXPECT_FALSE(std::filesystem::exists(folder / "kept"));
    EXPECT_EQ(content(database_), before_);
}

}  // namespace

}  // namespace rollpack::test
