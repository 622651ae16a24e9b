package dev.berth.fuzzing;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Dump of all threads, for failures that no input reproduces.
final class Threads {
    private Threads() {}

    static String dump() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(Threads::describe)
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static String describe(Map.Entry<Thread, StackTraceElement[]> thread) {
        return thread.getKey()
                + " "
                + thread.getKey().getState()
                + Stream.of(thread.getValue())
                        .map(element -> "\n    " + element)
                        .collect(Collectors.joining());
    }
}
