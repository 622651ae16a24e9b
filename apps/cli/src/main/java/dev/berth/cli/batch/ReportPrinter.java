package dev.berth.cli.batch;

import dev.berth.batch.drift.ColumnDrift;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.cli.console.Quantities;
import java.io.PrintStream;
import java.util.Locale;

/// Printer of what a job did.
final class ReportPrinter {
    private ReportPrinter() {}

    static void print(BatchReport report, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%,d rows of %s scored by %s: %s%n",
                report.rows() - report.setAside(),
                report.source(),
                report.subject(),
                report.destination());
        if (report.predictedRows() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%.1f s, %s rows/s%n",
                    report.seconds(),
                    Quantities.digits(report.rowsPerSecond()));
        }
        for (ColumnDrift column : report.drift()) {
            if (column.isLarge()) {
                out.printf(
                        Locale.ROOT,
                        "%s '%s' is distributed otherwise than in the reference: stability index %.2f (expected:"
                                + " at most %.2f)%n",
                        column.isOutput() ? "output" : "input",
                        column.column(),
                        column.psi(),
                        ColumnDrift.PSI_LARGE);
            }
        }
        if (report.setAside() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d rows set aside: %s%n",
                    report.setAside(),
                    report.setAsideFile().orElse(""));
            for (SetAside row :
                    report.firstSetAside().subList(0, Math.min(5, report.firstSetAside().size()))) {
                out.println(
                        "  row "
                                + row.row()
                                + (row.column().isEmpty() ? "" : ", column " + row.column())
                                + ": "
                                + row.problem()
                                + ": "
                                + row.message());
            }
        }
    }
}
