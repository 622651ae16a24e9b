package dev.berth.cli.features;

import dev.berth.cli.console.VersionText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `berth features`: what is known of entities, for training and for serving.
@Command(
        name = "features",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Works with the feature store of a system: what features/*.yaml describe.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
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
