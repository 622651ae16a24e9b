package dev.berth.testkit.runtime;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Engine in plain Java for tests, named `fake`. Its artifacts are small text files:
///
/// ```
/// inputs: x float32 [N, 3]
/// outputs: y float32 [N, 3]
/// multiply: 2
/// fail-on: 7
/// memory: 1000000
/// ```
///
/// Every number of output i is the number of input i (the last, if there are fewer) at the same
/// place of the same row, times `multiply`; strings are copied. A run with the number `fail-on`
/// fails, `endless: true` makes every run wait until it is terminated, `deaf: true` makes it ignore
/// termination, `memory` is the reported native memory. Other keys are the artifact's metadata.
///
/// Tests can hold loads and runs at a [Gate], make the next of them fail, and inspect the history.
/// Thread-safe.
public final class FakeRuntime implements ModelRuntime {
    private final Gate loadGate = new Gate();
    private final Gate runGate = new Gate();
    private final List<Run> runs = new CopyOnWriteArrayList<>();
    private final Queue<Problem> runFailures = new ConcurrentLinkedQueue<>();
    private final Queue<Problem> loadFailures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger openArtifacts = new AtomicInteger();
    private final AtomicInteger terminations = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger runningMax = new AtomicInteger();

    /// Started run.
    ///
    /// @param shapes of the inputs, in their order
    public record Run(Path artifact, List<Shape> shapes) {
        public Run {
            shapes = List.copyOf(shapes);
        }

        /// The leading size of the first input; 1 for a scalar.
        public int rows() {
            Shape first = shapes.getFirst();
            return first.rank() == 0 ? 1 : (int) first.size(0);
        }
    }

    /// Writes a fake artifact `y = factor * x` over float32 [N, 3] and returns its file.
    public static Path writeArtifact(Path file, double factor) throws IOException {
        return writeArtifact(
                file,
                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: " + factor + "\n");
    }

    /// Writes a fake artifact with this content and returns its file.
    public static Path writeArtifact(Path file, String content) throws IOException {
        return Files.writeString(file, content);
    }

    @Override
    public String engine() {
        return "fake";
    }

    @Override
    public String engineVersion() {
        return "1";
    }

    /// Gate of every load before it reads the file.
    public Gate loadGate() {
        return loadGate;
    }

    /// Gate of every run before it computes.
    public Gate runGate() {
        return runGate;
    }

    /// Makes the next run after the gate fail; several are used in order.
    public void failNextRun(Problem problem) {
        runFailures.add(problem);
    }

    /// Makes the next load fail; several are used in order.
    public void failNextLoad(Problem problem) {
        loadFailures.add(problem);
    }

    /// All runs so far, in the order of arrival at the gate.
    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /// The rows of all runs so far, in the order of arrival at the gate.
    public List<Integer> batchSizes() {
        return runs.stream().map(Run::rows).toList();
    }

    /// The maximum of concurrent runs at the gate or computing.
    public int runningMax() {
        return runningMax.get();
    }

    /// The number of terminated runs.
    public int terminations() {
        return terminations.get();
    }

    /// The number of successful loads.
    public int loads() {
        return loads.get();
    }

    /// The number of open artifacts.
    public int openArtifacts() {
        return openArtifacts.get();
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        requireKnown(settings);
        loadGate.pass();
        throwIfDue(loadFailures);
        try {
            FakeArtifactFile file = FakeArtifactFile.parse(Files.readString(model));
            loads.incrementAndGet();
            openArtifacts.incrementAndGet();
            return new FakeArtifact(this, model, file, settings, pool);
        } catch (IOException | IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_LOAD_FAILED,
                            "fake artifact " + model.getFileName() + ": " + e.getMessage(),
                            "write it as FakeRuntime describes it"),
                    e);
        }
    }

    @Override
    public long expectedBytes(Path model, RuntimeSettings settings) throws IOException {
        try {
            return FakeArtifactFile.parse(Files.readString(model)).bytes();
        } catch (IllegalArgumentException notOne) {
            return 0;
        }
    }

    private static void requireKnown(RuntimeSettings settings) {
        if (!Set.of(FakeArtifact.QUICK).containsAll(settings.options().keySet())
                || !List.of(List.of(), List.of("cpu")).contains(settings.providers())) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "options " + settings.options() + ", providers " + settings.providers(),
                    "the fake knows no option but quick, and no provider but cpu");
        }
    }

    /// @param terminated whether the run must end, polled while it waits
    void began(Run run, BooleanSupplier terminated) {
        runningMax.accumulateAndGet(running.incrementAndGet(), Math::max);
        runs.add(run);
        runGate.pass(terminated);
        throwIf(terminated.getAsBoolean());
        throwIfDue(runFailures);
    }

    void throwIf(boolean terminated) {
        if (terminated) {
            terminations.incrementAndGet();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the run was terminated", "wait for it");
        }
    }

    void ended() {
        running.decrementAndGet();
    }

    void artifactClosed() {
        openArtifacts.decrementAndGet();
    }

    private static void throwIfDue(Queue<Problem> failures) {
        Problem problem = failures.poll();
        if (problem != null) {
            throw problem.asException();
        }
    }
}
