package dev.berth.verification.sample;

import dev.berth.catalog.Catalog;
import dev.berth.contribution.CommandContribution;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Command `berth notices`.
public final class NoticesCommand implements CommandContribution {
    @Override
    public String name() {
        return "notices";
    }

    @Override
    public Object command(Streams streams) {
        return new Listing(streams);
    }

    /// Lists the notices of a system.
    @Command(description = "Lists the notices of a system.", mixinStandardHelpOptions = true)
    private static final class Listing implements Callable<Integer> {
        private final Streams streams;

        @Parameters(paramLabel = "DIR", description = "The system's directory.")
        private Path directory = Path.of("");

        private Listing(Streams streams) {
            this.streams = streams;
        }

        @Override
        public Integer call() {
            Catalog.open(directory)
                    .read()
                    .part(Notices.class)
                    .texts()
                    .forEach((name, text) -> streams.out().println(name + ": " + text));
            return 0;
        }
    }
}
