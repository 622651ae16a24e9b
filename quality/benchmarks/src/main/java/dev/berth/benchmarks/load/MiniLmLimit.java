package dev.berth.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Maximum throughput of the sentence model in this process: every batch size with every threading
/// mode is tried first, then the two best have a turn in each round and the faster counts. That
/// favours the limit a little, and thus no server.
final class MiniLmLimit implements InProcess {
    private static final List<Integer> BATCHES = List.of(1, 2, 4, 8, 16);
    private static final int FINALISTS = 2;

    /// Two seconds of the usual ten for each setting: hundreds of rows.
    private static final int WARM_UP_PARTS = 5;

    private final MiniLmEngine engine;
    private final List<SettingResult> tried = new ArrayList<>();
    private final List<Setting> finalists = new ArrayList<>();

    MiniLmLimit(MiniLmEngine engine) {
        this.engine = engine;
    }

    /// Batch size and threading mode.
    record Setting(int batch, MiniLmEngine.Threads threads) {
        /// All settings.
        static List<Setting> all() {
            return BATCHES.stream()
                    .flatMap(
                            batch ->
                                    MiniLmEngine.Threads.ALL.stream()
                                            .map(threads -> new Setting(batch, threads)))
                    .toList();
        }

        @Override
        public String toString() {
            return "batch %d, %d x %d threads"
                    .formatted(batch, threads.callers(), threads.intraOp());
        }
    }

    /// Result of a setting.
    record SettingResult(Setting setting, double rowsPerSecond) {}

    /// Tries every setting forwards, then backwards; the better result counts, since disturbances
    /// only slow down.
    ///
    /// @param each total duration of each setting
    void tryAll(Duration each) throws InterruptedException {
        List<Setting> settings = Setting.all();
        Duration half = each.dividedBy(2);
        List<SettingResult> both = new ArrayList<>();
        for (Setting setting :
                Stream.concat(settings.stream(), settings.reversed().stream()).toList()) {
            both.add(new SettingResult(setting, run(setting, half).requestsPerSecond()));
        }
        tried.clear();
        for (int i = 0; i < settings.size(); i++) {
            double second = both.get(both.size() - 1 - i).rowsPerSecond();
            tried.add(
                    new SettingResult(
                            settings.get(i), Math.max(both.get(i).rowsPerSecond(), second)));
        }
        finalists.clear();
        tried.stream()
                .sorted(Comparator.comparingDouble(SettingResult::rowsPerSecond).reversed())
                .limit(FINALISTS)
                .forEach(best -> finalists.add(best.setting()));
    }

    @Override
    public void warmUp(Duration time) throws InterruptedException {
        tryAll(time.dividedBy(WARM_UP_PARTS));
    }

    @Override
    public String setting() {
        return finalists.stream().map(Setting::toString).collect(Collectors.joining(" or "));
    }

    /// The tried settings; empty before.
    List<SettingResult> tried() {
        return List.copyOf(tried);
    }

    @Override
    public Turn run(Duration time) throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        for (Setting setting : finalists) {
            turns.add(run(setting, time));
        }
        return turns.stream()
                .max(Comparator.comparingDouble(Turn::requestsPerSecond))
                .orElseThrow(() -> new IllegalStateException("nothing was tried yet"));
    }

    private Turn run(Setting setting, Duration time) throws InterruptedException {
        try (MiniLmCalls calls = engine.open(setting.threads(), setting.batch())) {
            MiniLmCalls.Done done = calls.run(time);
            return new Turn(done.rowsPerSecond(), Double.NaN, Double.NaN, done.cpuMicrosPerRow());
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
