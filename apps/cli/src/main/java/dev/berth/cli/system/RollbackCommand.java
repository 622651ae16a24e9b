package dev.berth.cli.system;

import dev.berth.cli.console.Terminal;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Command `berth rollback`: restores earlier traffic weights of an endpoint.
@Command(
        name = "rollback",
        description = {
            "Restores earlier weights of an endpoint's variants.",
            "",
            "Restores the weights before the last change, on every server of the directory within "
                    + "a second. A rollback is a change itself: a second one undoes it.",
            ""
        },
        footer = {
            "  berth rollback my-system topic --reason \"fresh is slow\"",
            "  berth rollback http://localhost:8080 topic --to-revision 3 --reason \"as on Monday\""
        })
public final class RollbackCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final WeightOptions options = new WeightOptions();

    @Option(
            names = "--to-revision",
            paramLabel = "NUMBER",
            description =
                    "The change of `berth traffic` whose weights to restore; 0 for the weights of "
                            + "the endpoint's file.")
    private @Nullable Integer to;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "The reason.",
            defaultValue = "rolled back")
    private String why = "";

    public RollbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var target = options.target();
        OptionalInt number = to == null ? OptionalInt.empty() : OptionalInt.of(to);
        WeightTable.print(
                terminal,
                target.rollBack(options.endpoint(), options.who(), why, number),
                options.isJson());
        return 0;
    }
}
