#include "rollpack/packager/provenance.hpp"

#include "detail/layout.hpp"
#include "detail/parameters.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>
#include <vector>

namespace rollpack::packager {

namespace {

using json::ObjectWriter;
using json::Record;

constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
constexpr std::string_view predicate_type = "https://slsa.dev/provenance/v1";
constexpr std::string_view build_type = "urn:rollpack:build:v1";

/// A commit or a tag object that the package was made from.
struct Dependency {
    std::string name;
    std::string kind;  ///< a name of in-toto's digest sets
    core::ObjectId id;
    std::string ref;

    bool operator==(const Dependency&) const = default;
};

std::vector<Dependency> dependencies_of(const Provenance& provenance) {
    std::vector<Dependency> dependencies;
    const auto add = [&](const std::string& name, const core::Release& release) {
        dependencies.push_back({name, "gitCommit", release.commit, release.ref});
        if (release.tag_object) {
            dependencies.push_back({name + "-tag", "gitTag", *release.tag_object, release.ref});
        }
    };
    add("release", provenance.release);
    add("target", provenance.target);
    return dependencies;
}

void write_dependency(ObjectWriter& out, const Dependency& dependency) {
    out.member("name", dependency.name);
    out.object("digest", [&](ObjectWriter& digest) {
        digest.member(dependency.kind, dependency.id.hex());
    });
    out.object("annotations", [&](ObjectWriter& annotations) {
        annotations.member("ref", dependency.ref);
    });
}

void write_definition(ObjectWriter& out, const Provenance& provenance) {
    out.member("buildType", build_type);
    out.object("externalParameters", [&](ObjectWriter& parameters) {
        parameters.member("format", provenance.format);
        detail::write_parameters(parameters, provenance.parameters);
    });
    out.object("internalParameters", [&](ObjectWriter& parameters) {
        parameters.member(
            "release_committed_at",
            core::format_utc(provenance.release.committed_at_unix)
        );
        parameters.member(
            "target_committed_at",
            core::format_utc(provenance.target.committed_at_unix)
        );
        parameters.member("content_sha256", provenance.content_sha256.hex());
    });
    out.objects("resolvedDependencies", dependencies_of(provenance), write_dependency);
}

void write_subject(ObjectWriter& out, const Provenance& provenance) {
    out.member("name", provenance.subject);
    out.object("digest", [&](ObjectWriter& digest) {
        digest.member("sha256", provenance.sha256.hex());
    });
}

void write_run(ObjectWriter& out, const Provenance& provenance) {
    out.object("builder", [&](ObjectWriter& builder) {
        builder.member("id", provenance.builder.id);
        builder.object("version", [&](ObjectWriter& version) {
            version.member("rollpack", provenance.tool_version);
        });
    });
    out.object("metadata", [&](ObjectWriter& metadata) {
        metadata.member("invocationId", provenance.builder.invocation);
    });
}

void require_text(Record& record, std::string_view name, std::string_view expected) {
    if (record.string(name) != expected) {
        record.refuse(name, fmt::format("\"{}\"", expected));
    }
}

constexpr std::string_view time_form = "a time like 2026-01-31T23:59:59Z";
constexpr std::string_view sha256_form = "64 lower-case hexadecimal digits";
constexpr std::string_view object_id_form = "40 lower-case hexadecimal digits";

/// What a statement says, before its commits are told apart.
struct Draft {
    std::string subject;
    core::Sha256 sha256;
    std::string format;
    core::BuildParameters parameters;
    std::int64_t release_committed_at = 0;
    std::int64_t target_committed_at = 0;
    core::Sha256 content_sha256;
    std::vector<Dependency> dependencies;
    std::string tool_version;
    Builder builder;
};

void read_subject(Record& root, Draft& draft) {
    const auto subjects = root.records("subject", [](Record& subject) {
        return std::pair{subject.string("name"), subject.record("digest", [](Record& digest) {
                             return digest.parsed("sha256", core::parse_sha256, sha256_form);
                         })};
    });
    if (subjects.size() != 1) {
        root.refuse("subject", "one subject");
    }
    std::tie(draft.subject, draft.sha256) = subjects.front();
}

Dependency read_dependency(Record& record) {
    const std::string name = record.string("name");
    const std::string kind = name.ends_with("-tag") ? "gitTag" : "gitCommit";
    return {
        name,
        kind,
        record.record(
            "digest",
            [&](Record& digest) {
                return digest.parsed(kind, core::parse_object_id, object_id_form);
            }
        ),
        record.record("annotations", [](Record& annotations) {
            return annotations.string("ref");
        })};
}

/// The release whose commit, and tag object, have this name; none where there is no such commit.
std::optional<core::Release> release_named(
    const std::string& name,
    std::int64_t committed_at,
    const std::vector<Dependency>& dependencies
) {
    std::optional<core::Release> release;
    for (const Dependency& dependency : dependencies) {
        if (dependency.name == name) {
            release = {dependency.ref, dependency.id, std::nullopt, committed_at};
        } else if (dependency.name == name + "-tag" && release) {
            release->tag_object = dependency.id;
        }
    }
    return release;
}

void read_definition(Record& record, Draft& draft) {
    require_text(record, "buildType", build_type);
    draft.parameters = record.record("externalParameters", [&](Record& parameters) {
        draft.format = parameters.string("format");
        return detail::read_parameters(parameters);
    });
    draft.content_sha256 = record.record("internalParameters", [&](Record& parameters) {
        draft.release_committed_at =
            parameters.parsed("release_committed_at", core::parse_utc, time_form);
        draft.target_committed_at =
            parameters.parsed("target_committed_at", core::parse_utc, time_form);
        return parameters.parsed("content_sha256", core::parse_sha256, sha256_form);
    });
    draft.dependencies = record.records("resolvedDependencies", read_dependency);
}

void read_run(Record& record, Draft& draft) {
    draft.builder.id = record.record("builder", [&](Record& builder) {
        draft.tool_version = builder.record("version", [](Record& version) {
            return version.string("rollpack");
        });
        return builder.string("id");
    });
    draft.builder.invocation = record.record("metadata", [](Record& metadata) {
        return metadata.string("invocationId");
    });
}

void read_predicate(Record& record, Draft& draft) {
    record.record("buildDefinition", [&](Record& definition) {
        read_definition(definition, draft);
        return true;
    });
    record.record("runDetails", [&](Record& run) {
        read_run(run, draft);
        return true;
    });
}

Provenance finished(Draft draft) {
    auto release = release_named("release", draft.release_committed_at, draft.dependencies);
    auto target = release_named("target", draft.target_committed_at, draft.dependencies);
    if (release && target) {
        Provenance provenance{
            std::move(draft.subject),
            draft.sha256,
            std::move(draft.format),
            std::move(draft.parameters),
            *std::move(release),
            *std::move(target),
            draft.content_sha256,
            std::move(draft.tool_version),
            std::move(draft.builder)};
        if (dependencies_of(provenance) == draft.dependencies) {
            return provenance;
        }
    }
    throw core::Error(
        core::ErrorCode::provenance_invalid,
        "$.predicate.buildDefinition.resolvedDependencies: expected the commits, and the tag objects, "
        "of release and target, in this order"
    );
}

core::Release without_signature(core::Release release) {
    release.signature.reset();
    return release;
}

}  // namespace

std::filesystem::path provenance_path(const std::filesystem::path& artifact) {
    return os::beside(artifact, ".intoto.json");
}

Provenance provenance_of(
    const core::Selection& selection,
    const WrittenPackage& package,
    PackageFormat format,
    Builder builder
) {
    const std::string name = package.artifact.filename().string();
    const bool is_folder = format == PackageFormat::directory;
    return {
        is_folder ? fmt::format("{}/{}", name, detail::sums_path) : name,
        package.artifact_sha256,
        std::string{to_string(format)},
        selection.parameters,
        without_signature(selection.release),
        without_signature(selection.target),
        package.content_sha256,
        ROLLPACK_VERSION,
        std::move(builder)};
}

std::string to_json(const Provenance& provenance) {
    const auto write_predicate = [&](ObjectWriter& predicate) {
        predicate.object("buildDefinition", [&](ObjectWriter& definition) {
            write_definition(definition, provenance);
        });
        predicate.object("runDetails", [&](ObjectWriter& run) { write_run(run, provenance); });
    };
    return json::write([&](ObjectWriter& root) {
        root.member("_type", statement_type);
        root.array("subject", [&](json::ArrayWriter& subjects) {
            subjects.object_of(provenance, write_subject);
        });
        root.member("predicateType", predicate_type);
        root.object("predicate", write_predicate);
    });
}

Provenance parse_provenance(std::string_view json) {
    Draft draft;
    json::read(json, {core::ErrorCode::provenance_invalid}, [&](Record& root) {
        require_text(root, "_type", statement_type);
        read_subject(root, draft);
        require_text(root, "predicateType", predicate_type);
        root.record("predicate", [&](Record& predicate) {
            read_predicate(predicate, draft);
            return true;
        });
    });
    return finished(std::move(draft));
}

void check_provenance(
    const Provenance& provenance,
    const Manifest& manifest,
    const core::Sha256& artifact_sha256
) {
    const auto require = [](bool holds, std::string_view member, std::string_view fault) {
        if (!holds) {
            throw core::Error(
                core::ErrorCode::provenance_invalid,
                fmt::format("{} of the provenance {}", member, fault),
                "The provenance belongs to another package, or one of the two was changed."
            );
        }
    };
    constexpr std::string_view not_the_manifests = "is not what the manifest says";
    require(
        provenance.sha256 == artifact_sha256,
        "subject",
        fmt::format("is {}, the package is {}", provenance.sha256.hex(), artifact_sha256.hex())
    );
    require(
        provenance.content_sha256 == manifest.content_sha256,
        "internalParameters.content_sha256",
        not_the_manifests
    );
    require(provenance.parameters == manifest.parameters, "externalParameters", not_the_manifests);
    require(
        provenance.release == without_signature(manifest.release.release)
            && provenance.target == without_signature(manifest.target.release),
        "resolvedDependencies",
        not_the_manifests
    );
    require(
        provenance.tool_version == manifest.tool_version,
        "builder.version.rollpack",
        not_the_manifests
    );
}

}  // namespace rollpack::packager
