package dev.berth.cli.up;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.system.PackageScaffold;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.featurestore.ServingFeatureStore;
import dev.berth.remote.ClientRemotes;
import dev.berth.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Command `berth up`: serves a system until it is stopped.
public final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final PositionalParamSpec directory =
            PositionalParamSpec.builder()
                    .index("0")
                    .arity("0..1")
                    .paramLabel("DIR")
                    .type(Path.class)
                    .description("The system's directory; optional with --model.")
                    .build();

    private final OptionSpec model =
            OptionSpec.builder("--model")
                    .paramLabel("FILE")
                    .type(Path.class)
                    .description(
                            "Serve this ONNX file: writes a system around it (in DIR, or "
                                    + "NAME-system) unless that exists.")
                    .build();

    private final OptionSpec name =
            OptionSpec.builder("--name")
                    .paramLabel("NAME")
                    .type(String.class)
                    .description("The name of that model. Default: the file's name.")
                    .build();

    private final List<UpOptions> groups;

    public UpCommand(Terminal terminal) {
        this.terminal = terminal;
        this.groups =
                List.of(
                        new ListeningOptions(),
                        new CallerOptions(),
                        new TlsFileOptions(),
                        new LimitOptions(),
                        new LoadingOptions(),
                        new ReportingOptions(),
                        new MemoryOptions(terminal));
    }

    /// The command's description for picocli.
    public CommandSpec spec() {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(this)
                        .name("up")
                        .addPositional(directory)
                        .addOption(model)
                        .addOption(name);
        groups.forEach(group -> group.all().forEach(spec::addOption));
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Serves a system.",
                        "",
                        "HTTP/1.1, HTTP/2 and gRPC share one port. SIGTERM and Ctrl-C let requests "
                                + "in flight finish.",
                        "")
                .footer(
                        "  berth up examples/sentences",
                        "  berth up my-system --port 9000 --host 0.0.0.0    # with consumers in"
                                + " berth.yaml",
                        "  berth up --model my-model.onnx       # writes ./my-model-system and serves"
                                + " it",
                        "  berth up my-system --log-format json --otlp-endpoint http://localhost:4318");
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ServerRun.serve(system(), options(), terminal);
    }

    /// The options of the command line, on top of the defaults.
    public ServerOptions options() {
        var options =
                ServerOptions.defaults()
                        .withRemotes(declared -> ClientRemotes.of(declared, System.getenv()))
                        .withFeatures(ServingFeatureStore.feedingSource(System.getenv()));
        for (UpOptions group : groups) {
            options = group.applyTo(options);
        }
        return options;
    }

    private Path system() throws IOException {
        @Nullable Path file = model.getValue();
        @Nullable String modelName = name.getValue();
        @Nullable Path folder = directory.getValue();
        if (file != null) {
            return systemAround(file, Optional.ofNullable(modelName), Optional.ofNullable(folder));
        }
        if (modelName != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--name " + modelName + " without --model",
                    "name the ONNX file with --model; a system's packages have their names");
        }
        if (folder == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "nothing to serve",
                    "name a system's directory, or an ONNX file with --model");
        }
        if (Files.isRegularFile(folder)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + folder + "' is a file (expected: a system's directory)",
                    "name the directory that holds berth.yaml and models/; an ONNX file is served"
                            + " with `berth up --model FILE`");
        }
        return folder;
    }

    /// The system around a bare file: the existing one of an earlier call, with the file as another
    /// version if its content is new, or a new system.
    private Path systemAround(Path file, Optional<String> modelName, Optional<Path> folder)
            throws IOException {
        var bare =
                PackageScaffold.of(
                        file, modelName, ModelVersion.of(PackageScaffold.VERSION_DEFAULT), folder);
        Optional<PackageScaffold> packaged = bare.packaged();
        List<ModelVersion> versions = bare.versions();
        if (packaged.isPresent()) {
            terminal.say(
                    packaged.get().folder()
                            + " has this file already and is served as it is"
                            + (packaged.get().version().equals(versions.getLast())
                                    ? ""
                                    : "; callers that name no version get "
                                            + bare.name()
                                            + "@"
                                            + versions.getLast()));
        } else if (versions.isEmpty()) {
            terminal.say("wrote " + bare.write() + "; fill in what its fields mean");
        } else {
            PackageScaffold next = bare.asNextVersion();
            terminal.say(
                    "wrote "
                            + next.write()
                            + ": "
                            + file
                            + " is another file than "
                            + bare.name()
                            + "@"
                            + versions.getLast()
                            + " has, and is served as version "
                            + next.version()
                            + "; fill in what its fields mean");
        }
        return bare.system();
    }
}
