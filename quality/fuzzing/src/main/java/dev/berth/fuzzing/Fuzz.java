package dev.berth.fuzzing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Command `quality/fuzzing/run`: runs the fuzzer over each target for a time.
public final class Fuzz {
    private static final int SECONDS_DEFAULT = 60;
    private static final int SEED_DEFAULT = 20_261_125;

    private final List<TargetName> targets = new ArrayList<>();
    private int seconds = SECONDS_DEFAULT;
    private int seed = SEED_DEFAULT;

    private Fuzz(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seconds" -> seconds = number(arguments, ++i);
                case "--seed" -> seed = number(arguments, ++i);
                default -> targets.add(TargetName.of(arguments[i]));
            }
        }
        if (targets.isEmpty()) {
            targets.addAll(List.of(TargetName.values()));
        }
    }

    private static int number(String[] arguments, int at) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " without a number");
        }
        return Integer.parseInt(arguments[at]);
    }

    /// Ends with status 1 after a finding, 2 for invalid arguments.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.println(usage());
            return;
        }
        Fuzz fuzz;
        try {
            fuzz = new Fuzz(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("fuzzing: " + e.getMessage());
            System.err.println(usage());
            System.exit(2);
            return;
        }
        System.exit(fuzz.run() ? 0 : 1);
    }

    private static String usage() {
        String names =
                String.join(", ", Stream.of(TargetName.values()).map(TargetName::text).toList());
        return """
                quality/fuzzing/run [TARGET...] [--seconds N] [--seed N]

                  TARGET     which to fuzz; all of them where none is named: %s
                  --seconds  for each target, 60 by default
                  --seed     of the fuzzer's random numbers, fixed by default

                Findings are under quality/fuzzing/target/fuzz/TARGET; a later run continues from what
                an earlier one has learnt there. Once fixed, a failed input belongs into
                quality/fuzzing/found/TARGET: every run begins with those.
                """
                .formatted(names);
    }

    /// As many targets at a time as there are processors: a fuzzer is one thread, and spends its
    /// first seconds on the class path.
    private boolean run() throws IOException, InterruptedException {
        Path module = Path.of(System.getProperty("berth.root", "."), "quality", "fuzzing");
        System.out.printf("%-16s %10s %10s %9s  %s%n", "target", "runs", "runs/s", "coverage", "");
        try (ExecutorService fuzzers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Map<TargetName, Future<FuzzRun.Result>> results = new LinkedHashMap<>();
            for (TargetName target : targets) {
                FuzzRun run = new FuzzRun(module, target, seconds, seed);
                results.put(target, fuzzers.submit(run::execute));
            }
            return print(results);
        }
    }

    private static boolean print(Map<TargetName, Future<FuzzRun.Result>> results)
            throws IOException, InterruptedException {
        boolean sound = true;
        for (var entry : results.entrySet()) {
            TargetName target = entry.getKey();
            FuzzRun.Result result = get(entry.getValue());
            System.out.printf(
                    "%-16s %10s %10s %9s  %s%n",
                    target.text(),
                    result.runs(),
                    result.runsPerSecond(),
                    result.coverage(),
                    result.isSound() ? "nothing found" : "FOUND, see " + result.output());
            if (!result.isSound()) {
                sound = false;
                System.out.println(result.finding().indent(4));
            }
        }
        return sound;
    }

    private static FuzzRun.Result get(Future<FuzzRun.Result> result)
            throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException("a target could not be fuzzed", e.getCause());
        }
    }
}
