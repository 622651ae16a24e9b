package dev.berth.encoding;

import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Isolation of native functions in processes of their own, for packages that request it.
public interface FunctionIsolation {

    /// Starts a process and loads the function there. Blocks until it is loaded.
    ///
    /// @param kind of the function, such as `tokenizer`
    /// @param file of which it is made
    /// @param settings which the function understands
    /// @param timeMax after which a computation is ended with its process
    /// @throws ProblemException if it cannot be loaded
    NativeFunction load(String kind, Path file, Map<String, String> settings, Duration timeMax);
}
