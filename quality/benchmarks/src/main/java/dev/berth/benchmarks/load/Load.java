package dev.berth.benchmarks.load;

import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares Berth under load with the floor beneath it and the limit above it, all on this machine,
/// each in turn.
///
/// Servers stay up while others have their turn; idle ones cost next to nothing, and none is cold
/// when its turn comes. The load generators share the processors with the servers, so rates are
/// lower than a server alone would reach; processor time per request is the figure to trust.
public final class Load {
    /// The flags with which Berth's launcher starts it, so that the floor has no others.
    private static final List<String> JVM_FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:-UsePerfData");

    private final LoadOptions options;
    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final PrintStream out;

    private Load(LoadOptions options, Path directory, PrintStream out) {
        this.options = options;
        this.directory = directory;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(LoadOptions.HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            run(LoadOptions.parse(List.of(args), root.resolve("berth").toString()), root);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(LoadOptions options, Path root) throws Exception {
        Path directory =
                Files.createDirectories(root.resolve("quality/benchmarks/target/load"))
                        .toRealPath();
        var load = new Load(options, directory, System.out);
        try {
            load.run();
        } finally {
            load.close();
        }
    }

    private void run() throws IOException, InterruptedException {
        var report = new LoadReport(Machine.here());
        List<Candidate> candidates = candidates();
        for (Candidate candidate : candidates) {
            out.println("warming up " + candidate.name());
            var _ = candidate.take(options.warmUp());
        }
        for (int round = 1; round <= options.rounds(); round++) {
            out.println("round " + round + " of " + options.rounds());
            for (Candidate candidate : candidates) {
                Turn turn = candidate.take(options.turn());
                report.add(candidate, turn, candidate.residentMegabytes());
            }
        }
        out.print(report.table());
        Path json = Files.write(directory.resolveSibling("load.json"), report.json());
        out.println("written to " + json);
    }

    private List<Candidate> candidates() throws IOException, InterruptedException {
        var files = new RequestFiles(directory);
        String infer = "/v2/models/tiny/infer";
        Wrk json = new Wrk(files.json(), infer, options.connections());
        List<Candidate> candidates = new ArrayList<>();
        if (isWanted("floor")) {
            candidates.add(
                    new Candidate.Served(
                            "floor", "bare Vert.x, same JSON read and written", floor(), json));
        }
        if (List.of("json", "binary", "record", "grpc").stream().anyMatch(this::isWanted)) {
            addBerth(candidates, files, json);
        }
        if (isWanted("engine")) {
            var engine = new EngineLoop(TinySystem.writeModel(directory.resolve("tiny.onnx")));
            open.add(engine);
            candidates.add(
                    new Candidate.Called(
                            "engine", "ONNX Runtime in-process, one thread, one row", engine));
        }
        return candidates;
    }

    private boolean isWanted(String name) {
        return options.only().isEmpty() || options.only().contains(name);
    }

    private void addBerth(List<Candidate> candidates, RequestFiles files, Wrk json)
            throws IOException, InterruptedException {
        ServerProcess berth = berth();
        var binary = new Wrk(files.binary(), json.path(), options.connections());
        var record = new Wrk(files.record(), "/v1/models/tiny:predict", options.connections());
        var grpc =
                new H2load(
                        files.grpc(),
                        "/inference.GRPCInferenceService/ModelInfer",
                        options.connections());
        List<Candidate> all =
                List.of(
                        new Candidate.Served("json", "Berth, v2 JSON of 208 bytes", berth, json),
                        new Candidate.Served("binary", "Berth, v2 binary tensors", berth, binary),
                        new Candidate.Served("record", "Berth, typed record", berth, record),
                        new Candidate.Served("grpc", "Berth, gRPC raw contents", berth, grpc));
        for (Candidate candidate : all) {
            if (isWanted(candidate.name())) {
                requirePredictions(berth, candidate);
                candidates.add(candidate);
            }
        }
    }

    private ServerProcess floor() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), FloorServer.class.getName()));
        return started(command, "floor.log");
    }

    private ServerProcess berth() throws IOException, InterruptedException {
        Path system = directory.resolve("system");
        TinySystem.write(system, "onnx");
        // As text, and thus without a line per request, which would be measured as well.
        return started(
                List.of(options.berth(), "up", system.toString(), "--log", "text", "--port"),
                "berth.log");
    }

    private ServerProcess started(List<String> command, String log)
            throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(command, directory.resolve(log));
        open.add(server);
        return server;
    }

    /// Makes sure that the candidate's requests become predictions; a load generator takes a quick
    /// refusal for a quick answer.
    private static void requirePredictions(ServerProcess berth, Candidate candidate)
            throws IOException, InterruptedException {
        long before = predictions(berth);
        Turn turn = candidate.take(java.time.Duration.ofSeconds(1));
        long made = predictions(berth) - before;
        if (made < turn.requestsPerSecond() / 2) {
            throw new IOException(
                    candidate.name()
                            + " answered "
                            + Math.round(turn.requestsPerSecond())
                            + " requests in a second but made "
                            + made
                            + " predictions");
        }
    }

    private static long predictions(ServerProcess berth) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + berth.port() + "/v2/models/tiny/stats");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(
                                    HttpRequest.newBuilder(address).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Matcher count = Pattern.compile("\"inference_count\":\\s*(\\d+)").matcher(body);
            if (!count.find()) {
                throw new IOException("no inference_count in " + body);
            }
            return Long.parseLong(count.group(1));
        }
    }

    private void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }
}
