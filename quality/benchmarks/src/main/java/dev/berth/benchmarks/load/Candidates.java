package dev.berth.benchmarks.load;

import dev.berth.benchmarks.floor.Floor;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.stage.MiniLmSystem;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Setup of the requested candidates, which checks that they predict.
final class Candidates implements AutoCloseable {
    static final String FLOOR = "floor";
    static final String MINILM_LIMIT = "engine-minilm";
    static final String MINILM_ONE_LIMIT = "engine-minilm-one";

    private static final String TINY_PATH = "/v2/models/tiny/infer";
    private static final String MINILM_PATH = "/v2/models/minilm/infer";
    private static final String GRPC_PATH = "/inference.GRPCInferenceService/ModelInfer";

    private final LoadOptions options;
    private final Path directory;
    private final RequestFiles files;
    private final Servers servers;
    private final List<InProcess> engines = new ArrayList<>();
    private final List<Candidate> found = new ArrayList<>();

    Candidates(LoadOptions options, Path directory) {
        this.options = options;
        this.directory = directory;
        this.files = new RequestFiles(directory);
        this.servers = new Servers(options.berth(), directory);
    }

    /// Starts the required processes. Blocks until all are ready.
    List<Candidate> open() throws IOException, InterruptedException {
        addJson();
        addBinary();
        addGrpc();
        addEngine();
        addFair();
        addMiniLm();
        addMiniLmLimit();
        for (OtherServer other : options.others()) {
            addOther(other);
        }
        return List.copyOf(found);
    }

    private boolean wantsTiny(String name) {
        return options.wants("tiny", name);
    }

    private void addFloor(Floor floor, String name, String meaning, LoadTool tool)
            throws IOException, InterruptedException {
        Target target = Target.of(servers.floor(floor));
        found.add(new Candidate.Served(name, meaning, Optional.empty(), target, tool));
    }

    /// Adds Berth with the tiny model.
    private void addBerth(String name, String meaning, String floor, LoadTool tool)
            throws IOException, InterruptedException {
        Target target = Target.of(servers.tiny());
        var candidate = new Candidate.Served(name, meaning, Optional.of(floor), target, tool);
        PredictionCheck.require(target, "tiny", candidate);
        found.add(candidate);
    }

    private void addJson() throws IOException, InterruptedException {
        var json = new Wrk(files.json(), TINY_PATH, options.connections());
        if (wantsTiny(FLOOR)) {
            addFloor(Floor.JSON, FLOOR, "bare Vert.x, same JSON read and written", json);
        }
        if (wantsTiny("json")) {
            addBerth("json", "Berth, v2 JSON of 208 bytes", FLOOR, json);
        }
        if (wantsTiny("record")) {
            var typed = new Wrk(files.record(), "/v1/models/tiny:predict", options.connections());
            addBerth("record", "Berth, typed record", FLOOR, typed);
        }
    }

    private void addBinary() throws IOException, InterruptedException {
        var binary = new Wrk(files.binary(), TINY_PATH, options.connections());
        if (wantsTiny("floor-binary")) {
            addFloor(Floor.BINARY, "floor-binary", "bare Vert.x, same binary body", binary);
        }
        if (wantsTiny("binary")) {
            addBerth("binary", "Berth, v2 binary tensors", "floor-binary", binary);
        }
    }

    private void addGrpc() throws IOException, InterruptedException {
        var grpc = new H2load(files.grpc("tiny"), GRPC_PATH, options.connections());
        if (wantsTiny("floor-grpc")) {
            addFloor(Floor.GRPC, "floor-grpc", "bare Vert.x gRPC, same messages", grpc);
        }
        if (wantsTiny("grpc")) {
            addBerth("grpc", "Berth, gRPC raw contents", "floor-grpc", grpc);
        }
    }

    private void addEngine() {
        if (wantsTiny("engine")) {
            var engine = new EngineLoop(TinySystem.writeModel(directory.resolve("tiny.onnx")));
            addInProcess("engine", "ONNX Runtime in-process, one thread, one row", engine);
        }
    }

    private void addInProcess(String name, String meaning, InProcess engine) {
        engines.add(engine);
        found.add(new Candidate.Called(name, meaning, engine));
    }

    private void addFair() throws IOException, InterruptedException {
        byte[] request =
                PlainConnection.post(
                        TINY_PATH,
                        List.of(RequestFiles.JSON),
                        TinyMlp.BODY.getBytes(StandardCharsets.UTF_8));
        var sockets = new SocketLoad(request, options.connections());
        if (options.wants("fair", "fair-floor")) {
            addFloor(Floor.JSON, "fair-floor", "floor, requests counted per connection", sockets);
        }
        if (options.wants("fair", "fair-json")) {
            String meaning = "Berth, requests counted per connection";
            addBerth("fair-json", meaning, "fair-floor", sockets);
        }
    }

    private void addMiniLm() throws IOException, InterruptedException {
        int many = options.connections();
        Path binary = files.miniLmBinary();
        addMiniLm(
                "minilm",
                "Berth, MiniLM, binary",
                MINILM_LIMIT,
                new Wrk(binary, MINILM_PATH, many));
        addMiniLm(
                "minilm-json",
                "Berth, MiniLM, JSON",
                MINILM_LIMIT,
                new Wrk(files.miniLmJson(), MINILM_PATH, many));
        addMiniLm(
                "minilm-one",
                "Berth, MiniLM, binary, one connection",
                MINILM_ONE_LIMIT,
                new Wrk(binary, MINILM_PATH, 1));
    }

    private void addMiniLm(String name, String meaning, String limit, Wrk tool)
            throws IOException, InterruptedException {
        if (!options.wants("minilm", name)) {
            return;
        }
        Target target = Target.of(servers.miniLm());
        var candidate = new Candidate.Served(name, meaning, Optional.of(limit), target, tool);
        PredictionCheck.require(target, "minilm", candidate);
        found.add(candidate);
    }

    private void addMiniLmLimit() {
        var wanted = options.wants("minilm", MINILM_LIMIT);
        Path model = MiniLmSystem.writeModel(directory);
        if (wanted) {
            addInProcess(
                    MINILM_LIMIT,
                    "ONNX Runtime in-process, MiniLM, best of",
                    new MiniLmLimit(new MiniLmEngine(model)));
        }
        if (options.wants("minilm", MINILM_ONE_LIMIT)) {
            addInProcess(
                    MINILM_ONE_LIMIT,
                    "ONNX Runtime in-process, MiniLM, one caller, one thread",
                    new MiniLmAlone(new MiniLmEngine(model)));
        }
    }

    private void addOther(OtherServer other) throws IOException, InterruptedException {
        LoadTool tool =
                switch (other.form()) {
                    case JSON ->
                            new Wrk(
                                    files.json(),
                                    "/v2/models/" + other.model() + "/infer",
                                    options.connections());
                    case GRPC ->
                            new H2load(files.grpc(other.model()), GRPC_PATH, options.connections());
                };
        String floor =
                switch (other.form()) {
                    case JSON -> FLOOR;
                    case GRPC -> "floor-grpc";
                };
        if (other.form() == OtherServer.Form.JSON) {
            PredictionCheck.requireProbabilities(other);
        }
        found.add(
                new Candidate.Served(
                        other.name(),
                        other.target().address() + ", " + other.model(),
                        Optional.of(floor),
                        other.target(),
                        tool));
    }

    /// Settings tried for the sentence model in this process; empty before warming up.
    List<MiniLmLimit.SettingResult> tried() {
        return engines.stream()
                .filter(MiniLmLimit.class::isInstance)
                .flatMap(engine -> ((MiniLmLimit) engine).tried().stream())
                .toList();
    }

    @Override
    public void close() {
        engines.forEach(InProcess::close);
        servers.close();
    }
}
