package dev.berth.cards.gate;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.requirement.Requirement;
import dev.berth.cards.requirement.Requirement.DocumentComplete;
import dev.berth.catalog.model.PackageEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Check of the requirements of one subject.
public final class RequirementCheck {
    private RequirementCheck() {}

    /// Checks a requirement of a model or endpoint.
    ///
    /// @param documents that give the subject's document of a kind
    /// @param written what is wrong with the written documents of a kind, a sentence each
    public static RequirementResult run(
            Requirement requirement,
            DocumentContext context,
            Function<DocumentComplete, SystemDocument> documents,
            Function<DocumentComplete, List<String>> written) {
        RequirementFinding finding =
                switch (requirement) {
                    case Requirement.MetricBound metric -> new NumberCheck(context).metric(metric);
                    case Requirement.GapBound gap -> new NumberCheck(context).gap(gap);
                    case Requirement.LatencyBound latency ->
                            new LoadCheck(context).latency(latency);
                    case Requirement.ThroughputBound throughput ->
                            new LoadCheck(context).throughput(throughput);
                    case Requirement.AvailabilityBound availability ->
                            new LoadCheck(context).availability(availability);
                    case DocumentComplete document ->
                            complete(document, documents.apply(document), written.apply(document));
                    case Requirement.LicenceAllowed licence ->
                            LicenceCheck.run(licence, context.packages().packages());
                };
        return result(requirement, context.subject().toString(), finding);
    }

    /// Checks the licences of packages of a system.
    public static RequirementResult run(
            Requirement.LicenceAllowed requirement,
            String subject,
            List<PackageEntry.Valid> packages) {
        return result(requirement, subject, LicenceCheck.run(requirement, packages));
    }

    /// The result of a requirement whose subject cannot be read.
    public static RequirementResult unreadable(
            Requirement requirement, String subject, String reason) {
        return result(
                requirement,
                subject,
                RequirementFinding.noData(
                        reason, "correct the description; `berth check` lists all errors"));
    }

    private static RequirementResult result(
            Requirement requirement, String subject, RequirementFinding finding) {
        return new RequirementResult(
                kind(requirement),
                subject,
                requirement.sentence(),
                requirement.location(),
                finding.verdict(),
                finding.explanation(),
                finding.remedy());
    }

    private static String kind(Requirement requirement) {
        return switch (requirement) {
            case Requirement.MetricBound metric -> "metric";
            case Requirement.GapBound gap -> "gap";
            case Requirement.LatencyBound latency -> "latency";
            case Requirement.ThroughputBound throughput -> "throughput";
            case Requirement.AvailabilityBound availability -> "availability";
            case DocumentComplete document -> "document";
            case Requirement.LicenceAllowed licence -> "license";
        };
    }

    private static RequirementFinding complete(
            DocumentComplete required, SystemDocument document, List<String> written) {
        List<String> missing = new ArrayList<>();
        for (DocumentSection section : document.sections()) {
            if (required.sections().isEmpty() || required.sections().contains(section.id())) {
                section.missing().stream()
                        .filter(MissingNotice::isRequired)
                        .forEach(notice -> missing.add(section.title() + ": " + notice.what()));
            }
        }
        if (!missing.isEmpty()) {
            return RequirementFinding.notMet(
                    "missing in " + document.kind().title() + ": " + String.join("; ", missing),
                    "`berth "
                            + document.kind().command()
                            + " DIR "
                            + document.name()
                            + "` says where each is written");
        }
        if (!written.isEmpty()) {
            return RequirementFinding.notMet(
                    String.join("; ", written),
                    "write the document again with `berth " + document.kind().command() + "`");
        }
        return RequirementFinding.met("nothing is missing in " + document.kind().title());
    }
}
