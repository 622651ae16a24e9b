package dev.berth.cli.batch;

import dev.berth.batch.PartJson;
import dev.berth.batch.PartResult;
import dev.berth.batch.PartTask;
import dev.berth.batch.PartWorker;
import dev.berth.batch.SourceFingerprint;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.evaluate.TemporaryDatabase;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Worker of `berth batch` in an executor of a cluster, which loads it by its name: takes the
/// arguments of the command and a task, gives its result. One model is loaded at a time, for all
/// parts of a job. Thread-safe.
public final class ClusterWorker implements BiFunction<List<String>, String, String> {
    private @Nullable Opened opened;

    /// Job whose parts are scored.
    private record Opened(
            List<String> arguments,
            SourceFingerprint source,
            PredictionTarget target,
            PartWorker worker) {
        boolean isFor(List<String> other, SourceFingerprint source) {
            return arguments.equals(other) && this.source.equals(source);
        }
    }

    @Override
    public String apply(List<String> arguments, String text) {
        PartTask task = PartJson.task(text);
        return PartJson.write(run(arguments, task));
    }

    private PartResult run(List<String> arguments, PartTask task) {
        try (var data = TemporaryDatabase.ordered()) {
            return worker(arguments, task.source()).run(task.part(), data.database());
        } catch (ProblemException e) {
            return new PartResult(Map.of(), Optional.of(e.problem()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized PartWorker worker(List<String> arguments, SourceFingerprint source)
            throws IOException {
        Opened now = opened;
        if (now != null && now.isFor(arguments, source)) {
            return now.worker();
        }
        if (now != null) {
            opened = null;
            now.target().close();
        }
        var command = new BatchCommand(silent());
        new CommandLine(command)
                .setExpandAtFiles(false)
                .parseArgs(arguments.toArray(String[]::new));
        PredictionTarget target = command.open();
        try {
            PartWorker worker = command.worker(target, source);
            opened = new Opened(List.copyOf(arguments), source, target, worker);
            return worker;
        } catch (IOException | RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static Terminal silent() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(InputStream.nullInputStream(), nowhere, nowhere, Set.of());
    }
}
