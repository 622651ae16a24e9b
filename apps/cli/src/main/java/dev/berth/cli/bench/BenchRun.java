package dev.berth.cli.bench;

import dev.berth.catalog.profile.Machine;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.cli.bench.Load.Arrivals;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.cli.target.Credentials;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.cli.target.RecordInput;
import dev.berth.cli.target.RemoteTarget;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.runtime.MemoryUse;
import dev.berth.serving.ServingOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Benchmark run, from opening the system to its result.
final class BenchRun {
    private final Settings plan;
    private final PredictionTarget target;
    private final CallTransport way;
    private final ModelChoice model;
    private final Signature signature;
    private final Map<String, @Nullable Object> record;

    /// Settings from the command line.
    ///
    /// @param place a directory or an address
    /// @param values the record's fields; empty for the signature's examples
    /// @param via empty for the default of the place
    record Settings(
            String place,
            String model,
            List<String> values,
            List<Integer> concurrency,
            List<Double> rates,
            List<Integer> batches,
            Duration warmUp,
            Duration duration,
            Optional<String> via,
            Credentials credentials) {

        /// The loads in order.
        List<Load> loads() {
            List<Arrivals> arrivals = new ArrayList<>();
            if (rates.isEmpty()) {
                concurrency.forEach(callers -> arrivals.add(new Arrivals.Closed(callers)));
            } else {
                rates.forEach(rate -> arrivals.add(new Arrivals.Open(rate)));
            }
            List<Load> loads = new ArrayList<>();
            for (int batch : batches) {
                arrivals.forEach(arrival -> loads.add(new Load(arrival, batch, warmUp, duration)));
            }
            return loads;
        }
    }

    /// Result of a benchmark.
    record Result(
            ModelProfile profile, List<Measurement> measurements, Optional<Path> profilePath) {

        Result {
            measurements = List.copyOf(measurements);
        }

        boolean hasFailures() {
            return measurements.stream().anyMatch(m -> m.failureCount() > 0);
        }

        void print(PrintStream out) {
            BenchTable.print(profile, measurements, out);
        }

        void writeHtml(Path file) throws IOException {
            Files.writeString(file, BenchPage.of(profile, measurements));
        }
    }

    private BenchRun(Settings plan, PredictionTarget target, CallTransport way) throws IOException {
        this.plan = plan;
        this.target = target;
        this.way = way;
        this.model = ModelChoice.parse(plan.model());
        this.signature = target.signature(model);
        var input = new RecordInput(signature);
        this.record =
                plan.values().isEmpty() ? input.ofExamples() : input.ofArguments(plan.values());
    }

    static Result run(Settings plan, Terminal terminal) throws IOException, InterruptedException {
        List<Load> loads = loads(plan);
        CallTransport way = way(plan);
        if (PredictionTarget.isAddress(plan.place())) {
            try (RemoteTarget server = RemoteTarget.at(plan.place(), plan.credentials())) {
                return new BenchRun(plan, server, way).run(server, loads, terminal);
            }
        }
        Path system = PredictionTarget.requireDirectory(plan.place());
        if (way == CallTransport.IN_PROCESS) {
            ModelChoice choice = ModelChoice.parse(plan.model());
            try (LocalTarget local = open(choice, system, terminal)) {
                return new BenchRun(plan, local, way).run(null, loads, terminal);
            }
        }
        try (var server = LoopbackServer.start(system);
                RemoteTarget remote = RemoteTarget.at(server.address(), plan.credentials())) {
            return new BenchRun(plan, remote, way).run(remote, loads, terminal);
        }
    }

    private static LocalTarget open(ModelChoice choice, Path system, Terminal terminal) {
        try (var progress = Progress.of(terminal, "opening " + system)) {
            return LocalTarget.openFor(
                    choice,
                    system,
                    ServingOptions.defaults().withTransferProgress(progress::transferred));
        }
    }

    private static List<Load> loads(Settings plan) {
        try {
            return plan.loads();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.USAGE, String.valueOf(e.getMessage()), "write a greater number");
        }
    }

    private static CallTransport way(Settings plan) {
        boolean remote = PredictionTarget.isAddress(plan.place());
        CallTransport way =
                plan.via()
                        .map(CallTransport::parse)
                        .orElse(remote ? CallTransport.TYPED : CallTransport.IN_PROCESS);
        if (remote && way == CallTransport.IN_PROCESS) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--protocol in-process with an address",
                    "name a directory, or another way");
        }
        return way;
    }

    private Result run(@Nullable RemoteTarget server, List<Load> loads, Terminal terminal)
            throws InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        try (var progress = Progress.of(terminal, "first call")) {
            for (Load load : loads) {
                BenchmarkCall call = call(server, load.batch());
                // A model that never responds is a problem, not a measurement.
                call.run();
                progress.now(
                        "run "
                                + (measurements.size() + 1)
                                + " of "
                                + loads.size()
                                + ": "
                                + load.label()
                                + ", batch "
                                + load.batch());
                measurements.add(LoadGenerator.run(load, call));
            }
        }
        return result(measurements);
    }

    private BenchmarkCall call(@Nullable RemoteTarget server, int batch) {
        List<Map<String, @Nullable Object>> records = Collections.nCopies(batch, record);
        if (server == null) {
            return () -> {
                var _ = target.predict(model, records);
            };
        }
        return switch (way) {
            case TYPED, IN_PROCESS -> HttpCall.typed(server, model, records);
            case V2_JSON -> HttpCall.v2(server, model, signature, records, V2Body.Form.JSON);
            case V2_BINARY -> HttpCall.v2(server, model, signature, records, V2Body.Form.BINARY);
        };
    }

    private Result result(List<Measurement> measurements) {
        IndexEntry entry = measured();
        var profile =
                new ModelProfile(
                        entry.model(),
                        entry.version(),
                        Optional.of(Instant.now()),
                        VersionText.berth(),
                        MeasuredOrigin.of(plan, entry, way.label()),
                        Machine.local(engines()),
                        way.label(),
                        bytes(entry, MemoryUse::totalBytes),
                        bytes(entry, MemoryUse::weightBytes),
                        OptionalDouble.empty(),
                        OptionalDouble.of(plan.warmUp().toMillis() / 1e3),
                        OptionalDouble.of(plan.duration().toMillis() / 1e3),
                        measurements.stream().map(Measurement::summary).toList(),
                        Optional.empty());
        Optional<Path> path =
                PredictionTarget.isAddress(plan.place())
                        ? Optional.empty()
                        : Optional.of(
                                TuningProfiles.path(
                                        Path.of(plan.place()),
                                        ModelReference.of(entry.model(), entry.version())));
        return new Result(profile, measurements, path);
    }

    private static OptionalLong bytes(IndexEntry entry, ToLongFunction<MemoryUse> kind) {
        return entry.memory()
                .map(memory -> OptionalLong.of(kind.applyAsLong(memory)))
                .orElse(OptionalLong.empty());
    }

    /// The version that responded: the named one, or the latest that is ready.
    private IndexEntry measured() {
        IndexEntry measured =
                new IndexEntry(model.name().value(), "latest", "READY", "", Optional.empty());
        for (IndexEntry entry : target.index()) {
            boolean named =
                    model.version().map(v -> v.value().equals(entry.version())).orElse(true);
            if (entry.model().equals(model.name().value()) && entry.isReady() && named) {
                measured = entry;
            }
        }
        return measured;
    }

    private Map<String, String> engines() {
        return target instanceof LocalTarget local
                ? local.berth().serving().engineVersions()
                : Map.of();
    }
}
