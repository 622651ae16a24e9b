package dev.berth.cli.batch;

import dev.berth.batch.PartDistributor;
import dev.berth.batch.PartJson;
import dev.berth.batch.PartResult;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine;

/// Command `berth batch` in the driver of a cluster, which loads it by its name: takes the
/// arguments and what has tasks done, gives the exit status. Only types of the JDK are passed.
public final class ClusterCommand
        implements BiFunction<List<String>, Function<List<String>, Future<List<String>>>, Integer> {
    @Override
    public Integer apply(
            List<String> arguments, Function<List<String>, Future<List<String>>> distributor) {
        Terminal terminal = Terminal.ofProcess();
        PartDistributor parts =
                tasks ->
                        new Results(
                                distributor.apply(tasks.stream().map(PartJson::write).toList()));
        var report = new ProblemReport(terminal);
        return new CommandLine(new BatchCommand(terminal, Optional.of(parts)))
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, _) -> report.usage(e))
                .setExecutionExceptionHandler((e, _, _) -> report.failure(e))
                .execute(arguments.toArray(String[]::new));
    }

    /// Results as they come from the cluster.
    private record Results(Future<List<String>> texts) implements Future<List<PartResult>> {
        @Override
        public List<PartResult> get() throws InterruptedException, ExecutionException {
            return read(texts.get());
        }

        @Override
        public List<PartResult> get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return read(texts.get(timeout, unit));
        }

        private static List<PartResult> read(List<String> texts) {
            return texts.stream().map(PartJson::result).toList();
        }

        @Override
        public boolean cancel(boolean isInterrupting) {
            return texts.cancel(isInterrupting);
        }

        @Override
        public boolean isCancelled() {
            return texts.isCancelled();
        }

        @Override
        public boolean isDone() {
            return texts.isDone();
        }
    }
}
