package dev.berth.batch.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/// Function that scores a part on an executor.
final class PartFunction implements Function<String, String> {
    private static final long serialVersionUID = 1;

    private final String lib;
    private final ArrayList<String> arguments;

    PartFunction(String lib, List<String> arguments) {
        this.lib = lib;
        this.arguments = new ArrayList<>(arguments);
    }

    /// @param task as the command wrote it
    /// @return what it reads
    @Override
    public String call(String task) {
        IsolatedBerth berth = IsolatedBerth.of(lib);
        return berth.call(() -> berth.worker().apply(arguments, task));
    }
}
