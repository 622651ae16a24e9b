package dev.berth.cli.system;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Printer of an endpoint's traffic weights and their last change.
final class WeightTable {
    private WeightTable() {}

    static void print(Terminal terminal, TrafficWeightStatus status, boolean json) {
        if (json) {
            terminal.out().println(JsonValues.text(plain(status)));
            return;
        }
        double sum = status.inForce().values().stream().mapToDouble(weight -> weight).sum();
        var variants = new Table("VARIANT", "WEIGHT", "SHARE", "IN THE FILE");
        status.inForce()
                .forEach(
                        (variant, weight) ->
                                variants.row(
                                        variant,
                                        number(weight),
                                        String.format(Locale.ROOT, "%.1f %%", 100 * weight / sum),
                                        number(status.declared().getOrDefault(variant, 0.0))));
        variants.print(terminal.out());
        if (status.changes().isEmpty()) {
            return;
        }
        terminal.out().println();
        var changes = new Table("CHANGE", "AT", "BY", "WEIGHTS");
        for (int i = 0; i < status.changes().size(); i++) {
            TrafficWeightChange change = status.changes().get(i);
            changes.row(
                    String.valueOf(status.earlier() + i + 1),
                    change.at().toString(),
                    by(change),
                    words(change));
            changes.note(change.reason());
        }
        changes.print(terminal.out());
    }

    private static String by(TrafficWeightChange change) {
        return change.claimed().isEmpty()
                ? change.actor()
                : change.actor() + ", as '" + change.claimed() + "'";
    }

    private static String words(TrafficWeightChange change) {
        List<String> words = new ArrayList<>();
        change.after()
                .forEach(
                        (variant, weight) -> {
                            Double before = change.before().get(variant);
                            if (!weight.equals(before)) {
                                words.add(
                                        variant
                                                + " "
                                                + (before == null ? "" : number(before))
                                                + " -> "
                                                + number(weight));
                            }
                        });
        return String.join(", ", words);
    }

    private static String number(double weight) {
        return weight == Math.rint(weight) && weight < 1e15
                ? String.valueOf((long) weight)
                : String.valueOf(weight);
    }

    private static Map<String, Object> plain(TrafficWeightStatus status) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("endpoint", status.endpoint().value());
        plain.put("weights", status.inForce());
        plain.put("declared", status.declared());
        List<Map<String, Object>> changes = new ArrayList<>();
        for (TrafficWeightChange change : status.changes()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("revision", status.earlier() + changes.size() + 1);
            one.put("timestamp", change.at().toString());
            one.put("actor", change.actor());
            one.put("claimed", change.claimed());
            one.put("reason", change.reason());
            one.put("before", change.before());
            one.put("after", change.after());
            changes.add(one);
        }
        plain.put("changes", changes);
        return plain;
    }
}
