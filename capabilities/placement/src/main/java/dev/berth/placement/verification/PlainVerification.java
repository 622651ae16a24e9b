package dev.berth.placement.verification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Reports of verifications as JSON's values, in SI units and dollars.
public final class PlainVerification {
    /// The version of the form.
    private static final long FORMAT = 1;

    private PlainVerification() {}

    /// The report as maps, lists, texts and numbers.
    public static Map<String, @Nullable Object> of(VerificationReport report) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("format", FORMAT);
        plain.put("scenario", report.scenario());
        plain.put("holds", report.holds());
        plain.put("harness", List.copyOf(report.harness()));
        List<@Nullable Object> plans = new ArrayList<>();
        report.plans().forEach(each -> plans.add(plan(each)));
        plain.put("plans", plans);
        List<@Nullable Object> orders = new ArrayList<>();
        report.orders().forEach(each -> orders.add(order(each)));
        plain.put("orders", orders);
        return plain;
    }

    private static Map<String, @Nullable Object> plan(VerifiedPlan plan) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        List<@Nullable Object> options = new ArrayList<>();
        for (VerifiedPlan.ExecutedOption each : plan.options()) {
            Map<String, @Nullable Object> option = new LinkedHashMap<>();
            option.put("component", each.component());
            option.put("option", each.option());
            option.put("execution", each.execution());
            options.add(option);
        }
        plain.put("options", options);
        plain.put("conditions", List.copyOf(plan.conditions()));
        List<@Nullable Object> amounts = new ArrayList<>();
        plan.amounts().forEach(each -> amounts.add(amount(each)));
        plain.put("amounts", amounts);
        return plain;
    }

    private static Map<String, @Nullable Object> amount(VerifiedAmount amount) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("subject", amount.subject());
        plain.put("quantity", amount.quantity());
        plain.put("unit", unit(amount.unit()));
        plain.put("predicted", amount.predicted());
        plain.put("measured", number(amount.measured()));
        plain.put("low", number(amount.low()));
        plain.put("high", number(amount.high()));
        plain.put("error", number(amount.error()));
        plain.put("errorMax", amount.errorMax());
        plain.put("verdict", amount.verdict().label());
        return plain;
    }

    private static Map<String, @Nullable Object> order(VerifiedOrder order) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("subject", order.subject());
        plain.put("quantity", order.quantity());
        plain.put("unit", unit(order.unit()));
        plain.put("predicted", List.of(order.firstPredicted(), order.secondPredicted()));
        plain.put("measured", List.of(order.first(), order.second()));
        plain.put("verdict", order.verdict().label());
        return plain;
    }

    private static String unit(VerifiedAmount.Unit unit) {
        return switch (unit) {
            case SECONDS -> "s";
            case BYTES -> "B";
            case BYTES_PER_SECOND -> "B/s";
            case DOLLARS -> "USD/month";
        };
    }

    private static @Nullable Object number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
