package dev.berth.features.spark;

import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FunctionReference;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/// Java feature functions on an executor: those of the jars sent to it and on its class path. The
/// driver reports invalid ones, so here they are skipped, and missing only if a view names them.
final class ClusterFunctions {
    /// A broken provider file may fail repeatedly.
    private static final int PROVIDERS_MAX = Short.MAX_VALUE;

    private ClusterFunctions() {}

    /// Finds the functions for a task thread, whose class loader has the sent jars.
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

    /// Adds the next; returns whether there may be more.
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
