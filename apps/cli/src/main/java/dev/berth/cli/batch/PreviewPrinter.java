package dev.berth.cli.batch;

import dev.berth.batch.BatchPreview;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `berth batch --dry-run` prints.
final class PreviewPrinter {
    private static final int CELL_CHARS_MAX = 24;
    private static final double SECONDS_OF_HOUR = 3600;

    private PreviewPrinter() {}

    /// @param pricePerHour null if it is not known
    /// @param rate rows in a second at most; null for no limit
    static void print(
            BatchPreview preview,
            @Nullable Double pricePerHour,
            @Nullable Double rate,
            PrintStream out) {
        if (!preview.shown().isEmpty()) {
            var table = new Table(preview.shown().getFirst().keySet().toArray(String[]::new));
            preview.shown()
                    .forEach(
                            row ->
                                    table.row(
                                            row.values().stream()
                                                    .map(PreviewPrinter::shortened)
                                                    .toArray(String[]::new)));
            table.print(out);
            out.println();
        }
        double perSecond =
                rate == null ? preview.rowsPerSecond() : Math.min(rate, preview.rowsPerSecond());
        double seconds = perSecond > 0 ? preview.rows() / perSecond : 0;
        out.printf(
                Locale.ROOT,
                "%,d of %,d rows scored, %,d of them set aside%s%n",
                preview.sampled(),
                preview.rows(),
                preview.setAside(),
                preview.problems().isEmpty() ? "" : " " + preview.problems());
        out.printf(
                Locale.ROOT,
                "all rows: about %s at %s rows/s%n",
                Quantities.duration((long) (seconds * 1e9)),
                Quantities.digits(perSecond));
        preview.outputBytes()
                .ifPresent(bytes -> out.println("output: about " + Quantities.bytes((long) bytes)));
        if (pricePerHour != null) {
            out.printf(
                    Locale.ROOT,
                    "cost: about %s%n",
                    Quantities.digits(seconds / SECONDS_OF_HOUR * pricePerHour));
        }
        out.println("rows/s of the stages, which run at the same time:");
        for (Map.Entry<String, Double> stage : preview.secondsByStage().entrySet()) {
            if (stage.getValue() > 0) {
                out.printf(
                        Locale.ROOT,
                        "  %s %s%n",
                        stage.getKey(),
                        Quantities.digits(preview.sampled() / stage.getValue()));
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= CELL_CHARS_MAX ? text : text.substring(0, CELL_CHARS_MAX - 1) + "…";
    }
}
