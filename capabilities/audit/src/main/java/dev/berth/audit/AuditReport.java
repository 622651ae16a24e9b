package dev.berth.audit;

import dev.berth.audit.finding.Finding;
import dev.berth.audit.source.SkippedFile;
import java.util.List;

/// What an audit found.
///
/// @param findings in the order of their places, each once
/// @param fileCount source files that were read
/// @param skipped source files that could not be read
public record AuditReport(List<Finding> findings, int fileCount, List<SkippedFile> skipped) {
    public AuditReport {
        findings = findings.stream().sorted().distinct().toList();
        skipped = List.copyOf(skipped);
    }

    /// This report with further findings.
    public AuditReport with(List<Finding> further) {
        return new AuditReport(
                java.util.stream.Stream.concat(findings.stream(), further.stream()).toList(),
                fileCount,
                skipped);
    }
}
