package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Exit of a worker, with its cause.
///
/// @param status of its process, 128 and the number if a signal ended it; empty if it has not ended
///   yet, killed as it is
/// @param fault for what the server killed it; empty if it did not
/// @param lastWords the last lines that it wrote
record WorkerExit(OptionalInt status, Optional<String> fault, List<String> lastWords) {
    private static final int SIGNALS = 128;

    private static final int KILL = 9;

    private static final Map<Integer, String> NAMES =
            Map.of(
                    4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11,
                    "SIGSEGV", 15, "SIGTERM");

    /// A JVM prints the signal that crashed it, and exits with a status of its own.
    private static final Pattern CRASH = Pattern.compile("# +(SIG[A-Z]+) \\(0x[0-9a-f]+\\) at .*");

    private static final int SHOWN_MAX = 6;

    WorkerExit {
        lastWords = List.copyOf(lastWords);
    }

    /// In a few words: `it ended by signal 11, SIGSEGV`.
    String describe() {
        if (fault.isPresent()) {
            return "it was killed, as it " + fault.get();
        }
        if (status.isEmpty()) {
            return "it closed its connection";
        }
        return crash().map(signal -> "it crashed by " + signal)
                .orElseGet(() -> ended(status.getAsInt()));
    }

    private static String ended(int code) {
        if (code <= SIGNALS) {
            return "it ended with status " + code;
        }
        int signal = code - SIGNALS;
        String name = NAMES.getOrDefault(signal, "unknown");
        String memory = signal == KILL ? ", perhaps as memory ran out" : "";
        return "it ended by signal " + signal + ", " + name + memory;
    }

    private Optional<String> crash() {
        return lastWords.stream()
                .map(CRASH::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /// The problem that callers of a run in flight get.
    Problem ofRun() {
        return Problem.of(
                ProblemCode.WORKER_TERMINATED,
                "the worker process that executed the model did not live to answer: " + describe(),
                "look for the input that ended it, or at the model; the server's log has its last output");
    }

    /// The problem for a load.
    Problem ofLoad(String model) {
        List<String> shown =
                lastWords.subList(Math.max(0, lastWords.size() - SHOWN_MAX), lastWords.size());
        return Problem.of(
                ProblemCode.ARTIFACT_LOAD_FAILED,
                "model file "
                        + model
                        + " does not load: the worker process exited: "
                        + describe()
                        + (shown.isEmpty()
                                ? ""
                                : "; its last output: " + String.join(" | ", shown)),
                "export the model again; on a machine without others, `isolation: none` tells whether"
                        + " the engine loads it");
    }
}
