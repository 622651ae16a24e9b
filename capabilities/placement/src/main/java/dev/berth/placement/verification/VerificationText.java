package dev.berth.placement.verification;

import dev.berth.placement.report.UnitText;
import dev.berth.placement.verification.VerifiedAmount.Unit;
import dev.berth.placement.verification.VerifiedPlan.ExecutedOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Reports of verifications as text for a terminal.
public final class VerificationText {
    private final VerificationReport report;
    private final List<String> lines = new ArrayList<>();

    private VerificationText(VerificationReport report) {
        this.report = report;
    }

    /// The lines of a report.
    public static List<String> lines(VerificationReport report) {
        var text = new VerificationText(report);
        text.write();
        return text.lines;
    }

    private void write() {
        lines.add("verification of " + report.scenario());
        report.harness().forEach(each -> lines.add("  " + each));
        for (int i = 0; i < report.plans().size(); i++) {
            write(report.plans().get(i), report.plans().size() == 1 ? "plan" : "plan " + (i + 1));
        }
        if (!report.orders().isEmpty()) {
            writeOrders();
        }
    }

    private void write(VerifiedPlan plan, String title) {
        section(title);
        List<List<String>> rows = new ArrayList<>();
        for (ExecutedOption each : plan.options()) {
            rows.add(List.of(each.component(), each.option(), each.execution()));
        }
        table(rows);
        section("run");
        plan.conditions().forEach(each -> lines.add("  " + each));
        section("predicted and measured, with the interval of 95% confidence");
        rows = new ArrayList<>();
        rows.add(List.of("", "", "predicted", "measured", "", "error", ""));
        for (VerifiedAmount each : plan.amounts()) {
            rows.add(
                    List.of(
                            each.subject(),
                            each.quantity(),
                            text(each.unit(), each.predicted()),
                            each.measured().isEmpty()
                                    ? ""
                                    : text(each.unit(), each.measured().getAsDouble()),
                            interval(each),
                            error(each.error()),
                            verdict(each)));
        }
        table(rows);
        lines.add(
                "  "
                        + plan.count(Verdict.WITHIN)
                        + " within, "
                        + plan.count(Verdict.MISSED)
                        + " missed, "
                        + plan.count(Verdict.UNCLEAR)
                        + " unclear, "
                        + plan.count(Verdict.NOT_MEASURED)
                        + " not measured");
    }

    private static String verdict(VerifiedAmount amount) {
        return switch (amount.verdict()) {
            case WITHIN -> "within " + UnitText.percent(amount.errorMax());
            case MISSED -> "MISSED " + UnitText.percent(amount.errorMax());
            case UNCLEAR -> "unclear: too few items";
            case NOT_MEASURED -> "not measured";
        };
    }

    private static String interval(VerifiedAmount amount) {
        if (amount.low().isEmpty() && amount.high().isEmpty()) {
            return "";
        }
        return bound(amount.unit(), amount.low()) + " to " + bound(amount.unit(), amount.high());
    }

    private static String bound(Unit unit, OptionalDouble value) {
        return value.isPresent() ? text(unit, value.getAsDouble()) : "?";
    }

    private static String error(OptionalDouble error) {
        return error.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%+.1f%%", error.getAsDouble() * 100);
    }

    private static String text(Unit unit, double value) {
        return switch (unit) {
            case SECONDS -> UnitText.seconds(value);
            case BYTES -> UnitText.bytes(value);
            case BYTES_PER_SECOND -> UnitText.bytes(value) + "/s";
            case DOLLARS -> UnitText.dollars(value);
        };
    }

    private void writeOrders() {
        section("plan 1 beside plan 2");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "", "predicted", "measured", ""));
        for (VerifiedOrder each : report.orders()) {
            rows.add(
                    List.of(
                            each.subject(),
                            each.quantity(),
                            pair(each.unit(), each.firstPredicted(), each.secondPredicted()),
                            pair(each.unit(), each.first(), each.second()),
                            switch (each.verdict()) {
                                case WITHIN ->
                                        each.first() < each.second()
                                                ? "plan 1 is lower, as predicted"
                                                : "plan 2 is lower, as predicted";
                                case MISSED -> "NOT as predicted";
                                case UNCLEAR, NOT_MEASURED -> "no order predicted";
                            }));
        }
        table(rows);
    }

    private static String pair(Unit unit, double first, double second) {
        return text(unit, first) + (first < second ? " < " : " > ") + text(unit, second);
    }

    private void section(String title) {
        lines.add("");
        lines.add(title);
    }

    private void table(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder("  ");
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
    }
}
