package dev.berth.benchmarks.hostile;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Report of all attacks, as a table and as JSON.
record HostileReport(Machine machine, List<Outcome> outcomes) {
    HostileReport {
        outcomes = List.copyOf(outcomes);
    }

    List<Goal> goals() {
        return outcomes.stream().flatMap(outcome -> outcome.goals().stream()).toList();
    }

    String table() {
        var text = new StringBuilder(machine.describe()).append('\n');
        text.append(
                "%-20s %18s %20s %18s %6s %14s %7s %15s %14s %9s %19s %15s%n"
                        .formatted(
                                "",
                                "quiet p99 ms",
                                "opening p99 ms",
                                "attacked p99 ms",
                                "ratio",
                                "newcomer ms",
                                "failed",
                                "opened/ended",
                                "server CPU %",
                                "attack %",
                                "sockets",
                                "MB"));
        outcomes.forEach(outcome -> text.append(line(outcome)));
        for (Outcome outcome : outcomes) {
            if (!outcome.failure().isEmpty()) {
                text.append(outcome.name())
                        .append(" failed first: ")
                        .append(outcome.failure())
                        .append('\n');
            }
        }
        List<Goal> goals = goals();
        goals.stream()
                .filter(goal -> !goal.isReached())
                .forEach(goal -> text.append(goal).append('\n'));
        text.append(
                "%d of %d goals reached%n"
                        .formatted(goals.stream().filter(Goal::isReached).count(), goals.size()));
        return text.toString();
    }

    private static String line(Outcome outcome) {
        Outcome.State before = outcome.before();
        Outcome.State during = outcome.during();
        Outcome.State after = outcome.after();
        return String.format(
                Locale.ROOT,
                "%-20s %18s %20s %18s %6.2f %14s %7d %15s %14s %9.1f %19s %15s%n",
                outcome.name(),
                spread(outcome.quietMillis()),
                outcome.openingMillis().map(HostileReport::spread).orElse(""),
                spread(outcome.attackedMillis()),
                outcome.ratio(),
                String.format(
                        Locale.ROOT,
                        "%.1f/%.1f",
                        outcome.quietNewcomerMillis(),
                        outcome.attackedNewcomerMillis()),
                outcome.failed(),
                outcome.attackers().opened() + "/" + outcome.attackers().ended(),
                String.format(
                        Locale.ROOT, "%.0f/%.0f", 100 * before.cpuShare(), 100 * during.cpuShare()),
                100 * outcome.attackers().cpuSeconds() / outcome.attackedSeconds(),
                before.sockets() + "/" + during.sockets() + "/" + after.sockets(),
                String.format(
                        Locale.ROOT,
                        "%.0f/%.0f/%.0f",
                        before.megabytes(),
                        during.megabytes(),
                        after.megabytes()));
    }

    private static String spread(Spread spread) {
        return String.format(
                Locale.ROOT, "%.2f (%.2f..%.2f)", spread.median(), spread.least(), spread.most());
    }

    byte[] json() {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        machine.write(json);
        json.name("attacks").beginArray();
        outcomes.forEach(outcome -> write(json, outcome));
        json.endArray();
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, Outcome outcome) {
        json.beginObject();
        json.name("name").string(outcome.name());
        json.name("quiet");
        write(json, outcome.quiet());
        json.name("opening");
        write(json, outcome.opening());
        json.name("attacked");
        write(json, outcome.attacked());
        json.name("ratio").finiteOrNull(outcome.ratio());
        json.name("floor_millis").number(outcome.floorMillis());
        json.name("ratio_over_floor").finiteOrNull(outcome.ratioOverFloor());
        json.name("failure").string(outcome.failure());
        json.name("opened").number(outcome.attackers().opened());
        json.name("ended").number(outcome.attackers().ended());
        json.name("moves").number(outcome.attackers().moves());
        json.name("attack_cpu_seconds").finiteOrNull(outcome.attackers().cpuSeconds());
        json.name("attacked_seconds").finiteOrNull(outcome.attackedSeconds());
        json.name("before");
        write(json, outcome.before());
        json.name("during");
        write(json, outcome.during());
        json.name("settled");
        write(json, outcome.settled());
        json.name("after");
        write(json, outcome.after());
        json.endObject();
    }

    private static void write(JsonWriter json, List<RegularClients.Window> windows) {
        json.beginArray();
        for (RegularClients.Window window : windows) {
            json.beginObject();
            json.name("count").number(window.count());
            json.name("p50_millis").finiteOrNull(window.p50Millis());
            json.name("p99_millis").finiteOrNull(window.p99Millis());
            json.name("newcomer_millis").finiteOrNull(window.newcomerMillis());
            json.name("failed").number(window.failed());
            json.endObject();
        }
        json.endArray();
    }

    private static void write(JsonWriter json, Outcome.State state) {
        json.beginObject();
        json.name("sockets").number(state.sockets());
        json.name("resident_megabytes").finiteOrNull(state.megabytes());
        json.name("cpu_share").finiteOrNull(state.cpuShare());
        json.endObject();
    }
}
