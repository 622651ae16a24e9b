package dev.berth.core.feature;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function in Java that computes the features of an on-demand view, where expressions do not
/// suffice.
///
/// It is found by [java.util.ServiceLoader], on the class path and in the jars in
/// `features/functions` of a system, and is trusted as everything on the class path is. One object
/// computes for many threads at the same time, so it has to be thread-safe. It answers from its
/// inputs alone, the same for equal ones: a training set and a server call it at different times.
public interface FeatureFunction {
    /// By which views name it. Its version is raised when it gives other values; both may be there
    /// side by side, as a published view continues with the one that it names.
    FunctionReference reference();

    /// What it is given, with types: a name is that of a field that callers send, one with a dot
    /// that of a stored feature, `<read>.<feature>`.
    Map<String, FeatureType> inputs();

    /// What it gives, with types, which are no maps.
    Map<String, FeatureType> features();

    /// Computes the features of one row. Whatever it throws becomes a problem that names it.
    ///
    /// @param values of the inputs that are not missing, in the Java form of their types
    ///   ([ValueType], [FeatureType])
    /// @return values of its features, likewise; one that is not there or null is missing
    Map<String, ? extends @Nullable Object> compute(Map<String, Object> values) throws Exception;
}
