package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.server.StartupPreloader;
import java.util.Set;

/// Entry point of the `berth` process.
public final class Main {
    /// Commands that start a server; the training run must load what a start loads.
    private static final Set<String> SERVING = Set.of("up", "aot-train");

    /// Less heap is too little for a server: its start refuses, and has the heap for that alone.
    private static final long HEAP_BYTES_MIN = 58L << 20;

    private Main() {}

    public static void main(String[] arguments) {
        LogbackProvider.use();
        if (arguments.length > 0
                && SERVING.contains(arguments[0])
                && Runtime.getRuntime().maxMemory() >= HEAP_BYTES_MIN) {
            StartupPreloader.begin();
        }
        int status = BerthCommand.run(Terminal.ofProcess(), arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }
}
