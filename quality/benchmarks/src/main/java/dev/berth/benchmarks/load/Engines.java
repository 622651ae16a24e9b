package dev.berth.benchmarks.load;

import dev.berth.runtime.ModelRuntime;
import java.util.ServiceLoader;

/// The engines on the class path.
final class Engines {
    private Engines() {}

    static ModelRuntime onnx() {
        return ServiceLoader.load(ModelRuntime.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.engine().equals("onnx"))
                .findFirst()
                .orElseThrow();
    }
}
