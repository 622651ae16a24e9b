package dev.berth.batch.report;

import dev.berth.batch.drift.ColumnDrift;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a job did.
///
/// @param subject that predicted, with its version
/// @param modelSha256 digest of its packages; empty if it is not known
/// @param rows of the source
/// @param setAside of them without a prediction
/// @param problems how many of these by the code of the problem
/// @param seconds of the last run; earlier ones that were stopped are not in it
/// @param predictedRows of the last run
/// @param secondsByStage how long each stage of the last run was at work; they overlap
/// @param drift of columns against the reference; empty without one
/// @param command that gives the same output
public record BatchReport(
        String subject,
        String modelSha256,
        String source,
        String sourceSha256,
        String destination,
        String destinationSha256,
        Optional<String> setAsideFile,
        long rows,
        long setAside,
        Map<String, Long> problems,
        List<SetAside> firstSetAside,
        int parts,
        double seconds,
        long predictedRows,
        Map<String, Double> secondsByStage,
        List<ColumnDrift> drift,
        String command,
        String berthVersion) {
    /// Of [#firstSetAside].
    public static final int SHOWN_MAX = 20;

    /// Row without a prediction.
    ///
    /// @param row its number in the source, from 1
    /// @param column empty if the row as a whole is at fault
    /// @param problem stable code
    public record SetAside(long row, String column, String problem, String message) {}

    public BatchReport {
        problems = Map.copyOf(problems);
        secondsByStage = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByStage));
        drift = List.copyOf(drift);
        firstSetAside = List.copyOf(firstSetAside);
    }

    /// Rows that the last run predicted in a second; 0 for none.
    public double rowsPerSecond() {
        return predictedRows == 0 ? 0 : predictedRows / Math.max(seconds, 1e-9);
    }
}
