package dev.berth.cards.evidence;

import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.TableDigest;
import dev.berth.evaluation.subject.SubjectPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Comparison of reports with the models and data as they are now.
///
/// @param system the system's directory
public record CurrentState(Path system, CatalogSnapshot snapshot) {

    /// Why a report no longer holds: a model, data or another table that changed or is gone. Reads
    /// the files.
    ///
    /// @return sentences without a full stop; none if it holds
    public List<String> staleness(EvaluationReport report) {
        List<String> reasons = new ArrayList<>();
        modelChange(report).ifPresent(reasons::add);
        Provenance origin = report.provenance();
        change("data", origin.dataFile(), origin.dataSha256()).ifPresent(reasons::add);
        for (TableDigest table : origin.tables()) {
            change("table", table.file(), table.sha256()).ifPresent(reasons::add);
        }
        return reasons;
    }

    /// Whether the models are other than those that were evaluated.
    public Optional<String> modelChange(EvaluationReport report) {
        String evaluated = report.provenance().modelSha256();
        if (evaluated.isEmpty()) {
            return Optional.of("the report does not record which model was evaluated");
        }
        Optional<String> now =
                SubjectPackages.find(snapshot, report.subject()).map(SubjectPackages::digest);
        if (now.isEmpty()) {
            return Optional.of(
                    report.subject().kind().label() + " " + report.subject() + " is not there");
        }
        return now.get().equals(evaluated)
                ? Optional.empty()
                : Optional.of(
                        report.subject().kind().label()
                                + " "
                                + report.subject()
                                + " has changed since (SHA-256 "
                                + shortened(now.get())
                                + ", evaluated: "
                                + shortened(evaluated)
                                + ")");
    }

    private Optional<String> change(String what, String name, String sha256) {
        Path file = system.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.of("the " + what + " " + name + " is not there");
        }
        try {
            String now = Digests.ofFile(file).hex();
            return now.equals(sha256)
                    ? Optional.empty()
                    : Optional.of(
                            "the "
                                    + what
                                    + " "
                                    + name
                                    + " has changed since (SHA-256 "
                                    + shortened(now)
                                    + ", evaluated: "
                                    + shortened(sha256)
                                    + ")");
        } catch (IOException e) {
            return Optional.of("the " + what + " " + name + " cannot be read: " + e);
        }
    }

    private static String shortened(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) + "…" : digest;
    }
}
