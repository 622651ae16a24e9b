package dev.berth.cli.system;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth traffic`: how an endpoint's records are divided, and how they are to be.
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Shows or changes the weights of an endpoint's variants.",
            "",
            "A change is in force at once, on every server of the directory, and is kept with who "
                    + "made it, when and why. It holds until the next, or until the endpoint's file "
                    + "is given other weights.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth traffic my-system topic",
            "  berth traffic my-system topic stable=80 fresh=20 --reason \"half a day without a fault\"",
            "  berth traffic http://localhost:8080 topic --json"
        })
public final class TrafficCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final WeightOptions options = new WeightOptions();

    @Parameters(
            index = "2..*",
            paramLabel = "VARIANT=WEIGHT",
            description = "What weights are to be; variants that are not named keep theirs.")
    private Map<String, Double> weights = new LinkedHashMap<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason for a change.")
    private String why = "";

    public TrafficCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var target = options.target();
        TrafficWeightStatus status =
                weights.isEmpty()
                        ? target.status(options.endpoint())
                        : target.change(options.endpoint(), weights, options.who(), why);
        WeightTable.print(terminal, status, options.isJson());
        return 0;
    }
}
