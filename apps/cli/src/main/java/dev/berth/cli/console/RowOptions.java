package dev.berth.cli.console;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/// Options of commands that predict the rows of a table: requests, and rows at fault.
public final class RowOptions {
    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Records per request. Default: 64; of a model in this process a quarter of"
                            + " what its queue takes.")
    private int batch;

    @Option(
            names = "--requests",
            paramLabel = "N",
            converter = CountConverter.class,
            defaultValue = "4",
            description = "Requests at a time. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--max-set-aside",
            paramLabel = "RATIO",
            converter = RatioConverter.class,
            defaultValue = "0.01",
            description =
                    "The share of the rows that may be set aside because they cannot be used. "
                            + "Default: ${DEFAULT-VALUE}.")
    private double setAsideShareMax;

    /// Records of a request; empty unless given.
    public OptionalInt batch() {
        return batch == 0 ? OptionalInt.empty() : OptionalInt.of(batch);
    }

    /// Requests at a time.
    public int requests() {
        return requests;
    }

    /// Share of the rows that may be set aside.
    public double setAsideShareMax() {
        return setAsideShareMax;
    }
}
