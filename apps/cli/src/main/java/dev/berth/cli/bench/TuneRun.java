package dev.berth.cli.bench;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.profile.CpuInfo;
import dev.berth.catalog.profile.Machine;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.cli.bench.Load.Arrivals;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.RecordInput;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.TunedSettings;
import dev.berth.runtime.MemoryUse;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.serving.request.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Search for a model's fastest settings in this process. Each candidate is measured on a system of
/// its own, in several rounds over all candidates, so that changes of the machine affect all of
/// them.
final class TuneRun {
    /// Two measurements of each candidate, far enough apart not to share a disturbance.
    private static final int ROUNDS = 2;

    /// Enough waiting calls for every executor, and to fill batches.
    private static final int CALLERS_PER_CORE = 4;

    /// Twice the largest batch that is tried.
    private static final int CALLERS_MIN = 32;

    private final Settings plan;
    private final PackageEntry.Valid entry;
    private final Progress progress;
    private final Map<String, @Nullable Object> record;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Map<TunedSettings, Runs> runs = new HashMap<>();
    private Map<String, String> engines = Map.of();

    /// Settings from the command line.
    ///
    /// @param values the record's fields; empty for the signature's examples
    /// @param warmUp before each measurement
    /// @param duration of each throughput measurement; latency takes half
    record Settings(
            Path system, String model, List<String> values, Duration warmUp, Duration duration) {}

    /// Result of a search.
    ///
    /// @param quick whether event loops execute the model, so that there is nothing to tune
    record Result(
            TuningSearch.SearchResult found,
            boolean quick,
            ModelProfile profile,
            Path profilePath) {}

    /// Measurements of one candidate so far.
    private static final class Runs {
        private final List<Measurement> saturated = new ArrayList<>();
        private final LatencyHistogram alone = new LatencyHistogram();
        private List<Measurement> last = List.of();
        private long memoryBytes;

        TuningTrialResult tried(TunedSettings tuning) {
            DoubleSummaryStatistics rates =
                    saturated.stream()
                            .mapToDouble(Measurement::recordsPerSecond)
                            .summaryStatistics();
            double rate = rates.getAverage();
            double spread = rate > 0 ? (rates.getMax() - rates.getMin()) / rate : 0;
            return new TuningTrialResult(
                    tuning, rate, spread, alone.percentileNanos(50), memoryBytes);
        }
    }

    private TuneRun(Settings plan, PackageEntry.Valid entry, Progress progress) throws IOException {
        this.plan = plan;
        this.entry = entry;
        this.progress = progress;
        var input = new RecordInput(entry.modelPackage().signature());
        this.record =
                plan.values().isEmpty() ? input.ofExamples() : input.ofArguments(plan.values());
    }

    /// Blocks until the search is complete; writes only the directory of profiles.
    static Result run(Settings plan, Terminal terminal) throws IOException, InterruptedException {
        try (var progress = Progress.of(terminal, "opening " + plan.system())) {
            PackageEntry.Valid entry = requireEntry(plan, progress);
            requireFolder(TuningProfiles.path(plan.system(), entry.modelPackage().reference()));
            return new TuneRun(plan, entry, progress).run();
        }
    }

    /// The package of the named version, or of the latest served one.
    private static PackageEntry.Valid requireEntry(Settings plan, Progress progress) {
        ModelChoice choice = ModelChoice.parse(plan.model());
        ServingOptions options = options(progress);
        ModelReference reference;
        try (LocalTarget target = LocalTarget.open(plan.system(), options)) {
            reference =
                    target.berth()
                            .serving()
                            .requirePackage(choice.name(), choice.version())
                            .reference();
        }
        return Catalog.open(plan.system()).read().part(Models.class).valid().stream()
                .filter(entry -> entry.modelPackage().reference().equals(reference))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.MODEL_NOT_READY,
                                        "the package of " + reference + " has just gone",
                                        "try again once it is in place"));
    }

    private static ServingOptions options(Progress progress) {
        return ServingOptions.defaults()
                .withLoadPolicy(LoadPolicy.ON_DEMAND)
                .withTransferProgress(progress::transferred);
    }

    /// Checks before the measurement that the profile can be written.
    private static void requireFolder(Path profile) {
        Path folder = profile.resolveSibling(".").normalize();
        String reason = "";
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            reason = ": " + e;
        }
        if (!Files.isWritable(folder)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no profile can be written to " + folder + reason,
                    "tune where the system's directory can be written");
        }
    }

    private Result run() throws InterruptedException {
        boolean quick = warmUp();
        TuningSearch.SearchResult found =
                quick
                        ? TuningSearch.none(this::measure)
                        : new TuningSearch(entry.modelPackage(), cores).run(this::measure);
        return new Result(
                found,
                quick,
                profile(found),
                TuningProfiles.path(plan.system(), entry.modelPackage().reference()));
    }

    /// Warms up the JVM, so that the first candidate does not pay for it; returns whether event
    /// loops execute the model.
    private boolean warmUp() throws InterruptedException {
        progress.now("warming up");
        try (LocalTarget target = open(TunedSettings.NONE)) {
            engines = target.berth().serving().engineVersions();
            var unused = new Runs();
            measure(target, unused);
            ModelReference model = entry.modelPackage().reference();
            try (Lease lease = target.berth().serving().acquire(model.name(), model.version())) {
                return lease.supportsInlineExecution();
            }
        }
    }

    private LocalTarget open(TunedSettings tuning) {
        return LocalTarget.open(
                plan.system(),
                options(progress).withTunings(Map.of(entry.modelPackage().reference(), tuning)));
    }

    private List<TuningTrialResult> measure(List<TunedSettings> candidates)
            throws InterruptedException {
        candidates.forEach(candidate -> runs.put(candidate, new Runs()));
        for (int round = 1; round <= ROUNDS; round++) {
            for (TunedSettings candidate : candidates) {
                progress.now("round " + round + " of " + ROUNDS + ": " + candidate);
                try (LocalTarget target = open(candidate)) {
                    measure(target, runs(candidate));
                }
            }
        }
        return candidates.stream().map(candidate -> runs(candidate).tried(candidate)).toList();
    }

    private Runs runs(TunedSettings candidate) {
        return runs.computeIfAbsent(candidate, _ -> new Runs());
    }

    private void measure(LocalTarget target, Runs into) throws InterruptedException {
        ModelReference reference = entry.modelPackage().reference();
        var choice = new ModelChoice(reference.name(), Optional.of(reference.version()));
        List<Map<String, @Nullable Object>> records = List.of(record);
        BenchmarkCall call =
                () -> {
                    var _ = target.predict(choice, records);
                };
        // A model that never responds is a problem, not a measurement.
        call.run();
        Measurement saturated = LoadGenerator.run(saturating(), call);
        Measurement alone = LoadGenerator.run(alone(), call);
        into.saturated.add(saturated);
        into.alone.add(alone.latencies());
        into.last = List.of(alone, saturated);
        into.memoryBytes =
                target.index().stream()
                        .filter(index -> index.model().equals(reference.name().value()))
                        .filter(index -> index.version().equals(reference.version().value()))
                        .flatMap(index -> index.memory().stream())
                        .mapToLong(MemoryUse::totalBytes)
                        .sum();
    }

    private Load saturating() {
        int queued = entry.modelPackage().limits().queueRowsMax();
        int callers = Math.min(queued, Math.max(CALLERS_MIN, CALLERS_PER_CORE * cores));
        return new Load(new Arrivals.Closed(callers), 1, plan.warmUp(), plan.duration());
    }

    private Load alone() {
        return new Load(
                new Arrivals.Closed(1),
                1,
                plan.warmUp().dividedBy(4),
                plan.duration().dividedBy(2));
    }

    private ModelProfile profile(TuningSearch.SearchResult found) {
        ModelReference reference = entry.modelPackage().reference();
        TuningTrialResult choice = found.choice();
        List<Measurement> last = runs(choice.tuning()).last;
        return new ModelProfile(
                reference.name().value(),
                reference.version().value(),
                Optional.of(Instant.now()),
                VersionText.berth(),
                new ModelProfile.Origin("", entry.digest().hex()),
                Machine.local(engines),
                CallTransport.IN_PROCESS.label(),
                OptionalLong.of(choice.memoryBytes()),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                seconds(last, Load::warmUp),
                seconds(last, Load::duration),
                last.stream().map(Measurement::summary).toList(),
                found.isAsItIs() ? Optional.empty() : Optional.of(tuned(found)));
    }

    /// A time of the first load, that of one caller.
    private static OptionalDouble seconds(List<Measurement> last, Function<Load, Duration> time) {
        return last.stream()
                .limit(1)
                .mapToDouble(each -> time.apply(each.load()).toMillis() / 1e3)
                .findFirst();
    }

    private Map<String, @Nullable Object> tuned(TuningSearch.SearchResult found) {
        var here = CpuInfo.local();
        Map<String, @Nullable Object> tuned = new LinkedHashMap<>();
        tuned.put("tunedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        tuned.put("processor", Map.of("name", here.name(), "count", (long) here.count()));
        tuned.put("digest", entry.digest().hex());
        tuned.putAll(TuningTrialResult.settings(found.choice().tuning()));
        tuned.put(
                "candidates",
                found.stages().stream()
                        .flatMap(List::stream)
                        .map(TuningTrialResult::plain)
                        .toList());
        return tuned;
    }
}
