package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Results of all candidates, and their comparison.
final class LoadReport {
    private final Machine machine;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<MiniLmLimit.SettingResult> tried = new ArrayList<>();

    LoadReport(Machine machine) {
        this.machine = machine;
    }

    /// Results of one candidate.
    ///
    /// @param turns in the order of the rounds, at least one
    record Row(
            String name,
            String meaning,
            Optional<String> reference,
            List<Turn> turns,
            long residentMegabytes) {
        Row {
            turns = List.copyOf(turns);
        }

        Spread spread(ToDoubleFunction<Turn> figure) {
            return Spread.of(turns.stream().map(figure::applyAsDouble).toList());
        }

        Spread rate() {
            return spread(Turn::requestsPerSecond);
        }

        double p50() {
            return spread(Turn::p50Millis).median();
        }

        double p99() {
            return spread(Turn::p99Millis).median();
        }

        Spread cpu() {
            return spread(Turn::cpuMicros);
        }

        /// The rate as a share of another's, by round.
        private Spread dividedBy(Row reference) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < Math.min(turns.size(), reference.turns.size()); i++) {
                ratios.add(
                        turns.get(i).requestsPerSecond()
                                / reference.turns.get(i).requestsPerSecond());
            }
            return Spread.of(ratios);
        }

        private Row and(Turn turn, long megabytes) {
            List<Turn> more = new ArrayList<>(turns);
            more.add(turn);
            return new Row(name, meaning, reference, more, megabytes);
        }
    }

    void add(Candidate candidate, Turn turn, long residentMegabytes) {
        Row before =
                rows.getOrDefault(
                        candidate.name(),
                        new Row(
                                candidate.name(),
                                candidate.meaning(),
                                candidate.reference(),
                                List.of(),
                                0));
        rows.put(candidate.name(), before.and(turn, residentMegabytes));
    }

    /// Adds the results of the sentence model in this process for every setting.
    void addTried(List<MiniLmLimit.SettingResult> more) {
        tried.addAll(more);
    }

    Machine machine() {
        return machine;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    Optional<Row> find(String name) {
        return Optional.ofNullable(rows.get(name));
    }

    List<MiniLmLimit.SettingResult> tried() {
        return List.copyOf(tried);
    }

    /// A candidate's rate as a share of its reference's, by round, since both had their turns
    /// within the same minute; empty if one of them was not measured.
    Optional<Spread> ratio(String name) {
        return find(name).flatMap(row -> row.reference().flatMap(this::find).map(row::dividedBy));
    }

    String table() {
        return LoadTable.of(this);
    }

    byte[] json() {
        return LoadJson.of(this);
    }
}
