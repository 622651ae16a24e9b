package dev.berth.cli.features;

import dev.berth.cli.console.Terminal;
import dev.berth.core.feature.ViewReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Command `berth features retire`: retires a version.
@Command(
        name = "retire",
        description = {
            "Retires a published version of a view, whose number is never reused.",
            "",
            "Fails while the version is described, or a model, an endpoint, a service or a view "
                    + "reads it.",
            ""
        },
        footer = {"  berth features retire my-system departures@1"})
public final class RetireFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "VIEW@VERSION",
            description = "The version, such as departures@1.")
    private String view = "";

    public RetireFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ViewReference reference = ViewReference.parse(view);
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        system.versions().retire(reference, system.users(reference), Instant.now());
        terminal.out().println(reference + " is retired, in " + system.versions().file(reference));
        return 0;
    }
}
