package dev.berth.cli.evaluate;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.profile.Machine;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.target.LocalTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.part.Evaluations;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.run.EvaluationRun;
import dev.berth.evaluation.run.ReportOrigin;
import dev.berth.evaluation.run.RunOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Repetition of a recorded evaluation with the system's models and data as they are now. Writes
/// nothing into the system.
public final class EvaluationRepetition {
    private static final long DATABASE_BYTES = 1L << 30;

    private final Path system;
    private final Terminal terminal;

    public EvaluationRepetition(Path system, Terminal terminal) {
        this.system = system;
        this.terminal = terminal;
    }

    /// Runs the evaluation of the report's name, in this process.
    ///
    /// @throws ProblemException `evaluation-invalid` if the system describes none of this name
    public EvaluationReport run(EvaluationReport recorded) {
        EvaluationDescription description =
                Catalog.open(system)
                        .read()
                        .part(Evaluations.class)
                        .find(recorded.name())
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.EVALUATION_INVALID,
                                                "no evaluation '" + recorded.name() + "'",
                                                "describe it in evaluations/"
                                                        + recorded.name()
                                                        + ".yaml"));
        try {
            return run(description, recorded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EvaluationReport run(EvaluationDescription description, EvaluationReport recorded)
            throws IOException {
        Path temporary = Files.createTempDirectory("berth-evaluate");
        try (var progress = Progress.of(terminal, "evaluating " + recorded.name());
                LocalTarget target =
                        LocalTarget.openFor(
                                TargetPredictor.choice(description.subject()),
                                system,
                                ServingOptions.defaults()
                                        .withTransferProgress(progress::transferred));
                Database database =
                        Database.open(
                                new DatabaseSettings(
                                        DATABASE_BYTES,
                                        temporary,
                                        Runtime.getRuntime().availableProcessors()))) {
            return EvaluationRun.run(
                    description.in(system),
                    database,
                    system.resolve(description.data()),
                    TargetPredictor.of(target, description.subject()),
                    options(recorded),
                    new ReportOrigin(
                            recorded.provenance().command(),
                            system,
                            recorded.provenance().dataFile(),
                            Optional.of(Machine.local(target.berth().serving().engineVersions())),
                            VersionText.berth(),
                            InstantSource.system()),
                    (rows, total, setAside) -> progress.now("row " + rows + " of " + total));
        } finally {
            delete(temporary);
        }
    }

    /// With requests of the recorded size, on which the answers of some models depend.
    private static RunOptions options(EvaluationReport recorded) {
        int batchRows = recorded.provenance().batchRows();
        return batchRows == 0
                ? RunOptions.DEFAULT
                : new RunOptions(
                        batchRows,
                        RunOptions.DEFAULT.requestsMax(),
                        RunOptions.DEFAULT.setAsideShareMax(),
                        RunOptions.DEFAULT.strictness(),
                        RunOptions.DEFAULT.progressFolder(),
                        RunOptions.DEFAULT.progressInterval());
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
