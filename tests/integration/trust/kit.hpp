#pragma once

#include "rollpack/app/build.hpp"
#include "rollpack/app/sign.hpp"
#include "rollpack/app/verify.hpp"
#include "support/command.hpp"
#include "support/recording_observer.hpp"
#include "support/repository_builder.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace rollpack::test {

/// A small project with the tags v1 and v2, a folder for packages, and an SSH key that allowed_signers
/// trusts.
class Trust : public testing::Test {
protected:
    Trust() {
        repository.commit(
            {{"sql/V1__a.sql", "create table a (x int);\n"},
             {"sql/R__view.sql", "create or replace view v as select 1;\n"}}
        );
        repository.annotated_tag("v1");
        repository.commit(
            {{"sql/V2__b.sql", "create table b (x int);\n"},
             {"sql/U2__b.sql", "-- back\ndrop table b;\n"},
             {"sql/R__view.sql", "create or replace view v as select 2;\n"}}
        );
        repository.annotated_tag("v2");
        must_run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().string()});
        write_file(
            folder / "allowed_signers",
            "release@shop.example " + read_file(folder / "key.pub")
        );
    }

    std::filesystem::path key() const { return folder / "key"; }

    app::TrustedSigners trusted() const { return {folder / "allowed_signers", {}}; }

    app::BuildRequest request() const {
        app::BuildRequest request;
        request.repository = repository.path();
        request.release = "v2";
        request.target_version = "1";
        request.output = folder.path();
        return request;
    }

    app::BuildResult build(const app::BuildRequest& request) {
        app::BuildResult result = app::build_package(request, observer);
        if (!result.package) {
            throw std::runtime_error("the build was refused");
        }
        return result;
    }

    std::filesystem::path build() { return build(request()).package->artifact; }

    app::VerifiedArtifact verify(const app::VerifyRequest& wanted) {
        return app::verify_package(wanted, observer);
    }

public:
    TempDir folder;
    RepositoryBuilder repository;
    RecordingObserver observer;
};

}  // namespace rollpack::test
