package dev.berth.cli.system;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ModelVersion;
import dev.berth.core.ShellWord;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Command `berth init`: creates a package from an ONNX file.
@Command(
        name = "init",
        sortOptions = false,
        description = {
            "Writes a package for an ONNX file.",
            "",
            "Copies the file into DIR/models/NAME/VERSION and writes its signature into "
                    + "model.yaml. Describe the fields there; `berth check` lists the missing "
                    + "descriptions.",
            ""
        },
        footer = {
            "  berth init --model churn.onnx",
            "  berth init --model export/model.onnx --name churn --version 7 --output my-system"
        })
public final class InitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The ONNX file.")
    private Path model = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The model's name. Default: that of the file.")
    private @Nullable String name;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            defaultValue = PackageScaffold.VERSION_DEFAULT,
            description = "The model's version. Default: ${DEFAULT-VALUE}.")
    private String version = "";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The system's directory, new or existing. Default: NAME-system.")
    private @Nullable Path out;

    // Read by picocli. Not the standard mixin, whose --version would be Berth's.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print a JSON object with system, model and package.")
    private boolean json;

    public InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var bare =
                PackageScaffold.of(
                        model,
                        Optional.ofNullable(name),
                        ModelVersion.of(version),
                        Optional.ofNullable(out));
        Path description;
        try (var progress = Progress.of(terminal, "reading " + model)) {
            description = bare.write();
            progress.now("written");
        }
        if (json) {
            terminal.out()
                    .println(
                            JsonValues.text(
                                    Map.of(
                                            "system",
                                            bare.system().toString(),
                                            "model",
                                            bare.name() + "@" + bare.version(),
                                            "package",
                                            description.toString())));
        } else {
            terminal.out().println(description);
            terminal.say(
                    "describe its fields; `berth check "
                            + ShellWord.of(bare.system())
                            + "` lists them");
            terminal.say("serve it with `berth up " + ShellWord.of(bare.system()) + "`");
        }
        return 0;
    }
}
