package dev.berth.cli.system;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.cli.console.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth traffic`: shows or changes the traffic weights of an endpoint.
@Command(
        name = "traffic",
        description = {
            "Shows or changes the weights of an endpoint's variants.",
            "",
            "A change applies at once, on every server of the directory, and is recorded with its "
                    + "actor, time and reason. It holds until the next change, or until the "
                    + "weights in the endpoint's file change.",
            ""
        },
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
            description = "The new weights; variants that are not named keep theirs.")
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
