package dev.berth.runtime.onnx;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.nativelib.LibraryCache;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Finds the native library of ONNX Runtime, and unpacks it once for all processes.
///
/// The library is a resource of the engine's jar, 24 MB on Linux, and goes to a [LibraryCache]. The
/// system property `onnxruntime.native.path` names a folder that has the library already.
final class OnnxLibrary {
    /// Besides the engine itself, what its accelerators need where a jar brings them.
    private static final List<String> NAMES =
            List.of(
                    "onnxruntime",
                    "onnxruntime_providers_shared",
                    "onnxruntime_providers_cuda",
                    "onnxruntime_providers_tensorrt",
                    "onnxruntime_providers_dnnl",
                    "onnxruntime_providers_openvino");

    private final LibraryCache cache;

    OnnxLibrary(LibraryCache cache) {
        this.cache = cache;
    }

    static OnnxLibrary ofProcess() {
        return new OnnxLibrary(LibraryCache.ofProcess());
    }

    /// The path of the library, unpacked if need be.
    ///
    /// @throws ProblemException `artifact-load-failed` if the engine has no library for this
    ///   platform or it can be written nowhere
    Path locate() {
        String given = System.getProperty("onnxruntime.native.path");
        if (given != null) {
            return Path.of(given, System.mapLibraryName("onnxruntime"));
        }
        String platform = platform();
        if (find(platform, "onnxruntime").isEmpty()) {
            throw absent(platform);
        }
        SequencedMap<String, URL> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            find(platform, name)
                    .ifPresent(source -> files.put(System.mapLibraryName(name), source));
        }
        return cache.unpack("onnxruntime", platform, files);
    }

    private static Optional<URL> find(String platform, String name) {
        return Optional.ofNullable(
                OnnxLibrary.class.getResource(
                        "/ai/onnxruntime/native/" + platform + "/" + System.mapLibraryName(name)));
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "win" : os.startsWith("mac") ? "osx" : "linux";
        return system + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
    }

    private static ProblemException absent(String platform) {
        return new ProblemException(
                ProblemCode.ARTIFACT_LOAD_FAILED,
                "ONNX Runtime has no library for " + platform + " on the class path",
                "run on linux-x64, linux-aarch64, osx-aarch64 or win-x64, or set"
                        + " -Donnxruntime.native.path to the folder of a library");
    }
}
