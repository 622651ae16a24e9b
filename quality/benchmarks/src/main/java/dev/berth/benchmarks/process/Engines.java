package dev.berth.benchmarks.process;

import dev.berth.runtime.ModelRuntime;
import java.util.ServiceLoader;

/// Engines in a process of the benchmarks.
public final class Engines {
    private Engines() {}

    public static ModelRuntime onnx() {
        return ServiceLoader.load(ModelRuntime.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.engine().equals("onnx"))
                .findFirst()
                .orElseThrow();
    }
}
