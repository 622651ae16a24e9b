package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.core.ConsumerName;
import dev.berth.server.auth.ApiKeyToken;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Command `berth key`: creates API keys.
@Command(
        name = "key",
        description = {"Creates API keys for consumers.", ""},
        footer = {"  berth key create shop"})
final class KeyCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    /// Command `berth key create`: prints a new key and its digest.
    @Command(
            name = "create",
            description = {
                "Creates an API key for a consumer.",
                "",
                "Prints the key without storing it, and its digest for berth.yaml. A running "
                        + "server applies a change of berth.yaml at once.",
                ""
            },
            footer = {"  berth key create shop"})
    static final class New implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(
                index = "0",
                paramLabel = "CONSUMER",
                description = "The consumer's name in berth.yaml.")
        private String consumer = "";

        New(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ConsumerName name = ConsumerName.of(consumer);
            ApiKeyToken key = ApiKeyToken.generate(new SecureRandom());
            var out = terminal.out();
            out.println("for " + name + ", and shown this once:");
            out.println();
            out.println("  " + key.reveal());
            out.println();
            out.println("for berth.yaml:");
            out.println();
            out.println("  consumers:");
            out.println("    " + name + ":");
            out.println("      purpose: …");
            out.println("      keys:");
            out.println("        - hash: " + key.hash());
            out.flush();
            return 0;
        }
    }
}
