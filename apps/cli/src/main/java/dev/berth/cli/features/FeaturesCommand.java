package dev.berth.cli.features;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Command `berth features`, the parent of the feature store commands.
@Command(
        name = "features",
        description = {
            "Manages the feature store of a system, which features/*.yaml describe.",
            ""
        },
        footer = {
            "  berth features apply examples/flights --dry-run",
            "  berth features lineage examples/flights departures@1:delay_6h",
            "  berth features materialize examples/flights",
            "  berth features push my-system --source orders orders.ndjson",
            "  berth features get examples/flights --feature departures@1:delay_6h --entity origin=ORD",
            "  berth features join examples/flights --spine flights.parquet --timestamp-column departed --output training.csv",
            "  berth features skew examples/flights"
        })
public final class FeaturesCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of the commands of `features`");
    }
}
