package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.server.StartupPreloader;
import java.util.Set;

/// The process `berth`.
public final class Main {
    /// What starts a server; a training run has to meet all that a start does.
    private static final Set<String> SERVING = Set.of("up", "aot-train");

    private Main() {}

    public static void main(String[] arguments) {
        LogbackProvider.use();
        if (arguments.length > 0 && SERVING.contains(arguments[0])) {
            StartupPreloader.begin();
        }
        int status = BerthCommand.run(Terminal.ofProcess(), arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }
}
