package dev.berth.encoding;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The registered kinds of steps.
public final class StepFactories {
    private StepFactories() {}

    /// The factories on the class path, Berth's own among them, by kind.
    ///
    /// @throws IllegalStateException if two factories claim the same kind
    public static Map<String, StepFactory> load() {
        Map<String, StepFactory> byKind = new TreeMap<>();
        for (StepFactory factory :
                ServiceLoader.load(StepFactory.class, StepFactory.class.getClassLoader())) {
            StepFactory other = byKind.put(factory.kind(), factory);
            if (other != null) {
                throw new IllegalStateException(
                        "step kind '"
                                + factory.kind()
                                + "' is claimed by "
                                + other.getClass().getName()
                                + " and "
                                + factory.getClass().getName()
                                + " (expected: one of them on the class path)");
            }
        }
        return byKind;
    }
}
