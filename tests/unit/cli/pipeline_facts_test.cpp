#include "render/pipeline_facts.hpp"

#include "unit/cli/build_result.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using test::make_finding;
using test::refused_build;
using test::successful_build;
using testing::Contains;
using testing::Le;
using testing::SizeIs;

TEST(PipelineFacts, TellOfTheArtifactAndItsDigests) {
    const std::vector<PipelineFact> facts = pipeline_facts(successful_build());
    EXPECT_THAT(facts, Contains(PipelineFact{"result", "built"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"artifact", "dist/Rollback-V123.tar.gz"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"sha256", core::sha256("artifact").hex()}));
    EXPECT_THAT(facts, Contains(PipelineFact{"content_sha256", core::sha256("content").hex()}));
    EXPECT_THAT(facts, Contains(PipelineFact{"size_bytes", "4711"}));
}

TEST(PipelineFacts, NameTheProvenanceWhereThereIsOne) {
    app::BuildResult result = successful_build();
    EXPECT_THAT(pipeline_facts(result), Contains(PipelineFact{"provenance", ""}));
    result.provenance = "dist/Rollback-V123.tar.gz.intoto.json";
    EXPECT_THAT(
        pipeline_facts(result),
        Contains(PipelineFact{"provenance", "dist/Rollback-V123.tar.gz.intoto.json"})
    );
}

TEST(PipelineFacts, TellOfARefusedBuildWithoutAnArtifact) {
    const std::vector<PipelineFact> facts = pipeline_facts(
        refused_build({make_finding(core::FindingCode::undo_empty, "sql/U124__stock.sql")})
    );
    EXPECT_THAT(facts, Contains(PipelineFact{"result", "refused"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"artifact", ""}));
    EXPECT_THAT(facts, Contains(PipelineFact{"sha256", ""}));
    EXPECT_THAT(facts, Contains(PipelineFact{"errors", "1"}));
}

TEST(PipelineFacts, CountWarningsApartFromErrors) {
    const std::vector<PipelineFact> facts = pipeline_facts(
        successful_build({make_finding(core::FindingCode::name_rejected, "sql/notes.sql")})
    );
    EXPECT_THAT(facts, Contains(PipelineFact{"errors", "0"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"warnings", "1"}));
}

TEST(PipelineFacts, CountWhatIsUndoneAndRestored) {
    const std::vector<PipelineFact> facts = pipeline_facts(successful_build());
    EXPECT_THAT(facts, Contains(PipelineFact{"undo_scripts", "1"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"repeatables_restored", "1"}));
    EXPECT_THAT(facts, Contains(PipelineFact{"repeatables_retired", "0"}));
}

TEST(PipelineFacts, AreNoMoreThanGitLabTakesOver) {
    EXPECT_THAT(pipeline_facts(successful_build()), SizeIs(Le(20U)));
}

}  // namespace
}  // namespace rollpack::cli
