package dev.berth.runtime.onnx;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.RuntimeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A package's settings as this engine takes them, with the measured defaults filled in.
///
/// Defaults: as many executors as cores, one thread within and between operators, no spinning. A
/// model that runs in microseconds gets one executor, since handing a run to another thread costs
/// more than the run, and no arena. Up to [#OWN_SESSION_BYTES_MAX] every executor has a session of
/// its own, above they share one, since each session holds all weights.
///
/// Measured on two shared cores, two threads, perceptron of 1,000 weights: 960,000 runs/s with a
/// session each and no arena, 780,000 sharing one; with the arena 400,000 and 280,000. MiniLM (23
/// MB): no difference beyond the noise, 22 MB and 100 ms of loading saved by sharing.
///
/// Some of the engine's fusions make a graph slower, and a model of milliseconds is spared them
/// ([#SLOWING_FUSIONS]): quantised MiniLM takes 1.35 ms a row without, 1.87 with them.
///
/// @param entries the engine's session configuration entries
/// @param providerOptions options of each provider, by the provider's name
record OnnxSettings(
        int executors,
        int sessions,
        int intraOpThreads,
        int interOpThreads,
        int optimizationLevel,
        boolean arena,
        boolean memoryPattern,
        List<String> providers,
        Map<String, String> entries,
        Map<String, Map<String, String>> providerOptions) {

    /// Weights of models that may run in microseconds: above, reading them alone takes longer.
    static final long QUICK_BYTES_MAX = 1 << 20;

    /// Up to here a second session costs less memory than the process itself.
    static final long OWN_SESSION_BYTES_MAX = 32L << 20;

    private static final String ARENA = "memory.arena";
    private static final String PATTERN = "memory.pattern";
    private static final String SESSIONS = "sessions";
    private static final List<String> ENTRY_PREFIXES =
            List.of("session.", "optimization.", "mlas.", "ep.");
    private static final String CPU = "cpu";

    /// The level from which on the engine puts other operators in the place of a graph's.
    private static final int EXTENDED = 2;

    private static final String WITHOUT_OPTIMIZERS = "optimization.disable_specified_optimizers";

    /// Its name at each of the engine's levels begins so.
    private static final String LAYER_NORM_FUSION = "LayerNormFusionL";

    /// What they put in the place of several operators takes longer than those do (ONNX Runtime
    /// 1.28, x86; ADR 0049). A model of microseconds is quicker with them, since fewer operators
    /// are called.
    private static final String SLOWING_FUSIONS =
            LAYER_NORM_FUSION + "1;" + LAYER_NORM_FUSION + "2;BiasGeluFusion";

    private static final String INTRA_OP_SPINNING = "session.intra_op.allow_spinning";
    private static final String INTER_OP_SPINNING = "session.inter_op.allow_spinning";

    OnnxSettings {
        providers = List.copyOf(providers);
        entries = Map.copyOf(entries);
        providerOptions = Map.copyOf(providerOptions);
    }

    /// @param present the providers that this build of the engine has
    /// @throws ProblemException `package-invalid` for a setting that the engine does not know or a
    ///   provider that is not present
    static OnnxSettings of(
            RuntimeSettings settings,
            long weightBytes,
            LatencyClass pace,
            int cores,
            List<String> present) {
        List<String> providers = providers(settings.providers(), present);
        boolean quick = pace == LatencyClass.MICROSECONDS;
        int executors = settings.executors().orElse(quick ? 1 : cores);
        Map<String, String> options = new TreeMap<>(settings.options());
        boolean arena = flag(options, ARENA).orElse(!quick);
        boolean pattern = flag(options, PATTERN).orElse(true);
        boolean shared = sharesSession(options).orElse(weightBytes > OWN_SESSION_BYTES_MAX);
        Map<String, Map<String, String>> ofProviders = takeProviderOptions(options, providers);
        requireEntries(options);
        String spinning = settings.spinning() ? "1" : "0";
        options.putIfAbsent(INTRA_OP_SPINNING, spinning);
        options.putIfAbsent(INTER_OP_SPINNING, spinning);
        int level = level(settings.optimization());
        if (!quick && providers.isEmpty() && level >= EXTENDED) {
            options.putIfAbsent(WITHOUT_OPTIMIZERS, SLOWING_FUSIONS);
        }
        return new OnnxSettings(
                requirePositive("executors", executors),
                shared ? 1 : executors,
                requirePositive("intra-op threads", settings.intraOpThreads().orElse(1)),
                requirePositive("inter-op threads", settings.interOpThreads().orElse(1)),
                level,
                arena,
                pattern,
                providers,
                options,
                ofProviders);
    }

    /// The settings for a model whose tensors are as large as a caller's values say.
    OnnxSettings bounded() {
        Map<String, String> shared = new TreeMap<>(entries);
        shared.putIfAbsent(BoundedMemory.SESSION_ENTRY, "1");
        return new OnnxSettings(
                executors,
                sessions,
                intraOpThreads,
                interOpThreads,
                optimizationLevel,
                false,
                memoryPattern,
                providers,
                shared,
                providerOptions);
    }

    /// Whether sessions take their memory from the [BoundedMemory].
    boolean isBounded() {
        return entries.getOrDefault(BoundedMemory.SESSION_ENTRY, "").equals("1");
    }

    /// Whether `LayerNormalization` is computed by plain operators: not where the engine would make
    /// one of them again, nor where the package wants the graph as it is.
    boolean plainNormalization() {
        return optimizationLevel >= EXTENDED
                && entries.getOrDefault(WITHOUT_OPTIMIZERS, "").contains(LAYER_NORM_FUSION);
    }

    /// How many sessions a model will have, as far as can be determined before its pace is
    /// measured: a small one counts as quick.
    static int expectedSessions(RuntimeSettings settings, long weightBytes) {
        boolean quick = weightBytes <= QUICK_BYTES_MAX;
        int executors =
                settings.executors().orElse(quick ? 1 : Runtime.getRuntime().availableProcessors());
        String said = settings.options().getOrDefault(SESSIONS, "");
        boolean shared =
                said.isEmpty() ? weightBytes > OWN_SESSION_BYTES_MAX : said.equals("shared");
        return shared ? 1 : Math.max(1, executors);
    }

    private static List<String> providers(List<String> wanted, List<String> present) {
        List<String> list = new ArrayList<>();
        for (String provider : wanted.isEmpty() ? List.of(CPU) : wanted) {
            if (!present.contains(provider)) {
                throw invalid(
                        "provider '" + SanitizedText.of(provider) + "'",
                        "one of " + String.join(", ", present.reversed()),
                        "name a provider that is present, or put the jar of an engine that has it"
                                + " on the class path");
            }
            if (!provider.equals(CPU)) {
                list.add(provider);
            }
        }
        return list;
    }

    private static Optional<Boolean> flag(Map<String, String> options, String key) {
        String value = options.remove(key);
        if (value == null) {
            return Optional.empty();
        }
        return switch (value) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default ->
                    throw invalid(
                            "option " + key + " '" + SanitizedText.of(value) + "'",
                            "true or false",
                            "correct the value");
        };
    }

    private static Optional<Boolean> sharesSession(Map<String, String> options) {
        String value = options.remove(SESSIONS);
        if (value == null) {
            return Optional.empty();
        }
        return switch (value) {
            case "shared" -> Optional.of(true);
            case "per-executor" -> Optional.of(false);
            default ->
                    throw invalid(
                            "option sessions '" + SanitizedText.of(value) + "'",
                            "shared or per-executor",
                            "correct the value");
        };
    }

    private static Map<String, Map<String, String>> takeProviderOptions(
            Map<String, String> options, List<String> providers) {
        Map<String, Map<String, String>> taken = new TreeMap<>();
        for (String provider : providers) {
            String prefix = provider + ".";
            Map<String, String> own = new TreeMap<>();
            options.forEach(
                    (key, value) -> {
                        if (key.startsWith(prefix)) {
                            own.put(key.substring(prefix.length()), value);
                        }
                    });
            own.keySet().forEach(key -> options.remove(prefix + key));
            taken.put(provider, own);
        }
        return taken;
    }

    private static void requireEntries(Map<String, String> options) {
        for (String key : options.keySet()) {
            if (ENTRY_PREFIXES.stream().noneMatch(key::startsWith)) {
                throw invalid(
                        "option '" + SanitizedText.of(key) + "'",
                        "memory.arena, memory.pattern, sessions, <provider>.…, or one of the"
                                + " engine's own: session.…, optimization.…, mlas.…, ep.…",
                        "correct or remove the option");
            }
        }
    }

    private static int requirePositive(String what, int count) {
        if (count < 1) {
            throw invalid(what + " " + count, "at least 1", "raise it or leave it out");
        }
        return count;
    }

    private static int level(RuntimeSettings.Optimization optimization) {
        return switch (optimization) {
            case NONE -> 0;
            case BASIC -> 1;
            case EXTENDED -> EXTENDED;
            case ALL -> 99;
        };
    }

    private static ProblemException invalid(String found, String expected, String remedy) {
        return new ProblemException(
                ProblemCode.PACKAGE_INVALID,
                "runtime onnx: " + found + " (expected: " + expected + ")",
                remedy);
    }
}
