package dev.berth.core.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings for the engine that executes a package's artifact.
///
/// @param engine the name of the runtime, such as `onnx`
/// @param executors how many executions run at the same time, at least 1; empty for the measured
///   default
/// @param intraOpThreads threads within one operator, at least 1; empty for the measured default
/// @param interOpThreads operators at the same time, at least 1; empty for the measured default
/// @param spinning whether idle threads of the engine spin, which trades processor time for latency
/// @param optimization how far the engine rewrites the graph when it loads
/// @param providers the hardware to try, best first, such as `cuda`, `cpu`; empty for `cpu`
/// @param options further settings that the engine itself knows, passed on as they are
/// @param isolation whose process executes the artifact
public record RuntimeSettings(
        String engine,
        Optional<Integer> executors,
        Optional<Integer> intraOpThreads,
        Optional<Integer> interOpThreads,
        boolean spinning,
        Optimization optimization,
        List<String> providers,
        Map<String, String> options,
        Isolation isolation) {

    /// The process in which an artifact executes: the server's, or a worker of its own, with which
    /// it may crash, hang or run out of memory without harm to others.
    public enum Isolation {
        NONE,
        PROCESS
    }

    /// Level of the engine's graph optimization: none, without change of layout, further, and all.
    public enum Optimization {
        NONE,
        BASIC,
        EXTENDED,
        ALL
    }

    public RuntimeSettings {
        requirePositive("executors", executors);
        requirePositive("intra-op threads", intraOpThreads);
        requirePositive("inter-op threads", interOpThreads);
        providers = List.copyOf(providers);
        options = Map.copyOf(options);
    }

    private static void requirePositive(String setting, Optional<Integer> count) {
        if (count.isPresent() && count.get() < 1) {
            throw new IllegalArgumentException(setting + ": " + count.get() + " (expected: >= 1)");
        }
    }

    public static RuntimeSettings of(String engine) {
        return new RuntimeSettings(
                engine,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optimization.ALL,
                List.of(),
                Map.of(),
                Isolation.NONE);
    }

    public RuntimeSettings withExecutors(int count) {
        return new RuntimeSettings(
                engine,
                Optional.of(count),
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                providers,
                options,
                isolation);
    }

    public RuntimeSettings withIntraOpThreads(int count) {
        return new RuntimeSettings(
                engine,
                executors,
                Optional.of(count),
                interOpThreads,
                spinning,
                optimization,
                providers,
                options,
                isolation);
    }

    public RuntimeSettings withOptions(Map<String, String> others) {
        return new RuntimeSettings(
                engine,
                executors,
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                providers,
                others,
                isolation);
    }

    public RuntimeSettings withIsolation(Isolation other) {
        return new RuntimeSettings(
                engine,
                executors,
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                providers,
                options,
                other);
    }
}
