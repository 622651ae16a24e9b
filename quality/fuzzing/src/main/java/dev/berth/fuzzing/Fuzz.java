package dev.berth.fuzzing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private boolean run() throws IOException, InterruptedException {
        Path module = Path.of(System.getProperty("berth.root", "."), "quality", "fuzzing");
        System.out.printf("%-16s %10s %10s %9s  %s%n", "target", "runs", "runs/s", "coverage", "");
        boolean sound = true;
        for (TargetName target : targets) {
            FuzzRun.Result result = new FuzzRun(module, target, seconds, seed).execute();
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
}
