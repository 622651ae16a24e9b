package dev.berth.features.spark;

import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FunctionReference;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/// Functions in Java as an executor has them: those of the jars that were sent to it, and those on
/// its class path. The driver has told what is wrong with them, so here a broken one is passed
/// over, and missed if a view names it.
final class ClusterFunctions {
    /// A broken file of providers may fail again and again.
    private static final int PROVIDERS_MAX = Short.MAX_VALUE;

    private ClusterFunctions() {}

    /// For the thread of a task, whose class loader has what was sent.
    static SortedMap<FunctionReference, FeatureFunction> find() {
        SortedMap<FunctionReference, FeatureFunction> found = new TreeMap<>();
        Iterator<FeatureFunction> providers =
                ServiceLoader.load(
                                FeatureFunction.class,
                                Thread.currentThread().getContextClassLoader())
                        .iterator();
        int left = PROVIDERS_MAX;
        while (left > 0 && add(providers, found)) {
            left--;
        }
        return found;
    }

    /// Whether there may be more.
    private static boolean add(
            Iterator<FeatureFunction> providers,
            SortedMap<FunctionReference, FeatureFunction> found) {
        try {
            if (!providers.hasNext()) {
                return false;
            }
            FeatureFunction function = providers.next();
            found.putIfAbsent(function.reference(), function);
            return true;
        } catch (ServiceConfigurationError | RuntimeException | LinkageError broken) {
            return true;
        }
    }
}
