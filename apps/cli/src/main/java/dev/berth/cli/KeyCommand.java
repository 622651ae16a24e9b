package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.core.ConsumerName;
import dev.berth.server.auth.ApiKeyToken;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth key`: keys of consumers.
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {"Makes keys for consumers.", ""},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  berth key new shop"})
final class KeyCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    /// `berth key new`: a new key, which is stored nowhere.
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            versionProvider = VersionText.class,
            description = {
                "Makes a key for a consumer.",
                "",
                "Prints it once and stores it nowhere; berth.yaml gets its digest. A running server "
                        + "takes the change at once.",
                ""
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth key new shop"})
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
