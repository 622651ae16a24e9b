package dev.berth.evaluation.report;

import dev.berth.catalog.profile.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Origin of the numbers of a report: enough to compute them again.
///
/// @param command the command line that gives them, relative to the directory where the system's
///   directory lies
/// @param dataFile relative to the system's directory if it lies there
/// @param dataSha256 digest of the file's bytes, in hex
/// @param modelSha256 digest of the package; of an endpoint that of its file and of all packages
///   that it may call, in the order of their names; empty for a remote server
/// @param date when the evaluation ended
/// @param seed of all that is drawn at random
/// @param resamples of the bootstrap
/// @param confidence of every interval, between 0 and 1
/// @param batchRows records of a request, 0 if unknown: the answers of some models depend on what
///   is beside a record, such as those that pad pictures to a common width
/// @param tables that were read besides the data, in the order of the description
public record Provenance(
        String command,
        String dataFile,
        String dataSha256,
        String modelSha256,
        Optional<Machine> machine,
        Optional<Instant> date,
        String berthVersion,
        long seed,
        int resamples,
        double confidence,
        int batchRows,
        List<TableDigest> tables) {

    public Provenance {
        tables = List.copyOf(tables);
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence: " + confidence + " (expected: between 0 and 1)");
        }
        if (resamples < 0 || batchRows < 0) {
            throw new IllegalArgumentException(
                    resamples
                            + " resamples, "
                            + batchRows
                            + " rows of a batch (expected: at least 0)");
        }
    }

    /// One without further tables.
    public Provenance(
            String command,
            String dataFile,
            String dataSha256,
            String modelSha256,
            Optional<Machine> machine,
            Optional<Instant> date,
            String berthVersion,
            long seed,
            int resamples,
            double confidence,
            int batchRows) {
        this(
                command,
                dataFile,
                dataSha256,
                modelSha256,
                machine,
                date,
                berthVersion,
                seed,
                resamples,
                confidence,
                batchRows,
                List.of());
    }

    /// A machine of which nothing is known.
    static Machine unknownMachine() {
        return new Machine("", 0, 0, "", "", Map.of());
    }

    Provenance reproducible() {
        return new Provenance(
                command,
                dataFile,
                dataSha256,
                modelSha256,
                Optional.empty(),
                Optional.empty(),
                "",
                seed,
                resamples,
                confidence,
                0,
                tables);
    }
}
