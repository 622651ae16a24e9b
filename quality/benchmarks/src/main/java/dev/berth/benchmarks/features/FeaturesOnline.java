package dev.berth.benchmarks.features;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.process.ServerProcess;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.rocksdb.RocksStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/// Benchmark of the online store: writes rows of many entities, and reads fifty features of some.
public final class FeaturesOnline {
    private static final String HELP =
            """
            usage: features-online [options]
              --folder PATH      directory of the systems (target/features-online of this module)
              --entities N       of each of the five views (1000000)
              --runs N           of each write, of which the quickest counts (3)
              --seconds N        of each measurement of reads (5)
              --rate N           requests a second over the network, for one entity (2000);
                                 a tenth for more of them
              --writes           only writes
              --process          only reads within the process
              --served           only network reads
              --form NAME        only network reads in this format: feast, own or grpc
              --per-read N       only reads of N entities (1, 10, 50 and 100)
              --grouped          only network reads of counts by 200,000 values
              --redis            only reads from Redis, beside a raw pipelined read
              --redis-port N     port of Redis (16379)
            """;

    private static final List<Integer> ENTITIES = List.of(1, 10, 50, 100);

    private final Arguments arguments;
    private final OnlineSystem system;
    private final FeatureDefinitions definitions;
    private final StoreLoads loads;
    private final Path root;

    /// Numbers of entities per read.
    private final List<Integer> entityCounts;

    private FeaturesOnline(Arguments arguments, OnlineSystem system, Path root) {
        this.arguments = arguments;
        this.system = system;
        this.root = root;
        int entityCounts = arguments.number("--per-read", 0);
        this.entityCounts = entityCounts == 0 ? ENTITIES : List.of(entityCounts);
        this.definitions = system.definitions();
        this.loads = new StoreLoads(system, definitions);
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            Arguments arguments = Arguments.parse(List.of(args), HELP);
            Path folder =
                    arguments
                            .text("--folder")
                            .map(Path::of)
                            .orElse(root.resolve("quality/benchmarks/target/features-online"));
            // Data written for another number stays.
            int entities = arguments.number("--entities", 1_000_000);
            var system = new OnlineSystem(folder.resolve(Integer.toString(entities)), entities);
            System.out.println(Machine.here().describe());
            if (arguments.has("--grouped")) {
                grouped(arguments, root, folder.resolve("grouped"));
                return;
            }
            system.write();
            new FeaturesOnline(arguments, system, root).run();
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        boolean isAll =
                !arguments.has("--writes")
                        && !arguments.has("--process")
                        && !arguments.has("--served")
                        && !arguments.has("--redis");
        if (isAll || arguments.has("--writes")) {
            writes();
        } else if (!Files.exists(loads.online())) {
            var _ = loads.materialize();
        }
        if (isAll || arguments.has("--process")) {
            withinProcess();
        }
        if (isAll || arguments.has("--served")) {
            served();
        }
        if (isAll || arguments.has("--redis")) {
            redis();
        }
    }

    private void writes() throws IOException {
        double materializedBest = 0;
        double straightBest = 0;
        for (int run = 0; run < arguments.number("--runs", 3); run++) {
            StoreLoads.clear(loads.online());
            StoreLoads.Cost materialized = loads.materialize();
            StoreLoads.Cost straight = loads.straight();
            materializedBest = Math.max(materializedBest, materialized.perSecond());
            straightBest = Math.max(straightBest, straight.perSecond());
            System.out.printf(
                    Locale.ROOT,
                    "materialized %,.0f rows/s (%.1f us of processors a row), written straight"
                            + " %,.0f rows/s (%.1f us), ratio %.2f%n",
                    materialized.perSecond(),
                    materialized.processorMicrosPerRow(),
                    straight.perSecond(),
                    straight.processorMicrosPerRow(),
                    materialized.perSecond() / straight.perSecond());
        }
        System.out.println(
                Goal.atLeast(
                        0.7,
                        "materializing beside writing straight, the quickest of each",
                        materializedBest / straightBest));
    }

    private void withinProcess() {
        Duration time = arguments.seconds("--seconds", 5);
        try (OnlineStore store = RocksStore.open(loads.online())) {
            var reads = new StoreFeatureReader(definitions, store, InstantSource.system());
            var latencies = new ReadLatencies(system, reads);
            latencies.warmBlocks();
            print("in process, most for the first time", 1, latencies.run(1, time));
            latencies.warmRows();
            for (int entities : entityCounts) {
                print("in process", entities, latencies.run(entities, time));
            }
        }
    }

    private void served() throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        root.resolve("berth").toString(),
                        "up",
                        system.folder().toString(),
                        "--log-level",
                        "warn",
                        "--port");
        // Beside the system, not in it: Berth watches that directory.
        Path log =
                system.folder().resolveSibling("berth-" + system.folder().getFileName() + ".log");
        Duration time = arguments.seconds("--seconds", 5);
        int rate = arguments.number("--rate", 2_000);
        try (ServerProcess server = ServerProcess.start(command, log)) {
            var reads = new ServedReads(server.address());
            reads.warm(system);
            for (ServedReads.Form form : ServedReads.Form.values()) {
                if (isAsked(form.name())) {
                    overHttp(reads, form, rate, time);
                }
            }
            if (isAsked("GRPC")) {
                overGrpc(server.address(), rate, time);
            }
        }
    }

    private static void grouped(Arguments arguments, Path root, Path folder)
            throws IOException, InterruptedException {
        StoreLoads.clear(folder);
        GroupedReads.write(folder);
        Path log = folder.resolveSibling("berth-grouped.log");
        String berth = root.resolve("berth").toString();
        var materialize =
                new ProcessBuilder(berth, "features", "materialize", folder.toString(), "--full")
                        .inheritIO();
        if (materialize.start().waitFor() != 0) {
            throw new IOException("the views were not materialized");
        }
        Duration time = arguments.seconds("--seconds", 5);
        List<String> command =
                List.of(berth, "up", folder.toString(), "--log-level", "warn", "--port");
        try (ServerProcess server = ServerProcess.start(command, log)) {
            for (String view : GroupedReads.VIEWS) {
                for (int entities : List.of(1, GroupedReads.ENTITIES)) {
                    int rate = entities == 1 ? 50 : 5;
                    print(
                            "OWN over HTTP, " + rate + "/s, " + view,
                            "counts by 200,000 values",
                            entities,
                            GroupedReads.run(server.address(), view, entities, rate, time));
                }
            }
        }
    }

    private boolean isAsked(String form) {
        return arguments.text("--form").map(form::equalsIgnoreCase).orElse(true);
    }

    private void overHttp(ServedReads reads, ServedReads.Form form, int rate, Duration time)
            throws IOException {
        for (int entities : entityCounts) {
            int slower = rateOf(rate, entities);
            print(
                    form + " over HTTP, " + slower + "/s",
                    entities,
                    reads.run(system, form, entities, slower, time));
        }
    }

    /// A rate at which a 99th percentile covers enough requests.
    private static int rateOf(int rate, int entities) {
        return entities == 1 ? rate : Math.max(1, rate / 10);
    }

    private void overGrpc(URI server, int rate, Duration time) throws IOException {
        try (var reads = new GrpcReads(server, system, 1)) {
            ServedReads.warm(reads);
        }
        for (int entities : entityCounts) {
            int slower = rateOf(rate, entities);
            try (var reads = new GrpcReads(server, system, entities)) {
                print("FEAST over gRPC, " + slower + "/s", entities, reads.run(slower, time));
            }
        }
    }

    private void redis() throws IOException, InterruptedException {
        int port = arguments.number("--redis-port", 16_379);
        Duration time = arguments.seconds("--seconds", 5);
        double worst = 0;
        try (RedisReads reads = RedisReads.start(system, definitions, port)) {
            for (int entities : entityCounts) {
                RedisReads.Pair pair = reads.run(entities, time);
                print("from Redis", entities, pair.berth());
                print("bare, pipelined", entities, pair.bare());
                worst = Math.max(worst, pair.ratio());
            }
        } catch (ExecutionException e) {
            throw new IOException("Redis did not answer", e);
        }
        System.out.println(Goal.atMost(1.3, "reading from Redis beside a bare read, p50", worst));
    }

    private static void print(String how, int entities, LatencySamples samples) {
        print(how, "50 features", entities, samples);
    }

    private static void print(String how, String what, int entities, LatencySamples samples) {
        System.out.printf(
                Locale.ROOT,
                "%s, %s of %d entities: p50 %.3f ms, p99 %.3f ms (%d reads)%n",
                how,
                what,
                entities,
                samples.percentileMillis(50),
                samples.percentileMillis(99),
                samples.count());
    }
}
