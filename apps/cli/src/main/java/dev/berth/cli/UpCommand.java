package dev.berth.cli;

import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.featurestore.SystemFeatures;
import dev.berth.remote.ClientRemotes;
import dev.berth.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth up`: serves a system until it is stopped.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        description = {
            "Serves a system.",
            "",
            "HTTP/1.1, HTTP/2 and gRPC share one port. SIGTERM and Ctrl-C let requests "
                    + "under way finish.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth up examples/sentences",
            "  berth up my-system --port 9000 --host 0.0.0.0    # with consumers in berth.yaml",
            "  berth up --model my-model.onnx       # writes ./my-model-system and serves it",
            "  berth up my-system --log json --otlp http://localhost:4318"
        })
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The system's directory; not needed with --model.")
    private @Nullable Path directory;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Serve this ONNX file: writes a system around it (in DIR, or NAME-system) "
                            + "unless it is there already.")
    private @Nullable Path model;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the model of --model. Default: the file's name.")
    private @Nullable String name;

    @Mixin private final ListeningOptions listening = new ListeningOptions();
    @Mixin private final CallerOptions callers = new CallerOptions();
    @Mixin private final TlsFileOptions tls = new TlsFileOptions();
    @Mixin private final LimitOptions limits = new LimitOptions();
    @Mixin private final LoadingOptions loading = new LoadingOptions();
    @Mixin private final ReportingOptions reporting = new ReportingOptions();

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ServerRun.serve(system(), options(), terminal);
    }

    /// What the command line said, on top of the defaults.
    ServerOptions options() {
        var options =
                ServerOptions.defaults()
                        .withRemotes(declared -> ClientRemotes.of(declared, System.getenv()))
                        .withFeatures(SystemFeatures.feedingSource(System.getenv()));
        for (UpOptions group : List.of(listening, callers, tls, limits, loading, reporting)) {
            options = group.applyTo(options);
        }
        return options;
    }

    private Path system() throws IOException {
        if (model != null) {
            return systemAround(model);
        }
        if (name != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--name " + name + " without --model",
                    "name the ONNX file with --model; a system's packages have their names");
        }
        if (directory == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "nothing to serve",
                    "name a system's directory, or an ONNX file with --model");
        }
        if (Files.isRegularFile(directory)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + directory + "' is a file (expected: a system's directory)",
                    "name the directory that holds berth.yaml and models/; an ONNX file is served"
                            + " with `berth up --model FILE`");
        }
        return directory;
    }

    /// The system of a bare file: the one that an earlier call wrote, or a new one.
    private Path systemAround(Path file) throws IOException {
        var bare =
                BareModel.of(
                        file,
                        Optional.ofNullable(name),
                        ModelVersion.of(BareModel.VERSION_DEFAULT),
                        Optional.ofNullable(directory));
        if (Files.exists(bare.folder())) {
            terminal.say(bare.folder() + " is there already and is served as it is");
        } else {
            terminal.say("wrote " + bare.write() + "; fill in what its fields mean");
        }
        return bare.system();
    }
}
