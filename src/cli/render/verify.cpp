#include "render/verify.hpp"

#include "render/json_parts.hpp"
#include "rollpack/core/error.hpp"
#include "text.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

/// Whether the repository gives another content. Other bytes alone are the compressor's doing.
bool differs(const app::Rebuild& rebuild) {
    return !rebuild.differences.empty();
}

std::string signature_text(const app::VerifiedArtifact& verified) {
    const auto& signature = verified.opened.signature;
    return signature
        ? fmt::format("{} ({})", printable(signature->signer), printable(signature->key))
        : "not looked at; --allowed-signers FILE does";
}

std::string provenance_text(const app::VerifiedArtifact& verified) {
    if (!verified.provenance) {
        return "none beside the package";
    }
    const packager::Builder& builder = verified.provenance->builder;
    const std::string run = builder.invocation.empty() ? std::string{}
                                                       : ", run " + printable(builder.invocation);
    return fmt::format(
        "built by {}{}{}",
        printable(builder.id),
        run,
        verified.opened.signature ? "; signed too" : "; its signature was not looked at"
    );
}

std::string verdict(const app::Rebuild& rebuild) {
    if (rebuild.same_bytes) {
        return "byte for byte the same";
    }
    if (differs(rebuild)) {
        return fmt::format(
            "NOT the same: {}",
            counted(rebuild.differences.size(), "difference", "differences")
        );
    }
    return rebuild.bytes_compared
        ? "the same content; the bytes differ, as another version of the compressor makes them"
        : "the same content; the bytes were not compared, the file's name tells no form";
}

std::string render_rebuild(const app::Rebuild& rebuild) {
    std::string text = fmt::format("  rebuilt     {}\n", verdict(rebuild));
    for (const std::string& note : rebuild.notes) {
        text += fmt::format("  note        {}\n", printable(note));
    }
    if (!differs(rebuild)) {
        return text;
    }
    std::vector<std::vector<std::string>> rows{{"what", "where", "packaged", "rebuilt"}};
    for (const app::Difference& difference : rebuild.differences) {
        rows.push_back(
            {difference.kind,
             printable(difference.subject),
             fit(printable(difference.packaged), 44),
             fit(printable(difference.rebuilt), 44)}
        );
    }
    return text + "\n" + format_table(rows);
}

void write_provenance(json::ObjectWriter& root, const app::VerifiedArtifact& verified) {
    if (!verified.provenance) {
        root.member("provenance", nullptr);
        return;
    }
    root.object("provenance", [&](json::ObjectWriter& item) {
        item.member("path", verified.provenance_file->string());
        item.member("builder", verified.provenance->builder.id);
        item.member("invocation", verified.provenance->builder.invocation);
        item.member("signature_checked", verified.opened.signature.has_value());
    });
}

void write_rebuild(json::ObjectWriter& root, const std::optional<app::Rebuild>& rebuild) {
    if (!rebuild) {
        root.member("rebuild", nullptr);
        return;
    }
    root.object("rebuild", [&](json::ObjectWriter& item) {
        item.member("same_content", !differs(*rebuild));
        item.member("same_bytes", rebuild->same_bytes);
        item.objects(
            "differences",
            rebuild->differences,
            [](json::ObjectWriter& out, const app::Difference& difference) {
                out.member("kind", difference.kind);
                out.member("subject", difference.subject);
                out.member("packaged", difference.packaged);
                out.member("rebuilt", difference.rebuilt);
            }
        );
        item.strings("notes", rebuild->notes);
    });
}

}  // namespace

std::string render_verify(const app::VerifiedArtifact& verified) {
    const packager::VerifiedPackage& package = verified.opened.package;
    std::string text = fmt::format(
        "{}: every name, size and digest of {} is as its manifest says\n"
        "  content     sha256 {}\n"
        "  artifact    sha256 {}\n"
        "  signed by   {}\n"
        "  provenance  {}\n",
        printable(package.manifest().package),
        counted(package.manifest().files.size(), "script", "scripts"),
        package.content_sha256().hex(),
        package.artifact_sha256().hex(),
        signature_text(verified),
        provenance_text(verified)
    );
    return verified.rebuild ? text + render_rebuild(*verified.rebuild) : text;
}

std::string verify_to_json(const app::VerifiedArtifact& verified) {
    const packager::VerifiedPackage& package = verified.opened.package;
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.member("package", package.manifest().package);
        root.member("content_sha256", package.content_sha256().hex());
        root.member("artifact_sha256", package.artifact_sha256().hex());
        write_signature(root, verified.opened.signature);
        write_provenance(root, verified);
        write_rebuild(root, verified.rebuild);
    });
}

int verify_status(const app::VerifiedArtifact& verified) {
    return verified.rebuild && differs(*verified.rebuild)
        ? core::error_info(core::ErrorCode::rebuild_differs).exit_status
        : 0;
}

}  // namespace rollpack::cli
